"""Statements that most messages need: worked out once, then put to the driver itself.

Building a statement, finding it again in a cache and wrapping its rows takes many times as long as SQLite or PostgreSQL take
to answer it. What is written here as usual, in SQLAlchemy's words, is turned into the database's own words at its first use;
after that only values go in and plain tuples come out. Whatever few messages need stays with the ORM.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Delete,
    Dialect,
    Select,
    Table,
    TextClause,
    Update,
    bindparam,
    insert,
    literal,
    text,
    update,
)
from sqlalchemy import inspect as mapped
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.selectable import TextualSelect
from sqlalchemy.types import TypeEngine

from app.db import Base
from app.dbapi import Row, among, as_one, run, run_each, run_each_for_a_row

_CONNECTION = "connection"
POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
DOUBLE = 701
"""PostgreSQL's number for double precision, the only kind of column whose way out depends on its number."""

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete | TextClause | TextualSelect
_Change = Callable[[Any], Any] | None


class Prepared:
    """One statement, or one for each dialect by its name. Values are given by the names of its ``bindparam``s.

    Lists cannot be values. What waits in the session is flushed first, as the ORM does.
    """

    def __init__(self, statement: Statement | Mapping[str, Statement]) -> None:
        self._statement = statement
        self._spelt: dict[str, _Spelt] = {}

    def all(self, session: Session, /, **values: Any) -> list[Row]:
        """The rows; none for a statement that gives none."""
        write_changes(session)
        connection, spelt = self._on(session)
        return spelt.read(run(connection, spelt.words, spelt.bound(values), gives_rows=spelt.gives_rows))

    def rows_of_each(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
        """The one row that each of these values gives, in their order, all put to the database at once."""
        write_changes(session)
        connection, spelt = self._on(session)
        bound = [spelt.bound(values) for values in rows]
        return spelt.read(run_each_for_a_row(connection, spelt.words, bound)) if bound else []

    def first(self, session: Session, /, **values: Any) -> Row | None:
        rows = self.all(session, **values)
        return rows[0] if rows else None

    def value(self, session: Session, /, **values: Any) -> Any:
        """The first column of the first row; ``None`` when there is none."""
        rows = self.all(session, **values)
        return rows[0][0] if rows else None

    def each(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
        """Once for each of these rows of values, in one go."""
        write_changes(session)
        self.put(session, rows)

    def put(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
        """The same without looking at what waits in the session."""
        connection, spelt = self._on(session)
        bound = [spelt.bound(values) for values in rows]
        if bound:
            run_each(connection, spelt.words, bound)

    def _on(self, session: Session) -> tuple[Connection, "_Spelt"]:
        connection = _connection(session)
        return connection, self._spelt.get(connection.dialect.name) or self._spell(connection.dialect)

    def _spell(self, dialect: Dialect) -> "_Spelt":
        statement = self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement
        spelt = self._spelt[dialect.name] = _Spelt.of(statement, dialect)
        return spelt


@dataclass(frozen=True)
class _Spelt:
    """In one dialect: the words, what becomes of each value on its way in, and of some columns on their way out."""

    words: str
    positional: bool
    binds: tuple[tuple[str, _Change, bool, Any], ...]
    """Name, change, whether it must be given, and the value when it need not."""
    columns: tuple[tuple[int, Callable[[Any], Any]], ...]
    gives_rows: bool
    """Known beforehand: to ask a PostgreSQL cursor takes as long as a small statement does."""

    @classmethod
    def of(cls, statement: Statement, dialect: Dialect) -> "_Spelt":
        compiled: Any = statement.compile(dialect=dialect)
        names = compiled.positiontup if compiled.positional else list(compiled.params)
        binds = tuple((name, *_way_in(compiled, name, dialect)) for name in names)
        types = [column.type for column in getattr(statement, "exported_columns", ())]  # plain words have none
        out = ((at, _impl(one, dialect).result_processor(dialect, DOUBLE)) for at, one in enumerate(types))
        changes = tuple((at, change) for at, change in out if change)
        return cls(compiled.string, compiled.positional, binds, changes, bool(types))

    def bound(self, values: Mapping[str, Any]) -> Any:
        given = [(name, change, values[name] if needed else otherwise) for name, change, needed, otherwise in self.binds]
        changed = [value if change is None or value is None else change(value) for _, change, value in given]
        return changed if self.positional else {one[0]: value for one, value in zip(given, changed, strict=True)}

    def read(self, rows: list[Row]) -> list[Row]:
        return [self._changed(row) for row in rows] if self.columns else rows

    def _changed(self, row: Row) -> Row:
        changed = list(row)
        for at, change in self.columns:
            changed[at] = change(changed[at])
        return tuple(changed)


def _way_in(compiled: Any, name: str, dialect: Dialect) -> tuple[_Change, bool, Any]:
    bind = compiled.binds[name]
    if bind.expanding:
        raise TypeError(f"{name} is a list: write one_of")
    return _impl(bind.type, dialect).bind_processor(dialect), bind.required, bind.effective_value


def _impl(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect)


def _connection(session: Session) -> Connection:
    """The transaction's own, remembered beside the session as long as the transaction lasts."""
    known: Connection | None = session.info.get(_CONNECTION)
    if known is None or known.closed or not known.in_transaction():
        known = session.info[_CONNECTION] = session.connection()
    return known


def write_changes(session: Session) -> None:
    """What a flush would write, in a tenth of its time; all but plain changes of rows is left to the flush."""
    dirty = session.dirty
    if not dirty and not session.new and not session.deleted:
        return
    changes = {} if session.new or session.deleted else _changes(dirty)
    if not changes or any(
        isinstance(value, ClauseElement) for rows in changes.values() for row in rows for value in row.values()
    ):
        session.flush()
        return
    for (kind, names), rows in sorted(changes.items(), key=lambda one: (one[0][0].__tablename__, one[0][1])):
        _write(session, kind, names, rows)
    for thing in dirty:
        state = instance_state(thing)
        state._commit_all(state.dict, session.identity_map)  # as a flush does


def _write(session: Session, kind: type[Base], names: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """One by one in the order of their keys; the same change of several rows at once, in whatever order the database takes."""
    keys, first = key_names_of(kind), rows[0]
    rows.sort(key=lambda row: tuple(row[name] for name in keys))
    if len(rows) > 1 and len(keys) == 1 and all(row[name] == first[name] for row in rows for name in names):
        listed = as_one(session.get_bind().dialect.name, [row[keys[0]] for row in rows])
        _updating_alike(kind, names).put(session, [{**first, "rows": listed}])
    else:
        _updating(kind, names).put(session, rows)


def _changes(dirty: Iterable[Any]) -> dict[tuple[type[Base], tuple[str, ...]], list[dict[str, Any]]]:
    """Kind and changed columns → the rows, their keys among the values."""
    changes: dict[tuple[type[Base], tuple[str, ...]], list[dict[str, Any]]] = {}
    for thing in dirty:
        kind: type[Base] = type(thing)
        state: Any = instance_state(thing)
        held = state.dict
        names = tuple(sorted(name for name, before in state.committed_state.items() if held.get(name) != before))
        if names:
            keys = zip(key_names_of(kind), state.key[1], strict=True)
            changes.setdefault((kind, names), []).append({**{name: held[name] for name in names}, **dict(keys)})
    return changes


@cache
def _updating(kind: type[Base], names: tuple[str, ...]) -> Prepared:
    table = table_of(kind)
    here = (column == bindparam(name, type_=column.type) for name, column in _keys(kind))
    return Prepared(update(table).where(*here).values({name: bindparam(name, type_=table.c[name].type) for name in names}))


@cache
def _updating_alike(kind: type[Base], names: tuple[str, ...]) -> Prepared:
    """The same change of many rows, which go by one list."""
    ((key, column),) = _keys(kind)
    change = valued(update(table_of(kind)), *names)
    spelt = zip(("sqlite", "postgresql"), among("rows", column.type.compile(POSTGRESQL)), strict=True)
    return Prepared({dialect: change.where(text(f"{key} {listed}")) for dialect, listed in spelt})


def _keys(kind: type[Base]) -> Iterable[tuple[str, Any]]:
    return zip(key_names_of(kind), mapped(kind).primary_key, strict=True)


def put(session: Session, words: str, values: Sequence[Any], *, many: bool = False) -> None:
    """Words and values as the driver takes them, for a statement that gives no rows; ``many``: once for each of the values."""
    write_changes(session)
    connection = _connection(session)
    if many:
        run_each(connection, words, values)
    else:
        run(connection, words, values, gives_rows=False)


@cache
def columns_of(kind: type[Base]) -> tuple[Any, ...]:
    """The columns a thing of this kind is made of, in the order ``thing_of`` takes them."""
    return tuple(attribute.columns[0] for attribute in mapped(kind).column_attrs if not attribute.deferred)


@cache
def names_of(kind: type[Base]) -> tuple[str, ...]:
    return tuple(attribute.key for attribute in mapped(kind).column_attrs if not attribute.deferred)


@cache
def key_of(kind: type[Base]) -> tuple[int, ...]:
    """Where in a row the primary key stands."""
    columns = columns_of(kind)
    return tuple(columns.index(column) for column in mapped(kind).primary_key)


def one_of(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """``IN`` these values, which stand in the statement once and for all."""
    listed: ColumnElement[bool] = column.in_([literal(value, column.type) for value in values])
    return listed


@cache
def key_names_of(kind: type[Base]) -> tuple[str, ...]:
    return tuple(names_of(kind)[at] for at in key_of(kind))


def inserting(kind: type[Base], *names: str) -> Prepared:
    """An INSERT of these columns, whose values go by the columns' names."""
    return Prepared(valued(insert(table_of(kind)), *names))


def upserting(kind: type[Base], build: Callable[[Any], Statement]) -> Prepared:
    """A statement with ON CONFLICT, built from the INSERT of either dialect."""
    table = table_of(kind)
    return Prepared({"sqlite": build(sqlite.insert(table)), "postgresql": build(postgresql.insert(table))})


def valued(statement: Any, *names: str) -> Any:
    """The INSERT with these columns as its values, each going by its column's name."""
    return statement.values({name: bindparam(name, type_=statement.table.c[name].type) for name in names})


def table_of(kind: type[Base]) -> Table:
    return cast(Table, kind.__table__)

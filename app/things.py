"""Rows as the session's own objects, made without the ORM's detours: as its queries would give them, in a third of the time."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import bindparam, column, insert, select
from sqlalchemy import inspect as mapped
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from app.db import Base
from app.dbapi import Row, among
from app.prepared import POSTGRESQL, Prepared, Statement, columns_of, key_names_of, key_of, names_of, table_of, valued
from app.spelling import ask, spelt

Thing = TypeVar("Thing", bound=Base)


class PreparedOf(Prepared, Generic[Thing]):
    """A selection of whole rows of one table (``columns_of``), given as the session's own objects."""

    def __init__(self, kind: type[Thing], statement: Statement) -> None:
        super().__init__(statement)
        self._kind = kind

    def things(self, session: Session, /, *, fresh: bool = False, **values: Any) -> list[Thing]:
        """What the session holds already stays as it is there, unless ``fresh``."""
        return [thing_of(session, self._kind, row, fresh=fresh) for row in self.all(session, **values)]

    def thing(self, session: Session, /, *, fresh: bool = False, **values: Any) -> Thing | None:
        """The first of them."""
        row = self.first(session, **values)
        return thing_of(session, self._kind, row, fresh=fresh) if row else None


def loose(kind: type[Thing], row: Sequence[Any]) -> Thing:
    """A thing that belongs to no session: nobody writes it back but whoever made it."""
    thing = cast(Thing, mapped(kind).class_manager.new_instance())
    thing.__dict__.update(zip(names_of(kind), row, strict=True))
    return thing


def thing_of(session: Session, kind: type[Thing], row: Row, *, fresh: bool = False) -> Thing:
    """The session's own object for a row of ``columns_of``, as a query of the ORM would give it."""
    held: Any = session.identity_map.get(mapped(kind).identity_key_from_primary_key(tuple(row[at] for at in key_of(kind))))
    if held is None:
        thing = loose(kind, row)
        make_transient_to_detached(thing)
        session.add(thing)
        return thing
    if fresh:
        for name, value in zip(names_of(kind), row, strict=True):
            set_committed_value(held, name, value)
    same: Thing = held
    return same


def got(session: Session, kind: type[Thing], *key: Any) -> Thing | None:
    """The thing with this primary key, as ``session.get`` gives it."""
    held: Any = session.identity_map.get(mapped(kind).identity_key_from_primary_key(key))
    if held is not None and not instance_state(held).expired:
        same: Thing = held
        return same
    fetched: Thing | None = _getting(kind).thing(
        session, fresh=held is not None, **dict(zip(key_names_of(kind), key, strict=True))
    )
    return fetched


@cache
def _getting(kind: type[Base]) -> PreparedOf[Any]:
    keys = (column == bindparam(column.key, type_=column.type) for column in mapped(kind).primary_key)
    return PreparedOf(kind, select(*columns_of(kind)).where(*keys))


def things_with(
    session: Session, kind: type[Thing], name: str, values: Sequence[int] | Sequence[str], *, fresh: bool = False
) -> list[Thing]:
    """The rows whose column ``name`` is one of these values, by their keys, in one question; ``fresh``: as in ``things``."""
    return [thing_of(session, kind, row, fresh=fresh) for row in ask(session, _with(kind, name), {}, sought=values)]


@cache
def _with(kind: type[Base], name: str) -> Prepared:
    table = table_of(kind)
    return spelt(
        "SELECT {columns} FROM {table} WHERE {name} {sought} ORDER BY {keys}",
        *(column(one.key, one.type) for one in columns_of(kind)),
        columns=", ".join(f'"{one.key}"' for one in columns_of(kind)),
        table=table.name,
        name=name,
        keys=", ".join(key_names_of(kind)),
        sought=among("sought", table.c[name].type.compile(POSTGRESQL)),
    )


def made(session: Session, kind: type[Thing], /, **values: Any) -> Thing:
    """A new row, at once, and its thing; what is not given is the column's default, or nothing."""
    return made_each(session, kind, [values])[0]


def made_each(session: Session, kind: type[Thing], rows: Iterable[Mapping[str, Any]]) -> list[Thing]:
    """The same for several rows in one go."""
    full = [{**_defaults(kind), **row} for row in rows]
    keys = _making(kind).rows_of_each(session, full)
    for row, key in zip(full, keys, strict=True):
        row |= dict(zip(key_names_of(kind), key, strict=True))
    return [thing_of(session, kind, tuple(row[name] for name in names_of(kind))) for row in full]


@cache
def _making(kind: type[Base]) -> Prepared:
    return Prepared(valued(insert(table_of(kind)), *_defaults(kind)).returning(*mapped(kind).primary_key))


@cache
def _defaults(kind: type[Base]) -> dict[str, Any]:
    """Every column but a number the database gives itself, with its default."""
    table = table_of(kind)
    own = [column for column in table.c if column is not table.autoincrement_column]
    return {column.key: column.default.arg if column.default is not None else None for column in own}  # type: ignore[attr-defined]

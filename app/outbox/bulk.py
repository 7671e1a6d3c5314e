"""Rows by the thousand: what goes to the driver and back without an object, a conversion or a parameter per row too many."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    String,
    Table,
    bindparam,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from app.db import Id, UTCDateTime
from app.prepared import POSTGRESQL, put

FEW = 8
"""Rows up to which making lists of them takes PostgreSQL's driver longer than it spares."""


def insert_rows(session: Session, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """One INSERT for all rows; moments come from ``moments``, JSON as text, everything else as the column holds it."""
    if not rows:
        return
    if session.get_bind().dialect.name == "sqlite":
        put(session, _insert(table, columns, ", ".join("?" * len(columns))), rows, many=True)
    elif len(rows) <= FEW:
        put(session, _insert_each(table, tuple(columns)), rows, many=True)
    else:
        put(session, _insert_lists(table, tuple(columns)), list(map(list, zip(*rows, strict=True))))


def _insert(table: Table, columns: Sequence[str], marks: str) -> str:
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 – names are ours


@cache
def _insert_each(table: Table, columns: tuple[str, ...]) -> str:
    return _insert(table, columns, ", ".join(f"%s::{kind}" for kind in _kinds(table, columns)))


def _kinds(table: Table, columns: Sequence[str]) -> list[str]:
    return [table.c[name].type.compile(POSTGRESQL) for name in columns]


@cache
def _insert_lists(table: Table, columns: tuple[str, ...]) -> str:
    """PostgreSQL takes one list for each column: one statement and one answer, however many rows."""
    lists = ", ".join(f"%s::{kind}[]" for kind in _kinds(table, columns))
    return f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT * FROM unnest({lists})"  # noqa: S608 – names are ours


def moments(session: Session) -> Callable[[datetime | None], Any]:
    """Makes a moment what this database's driver stores; remembers the last few, which most rows share."""
    dialect = session.get_bind().dialect
    stored = UTCDateTime().dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=64)(stored) if stored else lambda moment: moment


def plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as the driver gives it, without a conversion for each row; ``read_moments`` is for the moments among them."""
    return type_coerce(column, NullType())


def read_moments(session: Session) -> Callable[[Any], Any]:
    """The way back of ``moments``, for columns read as ``plain``."""
    dialect = session.get_bind().dialect
    read = UTCDateTime().dialect_impl(dialect).result_processor(dialect, None)
    return lru_cache(maxsize=64)(read) if read else lambda moment: moment


def listed(session: Session, ids: Sequence[int]) -> ColumnElement[int]:
    """The ids as a column of rows, given as one parameter."""
    if session.get_bind().dialect.name == "sqlite":
        return func.json_each(json.dumps(ids)).table_valued("value", name="listed").c.value.cast(Integer)
    return func.unnest(ids, type_=Id)


def among(session: Session, column: ColumnElement[int], ids: Sequence[int]) -> ColumnElement[bool]:
    """``column IN ids`` with one parameter however many they are, so that the statement is prepared once."""
    if session.get_bind().dialect.name == "sqlite":
        return column.in_(select(listed(session, ids)))
    return column == func.any(ids)


def among_these(dialect: str, column: ColumnElement[int]) -> ColumnElement[bool]:
    """The same for a statement that is built once: the ids come with each use as ``these``, made by ``these``."""
    if dialect == "sqlite":
        return column.in_(select(func.json_each(bindparam("these", type_=String)).table_valued("value").c.value.cast(Integer)))
    return column == func.any(bindparam("these", type_=ARRAY(BigInteger)))


def these(session: Session, ids: Sequence[int]) -> Any:
    return json.dumps(ids) if session.get_bind().dialect.name == "sqlite" else ids

"""The driver itself, below SQLAlchemy: words and values as it takes them, on the connection of a transaction."""

import json
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]


def among(name: str, kind: str = "bigint") -> tuple[str, str]:
    """``IN`` a list that goes in as one value; ``kind``: of what, in PostgreSQL's words."""
    return f"IN (SELECT value FROM json_each(:{name}))", f"= ANY(CAST(:{name} AS {kind}[]))"  # noqa: S608 – names are ours


def as_one(dialect: str, values: Sequence[int] | Sequence[str]) -> Any:
    """A list as the one value that ``among`` takes."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values))


def run(connection: Connection, words: str, values: Any, *, gives_rows: bool) -> list[Row]:
    driver: Any = connection.connection.dbapi_connection
    try:
        cursor = driver.execute(words, values)
        return cast(list[Row], cursor.fetchall()) if gives_rows else []
    except _faults(connection) as fault:
        raise _as_ours(fault, connection, words, driver) from fault


def run_each(connection: Connection, words: str, rows: Sequence[Any]) -> None:
    driver: Any = connection.connection.dbapi_connection
    try:
        if len(rows) == 1:
            driver.execute(words, rows[0])
        else:
            driver.cursor().executemany(words, rows)
    except _faults(connection) as fault:
        raise _as_ours(fault, connection, words, driver) from fault


def run_each_for_a_row(connection: Connection, words: str, rows: Sequence[Any]) -> list[Row]:
    driver: Any = connection.connection.dbapi_connection
    try:
        if connection.dialect.name == "sqlite" or len(rows) == 1:
            return [driver.execute(words, row).fetchone() for row in rows]
        cursor = driver.cursor()
        cursor.executemany(words, rows, returning=True)
        return [one.fetchone() for one in cursor.results()]
    except _faults(connection) as fault:
        raise _as_ours(fault, connection, words, driver) from fault


def _faults(connection: Connection) -> Any:
    return connection.dialect.loaded_dbapi.Error


def _as_ours(fault: Exception, connection: Connection, words: str, driver: Any) -> Exception:
    """The driver's faults come as SQLAlchemy's, so that nobody need know which way a statement went."""
    broken = connection.dialect.is_disconnect(cast(Any, fault), driver, None)
    if broken:
        connection.invalidate(fault)
    return DBAPIError.instance(
        words,
        None,
        fault,
        _faults(connection),
        hide_parameters=True,
        connection_invalidated=broken,
        dialect=connection.dialect,
    )

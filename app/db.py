"""The database: one declarative base, times in UTC, and the one way to open a transaction."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Engine, Integer, MetaData, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from app.turns import Turns
from app.vault import Vault

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

T = TypeVar("T")

SQLITE_PATIENCE = 30.0
"""Seconds to wait for SQLite's single writer, where nobody says otherwise."""
NO_JIT = "-c jit=off"
"""Compiling a statement takes PostgreSQL longer than any of ours takes to run."""
DEADLOCK, SERIALIZATION = "40P01", "40001"
TRIES = 3
"""PostgreSQL's codes for transactions that stood in each other's way: one of them was undone and may simply be done again."""

TABLES_ARE_OF = "deadlines_of_an_order"
"""The newest migration: what the tables must be of before the service is ready."""

Id = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB, "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: Json, list[Any]: Json, list[str]: Json}  # noqa: RUF012


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, in and out; a naive one is a bug and raises ``ValueError``."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """On SQLite one short way from the stored text: the general one takes ten times as long, and every row has moments."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _from_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)


class Database:
    """An engine and the transactions on it.

    ``reactions`` is the dictionary of ``app.reactions``; ``vault`` seals phone numbers. Both travel in ``session.info``
    so that actions find them without globals.
    """

    def __init__(
        self,
        url: str,
        *,
        vault: Vault | None = None,
        reactions: Mapping[type, tuple[Any, ...]] | None = None,
        pool_size: int = 10,
    ) -> None:
        self._turns = _turns(url) if url.startswith("sqlite") else None
        self.engine = _engine(url, pool_size)
        self._for_reading = self.engine.execution_options(yihu_reading=True, postgresql_readonly=True)
        self._info: dict[str, Any] = {"vault": vault, "reactions": reactions or {}}
        self._closed = False
        event.listen(self.engine, "checkin", self._back)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self, *, sqlite_patience: float = SQLITE_PATIENCE) -> Iterator[Session]:
        """One transaction that may write: commits at the end, rolls back on any exception.

        On SQLite it takes the single writer's place at once (``BEGIN IMMEDIATE``), so that what it reads stays true; it
        waits ``sqlite_patience`` seconds for it, then raises ``OperationalError``.
        """
        turn = self._turns.taken(sqlite_patience) if self._turns else nullcontext()
        with turn, self._session(self.engine) as session, session.begin():
            if self.is_sqlite and sqlite_patience != SQLITE_PATIENCE:
                session.connection(execution_options={"yihu_patience": sqlite_patience})
            yield session  # its block also rolls back when the commit itself fails: nothing half done goes back to the pool

    def _session(self, engine: Engine) -> Session:
        """Rolls back when it is left without a commit; raises ``RuntimeError`` on a closed database."""
        if self._closed:
            raise RuntimeError("this database is closed")
        return Session(engine, expire_on_commit=False, info=dict(self._info))

    def retrying(self, work: Callable[[Session], T]) -> T:
        """What ``work`` gives in one transaction; done again when the database undid it because another stood in its way.

        ``work`` must do nothing but through its session.
        """
        for _ in range(TRIES - 1):
            try:
                with self.transaction() as session:
                    return work(session)
            except DBAPIError as fault:
                if getattr(fault.orig, "sqlstate", None) not in {DEADLOCK, SERIALIZATION}:
                    raise
        with self.transaction() as session:
            return work(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One transaction that only reads; on SQLite it never waits for a writer.

        On PostgreSQL it ends with a commit of nothing: after a rollback the driver forgets every statement it has prepared.
        """
        with self._session(self._for_reading) as session:
            yield session
            session.expunge_all()
            session.rollback() if self.is_sqlite else session.commit()

    def close(self) -> None:
        """Closes all connections, one that is still in a thread's hands when it comes back; nothing new may begin."""
        self._closed = True
        self.engine.dispose()
        if self._turns:
            self._turns.close()

    def _back(self, connection: Any, record: ConnectionPoolEntry) -> None:
        if self._closed and connection is not None:
            record.invalidate()


def vault_of(session: Session) -> Vault:
    vault = session.info.get("vault")
    if not isinstance(vault, Vault):
        raise RuntimeError("this session was opened without a vault")
    return vault


def upserting(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of this session."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)


def _engine(url: str, pool_size: int) -> Engine:
    if url.startswith("sqlite"):
        return _sqlite_engine(url)
    url = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(
        url,
        connect_args={"options": NO_JIT},
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        json_serializer=_to_json,
        hide_parameters=True,
    )


def _file_of(url: str) -> Path | None:
    """The file of an SQLite database, its folder made; ``None`` for one in memory."""
    name = make_url(url).database
    if not name or name == ":memory:":
        return None
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def _turns(url: str) -> Turns:
    file = _file_of(url)
    return Turns(file.with_name(f"{file.name}.turn") if file else None)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": SQLITE_PATIENCE, "check_same_thread": False},
        json_serializer=_to_json,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin on its own: _begin_sqlite does
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    patience = options.get("yihu_patience", SQLITE_PATIENCE)
    if connection.info.get("patience", SQLITE_PATIENCE) != patience:  # the connection keeps what the last one asked for
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience * 1000)}")
        connection.info["patience"] = patience
    connection.exec_driver_sql("BEGIN" if options.get("yihu_reading") else "BEGIN IMMEDIATE")


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""One encoder for all: ``json.dumps`` with options makes a new one each time."""

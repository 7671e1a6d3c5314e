"""Migrations go both ways, make exactly the tables the models describe, and import nothing of ours."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.db import TABLES_ARE_OF, Base, Database
from tests.databases import import_every_model
from tests.house.sources import ROOT, at, nodes

OURS = {"app", "wechat", "drivers", "jobs", "simulator"}


def flask_db(url: str, *words: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi:app", "db", *words]
    environ = os.environ | {"DATABASE_URL": url, "SECRET_KEY": "a secret only tests know"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_migrations_make_the_tables_of_the_models_and_take_them_away_again(bare_database_url: str) -> None:
    flask_db(bare_database_url, "upgrade")
    import_every_model()
    database = Database(bare_database_url)
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)
    assert [str(difference) for difference in differences] == []
    flask_db(bare_database_url, "downgrade", "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    database.close()


def test_the_service_asks_for_the_newest_migration() -> None:
    assert ScriptDirectory(str(ROOT / "migrations")).get_heads() == [TABLES_ARE_OF]


def test_migrations_import_nothing_of_ours() -> None:
    versions = ((path, node) for path, node in nodes("migrations") if path.parent == Path("migrations/versions"))
    assert not [at(path, node) for path, node in versions if OURS & imported(node)]


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {name.name.split(".")[0] for name in node.names}
    return {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) else set()

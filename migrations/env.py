"""Runs migrations on the house's own database; ``flask db migrate`` compares with the tables of the models."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.db import Base, Database

database: Database = current_app.extensions["yihu"].db


def run() -> None:
    if context.is_offline_mode():
        context.configure(dialect_name=database.engine.dialect.name, target_metadata=Base.metadata, literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    with database.engine.connect() as connection:
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=database.is_sqlite)
    with context.begin_transaction():
        if not database.is_sqlite:  # two deployments at once: the second waits, then finds nothing to do
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(8610)")
        context.run_migrations()


run()

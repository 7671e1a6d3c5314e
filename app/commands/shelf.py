"""The operators' commands by their names; each is fetched when it is run, for the web never runs any."""

from importlib import import_module
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
OURS = {
    "county": "app.commands.county",
    "demo": "app.commands.demo",
    "intake": "app.commands.intake",
    "orders": "app.commands.orders",
    "people": "app.commands.people",
}
"""Command → where it stands, under the same name."""
DB = "db"


class Shelf(AppGroup):
    """What ``flask`` shows of ours, with what blueprints have added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *OURS, DB})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == DB:
            return _migrations(current_app)
        if cmd_name in OURS:
            command: click.Command = getattr(import_module(OURS[cmd_name]), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)


def _migrations(app: Flask) -> click.Command:
    """``flask db``, over the migrations beside the service."""
    from flask_migrate import Migrate

    Migrate().init_app(app, directory=str(MIGRATIONS))
    return app.cli.commands[DB]

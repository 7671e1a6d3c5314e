"""``flask orders replay``: every order told again from its facts, and where the row says something else."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.catalogue.queries import home_county
from app.commands import at_work
from app.errors import Unready
from app.orders.auditing import contradicted

SHOWN = 30


@click.group()
def orders() -> None:
    """Orders: looking whether the log and the rows agree."""


@orders.command("replay")
@click.option("--county", default="", help="Six-digit code, when several counties are loaded.")
@with_appcontext
def replay_command(*, county: str) -> None:
    """Tell every order again from its events and compare with its row; nothing is changed. Ends with 1 when any differs."""
    with at_work() as house:
        looked, wrong, last, more = 0, list[str](), 0, True
        with house.db.reading() as session:
            try:
                code = home_county(session, county or house.settings.county)
            except Unready as unready:
                raise click.ClickException(str(unready)) from unready
        while more:
            with house.db.reading() as session:  # a short look each, so that nothing is held up
                found, count, last = contradicted(session, code, after=last)
            looked, more = looked + count, count > 0
            wrong += found
    for line in wrong[:SHOWN]:
        click.echo(line)
    if wrong:
        click.echo(f"核对了 {looked:,} 单，{len(wrong):,} 处和记录对不上。")
        raise click.exceptions.Exit(1)
    click.echo(f"核对了 {looked:,} 单，和记录全部一致。")

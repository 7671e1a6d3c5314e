"""``flask county check | diff | load``: a county file is looked at, compared, and brought into the database."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.catalogue.model import County
from app.commands import at_work
from app.county.diff import Change, changes
from app.county.faults import CountyFault
from app.county.loading import Loaded, counts_of, document_of, load
from app.county.spec import CountySpec, read_county

FILE = click.argument("file", type=click.Path(path_type=Path))
LISTED = 200


@click.group()
def county() -> None:
    """County files: check, compare, load."""


@county.command("check")
@FILE
def check_command(file: Path) -> None:
    """Say what is wrong with FILE, or what it holds. Needs no database."""
    spec = _read(file)
    click.echo(f"{file}: 没有发现问题。{spec.name}({spec.code}):{_counted(counts_of(spec))}")


@county.command("diff")
@FILE
@with_appcontext
def diff_command(file: Path) -> None:
    """Show what loading FILE would change."""
    spec = _read(file)
    with at_work() as house, house.db.reading() as session:
        row = session.get(County, spec.code)
        if row is None:
            click.echo(f"{spec.name}({spec.code})还没有载入。载入:flask county load {file}")
            return
        _list(changes(row.document, document_of(spec)))


@county.command("load")
@FILE
@click.option("--apply", is_flag=True, help="Write the changes of a county that is already loaded.")
@with_appcontext
def load_command(file: Path, *, apply: bool) -> None:
    """Load FILE: a new county at once, a changed one only with --apply."""
    spec = _read(file)
    with at_work() as house, house.db.transaction() as session:
        loaded = load(session, spec, now=house.clock(), apply=apply)
    _report(spec, loaded, file)


def _report(spec: CountySpec, loaded: Loaded, file: Path) -> None:
    if loaded.first:
        click.echo(f"已载入{spec.name}({spec.code}):{_counted(loaded.counts)}")
        return
    _list(loaded.changes)
    if loaded.written:
        click.echo(f"已更新{spec.name}。在办的单子仍按下单时的时限办理。")
    elif loaded.changes:
        click.echo(f"还没有写入。看过以后执行:flask county load {file} --apply")


def _read(file: Path) -> CountySpec:
    try:
        return read_county(file)
    except CountyFault as fault:
        click.echo(str(fault), err=True)
        click.echo(f"共 {len(fault.faults)} 处要改,没有载入。", err=True)
        raise click.exceptions.Exit(1) from fault


def _list(found: list[Change]) -> None:
    if not found:
        click.echo("已是最新,没有改动。")
        return
    for change in found[:LISTED]:
        click.echo(str(change))
    more = f"(只列出前 {LISTED} 处)" if len(found) > LISTED else ""
    click.echo(f"共 {len(found)} 处不同{more}。")


def _counted(counts: dict[str, int]) -> str:
    return ",".join(f"{name} {count:,}" for name, count in counts.items())

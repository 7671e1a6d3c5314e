"""``flask people import``: a county's list of volunteers and of people on duty comes in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from app.catalogue.queries import home_county
from app.clock import in_shanghai
from app.commands import at_work
from app.county.book import book_of
from app.county.queries import hold, spec_of
from app.errors import Invalid, Unready
from app.people.enrolling import Entry, take
from app.people.queries import teams_called
from app.people.roster import Book, Refusal, read_entries
from app.people.rotas import Turn, enter, read_turns

if TYPE_CHECKING:
    from app.house import House

BATCH = 1000
SHOWN = 30


@click.group()
def people() -> None:
    """People: lists from the county's books."""


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--county", default="", help="Six-digit code, when several counties are loaded.")
@click.option("--check", is_flag=True, help="Only say which rows would be refused; write nothing.")
@with_appcontext
def import_command(file: Path, *, county: str, check: bool) -> None:
    """Enrol the people of FILE: .csv or .xlsx with columns 姓名 手机 村.

    Also 乡镇 技能 身份 部门 出生年 队伍 证书 保险到期 身份核验, if there are; heads of departments need no 村.

    People are told apart by phone number. A run that was interrupted is simply run again.
    """
    with at_work() as house:
        code, book = _book(house, county)
        try:
            read = list(read_entries(file, book, today=in_shanghai(house.clock()).date()))
        except Invalid as wrong:
            raise click.ClickException(f"{file}: {wrong}") from wrong
        entries = [one for one in read if isinstance(one, Entry)]
        refused = [one for one in read if isinstance(one, Refusal)]
        if check:
            click.echo(f"可以登记 {len(entries):,} 人。")
        else:
            added, renewed = _enrol(house, code, entries)
            click.echo(f"新登记 {added:,} 人,更新 {renewed:,} 人。")
    _report(file, refused)


@people.command("roster")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--county", default="", help="Six-digit code, when several counties are loaded.")
@with_appcontext
def roster_command(file: Path, *, county: str) -> None:
    """Take over who is on duty when from FILE: .csv or .xlsx with columns 姓名 手机 村 身份 星期 时间, and 副班 if there is.

    The people must be enrolled already. The posts named in FILE go by it from now on; other posts stay as they are.
    """
    with at_work() as house:
        code, book = _book(house, county)
        try:
            read = list(read_turns(file, book))
        except Invalid as wrong:
            raise click.ClickException(f"{file}: {wrong}") from wrong
        turns = [one for one in read if isinstance(one, Turn)]
        refused = [one for one in read if isinstance(one, Refusal)]
        with house.db.transaction() as session:
            hold(session, code)
            posts, strangers = enter(session, code, turns, now=house.clock())
        click.echo(f"排好 {posts:,} 个岗位，{len(turns) - len(strangers):,} 个班。")
    _report(file, sorted([*refused, *strangers], key=lambda one: one.row))


def _book(house: House, county: str) -> tuple[str, Book]:
    with house.db.reading() as session:
        try:
            code = home_county(session, county or house.settings.county)
            return code, replace(book_of(spec_of(session, code)), teams=teams_called(session, code))
        except Unready as wrong:
            raise click.ClickException(str(wrong)) from wrong


def _enrol(house: House, county: str, entries: Sequence[Entry]) -> tuple[int, int]:
    """Batches are committed one by one, so that what is done stays done."""
    added = renewed = 0
    with click.progressbar(length=len(entries), label="登记") as progress:
        for batch in batches(entries, BATCH):
            with house.db.transaction() as session:
                hold(session, county)
                new, old = take(session, county, batch, now=house.clock())
            added, renewed = added + new, renewed + old
            progress.update(len(batch))
    return added, renewed


def batches(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while batch := list(islice(rest, size)):
        yield batch


def _report(file: Path, refused: Sequence[Refusal]) -> None:
    beside = file.with_name(file.name + ".refused.csv")
    if not refused:
        beside.unlink(missing_ok=True)
        return
    with beside.open("w", encoding="utf-8-sig", newline="") as out:  # the mark makes Excel read it as UTF-8
        writer = csv.writer(out)
        writer.writerow(["行号", "姓名", "手机", "原因"])
        writer.writerows([one.row, one.name, one.phone, one.reason] for one in refused)
    for one in refused[:SHOWN]:
        click.echo(f"第 {one.row} 行 {one.name} {one.phone}: {one.reason}", err=True)
    click.echo(f"有 {len(refused):,} 行没有登记,全部原因见 {beside}", err=True)

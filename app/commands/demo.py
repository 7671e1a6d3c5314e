"""``flask demo people``: fills a loaded county with invented people, for demonstrations and benchmarks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.catalogue.queries import home_county
from app.commands import at_work
from app.county.inhabitants import Inhabitants, OnDesk, phone_of_volunteer
from app.county.queries import hold, spec_of
from app.errors import Unready
from app.people.enrolling import Entry, add, known
from app.people.model import Team, TeamMember

if TYPE_CHECKING:
    from app.house import House

BATCH = 5000
MANY = 20_000
"""From so many new people on, the database learns afresh how its tables are filled."""


@click.group()
def demo() -> None:
    """Invented people for demonstrations and benchmarks."""


@demo.command("people")
@click.option("--volunteers", default=2350, show_default=True, type=click.IntRange(0, 1_000_000))
@click.option("--phones", type=click.Path(path_type=Path), help="Write who holds a phone in the simulator to this file.")
@click.option("--county", default="", help="Six-digit code, when several counties are loaded.")
@with_appcontext
def people_command(*, volunteers: int, phones: Path | None, county: str) -> None:
    """Invent volunteers, people on duty at every level, and the four of the story. Run again, it adds what is missing."""
    with at_work() as house:
        if house.settings.production:
            raise click.ClickException("正式环境(PRODUCTION=1)里不能添加演示人员。")
        invented = _inhabitants(house, county)
        added = _settle(house, invented, volunteers)
        if phones:
            _write_phones(phones, invented.cast())
    click.echo(f"{invented.spec.name}:演示人员新增 {added:,} 人,共 {volunteers:,} 名志愿者。")


def _inhabitants(house: House, county: str) -> Inhabitants:
    with house.db.reading() as session:
        try:
            code = home_county(session, county or house.settings.county)
        except Unready as wrong:
            raise click.ClickException(f"先载入一个县:flask county load counties/pingyang.yaml({wrong})") from wrong
        teams = session.execute(select(Team.code, Team.id).where(Team.county == code))
        return Inhabitants(spec_of(session, code), dict(teams.all()))


def _settle(house: House, invented: Inhabitants, volunteers: int) -> int:
    """Batches are committed one by one; whoever is there already is left alone."""
    county = invented.spec.code
    first = [*(shown.entry for shown in invented.cast()), *invented.chiefs()]
    added = _add(house, county, {entry.phone: partial(_same, entry) for entry in first})
    with click.progressbar(length=volunteers, label="演示人员") as progress:
        for start in range(0, volunteers, BATCH):
            numbers = range(start, min(start + BATCH, volunteers))
            added += _add(house, county, {phone_of_volunteer(n): partial(invented.volunteer, n) for n in numbers})
            progress.update(len(numbers))
    with house.db.transaction() as session:
        _name_leaders(session, county)
        if added >= MANY:
            session.execute(text("ANALYZE"))
    return added


def _add(house: House, county: str, wanted: Mapping[str, Callable[[], Entry]]) -> int:
    """Add those whose phone is not there yet; nobody else is even invented."""
    with house.db.transaction() as session:
        hold(session, county)
        there = known(session, county, wanted)
        new = [invent() for phone, invent in wanted.items() if phone not in there]
        return len(add(session, county, new, now=house.clock()))


def _same(entry: Entry) -> Entry:
    return entry


def _name_leaders(session: Session, county: str) -> None:
    """Every team that has people has a leader: whoever joined first."""
    first = select(func.min(TeamMember.person_id)).where(TeamMember.team_id == Team.id).scalar_subquery()
    session.execute(update(Team).where(Team.county == county, Team.leader_id.is_(None)).values(leader_id=first))


def _write_phones(path: Path, cast: list[OnDesk]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([_phone(shown) for shown in cast], ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _phone(shown: OnDesk) -> dict[str, Any]:
    entry = shown.entry
    said: dict[str, Any] = {"name": entry.name, "openid": entry.openid, "role": shown.role, "about": shown.about}
    return said | ({"lat": entry.home[0], "lon": entry.home[1]} if entry.home else {})

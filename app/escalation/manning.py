"""无人值班: in the county's hours every township and the county have somebody on duty, or somebody above hears of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.model import County
from app.clock import in_shanghai
from app.db import upserting
from app.escalation.events import PostManned, PostUnmanned
from app.escalation.model import Gap
from app.events import record
from app.outbox.actions import Notice, owe
from app.outbox.model import Lane
from app.people.duty import Post, holders, on_duty, rota_of, span
from app.people.model import Person, Role
from app.people.shifts import Span, last_change
from app.places.model import Area, Level

HOURS = {"begin": "08:00", "end": "18:00"}
"""When the county's file, loaded by an older version, names none."""
EVERY_DAY = "1234567"
SHOWN = 6


@dataclass(frozen=True)
class Watched:
    """A post that must be manned, and the name of its place."""

    post: Post
    name: str


def look_round(session: Session, *, now: datetime) -> int:
    """Note which posts have nobody, tell the next rung once in a shift, clear those that have; returns how many are open."""
    return sum(_look_round(session, county, now) for county in session.scalars(select(County).order_by(County.code)))


def _look_round(session: Session, county: County, now: datetime) -> int:
    hours = county.policies.get("manned") or HOURS
    within = Span(EVERY_DAY, hours["begin"], hours["end"]).covers(now)
    before = {(gap.area_code, gap.role): gap for gap in gaps(session, county.code)}
    empty = [one for one in _watched(session, county) if within and not _manned(session, one.post, now)]
    fresh = [one for one in empty if _opened(session, one.post, before, now)]
    for at, gap in before.items():
        if at not in {(one.post.area_code, one.post.role) for one in empty}:
            gap.cleared_at = now
            if within:
                record(session, PostManned(county=county.code, at=now, area_code=gap.area_code, role=gap.role))
    _tell(session, county, fresh, now)
    return len(empty)


def _watched(session: Session, county: County) -> Iterator[Watched]:
    whole = f"{county.code}000000"
    yield Watched(Post(county.code, whole, Role.DISPATCHER), county.name)
    towns = select(Area).where(Area.county == county.code, Area.level == Level.TOWN, Area.valid_to.is_(None))
    for town in session.scalars(towns.order_by(Area.code)):
        yield Watched(Post(county.code, town.code, Role.TOWN_HEAD), town.name)


def _manned(session: Session, post: Post, now: datetime) -> bool:
    return bool(on_duty(session, post.county, [post.area_code], post.role, now=now))


def _opened(session: Session, post: Post, before: dict[tuple[str, str], Gap], now: datetime) -> bool:
    """Whether this is the first time in this shift: only then somebody is told."""
    spans = [span(shift) for shift, _ in rota_of(session, post) if not shift.deputy]
    midnight = in_shanghai(now).replace(hour=0, minute=0, second=0, microsecond=0)
    shift_at = max(midnight, last_change(spans, now) or midnight)
    known = before.get((post.area_code, post.role))
    if known and known.shift_at == shift_at:
        return False
    if known:
        known.cleared_at = now
        session.flush()
    row = {"county": post.county, "area_code": post.area_code, "role": str(post.role), "shift_at": shift_at, "since": now}
    again = {"cleared_at": None, "since": now}
    key = ["county", "area_code", "role", "shift_at"]
    seen = select(Gap.id).where(*(getattr(Gap, name) == row[name] for name in key))
    first = session.scalar(seen) is None
    session.execute(upserting(session, Gap).values(row).on_conflict_do_update(index_elements=key, set_=again))
    return first


def _tell(session: Session, county: County, fresh: list[Watched], now: datetime) -> None:
    """Townships to the county's desk, the county's to the director; one message for all of them."""
    by_role: dict[Role, list[Watched]] = {}
    for one in fresh:
        by_role.setdefault(one.post.role, []).append(one)
    for role, posts in by_role.items():
        people = _above(session, county.code, role, now)
        for person in people:
            owe(session, _notice(county, person, posts), now=now)
        told = [person.id for person in people]
        for one in posts:
            post = one.post
            record(session, PostUnmanned(county=county.code, at=now, area_code=post.area_code, role=post.role, told=told))


def _above(session: Session, county: str, role: Role, now: datetime) -> list[Person]:
    whole = [f"{county}000000"]
    desk = on_duty(session, county, whole, Role.DISPATCHER, now=now) if role is Role.TOWN_HEAD else []
    return desk or holders(session, county, whole, Role.DIRECTOR)


def _notice(county: County, person: Person, posts: list[Watched]) -> Notice:
    names = names_of([one.name for one in posts])
    return Notice(
        county=county.code,
        person_id=person.id,
        kind="unmanned",
        lane=Lane.URGENT,
        card={"thing1": names, "thing2": "现在没有人值班", "thing3": "请马上落实值班的人"},
        text=f"【无人值班】{names}现在没有人值班，那里的单会直接报到上一级。\n请马上落实；有人值班了会自动消除。回「值班」看现在谁在。",
    )


def names_of(names: list[str]) -> str:
    more = f"等{len(names)}处" if len(names) > SHOWN else ""
    return f"{'、'.join(names[:SHOWN])}{more}"


def gaps(session: Session, county: str) -> list[Gap]:
    """Which posts have nobody now."""
    query = select(Gap).where(Gap.county == county, Gap.cleared_at.is_(None))
    return list(session.scalars(query.order_by(Gap.area_code, Gap.role)))


def places_without(session: Session, county: str) -> list[str]:
    """The names of the places that have nobody on duty now."""
    query = select(Area.name).join(Gap, Gap.area_code == Area.code).where(Gap.county == county, Gap.cleared_at.is_(None))
    return list(session.scalars(query.order_by(Area.code)))

"""A county in the middle of its week: who has been asked, who has promised, who is tired, who helps only at weekends."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from app.dispatch.model import Answer, Offer
from app.dispatch.rules import OPEN_OFFERS
from app.orders.model import Order, Status
from app.people.model import ANY_SKILL, Readiness, Team, Volunteer
from app.places.model import Area, Level, Pairing

COUNTY = "330326"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning."""
CALLOUT: dict[str, Any] = {"least": 3, "most": 7, "accept_rate": 0.3, "day": 3, "week": 10}
BUSY_ORDERS = 2_000
PAIRED_VILLAGES = 100
FREE = {3: {"rest": [["07:00", "22:00"]]}, 6: {"workday": [["18:00", "21:00"]], "rest": [["08:00", "21:00"]]}}
"""Weekly free times, by the last digit of a person's number."""


def keep_people_busy(session: Session) -> None:
    chance = random.Random(11)
    people = list(
        session.scalars(select(Readiness.person_id).where(Readiness.skill == ANY_SKILL).order_by(Readiness.person_id))
    )
    first = (session.scalar(select(func.max(Order.id))) or 0) + 1
    orders = [_order(first + n, people[0], chance) for n in range(BUSY_ORDERS)]
    session.execute(insert(Order), orders)
    session.execute(insert(Offer), list(_offers(people, first, chance)))
    _pair(session, chance)
    for digit, free in FREE.items():
        session.execute(update(Volunteer).where(Volunteer.person_id % 10 == digit).values(free=free))
        session.execute(update(Readiness).where(Readiness.person_id % 10 == digit).values(free=json.dumps(free)))

    session.execute(text("ANALYZE"))  # as the databases do by themselves once so much has changed


def _pair(session: Session, chance: random.Random) -> None:
    villages = list(session.scalars(select(Area.code).where(Area.level == Level.VILLAGE).order_by(Area.code)))
    teams = list(session.scalars(select(Team.code).where(Team.county == COUNTY).order_by(Team.code)))
    for village in chance.sample(villages, min(PAIRED_VILLAGES, len(villages))):
        session.add(Pairing(county=COUNTY, area_code=village, unit="x", kind="x", team_code=chance.choice(teams)))
    session.flush()


def _offers(people: list[int], first: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """One in twenty has promised an order, one in fifty owes five answers, half were asked of late, some worked long."""
    taken: set[tuple[int, int]] = set()

    def offer(person: int, answer: Answer, hours: float, **more: Any) -> Iterator[dict[str, Any]]:
        order = first + chance.randrange(BUSY_ORDERS)
        if (order, person) not in taken:
            taken.add((order, person))
            at = NOW - timedelta(hours=hours)
            unanswered = {"answered_at": None, "arrived_at": None, "finished_at": None, "routine": True}
            shown = {"county": COUNTY, "order_id": order, "volunteer_id": person, "status": answer.value, "batch": 1}
            yield {**shown, "reasons": [], "offered_at": at, **unanswered, **more}

    for person in chance.sample(people, len(people) // 20):
        yield from offer(person, Answer.ACCEPTED, 5)
    for person in chance.sample(people, len(people) // 50):
        for _ in range(OPEN_OFFERS):
            yield from offer(person, Answer.OPEN, 30)
    for person in chance.sample(people, len(people) // 2):
        for _ in range(chance.choice((1, 1, 2, 3, 6))):
            hours = chance.uniform(0.2, 20 * 24)
            yield from offer(person, Answer.WITHDRAWN, hours, answered_at=NOW - timedelta(hours=hours - 0.19))
    for person in chance.sample(people, len(people) // 30):
        end = NOW - timedelta(hours=chance.uniform(1, 300))
        begun = end - timedelta(hours=chance.choice((1, 2, 5)))
        more = {"answered_at": end, "arrived_at": begun, "finished_at": end}
        yield from offer(person, Answer.FINISHED, chance.choice((310, 400)), **more)


def _order(id_: int, requester: int, chance: random.Random) -> dict[str, Any]:
    start = NOW + timedelta(hours=chance.randrange(72))
    named = {"id": id_, "county": COUNTY, "number": f"BENCH-{id_}", "code": f"Q{id_:06d}", "requester_id": requester}
    times = {"time_start": start, "time_end": start + timedelta(hours=2), "placed_at": NOW, "due_at": NOW}
    needed = {"door": "chat", "item_name": "x", "words": "x", "urgency": "normal", "place": "x", "time_words": "x"}
    return {**named, **times, **needed, "status": Status.OFFERING.value, "policy": {}}

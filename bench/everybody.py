"""Looking at everybody: what matching must give, worked out from the plain tables without index, ring or shortlist."""

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.dispatch.guards import Guard
from app.dispatch.loads import MEMORY, NOTHING, WEEK, Load, Past, load_of
from app.dispatch.model import Answer, Offer
from app.dispatch.rules import is_routine
from app.orders.model import Order
from app.people.free import free_for
from app.people.model import Credential, Person, Proof, Standing, Team, TeamMember, Volunteer
from app.people.readiness import Shown
from app.people.rules import DEGREE_KILOMETRES
from app.places.model import Pairing

SATURDAY = 5


@dataclass(frozen=True)
class One:
    """A volunteer as the plain tables tell of them."""

    person_id: int
    lat: float
    lon: float
    skills: frozenset[str]
    area_code: str
    born: int | None
    shown: tuple[Shown, ...]
    free: Mapping[str, object] | None


@dataclass(frozen=True)
class Everybody:
    volunteers: Sequence[One]
    loads: Mapping[int, Load]
    partners: Mapping[str, frozenset[int]]
    """Members of paired teams by the code of the place."""

    def first(self, order: Order, count: int, *, now: datetime) -> list[int]:
        """The first by (tier, way, person id) of all who may go."""
        lat, lon = float(order.lat or 0), float(order.lon or 0)
        stretch, own = math.cos(math.radians(lat)), order.area_code or ""
        paired = self.partners.get(own, frozenset()) | self.partners.get(own[:9] + "000", frozenset())
        guard, today = Guard.of(order.policy, urgency=order.urgency), in_shanghai(now).date()
        keys = []
        for one in self.volunteers:
            if self._may(one, order, guard, today):
                here, pair = one.area_code == own, one.person_id in paired
                north, east = one.lat - lat, (one.lon - lon) * stretch
                kilometres = math.sqrt(north * north + east * east) * DEGREE_KILOMETRES
                tier = {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}[here, pair]
                keys.append((tier, kilometres + self.loads.get(one.person_id, NOTHING).burden, one.person_id))
        return [person for _, _, person in heapq.nsmallest(count, keys)]

    def _may(self, one: One, order: Order, guard: Guard, today: date) -> bool:
        if one.person_id == order.requester_id or (order.skill and order.skill not in one.skills):
            return False
        if guard.against(born=one.born, shown=one.shown, today=today):
            return False
        load, callout = self.loads.get(one.person_id, NOTHING), order.policy["callout"]
        if load.engaged((order.time_start, order.time_end)) or load.at_rest:
            return False
        if is_routine(order.urgency) and load.tired(callout):
            return False
        return free_for(one.free, order.time_start, order.time_end, rest_day=lambda day: day.weekday() >= SATURDAY)


def everybody(session: Session, county: str, callout: Mapping[str, object], *, now: datetime) -> Everybody:
    shown: dict[int, list[Shown]] = defaultdict(list)
    for person, kind, code, until in session.execute(
        select(Credential.volunteer_id, Credential.kind, Credential.code, Credential.valid_until)
    ):
        shown[person].append(Shown(Proof(kind), code, until))
    query = (
        select(
            Volunteer.person_id, Volunteer.lat, Volunteer.lon, Volunteer.skills, Person.area_code, Person.born, Volunteer.free
        )
        .join(Person, Person.id == Volunteer.person_id)
        .where(Volunteer.county == county, Volunteer.standing == Standing.ACTIVE, Volunteer.lat.is_not(None))
    )
    volunteers = [
        One(person, lat, lon, frozenset(skills), area or "", born, tuple(shown.get(person, ())), free)
        for person, lat, lon, skills, area, born, free in session.execute(query)
    ]
    return Everybody(volunteers, _loads(session, callout, now), _partners(session, county))


def _loads(session: Session, callout: Mapping[str, object], now: datetime) -> dict[int, Load]:
    past: dict[int, list[Past]] = defaultdict(list)
    query = select(Offer, Order.status, Order.closed_at, Order.time_start, Order.time_end)
    for offer, status, closed, start, end in session.execute(query.join(Order, Order.id == Offer.order_id)):
        times = (offer.offered_at, offer.answered_at, offer.arrived_at, offer.finished_at)
        recent = offer.offered_at > now - MEMORY
        if recent or (offer.finished_at or datetime(1, 1, 1, tzinfo=UTC)) > now - WEEK:
            past[offer.volunteer_id].append(Past(offer.status, recent and offer.routine and offer.batch > 0, *times))
        if closed is None and offer.status in {Answer.OPEN, Answer.ACCEPTED}:
            past[offer.volunteer_id].append(Past(offer.status, False, *times, True, status, (start, end)))
        session.expunge(offer)
    return {person: load_of(theirs, callout, now=now) for person, theirs in past.items()}


def _partners(session: Session, county: str) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    query = (
        select(Pairing.area_code, TeamMember.person_id)
        .join(Team, (Team.county == Pairing.county) & (Team.code == Pairing.team_code))
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(Pairing.county == county)
    )
    for area, person in session.execute(query):
        found[area].add(person)
    return {area: frozenset(people) for area, people in found.items()}

"""The nearest volunteers who are fit, willing and free: just what looking at everybody would give (002-14, 002-35, 000-55)."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

from sqlalchemy import Boolean, String, bindparam, column, select
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.db import Id, UTCDateTime
from app.dispatch.calendar import rest_days
from app.dispatch.guards import Guard
from app.dispatch.loads import MEMORY, NOTHING, WEEK, Load, Past, load_of
from app.dispatch.model import Offer
from app.dispatch.nearby import (
    PEOPLE,
    Candidate,
    Search,
    Source,
    around,
    ask,
    of_people,
    of_places,
    of_teams_in,
    spelt,
    stretch,
)
from app.dispatch.ranking import Ranked, Tier, lives_here
from app.dispatch.rules import is_routine
from app.dispatch.scopes import TOWN_DIGITS, Scope, department_teams, members_of, neighbours, paired_teams
from app.orders.model import Order
from app.people.free import RestDay, free_for
from app.people.model import Person, Standing, Volunteer
from app.people.readiness import shown_by_each
from app.people.rules import DEGREE_KILOMETRES
from app.prepared import Prepared

EVERYBODY = 1_000_000
SPARE = 8
"""So many more are looked at than are wanted at first, since some of the nearest will be engaged."""


_ASKED = Prepared(select(Offer.volunteer_id).where(Offer.order_id == bindparam("order")))


def nearest_fit(session: Session, order: Order, count: int, *, now: datetime, scope: Scope | str | None = None) -> list[Ranked]:
    """The first ``count`` volunteers by the key of ``ranking`` who may go, were not asked yet, and are free then.

    ``scope``: only of the order's own village, its neighbours, paired teams, town, departments or county. The shortlists only
    spare the looking: whoever is outside one is farther than its last, and fairness only ever adds to the way.
    """
    if order.lat is None or order.lon is None or count <= 0:
        return []
    asked = {volunteer for (volunteer,) in _ASKED.all(session, order=order.id)}
    passed_over = {*asked, order.requester_id}
    fit = Fitness(session, order, now)
    found: list[Ranked] = []
    for tier, source in _sources(session, order, fit.guard, Scope(scope) if scope else None, now=now):
        found += _first_of(source, count - len(found), tier, fit, passed_over | {one.person_id for one in found})
        if len(found) >= count:
            break
    return found


def members_fit(session: Session, order: Order, people: Sequence[int], *, now: datetime) -> list[Ranked]:
    """Those of these volunteers whom a person may choose for the order: active, allowed by law, and free then; nearest first.

    Whoever chooses answers for skill, tiredness and free times.
    """
    fit = Fitness(session, order, now, chosen=True)
    query = (
        select(Volunteer, Person.area_code, Person.born)
        .join(Person, Person.id == Volunteer.person_id)
        .where(Volunteer.person_id.in_(people), Volunteer.standing == Standing.ACTIVE)
        .where(Volunteer.person_id != order.requester_id)
    )
    shown = shown_by_each(session, people)
    today = in_shanghai(now).date()
    allowed = [
        Candidate(one.person_id, kilometres(order, one.lat, one.lon), area_code=area_code or "")
        for one, area_code, born in session.execute(query)
        if fit.guard.against(born=born, shown=shown.get(one.person_id, ()), today=today) is None
    ]
    return fit.of(allowed, Tier.ANYWHERE)


def kilometres(order: Order, lat: float | None, lon: float | None) -> float:
    if order.lat is None or order.lon is None or lat is None or lon is None:
        return 0.0
    return math.hypot(lat - order.lat, (lon - order.lon) * stretch(order.lat)) * DEGREE_KILOMETRES


def _sources(
    session: Session, order: Order, guard: Guard, scope: Scope | None, *, now: datetime
) -> Iterator[tuple[Tier, Source]]:
    """Where to look, the best tier first."""
    search = Search.of(order, guard, now=now)
    own = order.area_code
    if scope is Scope.NEIGHBOUR:
        yield Tier.ANYWHERE, of_places(session, search, neighbours(session, order))
        return
    if scope is Scope.DEPARTMENT:
        yield Tier.ANYWHERE, of_people(session, search, members_of(session, department_teams(session, order)))
        return
    paired = paired_teams(session, order, now=now) if scope is not Scope.OWN else []
    if paired and own:
        yield Tier.PAIRED_HERE, of_teams_in(session, search, paired, own)
    if own and scope is not Scope.PAIRED:
        yield Tier.HERE, of_places(session, search, [own])
    if scope is Scope.OWN:
        return
    if paired:
        partners = of_people(session, search, members_of(session, paired))(EVERYBODY)
        yield Tier.PAIRED, _listed([one for one in partners if not lives_here(order, one.area_code)])
    if scope is Scope.TOWN and own:
        yield Tier.ANYWHERE, of_places(session, search, [own[:TOWN_DIGITS]])
    elif scope is not Scope.PAIRED:
        yield Tier.ANYWHERE, around(session, search, outside=own)


def _listed(people: Sequence[Candidate]) -> Source:
    return lambda count: list(people[:count])


def _first_of(source: Source, need: int, tier: Tier, fit: "Fitness", passed_over: set[int]) -> list[Ranked]:
    """Look at ever more until nobody who was not looked at could come before the last of them."""
    wanted = need + len(passed_over) + SPARE
    while True:
        near = source(wanted)
        ranked = fit.of([one for one in near if one.person_id not in passed_over], tier)
        if len(near) < wanted:
            return ranked[:need]
        last = near[-1]
        if len(ranked) >= need and ranked[need - 1].key[1:] <= (last.kilometres, last.person_id):
            return ranked[:need]
        wanted *= 4


class Fitness:
    """Who of some candidates is free and not tired; asks the database once for each list."""

    def __init__(self, session: Session, order: Order, now: datetime, *, chosen: bool = False) -> None:
        self.guard = Guard.of(order.policy or {}, urgency=order.urgency or "normal")
        self._session, self._order, self._now, self._chosen = session, order, now, chosen
        self._callout = (order.policy or {}).get("callout") or {}

    def of(self, candidates: Sequence[Candidate], tier: Tier) -> list[Ranked]:
        willing = [one for one in candidates if self._willing(one)]
        loads = loads_of(self._session, [one.person_id for one in willing], self._callout, now=self._now)
        ranked = [Ranked(one, tier, loads.get(one.person_id, NOTHING)) for one in willing]
        return sorted((one for one in ranked if self._can(one.load)), key=lambda one: one.key)

    @cached_property
    def _rest_day(self) -> RestDay:
        """Asked for only when somebody has named free times."""
        return rest_days(self._session, self._order.county)

    def _willing(self, one: Candidate) -> bool:
        if not one.free or self._chosen or self._order.urgency == "emergency":
            return True
        order = self._order
        return free_for(json.loads(one.free), order.time_start, order.time_end, rest_day=self._rest_day)

    def _can(self, load: Load) -> bool:
        order = self._order
        if load.engaged((order.time_start, order.time_end)):
            return False
        if self._chosen or order.urgency == "emergency":
            return True
        return not load.at_rest and not (is_routine(order.urgency) and load.tired(self._callout))


def loads_of(session: Session, people: Sequence[int], callout: dict[str, object], *, now: datetime) -> dict[int, Load]:
    """What was asked of each of these volunteers of late; nobody about whom there is nothing to say."""
    if not people:
        return {}
    rows = ask(session, _PAST, {"memory": now - MEMORY, "week": now - WEEK}, people=list(people))
    past: dict[int, list[Past]] = defaultdict(list)
    for person, answer, routine, offered, answered, arrived, finished, standing, status, start, end in rows:
        one = Past(answer, bool(routine), offered, answered, arrived, finished, bool(standing), status or "", (start, end))
        past[person].append(one)
    return {person: load_of(theirs, callout, now=now) for person, theirs in past.items()}


_COLUMNS = (
    column("volunteer_id", Id),
    column("answer", String),
    column("routine", Boolean),
    column("offered_at", UTCDateTime),
    column("answered_at", UTCDateTime),
    column("arrived_at", UTCDateTime),
    column("finished_at", UTCDateTime),
    column("standing", Boolean),
    column("order_status", String),
    column("time_start", UTCDateTime),
    column("time_end", UTCDateTime),
)
_OFFER = "volunteer_id, offers.status, {}, offered_at, answered_at, arrived_at, finished_at"
_PAST = spelt(
    """
    SELECT {recent}, FALSE, NULL, NULL, NULL FROM offers WHERE volunteer_id {people} AND offered_at > :memory
    UNION ALL SELECT {other}, TRUE, orders.status, orders.time_start, orders.time_end
    FROM offers JOIN orders ON orders.id = offers.order_id
    WHERE volunteer_id {people} AND offers.status IN ('open', 'accepted') AND orders.closed_at IS NULL
    UNION ALL SELECT {other}, FALSE, NULL, NULL, NULL
    FROM offers WHERE volunteer_id {people} AND finished_at > :week AND offered_at <= :memory
    """,
    *_COLUMNS,
    recent=_OFFER.format("routine AND batch > 0"),
    other=_OFFER.format("FALSE"),
    people=PEOPLE,
)

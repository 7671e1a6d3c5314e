"""The nearest volunteers who are fit, willing and free: just what looking at everybody would give (002-14, 002-35, 000-55)."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Boolean, String, column, select
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.db import Id, UTCDateTime
from app.dispatch.calendar import rest_days
from app.dispatch.guards import Guard
from app.dispatch.loads import MEMORY, NOTHING, WEEK, Load, Past, load_of
from app.dispatch.nearby import NOBODY_LEFT, Around, Candidate, Key, Search, Source, Tier, of_places, of_teams, stretch
from app.dispatch.ranking import Ranked
from app.dispatch.rules import is_routine
from app.dispatch.scopes import TOWN_DIGITS, Scope, asked_and_paired, department_teams, neighbours
from app.orders.model import Order
from app.people.free import RestDay, free_for
from app.people.model import Person, Standing, Volunteer
from app.people.readiness import shown_by_each
from app.people.rules import DEGREE_KILOMETRES
from app.spelling import PEOPLE, ask, spelt

SPARE = 8
"""So many more are looked at than are wanted at first, since some of the nearest will be engaged."""
FETCHED = 2
"""So many times as many are read: what was asked of them of late is looked up only while it may matter."""


def nearest_fit(session: Session, order: Order, count: int, *, now: datetime, scope: Scope | str | None = None) -> list[Ranked]:
    """The first ``count`` volunteers by the key of ``ranking`` who may go, were not asked yet, and are free then.

    ``scope``: only of the order's own village, its neighbours, paired teams, town, departments or county. The shortlists only
    spare the looking: whoever is outside one is farther than its last, and fairness only ever adds to the way.
    """
    if order.lat is None or order.lon is None or count <= 0:
        return []
    fit = Fitness(session, order, now)
    asked, paired = asked_and_paired(session, order, now=now)
    choice = _Choice(fit, count, passed_over={*asked, order.requester_id})
    for source in _sources(session, order, fit.guard, Scope(scope) if scope else None, paired, choice.wanted, now=now):
        choice.look(source)
        if choice.made:
            break
    return choice.first()


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
    return fit.of(allowed)


def kilometres(order: Order, lat: float | None, lon: float | None) -> float:
    if order.lat is None or order.lon is None or lat is None or lon is None:
        return 0.0
    return math.hypot(lat - order.lat, (lon - order.lon) * stretch(order.lat)) * DEGREE_KILOMETRES


def _sources(
    session: Session, order: Order, guard: Guard, scope: Scope | None, paired: list[int], wanted: int, *, now: datetime
) -> Iterator[Source]:
    """Where to look, the best tiers first."""
    search, own, many = Search.of(order, guard, now=now), order.area_code, wanted * FETCHED
    if scope is Scope.NEIGHBOUR:
        yield of_places(session, search, neighbours(session, order), many)
        return
    if scope is Scope.DEPARTMENT:
        yield of_teams(session, search, department_teams(session, order), many, tier=Tier.ANYWHERE)
        return
    paired = paired if scope is not Scope.OWN else []
    there = 0
    if own and scope is not Scope.PAIRED:
        here = of_places(session, search, [own], many, tier=Tier.HERE, teams=paired)
        yield here
        there = here.given
    if paired and own:
        yield of_teams(session, search, paired, many, tier=Tier.PAIRED, own=own, here=scope is Scope.PAIRED)
    if scope is Scope.TOWN and own:
        yield of_places(session, search, [own[:TOWN_DIGITS]], many)
    elif scope not in {Scope.OWN, Scope.PAIRED}:
        yield Around(session, search, wanted=wanted, count=many, outside=own, there=there)


class _Choice:
    """The first ``count`` of what is looked at, tier after tier; what they were asked of late is read of as few as will do."""

    def __init__(self, fit: "Fitness", count: int, *, passed_over: set[int]) -> None:
        self._fit, self._count, self._passed_over = fit, count, passed_over
        self.wanted = count + len(passed_over) + SPARE
        self._ranked: list[Ranked] = []
        self._waiting: list[Candidate] = []
        """Those of whom nothing else has been read: all there is so far would not do."""

    @property
    def made(self) -> bool:
        return len(self._ranked) >= self._count

    def first(self) -> list[Ranked]:
        self._judge()
        return self._ranked[: self._count]

    def look(self, source: Source) -> None:
        """At ever more of ``source`` until nobody who was not looked at could come before the last who is chosen."""
        while True:
            batch = source.more(self._ranked[self._count - 1].way if self.made else math.inf)
            self._take(batch.people)
            if len(self._ranked) + len(self._waiting) >= self._count:
                self._judge()
            if batch.bound == NOBODY_LEFT or (self.made and self._ranked[self._count - 1].key <= batch.bound):
                return

    def _take(self, people: Sequence[Candidate]) -> None:
        for one in people:
            if one.person_id not in self._passed_over:
                self._passed_over.add(one.person_id)
                if self._fit.willing(one):
                    self._waiting.append(one)

    def _judge(self) -> None:
        """So many at a time, and only who can still come among the first."""
        waiting = sorted(self._waiting, key=_key)
        self._waiting = []
        for start in range(0, len(waiting), self._count + SPARE):
            part = waiting[start : start + self._count + SPARE]
            if self.made:
                last = self._ranked[self._count - 1].key
                part = [one for one in part if one.key < last]
            if not part:
                return
            self._ranked = sorted([*self._ranked, *self._fit.able(part)], key=_key)


class Fitness:
    """Who of some candidates is free and not tired; asks the database once for each list."""

    def __init__(self, session: Session, order: Order, now: datetime, *, chosen: bool = False) -> None:
        self.guard = Guard.of(order.policy or {}, urgency=order.urgency or "normal")
        self._session, self._order, self._now, self._chosen = session, order, now, chosen
        self._callout = (order.policy or {}).get("callout") or {}
        self._free: dict[str, bool] = {}
        """Whether free times, as they are written, suit the order: many people's are the same."""

    def of(self, candidates: Sequence[Candidate]) -> list[Ranked]:
        return sorted(self.able([one for one in candidates if self.willing(one)]), key=_key)

    def able(self, willing: Sequence[Candidate]) -> list[Ranked]:
        """Those who are not engaged, tired or at rest, of some who are free at that time."""
        loads = loads_of(self._session, [one.person_id for one in willing], self._callout, now=self._now)
        ranked = [Ranked(one, loads.get(one.person_id, NOTHING)) for one in willing]
        return [one for one in ranked if self._can(one.load)]

    @cached_property
    def _rest_day(self) -> RestDay:
        """Asked for only when somebody has named free times."""
        return rest_days(self._session, self._order.county)

    def willing(self, one: Candidate) -> bool:
        if not one.free or self._chosen or self._order.urgency == "emergency" or self._order.time_start is None:
            return True
        known = self._free.get(one.free)
        if known is None:
            known = self._free[one.free] = self._is_free(json.loads(one.free))
        return known

    def _is_free(self, free: dict[str, Any]) -> bool:
        return free_for(free, self._order.time_start, self._order.time_end, rest_day=lambda day: self._rest_day(day))

    def _can(self, load: Load) -> bool:
        order = self._order
        if load.engaged((order.time_start, order.time_end)):
            return False
        if self._chosen or order.urgency == "emergency":
            return True
        return not load.at_rest and not (is_routine(order.urgency) and load.tired(self._callout))


def _key(one: Candidate | Ranked) -> Key:
    return one.key


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

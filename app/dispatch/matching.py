"""The nearest volunteers who are fit, willing and free: just what looking at everybody would give (002-14, 002-35, 000-55)."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

from sqlalchemy import Boolean, String, column, select
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.db import Id, UTCDateTime
from app.dispatch.calendar import rest_days
from app.dispatch.guards import Guard
from app.dispatch.loads import MEMORY, NOTHING, WEEK, Load, Past, load_of
from app.dispatch.nearby import (
    PEOPLE,
    Candidate,
    Search,
    Source,
    around,
    ask,
    of_people,
    of_places,
    of_teams,
    of_teams_in,
    spelt,
    stretch,
)
from app.dispatch.ranking import Ranked, Tier
from app.dispatch.rules import is_routine
from app.dispatch.scopes import TOWN_DIGITS, Scope, asked_and_paired, department_teams, members_of, neighbours
from app.orders.model import Order
from app.people.free import RestDay, free_for
from app.people.model import Person, Standing, Volunteer
from app.people.readiness import shown_by_each
from app.people.rules import DEGREE_KILOMETRES

SPARE = 8
"""So many more are looked at than are wanted at first, since some of the nearest will be engaged."""


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
    for tier, source in _sources(session, order, fit.guard, Scope(scope) if scope else None, paired, now=now):
        choice.look(tier, source)
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
    return fit.of(allowed, Tier.ANYWHERE)


def kilometres(order: Order, lat: float | None, lon: float | None) -> float:
    if order.lat is None or order.lon is None or lat is None or lon is None:
        return 0.0
    return math.hypot(lat - order.lat, (lon - order.lon) * stretch(order.lat)) * DEGREE_KILOMETRES


def _sources(
    session: Session, order: Order, guard: Guard, scope: Scope | None, paired: list[int], *, now: datetime
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
    paired = paired if scope is not Scope.OWN else []
    if paired and own:
        yield Tier.PAIRED_HERE, of_teams_in(session, search, paired, own)
    if own and scope is not Scope.PAIRED:
        yield Tier.HERE, of_places(session, search, [own])
    if scope is Scope.OWN:
        return
    if paired:  # those who live here were looked at, and are passed over
        yield Tier.PAIRED, of_teams(session, search, paired)
    if scope is Scope.TOWN and own:
        yield Tier.ANYWHERE, of_places(session, search, [own[:TOWN_DIGITS]])
    elif scope is not Scope.PAIRED:
        yield Tier.ANYWHERE, around(session, search, outside=own)


class _Choice:
    """The first ``count`` of what is looked at, tier after tier. Who is free is asked once for as many tiers as possible."""

    def __init__(self, fit: "Fitness", count: int, *, passed_over: set[int]) -> None:
        self._fit, self._count, self._passed_over = fit, count, passed_over
        self._found: list[Ranked] = []
        self._unjudged: list[tuple[Tier, list[Candidate]]] = []
        """Tiers seen to their end that cannot fill the count by themselves."""

    @property
    def made(self) -> bool:
        return len(self._found) >= self._count

    def first(self) -> list[Ranked]:
        self._judge([])
        return self._found[: self._count]

    def look(self, tier: Tier, source: Source) -> None:
        """At ever more of ``source`` until nobody who was not looked at could come before the last who is chosen."""
        wanted = self._count - len(self._found) + len(self._passed_over) + SPARE
        while True:
            near = source(wanted)
            new = [one for one in near if one.person_id not in self._passed_over]
            if len(near) < wanted:
                self._keep(tier, new)
                return
            self._judge(new)
            need = self._count - len(self._found)
            ranked, last = self._fit.of(new, tier), near[-1]
            if need <= 0 or (len(ranked) >= need and ranked[need - 1].key[1:] <= (last.kilometres, last.person_id)):
                self._found += ranked[: max(need, 0)]
                return
            wanted *= 2

    def _keep(self, tier: Tier, people: list[Candidate]) -> None:
        self._unjudged.append((tier, people))
        self._passed_over |= {one.person_id for one in people}
        if len(self._found) + sum(len(kept) for _, kept in self._unjudged) >= self._count:
            self._judge([])

    def _judge(self, more: list[Candidate]) -> None:
        """Those kept back, and let the same question ask about ``more``."""
        self._fit.learn([*(one for _, people in self._unjudged for one in people), *more])
        for tier, people in self._unjudged:
            self._found += self._fit.of(people, tier)
        self._unjudged.clear()


class Fitness:
    """Who of some candidates is free and not tired; asks the database once about each of them."""

    def __init__(self, session: Session, order: Order, now: datetime, *, chosen: bool = False) -> None:
        self.guard = Guard.of(order.policy or {}, urgency=order.urgency or "normal")
        self._session, self._order, self._now, self._chosen = session, order, now, chosen
        self._callout = (order.policy or {}).get("callout") or {}
        self._loads: dict[int, Load] = {}
        self._wills: dict[str, bool] = {}
        """By the free times as they are written: many people share them."""

    def of(self, candidates: Sequence[Candidate], tier: Tier) -> list[Ranked]:
        self.learn(candidates)
        ranked = [Ranked(one, tier, self._loads[one.person_id]) for one in candidates if self._willing(one)]
        return sorted((one for one in ranked if self._can(one.load)), key=lambda one: one.key)

    def learn(self, candidates: Sequence[Candidate]) -> None:
        """What was asked of these of late; nobody is asked about twice."""
        new = [one.person_id for one in candidates if one.person_id not in self._loads and self._willing(one)]
        known = loads_of(self._session, new, self._callout, now=self._now)
        self._loads |= {one: known.get(one, NOTHING) for one in new}

    @cached_property
    def _rest_day(self) -> RestDay:
        """Asked for only when somebody has named free times."""
        return rest_days(self._session, self._order.county)

    def _willing(self, one: Candidate) -> bool:
        if not one.free or self._chosen or self._order.urgency == "emergency":
            return True
        if one.free not in self._wills:
            order, free = self._order, json.loads(one.free)
            self._wills[one.free] = free_for(free, order.time_start, order.time_end, rest_day=self._rest_day)
        return self._wills[one.free]

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

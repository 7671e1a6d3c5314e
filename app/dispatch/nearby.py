"""Where to look for volunteers: an order's own village, teams by name, and ever wider rings of map cells around it.

Each ``Source`` gives some of its people at a time, best first, and says from where on somebody may be missing; what cannot
change between two orders (skill, certificate, age, insurance) is asked of the readiness table there and then, so that those
who will not do are never fetched.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple, Protocol

from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.dispatch.guards import Guard
from app.dispatch.questions import AROUND, OF_PLACE, OF_TEAMS
from app.orders.model import Order
from app.people.rules import CELL_DEGREES, DEGREE_KILOMETRES, cell_of
from app.spelling import ask

LAST_RADIUS = 32
"""Of the squares of cells searched one after the other; beyond it, everybody with the skill is looked at."""
VILLAGE_CELLS = 3
"""The side of the square that a village's people would fill if they were spread like those around it."""
WIDEST_STEP = 3
"""A square is at most so many times as wide as the one before."""
MORE = 4
"""So many times as many are asked for when those that were did not do."""
EVERY_CELL = 2**62
ROUNDING = 1e-6
"""Cells, some half a millimetre: what two ways of computing one distance may differ by."""
AFTER = "z"
"""Sorts after every digit in every collation: ``code`` … ``codez`` are a place and everything below it."""
NOWHERE = (AFTER, AFTER)

Key = tuple[float, float, int]
"""Tier, kilometres, person: what candidates are in order by."""
NOBODY_LEFT: Key = (math.inf, 0.0, 0)


class Tier(IntEnum):
    """Who goes before whom however far they live: ``ranking``."""

    PAIRED_HERE = 0
    HERE = 1
    PAIRED = 2
    ANYWHERE = 3


class Candidate(NamedTuple):
    """Somebody who could be asked; ``explained`` by the ranking."""

    person_id: int
    kilometres: float
    area_code: str = ""
    free: str = ""
    """Weekly free times as JSON text; empty: at any time."""
    tier: int = Tier.ANYWHERE

    @property
    def key(self) -> Key:
        """No place in the ranking is before this one."""
        return self.tier, self.kilometres, self.person_id


@dataclass(frozen=True)
class Batch:
    """Some people, best first, perhaps some of those given before; whoever is not among all given comes after ``bound``."""

    people: Sequence[Candidate]
    bound: Key


class Source(Protocol):
    def more(self, reach: float) -> Batch:
        """The next to be looked at; nobody farther away than ``reach`` kilometres matters any more (infinite: not known)."""


@dataclass(frozen=True)
class Search:
    """What is looked for, as the questions below take it."""

    lat: float
    lon: float
    values: Mapping[str, Any]

    @classmethod
    def of(cls, order: Order, guard: Guard, *, now: datetime) -> "Search":
        day = in_shanghai(now).date()
        earliest, latest = guard.born_between(day)
        values = {
            "county": order.county,
            "skill": guard.key(order.skill),
            "lat": float(order.lat or 0),
            "lon": float(order.lon or 0),
            "stretch": stretch(float(order.lat or 0)),
            "earliest": earliest,
            "latest": latest,
            "shown": day.isoformat() if guard.certificate or guard.minors else "",
            "insured": day.isoformat() if guard.risky else "",
            "vetted": day.isoformat() if guard.minors else "",
        }
        return cls(float(order.lat or 0), float(order.lon or 0), values)


class Listed:
    """Those whom one question gives, each time more of them."""

    def __init__(self, look: Callable[[int], list[Candidate]], count: int) -> None:
        self._look, self._count = look, count
        self.given = 0

    def more(self, reach: float) -> Batch:
        people = self._look(self._count)
        self.given = len(people)
        bound = people[-1].key if len(people) == self._count else NOBODY_LEFT
        self._count *= MORE
        return Batch(people, bound)


def of_places(
    session: Session, search: Search, codes: Sequence[str], count: int, *, tier: Tier = Tier.ANYWHERE, teams: Sequence[int] = ()
) -> Listed:
    """Who lives in one of these places or below it; members of ``teams`` are one tier better."""

    def look(count: int) -> list[Candidate]:
        found: list[Candidate] = []
        for code in codes:
            values = {**search.values, "count": count, "first": code, "last": code + AFTER, "tier": int(tier)}
            found += _read(ask(session, OF_PLACE, values, teams=list(teams)))
        return sorted(found, key=_key)[:count]

    return Listed(look, count)


def of_teams(
    session: Session,
    search: Search,
    teams: Sequence[int],
    count: int,
    *,
    tier: Tier,
    own: str | None = None,
    here: bool = False,
) -> Listed:
    """Members of these teams; those who live in ``own`` only if ``here``, and then first."""
    first, last = (own, own + AFTER) if own else NOWHERE
    places = {"first": first, "last": last, "tier": int(tier), "here": here}

    def look(count: int) -> list[Candidate]:
        values = {**search.values, **places, "count": count}
        return _read(ask(session, OF_TEAMS, values, teams=list(teams))) if teams else []

    return Listed(look, count)


class Around:
    """Squares of cells around the order, each only where the last has not looked; ``outside``: a place that is left out.

    ``there``: how many of ``wanted`` people that place had, which tells how far to look at first.
    """

    def __init__(
        self, session: Session, search: Search, *, wanted: int, count: int, outside: str | None = None, there: int = 0
    ) -> None:
        first, last = (outside, outside + AFTER) if outside else NOWHERE
        self._session = session
        self._search = replace(search, values={**search.values, "first": first, "last": last})
        self._wanted, self._count = wanted, count
        self._inner, self._found = -1, 0
        self._outer = _wide_enough(wanted, VILLAGE_CELLS, there)

    def more(self, reach: float) -> Batch:
        if self._outer > LAST_RADIUS:
            people = self._among([(0, EVERY_CELL)])
            return Batch(people, people[-1].key if self._cut(people) else NOBODY_LEFT)
        people = self._among(_ring(self._search, self._inner, self._outer))
        bound: Key = (Tier.ANYWHERE, _certain_kilometres(self._search, self._outer), 0)
        if self._cut(people):
            return Batch(people, min(bound, people[-1].key))
        self._inner, self._found = self._outer, self._found + len(people)
        self._outer = self._next(reach)
        return Batch(people, bound)

    def _among(self, spans: list[tuple[int, int]]) -> list[Candidate]:
        """The nearest of those whose cell is in one of the spans, first and last cell included."""
        firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
        rows = ask(self._session, AROUND, {**self._search.values, "count": self._count}, firsts=firsts, lasts=lasts)
        return _read(rows)

    def _cut(self, people: Sequence[Candidate]) -> bool:
        """Whether there were more than were asked for; next time more are."""
        if len(people) < self._count:
            return False
        self._count *= MORE
        return True

    def _next(self, reach: float) -> int:
        side = 2 * self._inner + 1
        if reach < math.inf:
            return max(_certain_radius(self._search, reach), self._inner + 1)
        return max(min(_wide_enough(self._wanted, side, self._found), side * WIDEST_STEP), self._inner + 1)


def _key(one: Candidate) -> Key:
    return one.key


def _read(rows: Sequence[Any]) -> list[Candidate]:
    return [
        Candidate(person, math.sqrt(square) * DEGREE_KILOMETRES, area_code, free, tier)
        for person, square, area_code, free, tier in rows
    ]


def _ring(search: Search, inner: int, outer: int) -> list[tuple[int, int]]:
    """The cells of the square of radius ``outer`` around the order that are not in that of radius ``inner``, as spans."""
    spans = []
    for step in range(-outer, outer + 1):
        middle = cell_of(search.lat + step * CELL_DEGREES, search.lon)
        if abs(step) > inner:
            spans.append((middle - outer, middle + outer))
        else:
            spans += [(middle - outer, middle - inner - 1), (middle + inner + 1, middle + outer)]
    return spans


def _wide_enough(wanted: int, side: int, found: int) -> int:
    """The radius of a square that holds as many as are wanted if people are spread as in the one with this side."""
    return math.ceil((side * math.sqrt(wanted / max(found, 0.5)) - 1) / 2)


def _certain_radius(search: Search, kilometres: float) -> int:
    """The smallest square of cells that surely holds everybody who is nearer than this."""
    north, east = _to_the_edges(search)
    cells = kilometres / DEGREE_KILOMETRES / CELL_DEGREES
    return max(math.ceil(max(cells - north, cells / stretch(search.lat) - east) + ROUNDING), 0)


def _certain_kilometres(search: Search, radius: int) -> float:
    """The distance within which nobody lives outside this square of cells."""
    north, east = _to_the_edges(search)
    cells = min(radius + north, (radius + east) * stretch(search.lat)) - ROUNDING
    return max(cells, 0.0) * CELL_DEGREES * DEGREE_KILOMETRES


def _to_the_edges(search: Search) -> tuple[float, float]:
    """How far the order lies from the nearer edge of its own cell, to the north or south and to the east or west, in cells."""
    into_row, into_column = (search.lat + 90) / CELL_DEGREES % 1, (search.lon + 180) / CELL_DEGREES % 1
    return min(into_row, 1 - into_row), min(into_column, 1 - into_column)


def stretch(lat: float) -> float:
    """How much shorter a degree of longitude is than one of latitude here."""
    return math.cos(math.radians(lat))

"""Where to look for volunteers: an order's own village, teams by name, and ever wider rings of map cells around it.

Each ``Source`` gives the nearest of its people first; what cannot change between two orders (skill, certificate, age,
insurance) is asked of the readiness table there and then, so that those who will not do are never fetched.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnClause, Date, Float, String, TextClause, bindparam, column, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.clock import in_shanghai
from app.db import Id, UTCDateTime
from app.dispatch.guards import Guard
from app.orders.model import Order
from app.people.rules import CELL_DEGREES, DEGREE_KILOMETRES, cell_of
from app.prepared import Prepared

FIRST_RADIUS, LAST_RADIUS = 1, 32
"""Of the squares of cells searched one after the other; beyond the last, everybody with the skill is looked at."""
EVERY_CELL = 2**62
ROUNDING = 1e-6
"""Cells, some half a millimetre: what two ways of computing one distance may differ by."""
AFTER = "z"
"""Sorts after every digit in every collation: ``code`` … ``codez`` are a place and everything below it."""
NOWHERE = (AFTER, AFTER)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked; ``explained`` by the ranking."""

    person_id: int
    kilometres: float
    square: float = 0.0
    """The distance in degrees, squared: as the database sorts by it."""
    area_code: str = ""
    free: str = ""
    """Weekly free times as JSON text; empty: at any time."""


@dataclass(frozen=True)
class Search:
    """What is looked for, as the questions below take it. ``first_radius``: where anybody will do, one cell may hold enough."""

    lat: float
    lon: float
    first_radius: int
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
        return cls(float(order.lat or 0), float(order.lon or 0), FIRST_RADIUS if order.skill else 0, values)


Source = Callable[[int], list[Candidate]]
"""Gives so many of its people, nearest first; fewer: there are no more."""


def of_places(session: Session, search: Search, codes: Sequence[str]) -> Source:
    """Who lives in one of these places or below it."""

    def look(count: int) -> list[Candidate]:
        found: list[Candidate] = []
        for code in codes:
            values = {**search.values, "count": count, "first": code, "last": code + AFTER}
            found += _read(ask(session, _OF_PLACE, values))
        return sorted(found, key=nearest_first)[:count]

    return look


def of_teams(session: Session, search: Search, teams: Sequence[int]) -> Source:
    """Which members of these teams have what is needed."""

    def look(count: int) -> list[Candidate]:
        return _read(ask(session, _OF_TEAMS, {**search.values, "count": count}, teams=list(teams)))

    return look


def of_teams_in(session: Session, search: Search, teams: Sequence[int], code: str) -> Source:
    """Which members of these teams live in this place or below it."""

    def look(count: int) -> list[Candidate]:
        values = {**search.values, "count": count, "first": code, "last": code + AFTER}
        return _read(ask(session, _OF_TEAMS_IN, values, teams=list(teams)))

    return look


def of_people(session: Session, search: Search, people: Sequence[int]) -> Source:
    """Which of these people have what is needed."""

    def look(count: int) -> list[Candidate]:
        rows = ask(session, _OF_PEOPLE, {**search.values, "count": count}, people=list(people)) if people else []
        return _read(rows)

    return look


def around(session: Session, search: Search, *, outside: str | None = None) -> Source:
    """Squares of cells around the order, each only where the last has not looked; ``outside``: a place that is left out."""
    first, last = (outside, outside + AFTER) if outside else NOWHERE
    here = replace(search, values={**search.values, "first": first, "last": last})
    return partial(_nearest, session, here)


def _nearest(session: Session, search: Search, count: int) -> list[Candidate]:
    """Until nobody outside can be nearer."""
    found: list[Candidate] = []
    inner, outer = -1, search.first_radius
    while outer <= LAST_RADIUS:
        found = sorted([*found, *_among(session, search, count, _ring(search, inner, outer))], key=nearest_first)[:count]
        needed = _certain_radius(search, found[-1].kilometres) if len(found) == count else 4 * outer or 1
        if needed <= outer:
            return found
        inner, outer = outer, needed
    return _among(session, search, count, [(0, EVERY_CELL)])


def nearest_first(one: Candidate) -> tuple[float, int]:
    return one.square, one.person_id


def _among(session: Session, search: Search, count: int, spans: list[tuple[int, int]]) -> list[Candidate]:
    """The nearest of those whose cell is in one of the spans, first and last cell included."""
    firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
    return _read(ask(session, _AROUND, {**search.values, "count": count}, firsts=firsts, lasts=lasts))


def _read(rows: Sequence[Any]) -> list[Candidate]:
    return [
        Candidate(person, math.sqrt(square) * DEGREE_KILOMETRES, square, area_code, free)
        for person, square, area_code, free in rows
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


def _certain_radius(search: Search, kilometres: float) -> int:
    """The smallest square of cells that surely holds everybody who is nearer than this."""
    into_row, into_column = (search.lat + 90) / CELL_DEGREES % 1, (search.lon + 180) / CELL_DEGREES % 1
    cells = kilometres / DEGREE_KILOMETRES / CELL_DEGREES
    north = cells - min(into_row, 1 - into_row)
    east = cells / stretch(search.lat) - min(into_column, 1 - into_column)
    return max(math.ceil(max(north, east) + ROUNDING), 0)


def stretch(lat: float) -> float:
    """How much shorter a degree of longitude is than one of latitude here."""
    return math.cos(math.radians(lat))


def ask(session: Session, question: Prepared, values: Mapping[str, Any], **lists: list[int]) -> Sequence[Any]:
    """The rows of one of the questions spelt out below; ``lists`` go in as one value each."""
    dialect = session.get_bind().dialect.name
    listed = lists if dialect == "postgresql" else {name: json.dumps(numbers) for name, numbers in lists.items()}
    return question.all(session, **values, **listed)


def spelt(words: str, *columns: ColumnClause[Any], **parts: str | tuple[str, str]) -> Prepared:
    """A question in both dialects; a part of two words is where they differ: SQLite's, PostgreSQL's. Parts may name parts."""

    def in_dialect(n: int) -> TextClause:
        own = {name: part if isinstance(part, str) else part[n] for name, part in parts.items()}
        return _typed(words.format(**own).format(**own))

    return Prepared({"sqlite": in_dialect(0).columns(*columns), "postgresql": in_dialect(1).columns(*columns)})


def _typed(words: str) -> TextClause:
    kinds: dict[str, TypeEngine[Any]] = {"memory": UTCDateTime(), "week": UTCDateTime(), "day": Date()}
    return text(words).bindparams(*(bindparam(name, type_=kind) for name, kind in kinds.items() if f":{name}" in words))


PEOPLE = ("IN (SELECT value FROM json_each(:people))", "= ANY(CAST(:people AS bigint[]))")
TEAMS = ("IN (SELECT value FROM json_each(:teams))", "= ANY(CAST(:teams AS bigint[]))")
_SQUARE = "(lat - :lat) * (lat - :lat) + (lon - :lon) * :stretch * ((lon - :lon) * :stretch) AS square"
_FITS = "born BETWEEN :earliest AND :latest AND shown_until >= :shown AND insured_until >= :insured AND vetted_until >= :vetted"
_FOUND = (column("person_id", Id), column("square", Float), column("area_code", String), column("free", String))
_AROUND = spelt(
    """
    SELECT person_id, {square}, area_code, free FROM {here}
    WHERE {fits} AND NOT area_code BETWEEN :first AND :last ORDER BY square, person_id LIMIT :count
    """,
    *_FOUND,
    square=_SQUARE,
    fits=_FITS,
    here=(
        (
            "(SELECT a.value AS first, b.value AS last FROM json_each(:firsts) a JOIN json_each(:lasts) b ON b.key = a.key)"
            " AS spans CROSS JOIN readiness ON county = :county AND skill = :skill AND cell BETWEEN spans.first AND spans.last"
        ),
        # OFFSET 0 makes it look into the index once for each span, not at everybody once
        (
            "unnest(CAST(:firsts AS bigint[]), CAST(:lasts AS bigint[])) AS spans(first, last) CROSS JOIN LATERAL (SELECT *"
            " FROM readiness WHERE county = :county AND skill = :skill AND cell BETWEEN spans.first AND spans.last OFFSET 0)"
            " AS here"
        ),
    ),
)
_OF_PLACE = spelt(
    """
    SELECT person_id, {square}, area_code, free FROM readiness WHERE county = :county AND skill = :skill
    AND area_code BETWEEN :first AND :last AND {fits} ORDER BY square, person_id LIMIT :count
    """,
    *_FOUND,
    square=_SQUARE,
    fits=_FITS,
)
_OF_TEAMS = spelt(
    """
    SELECT here.person_id, {square}, area_code, free
    FROM (SELECT DISTINCT person_id FROM team_members WHERE team_id {teams}) AS members CROSS JOIN {here} WHERE {fits}
    ORDER BY square, here.person_id LIMIT :count
    """,
    *_FOUND,
    square=_SQUARE,
    fits=_FITS,
    teams=TEAMS,
    here=(
        "readiness AS here ON here.person_id = members.person_id AND county = :county AND skill = :skill",
        (
            "LATERAL (SELECT * FROM readiness WHERE readiness.person_id = members.person_id AND county = :county"
            " AND skill = :skill OFFSET 0) AS here"
        ),
    ),
)
_OF_TEAMS_IN = spelt(
    """
    SELECT person_id, {square}, area_code, free FROM readiness WHERE county = :county AND skill = :skill
    AND area_code BETWEEN :first AND :last AND {fits} AND {member} ORDER BY square, person_id LIMIT :count
    """,
    *_FOUND,
    square=_SQUARE,
    fits=_FITS,
    member=(
        "EXISTS (SELECT 1 FROM team_members WHERE team_id {teams} AND team_members.person_id = readiness.person_id)",
        # IS TRUE keeps it from asking the index once for each member instead of reading the place once
        "(person_id IN (SELECT person_id FROM team_members WHERE team_id {teams})) IS TRUE",
    ),
    teams=TEAMS,
)
_OF_PEOPLE = spelt(
    """
    SELECT person_id, {square}, area_code, free FROM readiness
    WHERE person_id {people} AND county = :county AND skill = :skill AND {fits} ORDER BY square, person_id LIMIT :count
    """,
    *_FOUND,
    square=_SQUARE,
    fits=_FITS,
    people=PEOPLE,
)

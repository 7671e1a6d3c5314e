"""What the county desk is advised: the three teams that fit an order best, and why, numbered (002-45)."""

from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any

from sqlalchemy import Float, Integer, column, or_, select
from sqlalchemy.orm import Session

from app.db import Id
from app.dispatch.guards import Guard
from app.dispatch.model import Suggestion
from app.dispatch.nearby import Search
from app.dispatch.rules import ACCEPT_RATE, distance_words
from app.dispatch.scopes import TOWN_DIGITS, VILLAGE_DIGITS
from app.errors import Refused
from app.orders.model import Order
from app.people.model import Team
from app.people.rules import DEGREE_KILOMETRES
from app.spelling import PEOPLE, ask, spelt
from app.wording import Wording

SHOWN = 3
RATE_KM = 10.0
"""A team that takes a tenth less often is looked upon as so many kilometres ÷ 10 farther away."""
NOBODY = (0, 0.0)


@dataclass(frozen=True)
class Advice:
    """A team and what speaks for it.

    ``key``: able first, then professional when that is asked, then enough people, then the way, then who says yes more often.
    """

    team: Team
    skilled: bool
    free: int
    kilometres: float
    key: tuple[bool, bool, bool, float, int]
    wording: Wording

    @property
    def reasons(self) -> list[str]:
        rate = self.team.accept_rate
        return [
            *(["专业队伍"] if self.team.professional else []),
            *(["会这一项"] if self.skilled else []),
            f"最近的队员{distance_words(self.kilometres)}",
            f"{self.free}人能接",
            *([f"过去{self.wording.accept}{rate:.0%}"] if rate is not None else []),
        ]


def advise(session: Session, order: Order, *, now: datetime) -> list[Advice]:
    """The three best teams of the village, the town and the county that have anybody for it; best first."""
    places = _places(order)
    query = select(Team).where(Team.county == order.county, or_(Team.area_code.in_(places), Team.professional))
    teams = list(session.scalars(query))
    there = _members(session, order, teams, now=now)
    advice = [_weigh(order, team, *there[team.id]) for team in teams if there.get(team.id, NOBODY)[0]]
    return sorted(advice, key=lambda one: one.key)[:SHOWN]


def suggest(session: Session, order: Order, *, now: datetime) -> list[str]:
    """Advise the desk and remember in which order, so that 「派 A07 给 1」 means what was shown. Returns the lines."""
    advice = advise(session, order, now=now)
    teams: list[Any] = [{"team_id": one.team.id, "name": one.team.name, "reasons": one.reasons} for one in advice]
    session.merge(Suggestion(order_id=order.id, teams=teams, made_at=now))
    session.flush()
    return suggested_lines(session, order)


def suggested_lines(session: Session, order: Order) -> list[str]:
    kept = session.get(Suggestion, order.id)
    return [f"{n} {one['name']}：{'，'.join(one['reasons'])}" for n, one in enumerate(kept.teams, 1)] if kept else []


def suggested(session: Session, order: Order, number: int) -> Team:
    """The team with this number in what the desk was shown. Raises ``Refused`` when there is none."""
    kept = session.get(Suggestion, order.id)
    team = session.get(Team, kept.teams[number - 1]["team_id"]) if kept and 1 <= number <= len(kept.teams) else None
    if team is None:
        raise Refused(f"{order.code} 没有第 {number} 支建议的队伍，请回「派 {order.code} 给 队名」。")
    return team


def _places(order: Order) -> list[str]:
    own, county = order.area_code or "", f"{order.county}000000"
    return [own[:VILLAGE_DIGITS], own[:TOWN_DIGITS] + "000", county] if own else [county]


def _members(session: Session, order: Order, teams: list[Team], *, now: datetime) -> dict[int, tuple[int, float]]:
    """By team: how many members are ready for it by law and skill, and how far the nearest lives."""
    search = Search.of(order, Guard.of(order.policy, urgency=order.urgency), now=now)
    rows = ask(session, _READY, search.values, people=[team.id for team in teams]) if teams else []
    placed = order.lat is not None
    return {team: (count, sqrt(square) * DEGREE_KILOMETRES if placed else 0.0) for team, count, square in rows}


def _weigh(order: Order, team: Team, free: int, kilometres: float) -> Advice:
    skilled = order.skill is not None and order.skill in team.skills
    wants_professional = bool(order.policy.get("professional"))
    rate = ACCEPT_RATE if team.accept_rate is None else team.accept_rate
    lacking = (order.skill is not None and not skilled, wants_professional and not team.professional, free < order.needed)
    return Advice(team, skilled, free, kilometres, (*lacking, kilometres + RATE_KM * (1 - rate), team.id), order.wording)


_READY = spelt(
    """
    SELECT team_id, count(*) AS ready,
           min((lat - :lat) * (lat - :lat) + (lon - :lon) * :stretch * ((lon - :lon) * :stretch)) AS square
    FROM team_members JOIN readiness ON readiness.person_id = team_members.person_id
    WHERE team_id {people} AND county = :county AND skill = :skill AND born BETWEEN :earliest AND :latest
      AND shown_until >= :shown AND insured_until >= :insured AND vetted_until >= :vetted
    GROUP BY team_id
    """,
    column("team_id", Id),
    column("ready", Integer),
    column("square", Float),
    people=PEOPLE,
)

"""Whose volunteers are meant: a village's own, its neighbours', its partners', a town's, a department's, the county's."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, column, select
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.db import Id
from app.dispatch.nearby import NOWHERE
from app.orders.model import Order
from app.people.model import Team
from app.places.model import Area, Level
from app.places.queries import line_of
from app.spelling import ask, spelt

NEIGHBOURS = 3
"""The nearest villages of the same town count as neighbours, and those that share a station."""
TOWN_DIGITS, VILLAGE_DIGITS = 9, 12


class Scope(StrEnum):
    OWN = "own"
    NEIGHBOUR = "neighbour"
    PAIRED = "paired"
    TOWN = "town"
    DEPARTMENT = "department"
    COUNTY = "county"


def neighbours(session: Session, order: Order) -> list[str]:
    """The codes of the villages that help first when the order's own cannot."""
    own = next((one for one in line_of(session, order.area_code or "") if one.level == Level.VILLAGE), None)
    if own is None:
        return []
    query = select(Area).where(Area.county == order.county, Area.parent_code == own.parent_code, Area.valid_to.is_(None))
    others = [one for one in session.scalars(query) if one.level == Level.VILLAGE and one.code != own.code]
    shared = [one.code for one in others if own.code == one.served_by or own.served_by in {one.code, one.served_by or "-"}]
    placed = [one for one in others if one.lat is not None and one.lon is not None and own.lat is not None]
    placed.sort(key=lambda one: (_square(own, one), one.code))
    return list(dict.fromkeys([*shared, *(one.code for one in placed[:NEIGHBOURS])]))


def _square(one: Area, other: Area) -> float:
    north, east = (one.lat or 0) - (other.lat or 0), (one.lon or 0) - (other.lon or 0)
    return north * north + east * east * 0.8  # cos² of 27°: near enough to sort villages by


def asked_and_paired(session: Session, order: Order, *, now: datetime) -> tuple[set[int], list[int]]:
    """Who was asked for this order already, and the teams that stand beside its village or town today: in one question,
    for a question costs more than its answer.
    """
    own = order.area_code or NOWHERE[0]
    places = {"own": own, "village": own[:VILLAGE_DIGITS], "town": own[:TOWN_DIGITS] + "000"}
    rows = ask(session, _KNOWN, {**places, "order": order.id, "county": order.county, "day": in_shanghai(now).date()})
    return {id_ for id_, team in rows if not team}, sorted(id_ for id_, team in rows if team)


def department_teams(session: Session, order: Order) -> list[int]:
    """The county's own teams – departments', professional – that can do what is needed."""
    county = f"{order.county}000000"
    teams = session.scalars(select(Team).where(Team.county == order.county, Team.area_code == county))
    return [team.id for team in teams if order.skill is None or order.skill in team.skills]


_KNOWN = spelt(
    """
    SELECT volunteer_id, FALSE FROM offers WHERE order_id = :order
    UNION SELECT teams.id, TRUE FROM pairings
    JOIN teams ON teams.county = pairings.county AND teams.code = pairings.team_code
    WHERE pairings.county = :county AND pairings.area_code IN (:own, :village, :town)
      AND (since IS NULL OR since <= :day) AND (until IS NULL OR until >= :day)
    """,
    column("id", Id),
    column("team", Boolean),
)

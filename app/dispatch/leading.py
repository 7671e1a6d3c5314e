"""The team an order of the list goes to: its leader hears of it and may say who goes (002-44)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.dispatch import words
from app.dispatch.links import link
from app.dispatch.rules import ACCEPT_RATE, quiet_until
from app.dispatch.scopes import TOWN_DIGITS, VILLAGE_DIGITS
from app.orders.model import Order
from app.outbox.actions import owe
from app.people.model import Team
from app.prepared import columns_of
from app.things import PreparedOf

_LED = PreparedOf(
    Team,
    select(*columns_of(Team)).where(
        Team.county == bindparam("county"),
        Team.area_code.in_((bindparam("village"), bindparam("town"))),
        Team.leader_id.is_not(None),
    ),
)


def leader_near(session: Session, order: Order) -> Team | None:
    """The nearest team that can do it and has a leader: the village's, else the town's; the one that takes most goes first."""
    own = order.area_code or ""
    if not own:
        return None
    places = (own[:VILLAGE_DIGITS], own[:TOWN_DIGITS] + "000")
    near = _LED.things(session, county=order.county, village=places[0], town=places[1])
    teams = [one for one in near if _can(one, order)]
    return min(teams, key=_first, default=None)


def _can(team: Team, order: Order) -> bool:
    skilled = order.skill is None or order.skill in team.skills
    return skilled and not team.professional and team.leader_id != order.requester_id


def _first(team: Team) -> tuple[bool, float, int]:
    rate = ACCEPT_RATE if team.accept_rate is None else team.accept_rate
    return team.area_code.endswith("000"), -rate, team.id


def tell_leader(session: Session, order: Order, team: Team, *, now: datetime) -> None:
    """Taken back with the offers when it is filled before it was sent."""
    if team.leader_id is None:
        return
    notice = words.for_leader(order, team.leader_id, team=team.name, path=link(session, order, team.leader_id))
    owe(session, replace(notice, due_at=quiet_until(order.policy, order.urgency, now)), now=now)


def may_lead(team: Team, order: Order) -> bool:
    """Whether the order lies where this team belongs: its village, its town, or the whole county."""
    return bool(order.area_code) and (order.area_code or "").startswith(team.area_code.removesuffix("000").removesuffix("000"))

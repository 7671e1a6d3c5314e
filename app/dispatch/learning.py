"""How willingly people say yes: learnt a few times a day from the offers of two months, per team and per town."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from app.db import upserting
from app.dispatch.model import AcceptRate, Answer, Offer
from app.dispatch.rules import ACCEPT_RATE
from app.dispatch.scopes import TOWN_DIGITS
from app.orders.model import Order
from app.people.model import Team, TeamMember
from app.things import got

PAST = timedelta(days=60)
DOUBT = 20
"""So many offers' worth of the usual rate are mixed in: a few answers prove little."""
FLOOR, CEILING = 0.1, 0.9
TAKEN = (Answer.ACCEPTED, Answer.FINISHED, Answer.RELEASED)


def rate_of(taken: int, asked: int) -> float:
    """The share to expect, never so low or high that nobody or nobody else would be asked."""
    return min(max((taken + DOUBT * ACCEPT_RATE) / (asked + DOUBT), FLOOR), CEILING)


def rate_near(session: Session, order: Order) -> float | None:
    """What the town's own past says; ``None``: nothing yet."""
    town = (order.area_code or "")[:TOWN_DIGITS]
    known = got(session, AcceptRate, order.county, f"{town}000") if town else None
    return known.rate if known else None


@dataclass(frozen=True)
class Learnt:
    """Rates by team id, and by county and town."""

    teams: Sequence[tuple[int, float]]
    towns: Sequence[tuple[str, str, float]]


def learn(session: Session, *, now: datetime) -> Learnt:
    """What two months of offers say; only reads. For the jobs, never for a request."""
    recent = (Offer.offered_at > now - PAST, Offer.batch > 0)
    taken = func.sum(case((Offer.status.in_(TAKEN), 1), else_=0))
    by_team = (
        select(TeamMember.team_id, taken, func.count())
        .join(Offer, Offer.volunteer_id == TeamMember.person_id)
        .where(*recent)
        .group_by(TeamMember.team_id)
    )
    town = func.substr(Order.area_code, 1, TOWN_DIGITS)
    by_town = (
        select(Offer.county, town, taken, func.count())
        .join(Order, Order.id == Offer.order_id)
        .where(*recent, Order.area_code.is_not(None))
        .group_by(Offer.county, town)
    )
    return Learnt(
        [(team, rate_of(yes, asked)) for team, yes, asked in session.execute(by_team)],
        [(county, f"{code}000", rate_of(yes, asked)) for county, code, yes, asked in session.execute(by_town)],
    )


def keep(session: Session, learnt: Learnt, *, now: datetime) -> None:
    teams = [{"id": team, "accept_rate": rate} for team, rate in learnt.teams]
    if teams:
        session.execute(update(Team), teams)
    key = [AcceptRate.county, AcceptRate.area_code]
    for county, code, rate in learnt.towns:
        new = upserting(session, AcceptRate).values(county=county, area_code=code, rate=rate, learnt_at=now)
        session.execute(new.on_conflict_do_update(index_elements=key, set_={"rate": rate, "learnt_at": now}))

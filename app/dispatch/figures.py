"""统计: what became of the orders of an area placed since a moment: in time, done, rated, satisfied, unrated, done again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.dispatch.events import OrderAccepted
from app.events import Event, EventRow
from app.orders.events import OrderReopened
from app.orders.model import Order, Status
from app.orders.rules import day_ends
from app.outbox.model import Knock
from app.people.model import Person

SATISFIED = 4
"""Stars from which on a villager counts as satisfied; whoever did not rate never does."""
MOST = 20_000
"""Orders that are looked at, the newest."""


@dataclass(frozen=True)
class Figures:
    placed: int
    accepted: int
    accepted_in_time: int
    minutes_to_accept: int | None
    """The median, from the villager's word; ``None``: nobody has accepted yet."""
    done: int
    done_in_time: int
    rated: int
    satisfied: int
    unrated: int
    """Closed without a rating."""
    reopened: int
    told_at_the_door: int
    still_to_knock: int


def figures(session: Session, county: str, scopes: Sequence[str], *, since: datetime) -> Figures:
    """Of the orders below these areas placed since then."""
    orders = _orders(session, county, scopes, since)
    accepted = {number: at for number, at in _first(session, county, OrderAccepted, since).items() if number in orders}
    waits = [(at - orders[number].placed_at) / timedelta(minutes=1) for number, at in accepted.items()]
    closed = [one for one in orders.values() if one.status == Status.CLOSED]
    told, waiting = _knocks(session, county, scopes, since)
    return Figures(
        placed=len(orders),
        accepted=len(accepted),
        accepted_in_time=sum(at <= orders[number].due_at for number, at in accepted.items()),
        minutes_to_accept=round(median(waits)) if waits else None,
        done=sum(one.done_at is not None for one in orders.values()),
        done_in_time=sum(_in_time(one) for one in orders.values()),
        rated=sum(one.rating is not None for one in closed),
        satisfied=sum((one.rating or 0) >= SATISFIED for one in closed),
        unrated=sum(one.rating is None for one in closed),
        reopened=len(_first(session, county, OrderReopened, since).keys() & orders.keys()),
        told_at_the_door=told,
        still_to_knock=waiting,
    )


def _orders(session: Session, county: str, scopes: Sequence[str], since: datetime) -> dict[int, Order]:
    query = select(Order).where(Order.county == county, Order.placed_at >= since).order_by(Order.placed_at.desc())
    if county not in scopes:
        query = query.where(or_(*(Order.area_code.startswith(scope, autoescape=True) for scope in scopes)))
    return {order.id: order for order in session.scalars(query.limit(MOST))}


def _first(session: Session, county: str, fact: type[Event], since: datetime) -> dict[int, datetime]:
    """When this first happened to each order."""
    mine = (EventRow.county == county, EventRow.name == fact.__name__, EventRow.at >= since)
    rows = session.execute(select(EventRow.order_id, func.min(EventRow.at)).where(*mine).group_by(EventRow.order_id))
    return {int(number): at for number, at in rows if number}


def _in_time(order: Order) -> bool:
    """Done on its day where the county asks for that, else by the evening of the wished time, else on the day it was due."""
    if order.done_at is None:
        return False
    wished = order.time_end or order.time_start
    policy = order.policy | {"same_day": True}
    last = day_ends(policy, order.due_at, wished)
    return last is None or order.done_at <= last


def _knocks(session: Session, county: str, scopes: Sequence[str], since: datetime) -> tuple[int, int]:
    """How many were told by word of mouth since then, and how many still wait."""
    query = select(func.count()).select_from(Knock).join(Person, Person.id == Knock.person_id).where(Knock.county == county)
    if county not in scopes:
        query = query.where(or_(*(Person.area_code.startswith(scope, autoescape=True) for scope in scopes)))
    told = query.where(Knock.told_by.is_not(None), Knock.settled_at >= since)
    return session.execute(told).scalar_one(), session.execute(query.where(Knock.settled_at.is_(None))).scalar_one()

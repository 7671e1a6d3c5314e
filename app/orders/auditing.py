"""Holding orders against their facts, some hundreds at a time."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import EventRow
from app.orders.model import Order
from app.orders.replay import differences, replay

AT_ONCE = 500


def contradicted(session: Session, county: str, *, after: int = 0) -> tuple[list[str], int, int]:
    """The next orders of a county behind this id, held against their facts.

    Returns what differs in words, how many were looked at, and the last id; none looked at: that was all.
    """
    query = select(Order).where(Order.county == county, Order.id > after).order_by(Order.id).limit(AT_ONCE)
    orders = list(session.scalars(query))
    found = [
        f"{order.number}：{wrong}" for order, facts in _with_facts(session, county, orders) for wrong in _wrong(order, facts)
    ]
    return found, len(orders), orders[-1].id if orders else after


def _with_facts(session: Session, county: str, orders: list[Order]) -> Iterator[tuple[Order, list[EventRow]]]:
    of_order: dict[int | None, list[EventRow]] = defaultdict(list)
    mine = (EventRow.county == county, EventRow.order_id.in_([order.id for order in orders]))
    for fact in session.scalars(select(EventRow).where(*mine).order_by(EventRow.id)):
        of_order[fact.order_id].append(fact)
    return ((order, of_order[order.id]) for order in orders)


def _wrong(order: Order, facts: list[EventRow]) -> list[str]:
    return differences(order, replay(facts, policy=order.policy))

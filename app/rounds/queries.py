"""Which orders a round is made of, and which could be put together."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.orders.model import Form, Order, Status

MOST = 60
"""Households of one round."""
FEWEST = 2
SMALL = (Status.PLACED, Status.OFFERING, Status.AT_DESK)
DELIVERED = (Status.DONE, Status.CLOSED)


def orders_of(session: Session, round_: Order, *statuses: Status) -> list[Order]:
    """The households' orders of a round, by the number they were given."""
    query = select(Order).where(Order.parent_id == round_.id, Order.form == Form.SINGLE).order_by(Order.id)
    query = query.where(Order.status.in_(statuses)) if statuses else query
    return list(session.scalars(query.execution_options(populate_existing=True)))


def small_orders(session: Session, county: str, area_code: str, item_code: str) -> list[int]:
    """Open ordinary orders of one item in one village or estate that nobody has taken and one person can do, oldest first."""
    query = (
        select(Order.id)
        .where(Order.county == county, Order.area_code.startswith(area_code, autoescape=True), Order.closed_at.is_(None))
        .where(Order.item_code == item_code, Order.form == Form.SINGLE, Order.status.in_(SMALL))
        .where(Order.needed == 1, Order.accepted == 0, Order.private.is_(False), Order.urgency == "normal")
        .order_by(Order.id)
        .limit(MOST)
    )
    return list(session.scalars(query))

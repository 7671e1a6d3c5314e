"""The way to an order's page."""

from sqlalchemy.orm import Session

from app.db import vault_of
from app.orders.model import Order


def link(session: Session, order: Order, person_id: int) -> str:
    """The page of this order for this person: whoever holds the link is taken for them."""
    return f"/o/{vault_of(session).ticket(order.id, person_id)}"

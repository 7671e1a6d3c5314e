"""The order and the person a fact speaks of."""

from sqlalchemy.orm import Session

from app.events import Event
from app.orders.model import Order
from app.people.model import Person
from app.things import got


def order_of(session: Session, event: Event) -> Order:
    order = got(session, Order, event.order_id)
    if order is None:
        raise RuntimeError(f"{type(event).__name__} speaks of no order")
    return order


def name_of(session: Session, person_id: int) -> str:
    return session.get_one(Person, person_id).name or "志愿者"

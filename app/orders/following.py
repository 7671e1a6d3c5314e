"""What an order becomes through another one: a part with its whole, a merged one with the one that stays (002-49)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.events import record
from app.orders.events import OrderFollowed
from app.orders.model import Order, Status


def follow(session: Session, order: Order, leader: Order, status: Status, *, rating: int | None = None, now: datetime) -> None:
    """``order`` takes this status because ``leader`` has; raises ``Conflict`` when the table of moves does not allow it."""
    order.move(status, now=now)
    order.rating = rating
    tell(session, order, along=leader.code, now=now)


def tell(session: Session, order: Order, *, along: str = "", now: datetime) -> None:
    """Write down what it has become; ``along``: with which other order."""
    session.flush()
    record(
        session,
        OrderFollowed(
            county=order.county,
            at=now,
            order_id=order.id,
            wording=order.wording,
            status=Status(order.status).value,
            accepted=order.accepted,
            rating=order.rating,
            along=along,
        ),
    )

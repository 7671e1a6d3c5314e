"""电话确认: somebody on duty rang the villager, who says that it is done and how; when, by whom and what is kept (002-38)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.dispatch.actions import confirm
from app.dispatch.model import Answer
from app.dispatch.queries import offers_of
from app.errors import Conflict, NotAllowed
from app.events import record
from app.orders.actions import rate, reopen
from app.orders.events import OrderConfirmedByPhone
from app.orders.model import Order, Status
from app.outbox.actions import withdraw


def confirm_by_phone(
    session: Session, order: Order, *, actor_id: int, rating: int, said: str, again: bool, now: datetime
) -> None:
    """The order is closed with the villager's rating, or done ``again``; the clock is the old one.

    Raises ``NotAllowed`` for whoever did it themselves or asked for it: four eyes; ``Conflict`` while nobody has come.
    """
    came = offers_of(session, order.id, Answer.ACCEPTED, Answer.FINISHED)
    if actor_id in {order.requester_id, *(one.volunteer_id for one in came)}:
        raise NotAllowed(f"{order.code} 是您自己的单，请别的值班人打电话确认。")
    if order.status not in {Status.ACCEPTED, Status.UNDER_WAY, Status.DONE}:
        raise Conflict(f"{order.code} 现在是「{order.shown}」，还不能确认。")
    event = OrderConfirmedByPhone(county=order.county, at=now, order_id=order.id, actor_id=actor_id, rating=rating)
    record(session, event)
    if order.status != Status.DONE:
        confirm(session, order.id, order.requester_id, now=now)
    withdraw(session, order_id=order.id, kinds=["done"], now=now)
    if again:
        reopen(session, order, reason=said or "电话里说没办好", now=now)
    else:
        rate(session, order, rating=rating, words=said, actor_id=actor_id, now=now)

"""原则上不过夜: what should be done today and is not, and who may let it stay overnight (002-42)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.dispatch.asking import link
from app.errors import Conflict, NotAllowed
from app.escalation import words
from app.escalation.answering import first_answerable
from app.escalation.events import OrderPostponed, OrderStaysOvernight
from app.escalation.model import Deadline
from app.escalation.queries import roles_over, waiting_for
from app.escalation.rules import Kind
from app.events import record
from app.orders.model import Order, Status
from app.outbox.actions import owe
from app.people.model import Role

STILL_TO_DO = frozenset({Status.PLACED, Status.OFFERING, Status.AT_DESK, Status.ACCEPTED, Status.UNDER_WAY})


def tell_overnight(session: Session, order: Order, deadline: Deadline, now: datetime) -> None:
    """Whoever answers for the village hears that it is not done; nobody there: the next above."""
    people = first_answerable(session, order, Role.STATION_CHIEF, now=now)
    for person in people:
        owe(session, words.overnight(order, person.id, path=link(session, order, person.id)), now=now)
    told, late = [person.id for person in people], deadline.late_seconds or 0
    record(session, OrderStaysOvernight(county=order.county, at=now, order_id=order.id, told=told, late_seconds=late))


def postpone(session: Session, order: Order, *, actor_id: int, reason: str, now: datetime) -> str:
    """延期: the exception, with its reason; the villager hears it, and the clock of acceptance stays as it is.

    Raises ``Conflict`` when nothing is left to do, ``NotAllowed`` for an order of another place.
    """
    if order.status not in STILL_TO_DO:
        raise Conflict(f"{order.code} 现在是「{order.shown}」，不用延期。")
    if not roles_over(session, order, actor_id):
        raise NotAllowed(f"{order.code} 不在您管的地方。")
    for deadline in waiting_for(session, order.id):
        if deadline.kind == Kind.OVERNIGHT and in_shanghai(deadline.due_at).date() <= in_shanghai(now).date():
            deadline.met_at, deadline.late_seconds = max(now, deadline.due_at), 0
    event = OrderPostponed(county=order.county, at=now, order_id=order.id, actor_id=actor_id, reason=reason[:60])
    record(session, event)
    return f"{order.code} 已延到明天，会告诉群众：{reason}。"

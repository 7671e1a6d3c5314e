"""What must be forgotten when somebody leaves."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.dispatch import actions as dispatch
from app.dispatch import asking
from app.dispatch.model import Answer, Offer
from app.dispatch.queries import offer_between
from app.events import EventRow
from app.orders.actions import cancel, lock, wipe
from app.orders.evidence import forget_by, forget_of_order
from app.orders.model import MOVES, Order, Status
from app.outbox.actions import forget, forget_about, forget_these
from app.outbox.model import Knock
from app.people.events import HumanAsked, PersonErased
from app.voices import actions as voices


def forget_voices(session: Session, event: PersonErased) -> None:
    """What they said aloud."""
    voices.forget(session, event.person_id)


def wipe_orders_of(session: Session, event: PersonErased) -> None:
    """Their open orders end, what they promised is released, and nothing keeps their words or number."""
    who = event.person_id
    own = set(session.scalars(select(Order.id).where(Order.requester_id == who)))
    session.execute(update(Order).where(Order.proxy_id == who).values(proxy_id=None))
    asked = select(Offer.order_id).where(Offer.volunteer_id == who, Offer.status.in_([Answer.ACCEPTED, Answer.OPEN]))
    others = set(session.scalars(asked)) - own
    above = func.coalesce(Order.parent_id, Order.id)  # parts of one whole stand in its queue
    inorder = session.scalars(select(Order.id).where(Order.id.in_(own | others)).order_by(above, Order.id)).all()
    held = {order_id: lock(session, order_id) for order_id in inorder}
    for order in (held[order_id] for order_id in sorted(own)):
        forget_about(session, order_id=order.id, now=event.at)
        wipe(session, order)
        forget_of_order(session, order.id)
        if Status.CANCELLED in MOVES[Status(order.status)]:
            cancel(session, order, actor_id=None, reason="群众已退出", now=event.at)
    for order_id in sorted(others):
        _take_leave(session, order_id, who, now=event.at)


def _take_leave(session: Session, order_id: int, volunteer_id: int, *, now: datetime) -> None:
    offer = offer_between(session, order_id, volunteer_id)
    if offer and offer.status == Answer.ACCEPTED:
        dispatch.release(session, order_id, volunteer_id, now=now)
    else:
        asking.stop_asking(session, order_id, volunteer_id, now=now)


def forget_what_they_were_told(session: Session, event: PersonErased) -> None:
    """And what others were told of them when they asked for a person."""
    forget(session, person_id=event.person_id, now=event.at)
    forget_by(session, event.person_id)
    session.execute(delete(Knock).where(Knock.person_id == event.person_id))
    asked = (EventRow.county == event.county, EventRow.name == HumanAsked.__name__, EventRow.actor_id == event.person_id)
    told = [one for data in session.scalars(select(EventRow.data).where(*asked)) for one in data["notification_ids"]]
    forget_these(session, told, now=event.at)

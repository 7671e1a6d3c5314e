"""副班: who stands in when whoever was told of something urgent has not looked in the county's time."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.dispatch.asking import link
from app.escalation import words
from app.escalation.answering import places_over
from app.escalation.events import DeputyTold, OrderLookedAt
from app.escalation.model import Deadline
from app.escalation.rules import PRESSING
from app.events import EventRow, record
from app.orders.model import Order
from app.outbox.actions import owe
from app.outbox.model import Notification
from app.people.duty import deputies
from app.people.model import Duty, Identity, Person, Role


def tell_deputies(session: Session, order: Order, _deadline: Deadline, now: datetime) -> None:
    """Of each role that was told: when none of them has looked, their deputies hear it, each once."""
    told = _told(session, order)
    codes = places_over(session, order)
    query = select(Duty.role, Duty.person_id).where(Duty.county == order.county, Duty.area_code.in_(codes))
    chiefs: dict[str, set[int]] = {}
    for role, person_id in session.execute(query.where(Duty.person_id.in_(told)).order_by(Duty.id)):
        chiefs.setdefault(role, set()).add(person_id)
    for role, people in chiefs.items():
        if any(_looked(session, order, one, told[one]) for one in people):
            continue
        waiting = [one for one in deputies(session, order.county, codes, Role(role), now=now) if one.id not in told]
        if waiting:
            _tell(session, order, waiting, role, now)


def _tell(session: Session, order: Order, people: list[Person], role: str, now: datetime) -> None:
    for person in people:
        why = "值班的人没有回应，请您代看"
        owe(session, words.climbed(order, person.id, why=why, path=link(session, order, person.id)), now=now)
    told = [person.id for person in people]
    record(session, DeputyTold(county=order.county, at=now, order_id=order.id, told=told, role=role))


def _told(session: Session, order: Order) -> dict[int, datetime]:
    """Who was told to look after it, and when first."""
    query = select(Notification.person_id, Notification.owed_at).where(Notification.order_id == order.id)
    told: dict[int, datetime] = {}
    for person_id, at in session.execute(query.where(Notification.kind == "climb").order_by(Notification.id)):
        told.setdefault(person_id, at)
    return told


def _looked(session: Session, order: Order, person_id: int, told_at: datetime) -> bool:
    """They opened the order, did something about it, or wrote to us since they were told."""
    done = (EventRow.county == order.county, EventRow.order_id == order.id, EventRow.actor_id == person_id)
    if session.scalar(select(exists().where(*done, EventRow.at >= told_at))):
        return True
    spoke = (Identity.person_id == person_id, Identity.spoke_at > told_at)
    return bool(session.scalar(select(exists().where(*spoke))))


def unseen(session: Session, order: Order, person_id: int) -> bool:
    """Whether this person was told to look after an urgent order and has not looked yet."""
    if order.closed_at or order.urgency not in PRESSING:
        return False
    told = _told(session, order)
    return person_id in told and not _looked(session, order, person_id, told[person_id])


def look_at(session: Session, order_id: int, person_id: int, *, now: datetime) -> None:
    """They have opened the order's page."""
    order = session.get_one(Order, order_id)
    if unseen(session, order, person_id):
        record(session, OrderLookedAt(county=order.county, at=now, order_id=order.id, actor_id=person_id))

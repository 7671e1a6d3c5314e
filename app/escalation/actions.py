"""Acting on the deadlines that have come (002-37, 002-39, 002-40)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.dispatch import asking
from app.escalation import watching
from app.escalation.climbing import remind_the_last, tell_rung
from app.escalation.foreseeing import foresee
from app.escalation.model import Deadline
from app.escalation.overnight import tell_overnight
from app.escalation.planning import replan, replan_parts
from app.escalation.queries import due, past_of
from app.escalation.rules import Kind, wanted
from app.escalation.standins import tell_deputies
from app.orders.actions import rate
from app.orders.model import Order, Status
from app.prepared import write_changes
from app.remembering import remembering


def meet_due(session: Session, *, now: datetime, limit: int = 100) -> int:
    """Act on what has come due, oldest first; returns how many. Late or twice is harmless: each step looks again."""
    deadlines = due(session, now=now, limit=limit)
    if not deadlines:
        return 0
    with remembering(session):
        orders = foresee(session, deadlines)
        for deadline in deadlines:
            _meet(session, orders[deadline.order_id], deadline, now=now)
    return len(deadlines)


def meet_one(session: Session, deadline_id: int, *, now: datetime) -> None:
    """Act on one due deadline, if it still waits and nobody else holds its order: for when a batch failed on another."""
    for deadline in due(session, now=now, limit=1, only=deadline_id):
        _meet(session, session.get_one(Order, deadline.order_id), deadline, now=now)


def _meet(session: Session, order: Order, deadline: Deadline, *, now: datetime) -> None:
    if deadline.met_at:  # one before it in this batch has settled it
        return
    still = wanted(order, past_of(session, order), now=now)
    deadline.met_at = now
    if (deadline.kind, deadline.step) in {(one.kind.value, one.step) for one in still}:
        deadline.late_seconds = max(0, int((now - deadline.due_at).total_seconds()))
        write_changes(session)
        DEEDS[Kind(deadline.kind)](session, order, deadline, now)
    write_changes(session)
    replan(session, order, now=now)


def _offer(session: Session, order: Order, deadline: Deadline, now: datetime) -> None:
    if order.status == Status.PLACED:  # it waited for the morning
        asking.begin(session, order, now=now)
        replan_parts(session, order, now=now)
    else:
        asking.offer(session, order, batch=deadline.step + 1, now=now)


def _climb(session: Session, order: Order, deadline: Deadline, now: datetime) -> None:
    why = f"规定时间内没人{order.wording.accept}" if order.status == Status.OFFERING else "还没有选派"
    tell_rung(session, order, deadline, why=why, late=deadline.late_seconds or 0, now=now)


def _again(session: Session, order: Order, deadline: Deadline, now: datetime) -> None:
    remind_the_last(session, order, late=deadline.late_seconds or 0, now=now)


def _rate(session: Session, order: Order, deadline: Deadline, now: datetime) -> None:
    rate(session, order, rating=None, now=now)


DEEDS: dict[Kind, Callable[[Session, Order, Deadline, datetime], None]] = {
    Kind.OFFER: _offer,
    Kind.CLIMB: _climb,
    Kind.AGAIN: _again,
    Kind.REMIND: watching.remind,
    Kind.START: watching.ask_whether_arrived,
    Kind.FINISH: watching.ask_whether_done,
    Kind.OVERNIGHT: tell_overnight,
    Kind.DEPUTY: tell_deputies,
    Kind.RATE: _rate,
}

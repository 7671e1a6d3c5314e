"""What the clock asks once somebody has promised: accepted is not arrived, and arrived is not done."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.dispatch import words as dispatch_words
from app.dispatch.actions import release_missing
from app.dispatch.asking import link
from app.dispatch.model import Answer
from app.dispatch.queries import offers_of
from app.dispatch.relaying import owe_villager
from app.escalation import words
from app.escalation.climbing import ask_to_look
from app.escalation.model import Deadline
from app.escalation.queries import past_of
from app.escalation.rules import Kind, Past, asked_at
from app.orders.model import Order
from app.outbox.actions import owe
from app.people.model import Role


def remind(session: Session, order: Order, deadline: Deadline, now: datetime) -> None:
    for task in offers_of(session, order.id, Answer.ACCEPTED):
        if not task.arrived_at and task.answered_at and task.answered_at < deadline.due_at:
            path = link(session, order, task.volunteer_id)
            owe(session, dispatch_words.reminder(order, task.volunteer_id, path=path), now=now)


def ask_whether_arrived(session: Session, order: Order, deadline: Deadline, now: datetime) -> None:
    """First the volunteer; asked in vain, somebody else is looked for, and the chief and the villager hear it."""
    missing = [task for task in offers_of(session, order.id, Answer.ACCEPTED) if not task.arrived_at]
    if asked_at(order, _before(session, order, deadline)) is None:
        for task in missing:
            path = link(session, order, task.volunteer_id)
            owe(session, dispatch_words.late_question(order, task.volunteer_id, path=path), now=now)
        return
    for task in missing:
        release_missing(session, order.id, task.volunteer_id, now=now)
        owe(session, dispatch_words.not_waited_for(order, task.volunteer_id), now=now)


def ask_whether_done(session: Session, order: Order, deadline: Deadline, now: datetime) -> None:
    """First the volunteer; then the chief and the villager too, who may say so themselves."""
    before = _before(session, order, deadline)
    for task in offers_of(session, order.id, Answer.ACCEPTED):
        path = link(session, order, task.volunteer_id)
        owe(session, words.finished_question(order, task.volunteer_id, path=path), now=now)
    if before.count(Kind.FINISH, before.arrived_at) == 0:
        return
    path = link(session, order, order.requester_id)
    owe_villager(session, order, words.finished_question(order, order.requester_id, path=path), now=now)
    ask_to_look(session, order, Role.STATION_CHIEF, why="很久没报完成，请问一问", now=now)


def _before(session: Session, order: Order, deadline: Deadline) -> Past:
    """What was carried out before this one."""
    past = past_of(session, order)
    this = (deadline.kind, deadline.step)
    return Past({one: at for one, at in past.acted.items() if one != this}, past.promised_at, past.arrived_at)

"""Which deadlines are due, which orders have none, what was done about one, and who answers for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.dispatch.model import Answer
from app.dispatch.queries import offers_of
from app.escalation.answering import places_over
from app.escalation.model import Deadline
from app.escalation.rules import Past
from app.orders.model import Form, Order, Status
from app.outbox.model import Notification
from app.outbox.model import Status as Sending
from app.people.model import Duty, Person, Role
from app.prepared import Prepared, columns_of
from app.remembering import forget, remember, remembered
from app.things import PreparedOf, things_with

PATIENCE = timedelta(seconds=60)
WHERE = {
    Role.HAMLET_HEAD: "村里",
    Role.STATION_CHIEF: "村里",
    Role.PAIR_CONTACT: "结对单位",
    Role.TOWN_HEAD: "镇里",
    Role.DEPARTMENT_HEAD: "分中心",
    Role.DISPATCHER: "县中心",
    Role.DIRECTOR: "县中心",
}
NOT_TOLD = (Sending.WITHDRAWN, Sending.EXPIRED, Sending.UNREACHABLE)


def due(session: Session, *, now: datetime, limit: int, only: int | None = None) -> list[Deadline]:
    """Deadlines to act on, the oldest first, their orders locked; those somebody else holds are passed over.

    ``only`` this one, when given.
    """
    found = _DUE.all(session, now=now, limit=limit) if only is None else _DUE_ONE.all(session, now=now, limit=limit, only=only)
    return still_due(session, [row[0] for row in found], now=now) if found else []


def _due(*more: ColumnElement[bool]) -> Prepared:
    above = aliased(Order)  # of a part the whole is locked: whoever holds the part holds that first
    return Prepared(
        select(Deadline.id)
        .join(Order, Order.id == Deadline.order_id)
        .join(above, above.id == func.coalesce(Order.parent_id, Order.id))
        .where(Deadline.met_at.is_(None), Deadline.due_at <= bindparam("now"), *more)
        .order_by(Deadline.due_at, Deadline.id)
        .limit(bindparam("limit"))
        .with_for_update(of=above, skip_locked=True)
    )


_DUE, _DUE_ONE = _due(), _due(Deadline.id == bindparam("only"))


def still_due(session: Session, ids: list[int], *, now: datetime) -> list[Deadline]:
    """Read again now that their orders are held: a villager may have moved one in the moment before."""
    read = things_with(session, Deadline, "id", ids, fresh=True)
    return sorted((one for one in read if one.met_at is None and one.due_at <= now), key=lambda one: (one.due_at, one.id))


def due_ids(session: Session, *, now: datetime, limit: int) -> list[int]:
    """What is due, without locking anything."""
    query = select(Deadline.id).where(Deadline.met_at.is_(None), Deadline.due_at <= now)
    return list(session.scalars(query.order_by(Deadline.due_at, Deadline.id).limit(limit)))


def waiting_for(session: Session, order_id: int) -> list[Deadline]:
    return [one for one in deadlines_of(session, order_id) if one.met_at is None]


def deadlines_of(session: Session, order_id: int) -> list[Deadline]:
    """All there ever were, by their hours. Whoever adds one must ``forget_deadlines``."""
    return remembered(session, (Deadline, order_id), lambda: _OF_ORDER.things(session, fresh=True, order=order_id))


_OF_ORDER = PreparedOf(
    Deadline,
    select(*columns_of(Deadline)).where(Deadline.order_id == bindparam("order")).order_by(Deadline.due_at, Deadline.id),
)


def foresee_deadlines(session: Session, order_ids: Sequence[int]) -> None:
    """Ask for those of these orders together, in a transaction that remembers and holds the orders."""
    theirs: dict[int, list[Deadline]] = {id_: [] for id_ in order_ids}
    for one in things_with(session, Deadline, "order_id", order_ids):
        theirs[one.order_id].append(one)
    for id_, deadlines in theirs.items():
        remember(session, (Deadline, id_), sorted(deadlines, key=lambda one: (one.due_at, one.id)))


def forget_deadlines(session: Session, order_id: int) -> None:
    forget(session, (Deadline, order_id))


def unguarded(session: Session, *, now: datetime, limit: int = 20) -> list[str]:
    """Numbers of open orders without a next deadline, or whose deadline is past by more than a minute.

    Parts and their whole watch over each other, a round over what is bundled in it, and what stays over what was merged.
    """
    part = aliased(Order)
    waits = Deadline.met_at.is_(None)
    above = func.coalesce(Order.merged_into, Order.parent_id)
    orphaned = select(Order.number).limit(limit)
    orphaned = orphaned.where(
        Order.closed_at.is_(None),
        ~exists().where(Deadline.order_id == Order.id, waits),
        ~exists().where(Deadline.order_id == above, waits),
        ~exists().where(part.parent_id == Order.id, Deadline.order_id == part.id, waits),
        ~and_(Order.form == Form.PART, or_(Order.status == Status.DONE, Order.waits)),
    )
    overdue = select(Deadline.order_id).where(Deadline.met_at.is_(None), Deadline.due_at < now - PATIENCE).limit(limit)
    late = select(Order.number).where(Order.id.in_(overdue))
    return [*session.scalars(orphaned), *session.scalars(late)]


def past_of(session: Session, order: Order) -> Past:
    """What the clock has done about an order, and since when those who come have promised and been there."""
    done = (one for one in deadlines_of(session, order.id) if one.late_seconds is not None)
    acted = {(one.kind, one.step): one.met_at for one in done if one.met_at}
    if order.status not in {Status.ACCEPTED, Status.UNDER_WAY}:
        return Past(acted)
    tasks = offers_of(session, order.id, Answer.ACCEPTED)
    promised = [task.answered_at for task in tasks if task.answered_at and not task.arrived_at]
    arrived = [task.arrived_at for task in tasks if task.arrived_at]
    return Past(acted, max(promised, default=None), max(arrived, default=None))


def roles_over(session: Session, order: Order, person_id: int) -> set[Role]:
    """The posts in which this person answers for this order's place."""
    codes = places_over(session, order)
    held = select(Duty).where(Duty.county == order.county, Duty.person_id == person_id, Duty.area_code.in_(codes))
    able = order.policy.get("departments") or []
    return {Role(duty.role) for duty in session.scalars(held) if duty.department in (None, order.desk, *able)}


def told_about(session: Session, order_id: int) -> list[str]:
    """Who of those on duty was told of an order so far, or is about to be: 「李主任（村里）」, each once, the first first."""
    query = (
        select(Person.name, Duty.role)
        .join(Notification, Notification.person_id == Person.id)
        .join(Duty, Duty.person_id == Person.id)
        .where(Notification.order_id == order_id, Notification.kind == "climb", Notification.status.not_in(NOT_TOLD))
        .order_by(Notification.id, Duty.id)
    )
    return list(dict.fromkeys(f"{name or '值班的人'}（{WHERE[Role(role)]}）" for name, role in session.execute(query)))

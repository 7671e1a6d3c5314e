"""A package: one order for the villager, several parts underneath, and one state worked out from theirs (002-49)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.orders.following import tell
from app.orders.model import Form, Order, Status, status_words
from app.wording import USUAL

ENDED = frozenset({Status.UNMET, Status.CANCELLED})
TAKEN = frozenset({Status.ACCEPTED, Status.UNDER_WAY, Status.DONE, Status.CLOSED})
FINISHED = frozenset({Status.DONE, Status.CLOSED})
ON_THE_WAY = {
    Status.DONE: (Status.ACCEPTED, Status.DONE),
    Status.UNDER_WAY: (Status.ACCEPTED, Status.UNDER_WAY),
}
"""Through which states a whole goes that was still looking for people."""


def parts_of(session: Session, order: Order) -> list[Order]:
    """The parts of a whole in the order of their steps; of anything else none."""
    if order.form != Form.WHOLE:
        return []
    query = select(Order).where(Order.parent_id == order.id).order_by(Order.step, Order.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def whole_of(session: Session, order: Order) -> Order:
    """What the villager knows: the whole of a part, and everything else itself."""
    return session.get_one(Order, order.parent_id) if order.form == Form.PART else order


def state_of(parts: Iterable[Status]) -> Status:
    """What a whole is when its parts are these. One that could not be done does not keep the others from being finished."""
    living = [one for one in parts if one not in ENDED]
    if not living:
        return Status.UNMET
    if all(one in FINISHED for one in living):
        return Status.DONE
    if not all(one in TAKEN for one in living):
        return Status.OFFERING
    return Status.ACCEPTED if all(one is Status.ACCEPTED for one in living) else Status.UNDER_WAY


def settle(session: Session, whole: Order, *, now: datetime) -> None:
    """Bring the whole to the state its parts call for, by moves the table allows; its row is held."""
    parts, before = parts_of(session, whole), (whole.status, whole.accepted)
    whole.needed = max(1, sum(Status(one.status) not in ENDED for one in parts))
    whole.accepted = sum(Status(one.status) in TAKEN for one in parts)
    goal = state_of(Status(one.status) for one in parts)
    if not Status(whole.status).final and whole.status not in {goal, Status.PLACED}:
        steps = ON_THE_WAY.get(goal, (goal,)) if whole.status == Status.OFFERING else _from_later(Status(whole.status), goal)
        for step in steps:
            whole.move(step, now=now)
    if before != (whole.status, whole.accepted):
        tell(session, whole, now=now)


def _from_later(status: Status, goal: Status) -> tuple[Status, ...]:
    """A promise given back, or a part nobody can do, lets it look for people again before anything else."""
    direct = {(Status.ACCEPTED, Status.UNDER_WAY), (Status.ACCEPTED, Status.DONE), (Status.UNDER_WAY, Status.DONE)}
    if (status, goal) in direct or goal is Status.OFFERING:
        return (goal,)
    return (Status.OFFERING, *ON_THE_WAY.get(goal, (goal,)))


def turn_comes(parts: Sequence[Order]) -> list[Order]:
    """The parts whose earlier steps are all done now, and which waited for it; they wait no longer."""
    open_steps = [one.step for one in parts if Status(one.status) not in FINISHED | ENDED]
    coming = [one for one in parts if one.waits and one.step == min(open_steps, default=0)]
    for one in coming:
        one.waits = False
    return coming


def to_cancel(whole: Order, parts: Sequence[Order]) -> list[Order]:
    """The parts that end with the whole. Raises ``Conflict`` when one of them is being done already."""
    for one in parts:
        if one.status in {Status.UNDER_WAY, Status.DONE}:
            raise Conflict(f"{whole.code} 里的「{one.item_name}」已经{'办完' if one.done_at else '在办'}了，不能再撤单。")
    return [one for one in parts if Status(one.status) not in ENDED]


def progress(parts: Sequence[Order]) -> str:
    """「2/3 已接单」"""
    living = [one for one in parts if Status(one.status) not in ENDED]
    taken = sum(Status(one.status) in TAKEN for one in living)
    return f"{taken}/{len(living)} {status_words(Status.ACCEPTED, parts[0].wording if parts else USUAL)}"


def untaken(parts: Sequence[Order]) -> list[Order]:
    return [one for one in parts if one.status in {Status.PLACED, Status.OFFERING, Status.AT_DESK}]


def part_lines(parts: Sequence[Order]) -> list[str]:
    """One line for each part, without who does it: 1 买食材（A08）派单中"""
    return [f"{one.step} {one.item_name}（{one.code}）{one.shown}" for one in parts]

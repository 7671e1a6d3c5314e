"""Keeping an order's deadlines true (002-37, 002-40)."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.escalation.model import Deadline
from app.escalation.queries import forget_deadlines, past_of, waiting_for
from app.escalation.rules import Kind, Wanted, spread, wanted
from app.orders.model import Order
from app.orders.parts import parts_of
from app.prepared import inserting

MOVABLE = frozenset({Kind.REMIND, Kind.START, Kind.OVERNIGHT})
"""The villager may have changed the hour these go by."""
PUT_OFF = frozenset({Kind.CLIMB, Kind.AGAIN})
"""What the clock of acceptance asks for: nothing but the villager's own wish moves them."""


_ADD = inserting(Deadline, "county", "order_id", "kind", "step", "due_at")


def replan(session: Session, order: Order, *, now: datetime) -> None:
    """Make the order's waiting deadlines those its state calls for; what was carried out stays carried out.

    A step whose hour had passed when it became necessary again (somebody cannot come after all) is due later, not late.
    """
    missing = {(one.kind.value, one.step): one for one in wanted(order, past_of(session, order), now=now)}
    for deadline in waiting_for(session, order.id):
        kept = missing.pop((deadline.kind, deadline.step), None)
        if kept is None:
            deadline.met_at = now
        elif _moved(deadline, kept, now):
            deadline.due_at = max(kept.due_at, now)
    if missing:
        _ADD.each(session, [_row(order, one, now) for one in spread(list(missing.values()), order, now=now)])
        forget_deadlines(session, order.id)


def follow_the_wish(session: Session, order: Order, *, now: datetime) -> None:
    """After the villager's 改时间: the rungs not told yet, or the reminder after the last, wait for the moved clock.

    One whose hour has passed on that clock too keeps the hour it has, and none comes before the one below it.
    """
    hours = {(one.kind.value, one.step): one.due_at for one in wanted(order, past_of(session, order), now=now)}
    below = now
    for deadline in sorted(waiting_for(session, order.id), key=lambda one: one.step):
        if deadline.kind in PUT_OFF and (deadline.kind, deadline.step) in hours:
            hour = hours[deadline.kind, deadline.step]
            deadline.due_at = max(below, hour if hour > now else deadline.due_at)
            below = deadline.due_at
    replan(session, order, now=now)


def replan_parts(session: Session, order: Order, *, now: datetime) -> None:
    for part in parts_of(session, order):
        replan(session, part, now=now)


def _moved(deadline: Deadline, wanted: Wanted, now: datetime) -> bool:
    """An evening that has come and was not acted on yet stays this evening."""
    come = wanted.kind is Kind.OVERNIGHT and deadline.due_at <= now
    return wanted.kind in MOVABLE and wanted.due_at != deadline.due_at and not come


def _row(order: Order, one: Wanted, now: datetime) -> dict[str, Any]:
    due_at = max(one.due_at, now)
    return {"county": order.county, "order_id": order.id, "kind": one.kind.value, "step": one.step, "due_at": due_at}

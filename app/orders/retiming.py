"""改时间: the villager wishes it for another time, and the clock follows that wish (002-40)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.catalogue.queries import county_of
from app.errors import Conflict, Invalid, NotAllowed
from app.events import record
from app.orders import rules
from app.orders.events import OrderRetimed, PartRetimed
from app.orders.freezing import foresee
from app.orders.model import VILLAGERS, Order, Status
from app.orders.parts import parts_of
from app.orders.queries import last_fact

MAY_MOVE = frozenset({Status.PLACED, Status.AT_DESK, Status.OFFERING, Status.ACCEPTED})
GRACE = timedelta(minutes=1)
"""How long ago the wished hours may have ended: somebody pressed the button a little later."""


@dataclass(frozen=True)
class Span:
    """The time wished for; without a ``start`` as soon as possible."""

    start: datetime | None
    end: datetime | None
    words: str


def retime(session: Session, order: Order, wish: Span, *, actor_id: int, now: datetime) -> None:
    """The only deed that moves when somebody must have accepted; its fact says from when to when, and who asked.

    Raises ``NotAllowed`` for anybody but the villager and their proxy, ``Conflict`` once the service has begun, ``Invalid`` for
    hours gone by.
    """
    if not order.speaks(actor_id):
        raise NotAllowed(f"{order.code} 的时间只有群众自己，或替他{order.wording.place}的人能改。")
    if order.status not in MAY_MOVE:
        raise Conflict(f"{order.code} 现在是「{order.shown}」，不能再改时间。")
    last = wish.end or wish.start
    if last and last < now - GRACE:
        raise Invalid("这个时间已经过了，请换个时间。")
    before, due_before, first = order.time_start, order.due_at, _first_wish(session, order)
    since = _counts_from(order, first, wish.start, now=now)
    _move(session, order, wish, since)
    who = {"actor_id": actor_id, "by_proxy": actor_id != order.requester_id}
    clock = {"due_before": due_before, "due_after": order.due_at, "counts_from": since}
    hours = {"first": first, "before": before, "after": wish.start, "time_words": order.time_words}
    told: dict[str, Any] = {"county": order.county, "order_id": order.id, "wording": order.wording, **who, **clock, **hours}
    record(session, OrderRetimed(at=now, **told))
    for part in parts_of(session, order):
        record(session, PartRetimed(county=part.county, at=now, order_id=part.id, actor_id=actor_id, counts_from=since))


def _move(session: Session, order: Order, wish: Span, since: datetime | None) -> None:
    """The order and its parts; ``since`` when their clock counts from now on, ``None`` leaves it alone."""
    for one in (order, *parts_of(session, order)):
        one.time_start, one.time_end, one.time_words = wish.start, wish.end, wish.words[:60]
        if since:
            one.policy = foresee(one.policy, county_of(session, order.county), since=since)
            one.counts_from, one.due_at = since, rules.accept_by(one.policy, since)


def _first_wish(session: Session, order: Order) -> datetime | None:
    """For when it was wished at its placing."""
    last = last_fact(session, order, OrderRetimed)
    if last is None or "first" not in last[1]:
        return order.time_start
    first = last[1]["first"]
    return datetime.fromisoformat(first) if first else None


def _counts_from(order: Order, first: datetime | None, start: datetime | None, *, now: datetime) -> datetime | None:
    """``None`` leaves the clock alone: of what is in danger, and of a round, whose households each have their own."""
    if order.urgency == "emergency" or order.form not in VILLAGERS:
        return None
    counted_from = order.counts_from or order.placed_at
    moved = rules.Moved(placed_at=order.placed_at, first=first, wished=start, counted_from=counted_from)
    return rules.counts_from(order.policy, moved, now=now)

"""Several people report the same thing: suggested, merged by somebody who says so, undone when it was wrong."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import vault_of
from app.errors import Conflict
from app.events import record
from app.orders import following
from app.orders.events import OrderMerged, OrderSplit
from app.orders.model import Form, Likeness, Order, Status
from app.orders.queries import merged_with
from app.orders.rules import starts_at
from app.orders.sameness import Said, alike

WITHIN = timedelta(days=1)
"""So long after the first report another one may be about the same thing."""
LOOKED_AT = 50
WAITING = (Status.PLACED, Status.AT_DESK, Status.OFFERING)
OPEN = (*WAITING, Status.ACCEPTED, Status.UNDER_WAY)


def likely_same(session: Session, order: Order) -> Order | None:
    """The earliest open order of the last day that may be about the same thing."""
    if order.form != Form.SINGLE or order.private or not order.item_code or order.urgency == "emergency":
        return None
    query = (
        select(Order)
        .where(Order.county == order.county, Order.area_code == order.area_code, Order.closed_at.is_(None))
        .where(Order.item_code == order.item_code, Order.form == Form.SINGLE, Order.id < order.id)
        .where(Order.status.in_(OPEN), Order.placed_at > order.placed_at - WITHIN, Order.urgency != "emergency")
        .order_by(Order.id)
        .limit(LOOKED_AT)
    )
    mine = _said(session, order)
    return next((one for one in session.scalars(query) if alike(mine, _said(session, one))), None)


def _said(session: Session, order: Order) -> Said:
    phone = vault_of(session).open(order.phone_sealed) if order.phone_sealed else None
    return Said(order.requester_id, order.item_code, order.area_code, order.place, order.words, phone, order.private)


def suggest(session: Session, order: Order, *, now: datetime) -> Order | None:
    """Remember what this order may be the same as; returns that one."""
    other = likely_same(session, order)
    if other:
        session.add(Likeness(order_id=order.id, other_id=other.id, found_at=now, same=None))
        session.flush()
    return other


def suggested_for(session: Session, person_id: int) -> tuple[Order, Order] | None:
    """The newest open order of a villager of which nobody has said yet whether it is the same as another, and that other."""
    query = (
        select(Likeness)
        .join(Order, Order.id == Likeness.order_id)
        .where(Order.requester_id == person_id, Order.status.in_(OPEN), Likeness.same.is_(None))
        .order_by(Order.id.desc())
        .limit(1)
    )
    found = session.scalars(query).first()
    return (session.get_one(Order, found.order_id), session.get_one(Order, found.other_id)) if found else None


def merge(session: Session, one_id: int, other_id: int, *, actor_id: int, now: datetime) -> tuple[Order, Order]:
    """合并: the earlier one stays, or the one somebody is coming for; returns (merged, stays).

    Whoever asked for the merged one hears from now on what becomes of the other, and may rate it. Raises ``Conflict`` when they
    cannot be one.
    """
    one, other = _both(session, one_id, other_id)
    _check(one, other)
    stays, merged = (other, one) if one.status in WAITING and other.status not in WAITING else (one, other)
    if merged.status == Status.UNDER_WAY:
        raise Conflict(f"{merged.code} 和 {stays.code} 都已经有人在办，不能合并。")
    merged.move(Status.MERGED, now=now)
    merged.merged_into = stays.id
    for dependent in merged_with(session, merged):
        dependent.merged_into = stays.id
    _decided(session, merged, stays, same=True, now=now)
    session.flush()
    fact = OrderMerged(county=merged.county, at=now, order_id=merged.id, actor_id=actor_id, into_id=stays.id, into=stays.code)
    record(session, fact)
    return merged, stays


def _both(session: Session, one_id: int, other_id: int) -> tuple[Order, Order]:
    """The earlier one first; locked in one statement and nothing above them, since what goes with another is refused anyway."""
    depends = Order.merged_into.is_not(None)
    query = select(Order).where(Order.id.in_((one_id, other_id))).order_by(depends, Order.id).with_for_update()
    found = sorted(session.scalars(query.execution_options(populate_existing=True)), key=lambda one: one.id)
    if len(found) != 2:
        raise Conflict("要合并的是两个不同的单号，比如「合并 A12 A09」。")
    return found[0], found[1]


def _check(one: Order, other: Order) -> None:
    for order in (one, other):
        if order.private:
            raise Conflict(f"{order.code} 的内容不公开，不能和别的单合并。")
        if order.form != Form.SINGLE or order.urgency == "emergency":
            raise Conflict(f"{order.code} 是{'紧急求助' if order.form == Form.SINGLE else '套餐或合单'}，不能合并。")
        if order.status not in OPEN:
            raise Conflict(f"{order.code} 现在是「{order.shown}」，不能合并。")
    if one.area_code != other.area_code or one.item_code != other.item_code:
        raise Conflict(f"{one.code} 和 {other.code} 不是同一个地方的同一件事，不能合并。")


def _decided(session: Session, one: Order, other: Order, *, same: bool, now: datetime) -> None:
    pair = Likeness.order_id.in_((one.id, other.id)), Likeness.other_id.in_((one.id, other.id))
    known = session.scalars(select(Likeness).where(*pair)).first()
    if known:
        known.same = same
    elif session.get(Likeness, one.id) is None:
        session.add(Likeness(order_id=one.id, other_id=other.id, found_at=now, same=same))


def split(session: Session, order: Order, *, actor_id: int | None, now: datetime) -> Order:
    """拆开: a wrong merge is undone; the order looks for people by itself again, on the clock it always had."""
    if order.merged_into is None or order.status != Status.MERGED:
        raise Conflict(f"{order.code} 没有和别的单合并，不用拆开。")
    stays = session.get_one(Order, order.merged_into)
    _decided(session, order, stays, same=False, now=now)
    order.merged_into = None
    order.move(Status.PLACED if starts_at(order.policy, order.placed_at) > now else Status.OFFERING, now=now)
    session.flush()
    record(
        session,
        OrderSplit(
            county=order.county,
            at=now,
            order_id=order.id,
            wording=order.wording,
            actor_id=actor_id,
            was_in=stays.code,
            status=Status(order.status).value,
        ),
    )
    return stays


def split_all(session: Session, stays: Order, *, now: datetime) -> None:
    """The order they were merged into is taken back by its villager: the others still need it done."""
    for one in merged_with(session, stays):
        if one.status == Status.DONE:
            one.move(Status.MERGED, now=now)
        split(session, one, actor_id=None, now=now)


def follow(session: Session, stays: Order, status: Status, *, now: datetime) -> None:
    """What was merged is done, or cannot be done, with the order that stays."""
    for one in merged_with(session, stays):
        if one.status == Status.MERGED:
            following.follow(session, one, stays, status, now=now)

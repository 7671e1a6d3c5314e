"""Placing an order and everything the villager may do with it afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.catalogue.queries import county_of, item_called, packages_of
from app.clock import in_shanghai
from app.db import vault_of
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.events import record
from app.orders import rules
from app.orders.events import (
    OrderCancelled,
    OrderCorrected,
    OrderNudged,
    OrderPlaced,
    OrderRated,
    OrderReopened,
    OrderSentToDesk,
    OrderUnmet,
)
from app.orders.following import follow, tell
from app.orders.freezing import freeze
from app.orders.model import Form, Order, Status
from app.orders.numbering import count, free_code
from app.orders.packaging import add_parts
from app.orders.parts import parts_of, to_cancel, untaken, whole_of
from app.orders.queries import called, last_time, merged_with, stays_for
from app.orders.words import rung_words
from app.places.model import Level
from app.places.queries import area_called, line_of
from app.prepared import columns_of
from app.things import PreparedOf, made

_ABOVE = select(func.coalesce(Order.parent_id, Order.merged_into)).where(Order.id == bindparam("id")).scalar_subquery()
_DEPENDS = Order.parent_id.is_not(None) | Order.merged_into.is_not(None)
_LOCKED = PreparedOf(
    Order,
    select(*columns_of(Order))
    .where(or_(Order.id == bindparam("id"), Order.id == _ABOVE))
    .order_by(_DEPENDS, Order.id)
    .with_for_update(),
)
NUDGED_AGAIN_AFTER = timedelta(minutes=10)
WIPED = "（已删除）"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a villager asks for; only what, when and contact are required (002-33)."""

    county: str
    requester_id: int
    door: str
    words: str
    item_code: str | None
    area_code: str | None
    place: str
    time_words: str
    phone: str | None = None
    contact: str | None = None
    time_start: datetime | None = None
    time_end: datetime | None = None
    urgency: str = "normal"
    needed: int = 1
    request_key: str | None = None
    proxy_id: int | None = None
    source: str | None = None
    since: datetime | None = None
    """When its clock began, if that was before now: a round is as old as the oldest need in it."""
    form: Form = Form.SINGLE


def place(session: Session, wish: Wish, *, now: datetime) -> Order:
    """Turn a confirmed wish into an order with a code and a number. Raises ``Invalid`` when it cannot be one."""
    if not wish.words.strip():
        raise Invalid("请告诉我们您需要什么帮助。")
    county = county_of(session, wish.county)
    item = item_called(session, wish.county, wish.item_code) if wish.item_code else None
    package = packages_of(county).get(wish.item_code or "") if item is None else None
    area = area_called(session, wish.area_code) if wish.area_code else None
    urgency = "emergency" if wish.urgency == "emergency" else max(wish.urgency, item.urgency if item else "", key=_weight)
    since = wish.since or now
    policy = freeze(county, area, item, urgency=urgency, now=since)
    order = made(
        session,
        Order,
        county=wish.county,
        number=rules.order_number(county.prefix, now, count(session, wish.county, f"orders {in_shanghai(now):%Y%m%d}")),
        code=free_code(session, wish.county),
        status=Status.PLACED,
        requester_id=wish.requester_id,
        door=wish.door,
        request_key=wish.request_key,
        proxy_id=wish.proxy_id,
        source=wish.source,
        form=Form.WHOLE if package else wish.form,
        item_code=item.code if item else package.code if package else None,
        item_name=item.name if item else package.name if package else ("紧急求助" if urgency == "emergency" else "其他"),
        skill=item.skill if item else None,
        words=wish.words[:2000],
        private=bool(item and item.private),
        urgency=urgency,
        needed=max(item.fewest if item else 1, min(wish.needed, 500)),
        accepted=0,
        area_code=area.code if area else None,
        place=wish.place[:120],
        lat=area.lat if area else None,
        lon=area.lon if area else None,
        contact=wish.contact[:40] if wish.contact else None,
        phone_sealed=vault_of(session).seal(wish.phone) if wish.phone else None,
        time_start=wish.time_start,
        time_end=wish.time_end,
        time_words=wish.time_words[:60],
        policy=policy,
        placed_at=since,
        due_at=rules.accept_by(policy, since),
    )
    if package:
        add_parts(session, order, package, county, now=now)
    record(
        session,
        OrderPlaced(
            county=order.county,
            at=now,
            order_id=order.id,
            wording=order.wording,
            actor_id=order.proxy_id or order.requester_id,
            number=order.number,
            since=wish.since,
        ),
    )
    return order


def _weight(urgency: str) -> int:
    return {"urgent": 2, "normal": 1}.get(urgency, 0)


def lock(session: Session, order_id: int) -> Order:
    """The order, held until the transaction ends: whoever competes for it waits here.

    Before a part its whole is locked, before a merged order the one that stays: always from above.
    """
    rows = _LOCKED.things(session, fresh=True, id=order_id)
    order = next((one for one in rows if one.id == order_id), None)
    if order is None:
        raise NotFound("没有这个单子。")
    return order


def find_called(session: Session, county: str, code: str) -> Order:
    """The order as it stands, not locked. Raises ``NotFound`` when no order has this code."""
    order = called(session, county, code)
    if order is None:
        raise NotFound(f"没有找到单号 {code.upper()}，请核对一下单号。")
    return order


def lock_called(session: Session, county: str, code: str) -> Order:
    """Raises ``NotFound`` when no order has this code."""
    return lock(session, find_called(session, county, code).id)


def lock_own(session: Session, county: str, code: str, person_id: int) -> Order:
    """The villager's own order, for a part its whole; somebody else's is spoken of as if it were not there."""
    order = lock_called(session, county, code)
    if not order.speaks(person_id):
        raise NotAllowed(f"您名下没有单号 {code.upper()}。回「我的订单」看看您的单号。")
    return whole_of(session, order)


def cancel(session: Session, order: Order, *, actor_id: int | None, reason: str, now: datetime) -> None:
    """撤单. Raises ``Conflict`` once the service has begun."""
    parts = to_cancel(order, parts_of(session, order))
    for one in (order, *parts):
        one.move(Status.CANCELLED, now=now)
    if order.form == Form.WHOLE:
        order.accepted = 0
    for one in (order, *parts):
        record(session, OrderCancelled(county=order.county, at=now, order_id=one.id, actor_id=actor_id, reason=reason))
    if order.form == Form.WHOLE:
        tell(session, order, now=now)


def send_to_desk(session: Session, order: Order, *, reason: str, actor_id: int | None = None, now: datetime) -> None:
    """Hand it to the county desk, which picks who goes (002-45); also for 「办不了」 at the last rung."""
    order.move(Status.AT_DESK, now=now)
    desk = rung_words(order, "county")
    record(
        session, OrderSentToDesk(county=order.county, at=now, order_id=order.id, actor_id=actor_id, reason=reason, desk=desk)
    )


def give_up(session: Session, order: Order, *, reason: str, actor_id: int, now: datetime) -> None:
    """Nobody can do it. Of a whole, every part that nobody has taken; what the others do decides what becomes of it."""
    if order.form == Form.WHOLE:
        for one in untaken(parts_of(session, order)):
            give_up(session, one, reason=reason, actor_id=actor_id, now=now)
        return
    order.move(Status.UNMET, now=now)
    record(session, OrderUnmet(county=order.county, at=now, order_id=order.id, actor_id=actor_id, reason=reason))


def nudge(session: Session, order: Order, *, now: datetime) -> None:
    """催: whoever is responsible now hears of it, once in ten minutes. Raises ``Conflict`` saying when they were last told."""
    if Status(order.status).final:
        raise Conflict(f"{order.code} 已经是「{order.shown}」，不用催了。")
    last = last_time(session, order, OrderNudged)
    if last and now - last < NUDGED_AGAIN_AFTER:
        raise Conflict(f"{order.code} 在 {in_shanghai(last):%H:%M} 刚帮您催过，请再等等，10 分钟后还可以再催。")
    record(session, OrderNudged(county=order.county, at=now, order_id=order.id, actor_id=order.requester_id))


def correct(
    session: Session, order: Order, *, area_code: str | None, place: str, phone: str | None, words: str, now: datetime
) -> None:
    """What was said after an alarm: where, whom to ring; whoever answers for the place hears it again."""
    area = area_called(session, area_code) if area_code else None
    if area:
        order.area_code, order.lat, order.lon = area.code, area.lat, area.lon
    order.place, order.words = place[:120], words[:2000]
    if phone:
        order.phone_sealed = vault_of(session).seal(phone)
    record(session, OrderCorrected(county=order.county, at=now, order_id=order.id, actor_id=order.requester_id))


def rate(
    session: Session, order: Order, *, rating: int | None, words: str = "", actor_id: int | None = None, now: datetime
) -> None:
    """评单 and 销号. ``None`` closes it as unrated, never as satisfied (002-38); ``actor_id``: who says it for the villager."""
    actor = actor_id or (order.requester_id if rating else None)
    order = stays_for(session, order)
    order.move(Status.CLOSED, now=now)
    order.rating, order.rating_words = rating, words[:500] or None
    for one in (*parts_of(session, order), *merged_with(session, order)):
        if one.status in {Status.DONE, Status.MERGED}:
            follow(session, one, order, Status.CLOSED, rating=rating, now=now)
    record(
        session,
        OrderRated(county=order.county, at=now, order_id=order.id, wording=order.wording, actor_id=actor, rating=rating),
    )


def reopen(session: Session, order: Order, *, reason: str, now: datetime) -> None:
    """Not satisfied: it is done again, and the clock is the old one."""
    actor = order.requester_id
    order = stays_for(session, order)
    order.move(Status.OFFERING, now=now)
    order.accepted, order.done_at, order.rating_words = 0, None, reason[:500] or None
    for one in (*parts_of(session, order), *merged_with(session, order)):
        if one.status == Status.DONE:
            one.accepted, one.done_at = 0, None
            follow(session, one, order, Status.OFFERING if one.form == Form.PART else Status.MERGED, now=now)
    record(session, OrderReopened(county=order.county, at=now, order_id=order.id, wording=order.wording, actor_id=actor))


def wipe(session: Session, order: Order) -> None:
    """The requester left: nothing of what they said stays, and of the place only town and village."""
    order.words, order.contact, order.phone_sealed, order.rating_words = WIPED, None, None, None
    line = line_of(session, order.area_code) if order.area_code else []
    names = [area.name for area in line if area.level in {Level.TOWN, Level.VILLAGE}]
    order.place = "".join(reversed(names)) or WIPED

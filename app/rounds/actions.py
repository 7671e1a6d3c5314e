"""合单: small orders of one village are bought and delivered together, and each household hears of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.dispatch import actions as dispatch
from app.dispatch import asking
from app.dispatch.model import Answer
from app.dispatch.queries import offer_between, offers_of
from app.errors import Conflict, NotAllowed, Refused
from app.events import record
from app.orders.actions import Wish, cancel, lock, place, rate
from app.orders.model import Form, Order, Status
from app.places.model import Area
from app.rounds.events import OrderBundled, OrderDelivered, OrderReturned
from app.rounds.queries import DELIVERED, FEWEST, SMALL, orders_of, small_orders
from app.rounds.rules import in_words


@dataclass(frozen=True, kw_only=True)
class Call:
    """Which small orders: of one item, in one village or estate; ``actor_id`` composes the round and answers for it."""

    county: str
    item_code: str
    item_name: str
    area: Area
    actor_id: int


def compose(session: Session, call: Call, *, now: datetime) -> tuple[Order, list[Order]]:
    """The round and its households' orders. Its clock is the oldest one's. Raises ``Refused`` when there are not two."""
    found = [lock(session, order_id) for order_id in small_orders(session, call.county, call.area.code, call.item_code)]
    orders = [one for one in found if one.status in SMALL and not one.accepted]
    if len(orders) < FEWEST:
        raise Refused(f"{call.area.name}没有可以合在一起的「{call.item_name}」：要有两单以上还没人接的。")
    for one in orders:
        one.move(Status.BUNDLED, now=now)
        asking.take_back(session, one, now=now)
    round_ = place(session, _wish(call, orders), now=now)
    for one in orders:
        one.parent_id = round_.id
    session.flush()
    for one in orders:
        fact = OrderBundled(
            county=one.county, at=now, order_id=one.id, actor_id=call.actor_id, round_id=round_.id, round=round_.code
        )
        record(session, fact)
    return round_, orders


def _wish(call: Call, orders: Sequence[Order]) -> Wish:
    one_time = len({one.time_words for one in orders}) == 1
    first = orders[0]
    return Wish(
        county=call.county,
        requester_id=call.actor_id,
        door="chat",
        words=f"合单：{in_words([one.words for one in orders])}",
        item_code=call.item_code,
        area_code=first.area_code if len({one.area_code for one in orders}) == 1 else call.area.code,
        place=call.area.name,
        time_words=first.time_words if one_time else "尽快",
        time_start=first.time_start if one_time else None,
        time_end=first.time_end if one_time else None,
        contact="各家见清单",
        since=min(one.placed_at for one in orders),
        form=Form.ROUND,
    )


def held_by(session: Session, order: Order, volunteer_id: int) -> Order:
    """The round an order belongs to, locked, when this volunteer has taken it. Raises ``NotAllowed`` for anybody else."""
    round_ = lock(session, order.parent_id) if order.parent_id and order.form == Form.SINGLE else lock(session, order.id)
    made = offer_between(session, round_.id, volunteer_id)
    if round_.form != Form.ROUND or made is None or made.status != Answer.ACCEPTED:
        raise NotAllowed(f"{order.code} 不在您接的合单里。回「我的任务」看看您接的单。")
    return round_


def deliver(session: Session, round_: Order, orders: Sequence[Order], *, volunteer_id: int, now: datetime) -> None:
    """送到: each of these households has its goods and is asked to rate; with the last one the round is done."""
    waiting = _waiting(round_, orders)
    dispatch.arrive(session, round_.id, volunteer_id, now=now)
    for order in waiting:
        order.move(Status.DONE, now=now)
        session.flush()
        fact = OrderDelivered(county=order.county, at=now, order_id=order.id, actor_id=volunteer_id, round_id=round_.id)
        record(session, fact)
    settle(session, round_, now=now)


def _waiting(round_: Order, orders: Sequence[Order]) -> list[Order]:
    waiting = [order for order in orders if order.status == Status.BUNDLED and order.parent_id == round_.id]
    if not waiting:
        one = orders[0] if orders else round_
        raise Conflict(f"{one.code} 现在是「{one.shown}」，不用再报送到。")
    return waiting


def give_back(session: Session, order: Order, *, reason: str, actor_id: int | None, now: datetime) -> None:
    """没买到: the order is looked after by itself again; its clock never stopped."""
    if order.status != Status.BUNDLED or order.parent_id is None:
        raise Conflict(f"{order.code} 现在是「{order.shown}」，不在合单里。")
    round_id, order.parent_id = order.parent_id, None
    order.move(Status.OFFERING, now=now)
    session.flush()
    record(
        session,
        OrderReturned(
            county=order.county,
            at=now,
            order_id=order.id,
            wording=order.wording,
            actor_id=actor_id,
            round_id=round_id,
            reason=reason[:60],
        ),
    )


def give_all_back(session: Session, round_: Order, *, reason: str, now: datetime) -> None:
    """The round comes to nothing: every household's order is its own again."""
    for order in orders_of(session, round_, Status.BUNDLED):
        give_back(session, order, reason=reason, actor_id=None, now=now)


def settle(session: Session, round_: Order, *, now: datetime) -> None:
    """When no household waits any more the round is done, or over when nothing was bought; it closes with the last rating."""
    if orders_of(session, round_, Status.BUNDLED) or Status(round_.status).final:
        return
    delivered = orders_of(session, round_, *DELIVERED)
    if not delivered:
        cancel(session, round_, actor_id=None, reason="没有要送的了", now=now)
        return
    for made in offers_of(session, round_.id, Answer.ACCEPTED):
        dispatch.finish(session, round_.id, made.volunteer_id, now=now)
    if round_.status == Status.DONE and all(one.status == Status.CLOSED for one in delivered):
        stars = [one.rating for one in delivered if one.rating]
        rate(session, round_, rating=round(sum(stars) / len(stars)) if stars else None, now=now)

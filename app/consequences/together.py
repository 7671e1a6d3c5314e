"""What becomes of orders that belong together: a package and its parts, what was merged, what is bought in one round."""

from sqlalchemy.orm import Session

from app.consequences.subjects import name_of, order_of
from app.dispatch import asking, words
from app.dispatch.events import OrderAccepted, OrderFinished, OrderReleased, VolunteerArrived
from app.dispatch.model import Answer
from app.dispatch.queries import offers_of
from app.escalation import answering, planning
from app.events import record
from app.orders import merging, parts
from app.orders.events import (
    BillNoted,
    LikenessFound,
    OrderCancelled,
    OrderMerged,
    OrderPlaced,
    OrderRated,
    OrderReopened,
    OrderSentToDesk,
    OrderSplit,
    OrderUnmet,
)
from app.orders.model import Form, Order, Status
from app.orders.rules import money
from app.orders.words import about
from app.outbox.actions import owe
from app.people.model import Role
from app.rounds import actions as rounds
from app.rounds.events import OrderBundled, OrderReturned

OfAPart = OrderAccepted | OrderReleased | VolunteerArrived | OrderFinished | OrderSentToDesk | OrderUnmet


def settle_the_whole(session: Session, event: OfAPart) -> None:
    """A part moved: the whole follows, and whoever does the next step hears when the turn has come."""
    part = order_of(session, event)
    if part.form != Form.PART:
        return
    whole = parts.whole_of(session, part)
    parts.settle(session, whole, now=event.at)
    for one in parts.turn_comes(parts.parts_of(session, whole)):
        for offer in offers_of(session, one.id, Answer.ACCEPTED):
            path = asking.link(session, one, offer.volunteer_id)
            owe(session, words.turn_has_come(one, offer.volunteer_id, path=path), now=event.at)
    session.flush()
    planning.replan(session, whole, now=event.at)
    planning.replan_parts(session, whole, now=event.at)


# -- the same thing, reported by several -------------------------------------------------------------------------------


def look_for_the_same(session: Session, event: OrderPlaced) -> None:
    """Only suggested: whoever answers for the place, or the villager, says whether it is."""
    order = order_of(session, event)
    other = merging.suggest(session, order, now=event.at)
    if other is None:
        return
    fact = LikenessFound(county=order.county, at=event.at, order_id=order.id, other_id=other.id, other=other.code)
    record(session, fact)


def tell_of_likeness(session: Session, event: LikenessFound) -> None:
    order = order_of(session, event)
    other = session.get_one(Order, event.other_id)
    text = (
        f"{order.code} 与 {other.code} 可能是同一件事（{order.item_name}，{order.place}）：\n{other.code}：{other.words[:60]}\n"
        f"{order.code}：{order.words[:60]}\n合并回「合并 {order.code} {other.code}」，不是同一件不用管。"
    )
    for person in answering.first_answerable(session, order, Role.STATION_CHIEF, now=event.at):
        path = asking.link(session, order, person.id)
        notice = about(order, person.id, "likeness", text=text, note=f"是同一件回：合并 {order.code} {other.code}", path=path)
        owe(session, notice, now=event.at)


def tell_both_of_merging(session: Session, event: OrderMerged) -> None:
    """Whoever asked for the merged one; the other villager is asked nothing and loses nothing."""
    order, stays = order_of(session, event), session.get_one(Order, event.into_id)
    if order.requester_id != event.actor_id:
        text = (
            f"您的单子 {order.code}（{order.item_name}）和 {stays.code} 是同一件事，合在一起办，"
            f"进展都会告诉您，办完您也可以评价。\n"
            f"不是同一件请回「拆开 {order.code}」。"
        )
        path = asking.link(session, order, order.requester_id)
        notice = about(order, order.requester_id, "merged", text=text, note=f"和{stays.code}一起办，进展都告诉您", path=path)
        owe(session, notice, now=event.at)
    planning.replan(session, stays, now=event.at)


def take_the_offers_back(session: Session, event: OrderMerged) -> None:
    asking.take_back(session, order_of(session, event), now=event.at)


def begin_again(session: Session, event: OrderSplit | OrderReturned) -> None:
    asking.begin_again(session, order_of(session, event), now=event.at)


def tell_of_splitting(session: Session, event: OrderSplit) -> None:
    order = order_of(session, event)
    if order.requester_id == event.actor_id:
        return
    text = f"您的单子 {order.code}（{order.item_name}）改为单独办，正在找人，时间仍从您第一次{order.wording.place}算起。"
    path = asking.link(session, order, order.requester_id)
    owe(session, about(order, order.requester_id, "merged", text=text, note="改为单独办", path=path), now=event.at)


def those_merged_follow(session: Session, event: OrderFinished | OrderUnmet | OrderReopened | OrderRated) -> None:
    """Done or unmet with the order that stays; taken back by its villager, it is still needed by the others."""
    order = order_of(session, event)
    if order.status in {Status.DONE, Status.UNMET}:
        merging.follow(session, order, Status(order.status), now=event.at)


def split_those_merged(session: Session, event: OrderCancelled) -> None:
    merging.split_all(session, order_of(session, event), now=event.at)


# -- bought in one round -----------------------------------------------------------------------------------------------


def tell_of_the_round(session: Session, event: OrderBundled) -> None:
    order = order_of(session, event)
    text = (
        f"您的单子 {order.code}（{order.item_name}）和同村几家合成一单，一起买、一起送，"
        f"有人{order.wording.accept}马上告诉您。\n"
        f"不需要了请回「取消 {order.code}」。"
    )
    path = asking.link(session, order, order.requester_id)
    owe(session, about(order, order.requester_id, "round", text=text, note="和同村几家一起买一起送", path=path), now=event.at)


def tell_it_came_back(session: Session, event: OrderReturned) -> None:
    order = order_of(session, event)
    text = (
        f"您的单子 {order.code}（{order.item_name}）：{event.reason}。"
        f"已为您单独找人，时间仍从您第一次{order.wording.place}算起。"
    )
    path = asking.link(session, order, order.requester_id)
    owe(session, about(order, order.requester_id, "round", text=text, note="没买到，单独找人", path=path), now=event.at)


def settle_the_round(session: Session, event: OrderRated | OrderCancelled | OrderReturned) -> None:
    """A household has rated, wants nothing any more, or is looked after by itself: the round may be over."""
    order = order_of(session, event)
    round_id = event.round_id if isinstance(event, OrderReturned) else order.parent_id
    round_ = session.get(Order, round_id) if round_id else None
    if round_ is None or round_.form != Form.ROUND:
        return
    if isinstance(event, OrderCancelled):
        for offer in offers_of(session, round_.id, Answer.ACCEPTED):
            text = f"{round_.code} 里的 {order.code} 不要了，不用买、不用送。回「清单 {round_.code}」看还有哪几家。"
            notice = about(round_, offer.volunteer_id, "round", text=text, note=f"{order.code} 不要了")
            owe(session, notice, now=event.at)
    rounds.settle(session, round_, now=event.at)


def give_the_round_back(session: Session, event: OrderCancelled | OrderUnmet) -> None:
    """The round itself is off: every household's order is looked after by itself again."""
    order = order_of(session, event)
    if order.form == Form.ROUND:
        rounds.give_all_back(session, order, reason="合单没有办成", now=event.at)


def tell_of_the_bill(session: Session, event: BillNoted) -> None:
    order = order_of(session, event)
    if order.form == Form.ROUND:
        return
    who = name_of(session, event.actor_id) if event.actor_id else "志愿者"
    text = f"您的单子 {order.code}（{order.item_name}）的票据：{money(event.cents)}，{who}登记。不对请回「人工」。"
    path = asking.link(session, order, order.requester_id)
    owe(
        session, about(order, order.requester_id, "bill", text=text, note=f"票据 {money(event.cents)}", path=path), now=event.at
    )

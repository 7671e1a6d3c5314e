"""What becomes of the asking: who is asked next, who is stood down, who is released."""

from sqlalchemy.orm import Session

from app.consequences.subjects import order_of
from app.dispatch import asking, words
from app.dispatch.events import (
    OfferDeclined,
    OrderAccepted,
    OrderFinished,
    OrderReleased,
)
from app.dispatch.model import Answer
from app.dispatch.queries import offers_of
from app.dispatch.relaying import owe_villager
from app.escalation import climbing, planning
from app.escalation.events import OrderTransferred
from app.events import Event
from app.orders.events import (
    OrderCancelled,
    OrderMerged,
    OrderPlaced,
    OrderReopened,
    OrderRetimed,
    OrderUnmet,
)
from app.orders.model import Status
from app.orders.parts import parts_of
from app.orders.queries import heard_by
from app.orders.rules import starts_at
from app.outbox.actions import owe, withdraw
from app.outbox.queries import reached
from app.people.model import Role


def begin_dispatch(session: Session, event: OrderPlaced) -> None:
    """At once, but for the ordinary need that the county lets wait for the morning."""
    order = order_of(session, event)
    if starts_at(order.policy, order.placed_at) <= event.at:
        asking.begin(session, order, now=event.at)
        planning.replan_parts(session, order, now=event.at)


def watch_the_clock(session: Session, event: Event) -> None:
    order = order_of(session, event)
    planning.replan(session, order, now=event.at)
    planning.replan_parts(session, order, now=event.at)


def follow_the_wish(session: Session, event: OrderRetimed) -> None:
    order = order_of(session, event)
    planning.follow_the_wish(session, order, now=event.at)
    planning.replan_parts(session, order, now=event.at)


def stand_down_the_rest(session: Session, event: Event) -> None:
    """Everybody still asked hears that it is filled (or cancelled), and what was not sent yet stays unsent."""
    order = order_of(session, event)
    if order.status == Status.OFFERING:
        return
    withdraw(session, order_id=order.id, kinds=["offer"], now=event.at)
    heard = reached(session, order.id, "offer") if isinstance(event, OrderAccepted | OrderFinished) else set()
    for offer in offers_of(session, order.id, Answer.OPEN):
        offer.move(Answer.WITHDRAWN, now=event.at)
        if offer.volunteer_id in heard:
            owe(session, words.taken(order, offer.volunteer_id), now=event.at)


def ask_another(session: Session, event: OfferDeclined) -> None:
    asking.replace_decliner(session, order_of(session, event), batch=1, now=event.at)


def look_for_somebody_else(session: Session, event: OrderReleased) -> None:
    order = order_of(session, event)
    if order.status not in {Status.OFFERING, Status.AT_DESK}:
        return
    if order.status == Status.OFFERING:
        asking.ask_again(session, order, now=event.at)
    asked, told = len(offers_of(session, order.id, Answer.OPEN)), 0
    if event.missing or not asked:
        why = f"志愿者{'到点没来' if event.missing else '来不了'}，{'已另找人' if asked else '附近没别人'}"
        told = climbing.ask_to_look(session, order, Role.STATION_CHIEF, why=why, now=event.at)
    for own in heard_by(session, order):
        path = asking.link(session, own, own.requester_id)
        notice = words.released_for_villager(own, order, missing=event.missing, asked=asked, told=told, path=path)
        owe_villager(session, own, notice, now=event.at)


def ask_again(session: Session, event: OrderReopened) -> None:
    """Whoever did it the first time is asked too, as in a small village there may be no other."""
    whole = order_of(session, event)
    for order in [one for one in parts_of(session, whole) if one.status == Status.OFFERING] or [whole]:
        for offer in offers_of(session, order.id, Answer.FINISHED):
            offer.move(Answer.OPEN, now=event.at)
            offer.move(Answer.WITHDRAWN, now=event.at)
            offer.arrived_at = offer.finished_at = None
        asking.ask_again(session, order, now=event.at)


def ask_again_where_it_was(session: Session, event: OrderTransferred) -> None:
    """Given back to the village: its volunteers are asked once more."""
    order = order_of(session, event)
    if event.before is None and order.status == Status.OFFERING and not order.full:
        asking.ask_again(session, order, now=event.at)


def release_the_accepted(session: Session, event: OrderCancelled | OrderUnmet | OrderMerged) -> None:
    order = order_of(session, event)
    for offer in offers_of(session, order.id, Answer.ACCEPTED):
        offer.move(Answer.WITHDRAWN, now=event.at)
        order.accepted -= 1
        owe(session, words.cancelled(order, offer.volunteer_id), now=event.at)

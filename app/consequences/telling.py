"""Who hears of it: the villager, those who come, those on duty."""

from sqlalchemy.orm import Session

from app.consequences.subjects import name_of, order_of
from app.dispatch import asking, desk, words
from app.dispatch.events import (
    OrderAccepted,
    OrderFinished,
    VolunteerArrived,
)
from app.dispatch.model import Answer
from app.dispatch.queries import offers_of
from app.dispatch.relaying import owe_villager
from app.escalation import answering
from app.escalation.events import OrderPostponed, OrderTransferred
from app.escalation.words import climbed, postponed, transferred
from app.orders.events import (
    OrderCorrected,
    OrderNudged,
    OrderRated,
    OrderRetimed,
    OrderSentToDesk,
    OrderUnmet,
)
from app.orders.model import Form, Order, Status
from app.orders.parts import parts_of, progress, whole_of
from app.orders.queries import heard_by
from app.orders.words import about
from app.outbox.actions import owe, phone_of
from app.people.model import Person, Role
from app.rounds.events import OrderDelivered


def tell_villager_who_comes(session: Session, event: OrderAccepted) -> None:
    """Whose order it is, or goes along with it; of a package after which part, of several helpers all so far."""
    order = order_of(session, event)
    volunteer = session.get_one(Person, event.volunteer_id)
    phone = phone_of(session, volunteer.id) if volunteer.phone_sealed else None
    some = _so_far(session, order)
    for told in heard_by(session, order):
        path = asking.link(session, told, told.requester_id)
        name = volunteer.name or "志愿者"
        notice = words.accepted_for_villager(told, order, name=name, phone=phone, some=some, path=path)
        owe_villager(session, told, notice, now=event.at)


def _so_far(session: Session, order: Order) -> str:
    """「2/3 已接单」 of a package; 「要3人，已有2人：小张、老陈」 where several come."""
    if order.form == Form.PART:
        return progress(parts_of(session, whole_of(session, order)))
    if order.needed < 2:
        return ""
    coming = offers_of(session, order.id, Answer.ACCEPTED, Answer.FINISHED)
    names = "、".join(name_of(session, one.volunteer_id) for one in coming)
    return f"要{order.needed}人，已有{order.accepted}人：{names}"


def tell_villager_of_arrival(session: Session, event: VolunteerArrived) -> None:
    order = order_of(session, event)
    for told in heard_by(session, order) if order.form != Form.ROUND else []:
        path = asking.link(session, told, told.requester_id)
        notice = words.arrived(told, order, name=name_of(session, event.volunteer_id), path=path)
        owe_villager(session, told, notice, now=event.at)


def ask_for_a_rating(session: Session, event: OrderFinished | OrderDelivered | OrderUnmet) -> None:
    """Once, when all of it is done; whoever reported the same thing may rate it as well."""
    order = whole_of(session, order_of(session, event))
    if order.status != Status.DONE or order.form == Form.ROUND:
        return
    for told in heard_by(session, order):
        owe_villager(session, told, words.done(told, path=asking.link(session, told, told.requester_id)), now=event.at)


def tell_those_who_come(session: Session, event: OrderRetimed | OrderNudged) -> None:
    whole = order_of(session, event)
    retimed = isinstance(event, OrderRetimed)
    say = words.retimed if retimed else words.nudged
    for order in (whole, *parts_of(session, whole)):
        for offer in offers_of(session, order.id, Answer.ACCEPTED, *([Answer.OPEN] if retimed else [])):
            path = asking.link(session, order, offer.volunteer_id)
            owe(session, say(order, offer.volunteer_id, path=path), now=event.at)


def tell_the_station(session: Session, event: OrderNudged) -> None:
    """A nudge while nobody has accepted goes to whoever answers for the village."""
    order = order_of(session, event)
    if order.status in {Status.ACCEPTED, Status.UNDER_WAY, Status.DONE}:
        return
    for chief in answering.first_answerable(session, order, Role.STATION_CHIEF, now=event.at):
        path = asking.link(session, order, chief.id)
        owe(session, climbed(order, chief.id, why="群众在催", path=path), now=event.at)


def tell_the_desk(session: Session, event: OrderSentToDesk) -> None:
    order = order_of(session, event)
    emergency = [Role.STATION_CHIEF, Role.TOWN_HEAD] if order.urgency == "emergency" else []
    advice = desk.suggest(session, order, now=event.at)
    at_desk = {one.id for one in answering.answerable(session, order, [Role.DISPATCHER], now=event.at)}
    for person in answering.answerable(session, order, [*emergency, Role.DISPATCHER], now=event.at):
        path = asking.link(session, order, person.id)
        lines = advice if person.id in at_desk else []
        owe(session, climbed(order, person.id, why=event.reason, path=path, advice=lines), now=event.at)


def tell_the_other_desk(session: Session, event: OrderTransferred) -> None:
    """Whoever has it now, and the villager: who that is, and that the clock is the old one."""
    order = order_of(session, event)
    why = f"{'转来' if event.before else '退回'}：{event.reason}"
    for person_id in event.told:
        owe(session, climbed(order, person_id, why=why, path=asking.link(session, order, person_id)), now=event.at)
    path = asking.link(session, order, order.requester_id)
    owe_villager(session, order, transferred(order, to=event.to, reason=event.reason, path=path), now=event.at)


def tell_what_was_added(session: Session, event: OrderCorrected) -> None:
    """A place or phone said after the alarm: everybody who answers for it hears the whole again."""
    order = order_of(session, event)
    told = [Role.STATION_CHIEF, Role.TOWN_HEAD, Role.DISPATCHER]
    for person in answering.answerable(session, order, told, now=event.at):
        path = asking.link(session, order, person.id)
        owe(session, climbed(order, person.id, why="群众补充了地点或电话", path=path), now=event.at)


def tell_villager_it_cannot_be_done(session: Session, event: OrderUnmet) -> None:
    order = order_of(session, event)
    for told in heard_by(session, order) if order.form != Form.ROUND else []:
        note = f"「{order.item_name[:9]}」没能办成" if order.form == Form.PART else "很抱歉，没能办成"
        text = f"很抱歉，您的单子 {words.called(told, order)}没能办成：{event.reason}。可以再说一次，或回「人工」找人。"
        owe_villager(session, told, about(told, told.requester_id, "unmet", text=text, note=note), now=event.at)


def tell_villager_of_delay(session: Session, event: OrderPostponed) -> None:
    for order in heard_by(session, order_of(session, event)):
        path = asking.link(session, order, order.requester_id)
        owe_villager(session, order, postponed(order, reason=event.reason, path=path), now=event.at)


def thank_the_volunteers(session: Session, event: OrderRated) -> None:
    order = order_of(session, event)
    if event.rating:
        for one in (order, *parts_of(session, order)):
            for offer in offers_of(session, one.id, Answer.FINISHED):
                owe(session, words.rated(one, offer.volunteer_id), now=event.at)

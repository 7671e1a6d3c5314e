"""Orders over the API: place, look, cancel, nudge, rate; and for volunteers accept, decline, arrive, finish, release."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.described import Described
from app.api.faults import REFUSALS
from app.api.gate import Gate
from app.api.placing import place
from app.api.shapes import Line, NewOrder, Orders, OrderShape, PartShape, Rating, Step
from app.clock import SHANGHAI
from app.db import vault_of
from app.dispatch import actions as dispatch
from app.dispatch.model import Answer
from app.dispatch.queries import offer_between, offers_of, open_offers, tasks_of
from app.errors import Invalid, NotAllowed, NotFound
from app.house import House
from app.orders import actions as orders
from app.orders.billing import bill_of
from app.orders.model import Order
from app.orders.parts import parts_of
from app.orders.queries import called, decides, of_requester, timeline
from app.orders.rules import money
from app.people.model import Person
from app.people.queries import phone_of

ACCEPTS: Mapping[str, Callable[..., Order]] = {
    "accept": dispatch.accept,
    "decline": dispatch.decline,
    "arrive": dispatch.arrive,
    "finish": dispatch.finish,
    "release": dispatch.release,
}


class Named(Described):
    number: Line = Field(max_length=24, description="The full number or the short code.")


class Deed(Named):
    deed: str = Field(pattern="^(accept|decline|arrive|finish|release|cancel|nudge)$")


def blueprint(house: House) -> APIBlueprint:
    door = APIBlueprint("orders", __name__, url_prefix="/api/v1", abp_responses=REFUSALS, abp_security=[{"token": []}])
    gate = Gate(house)

    @door.post("/orders", summary="点单： place an order", responses={200: OrderShape})
    @gate
    def place_order(session: Session, person: Person, body: NewOrder) -> OrderShape:
        key = request.headers.get("Idempotency-Key", "")
        placed = place(house, session, person, wish=body, key=key)
        shape = shape_of(session, placed.order, person)
        return shape.model_copy(update={"numbers": list(placed.numbers), "notice": placed.notice})

    @door.get("/orders", summary="我的订单： own orders， open ones first", responses={200: Orders})
    @gate
    def own_orders(session: Session, person: Person) -> Orders:
        return Orders(orders=[shape_of(session, one, person) for one in of_requester(session, person.id, closed=10, limit=50)])

    @door.get("/offers", summary="What I am asked to do, newest first", responses={200: Orders})
    @gate
    def offers(session: Session, person: Person) -> Orders:
        return Orders(orders=[shape_of(session, order, person) for _, order in open_offers(session, person.id)])

    @door.get("/tasks", summary="我的任务： what I have promised", responses={200: Orders})
    @gate
    def tasks(session: Session, person: Person) -> Orders:
        return Orders(orders=[shape_of(session, order, person) for _, order in tasks_of(session, person.id)])

    @door.get("/orders/<number>", summary="One order with its public timeline", responses={200: OrderShape})
    @gate
    def one_order(session: Session, person: Person, path: Named) -> OrderShape:
        order = _visible(session, person, path.number)
        shape = shape_of(session, order, person)
        shape.timeline = [Step(at=at.astimezone(SHANGHAI), words=words) for at, words in timeline(session, order)]
        return shape

    @door.post("/orders/<number>/rating", summary="评单： rate， or have it done again", responses={200: OrderShape})
    @gate
    def rate_order(session: Session, person: Person, path: Named, body: Rating) -> OrderShape:
        order = orders.lock_own(session, person.county, path.number, person.id)
        if not decides(session, order, person.id):
            raise NotAllowed(f"{order.code} 由群众自己评价。")
        if body.again:
            orders.reopen(session, order, reason=body.words or "不满意", now=house.clock())
        else:
            orders.rate(session, order, rating=body.stars, words=body.words, now=house.clock())
        return shape_of(session, order, person)

    @door.post("/orders/<number>/<deed>", summary="接单、不接、到了、完成、来不了、撤单、催单", responses={200: OrderShape})
    @gate
    def do(session: Session, person: Person, path: Deed) -> OrderShape:
        order = _done(session, person, path, now=house.clock())
        return shape_of(session, order, person)

    return door


def _done(session: Session, person: Person, path: Deed, *, now: datetime) -> Order:
    if path.deed in ACCEPTS:
        order = orders.find_called(session, person.county, path.number)
        return ACCEPTS[path.deed](session, order.id, person.id, now=now)
    order = orders.lock_own(session, person.county, path.number, person.id)
    if path.deed == "cancel":
        orders.cancel(session, order, actor_id=person.id, reason="群众取消", now=now)
    elif path.deed == "nudge":
        orders.nudge(session, order, now=now)
    else:
        raise Invalid("没有这个动作。")
    return order


def _visible(session: Session, person: Person, number: str) -> Order:
    """One's own order, or one that was offered to this volunteer; others are not there."""
    order = called(session, person.county, number)
    if order is None or (not order.speaks(person.id) and offer_between(session, order.id, person.id) is None):
        raise NotFound(f"没有找到单号 {number.upper()}，请核对一下单号。")
    return order


def shape_of(session: Session, order: Order, person: Person) -> OrderShape:
    """As this person may see it."""
    mine = order.speaks(person.id)
    offer = None if mine else offer_between(session, order.id, person.id)
    helping = bool(offer and offer.status == Answer.ACCEPTED)
    return OrderShape(
        number=order.number,
        code=order.code,
        status=order.status,
        status_words=order.shown,
        item=order.item_name,
        words=order.words if mine or helping or not order.private else f"内容不公开，{order.wording.accept}后联系",
        time=order.time_words,
        place=order.place,
        needed=order.needed,
        accepted=order.accepted,
        due_at=order.due_at.astimezone(SHANGHAI),
        placed_at=order.placed_at.astimezone(SHANGHAI),
        rating=order.rating,
        helpers=_helpers(session, order) if mine else [],
        contact=_contact(session, order) if mine or helping else None,
        parts=[_part(session, one, mine=mine) for one in parts_of(session, order)],
        goes_with=_goes_with(session, order) if mine else None,
        bill=_bill(session, order) if mine or helping else None,
    )


def _part(session: Session, part: Order, *, mine: bool) -> PartShape:
    return PartShape(
        code=part.code,
        item=part.item_name,
        step=part.step,
        status=part.status,
        status_words=part.shown,
        helpers=_helpers(session, part) if mine else [],
    )


def _goes_with(session: Session, order: Order) -> str | None:
    above = session.get(Order, order.merged_into or order.parent_id or 0)
    return above.code if above else None


def _bill(session: Session, order: Order) -> str | None:
    known = bill_of(session, order)
    return money(known.cents) if known else None


def _contact(session: Session, order: Order) -> str:
    phone = vault_of(session).open(order.phone_sealed) if order.phone_sealed else ""
    return f"{order.contact or ''} {phone}".strip()


def _helpers(session: Session, order: Order) -> list[str]:
    doers = [order.id, *(part.id for part in parts_of(session, order)), order.merged_into, order.parent_id]
    coming = [one for doer in doers if doer for one in offers_of(session, doer, Answer.ACCEPTED)]
    people = [session.get_one(Person, one.volunteer_id) for one in coming]
    return [f"{one.name or '志愿者'} {phone_of(session, one) or ''}".strip() for one in people]

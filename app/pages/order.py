"""The page behind a pushed card: one order for one person, with the buttons that person has. Works without JavaScript."""

from collections.abc import Mapping

from flask import Blueprint, Response, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from app.clock import in_shanghai
from app.db import vault_of
from app.dispatch import actions as dispatch
from app.dispatch.assigning import offer_team, teams_led
from app.dispatch.desk import suggested, suggested_lines
from app.dispatch.explaining import explained
from app.dispatch.model import Answer as OfferAnswer
from app.dispatch.model import Offer
from app.dispatch.queries import offer_between, offers_of
from app.errors import NotFound, Refused
from app.escalation.standins import look_at, unseen
from app.house import House
from app.orders import actions as orders
from app.orders.billing import bill_of
from app.orders.evidence import lines_of
from app.orders.model import Order, Status
from app.orders.parts import part_lines, parts_of
from app.orders.queries import decides, timeline
from app.orders.rules import money
from app.outbox.queries import of_order
from app.pages import onduty, passing, retiming
from app.pages.deeds import Deed
from app.pages.dialable import dialable
from app.people.model import Person, Role
from app.people.queries import duties_of, phone_of


def blueprint(house: House) -> Blueprint:
    pages = Blueprint("order", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
    pages.add_app_template_filter(dialable)

    @pages.get("/o/<ticket>")
    def show(ticket: str) -> Response:
        try:
            with house.db.reading() as session:
                order, person = _parties(session, ticket)
                page = _page(session, ticket, house)
                news = (order.id, person.id) if unseen(session, order, person.id) else None
        except BrokenLink as broken:
            return _closed(broken)
        if news:  # whoever is on duty has looked: no deputy need be called
            with house.db.transaction() as session:
                look_at(session, *news, now=house.clock())
        return page

    @pages.post("/o/<ticket>")
    def act(ticket: str) -> Answer:
        deed = DEEDS.get(request.form.get("do", ""), _no_button)
        try:
            said = house.db.retrying(lambda session: _pressed(session, ticket, deed, house))
        except BrokenLink as broken:
            return _closed(broken)
        except Refused as refusal:
            said = str(refusal)
        answer = redirect(f"/o/{ticket}", 303)  # a ticket that was read is digits and dots
        answer.set_cookie("said", said.encode().hex(), max_age=30, httponly=True, samesite="Lax", path=f"/o/{ticket}")
        return answer

    @pages.errorhandler(500)
    def broken_down(_fault: Exception) -> Response:
        return make_response(render_template("refused.html", said="系统出错了，请过一会儿再点一次。有急事请直接打电话。"), 500)

    return pages


class BrokenLink(NotFound):
    """Not a ticket of ours, or of somebody or something that is gone: nothing is shown or done."""


def _pressed(session: Session, ticket: str, deed: Deed, house: House) -> str:
    order, person = _parties(session, ticket)
    return deed(session, order.id, person.id, house)


def _parties(session: Session, ticket: str) -> tuple[Order, Person]:
    numbers = vault_of(session).read_ticket(ticket)
    if numbers is None or len(numbers) != 2:
        raise BrokenLink("这个链接不对，请从微信里的通知重新点开。")
    order, person = session.get(Order, numbers[0]), session.get(Person, numbers[1])
    if order is None or person is None or person.erased_at:
        raise BrokenLink("这个链接已经失效。")
    return order, person


def _closed(broken: BrokenLink) -> Response:
    return make_response(render_template("refused.html", said=str(broken)), 404)


def _page(session: Session, ticket: str, house: House) -> Response:
    order, person = _parties(session, ticket)
    forms = onduty.forms(session, order, person, house) | passing.form(session, order, person)
    forms |= retiming.form(order, person, house)
    answer = make_response(render_template("order.html", **_shown(session, order, person), **forms, said=_said()))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the key to this page
    answer.delete_cookie("said", path=f"/o/{ticket}")
    return answer


def _said() -> str:
    """What the last press led to, carried over the redirect."""
    try:
        return bytes.fromhex(request.cookies.get("said", "")).decode()
    except ValueError:
        return ""


def _shown(session: Session, order: Order, person: Person) -> dict[str, object]:
    offer = offer_between(session, order.id, person.id)
    staff = bool(duties_of(session, person.id))
    mine = decides(session, order, person.id)
    helping = bool(offer and offer.status == OfferAnswer.ACCEPTED)
    return {
        "order": order,
        "status": order.shown,
        "placed": f"{in_shanghai(order.placed_at):%m月%d日 %H:%M}",
        "need": order.words if mine or helping or not order.private else f"内容不公开，{order.wording.accept}后联系",
        "contact": _contact(session, order)
        if helping or mine
        else "服务结束"
        if order.closed_at
        else f"{order.wording.accept}后可见",
        "helpers": _helpers(session, order) if mine else [],
        "parts": part_lines(parts_of(session, order)),
        "goes_with": _goes_with(session, order) if mine or staff else "",
        "bill": _bill(session, order) if mine or helping else "",
        "reasons": offer.reasons if offer else [],
        "buttons": _buttons(order, offer, mine=mine) or _desk_buttons(session, order, person),
        "story": [(f"{in_shanghai(at):%m月%d日 %H:%M}", words) for at, words in timeline(session, order)],
        "deliveries": of_order(session, order.county, order.id) if staff else [],
        "evidence": lines_of(session, order.id) if mine or staff else [],
        "asked": explained(session, order) if staff else [],
        "advice": suggested_lines(session, order) if staff and order.status == Status.AT_DESK else [],
        "led": [team.name for team in teams_led(session, person.id, order)] if order.status == Status.OFFERING else [],
    }


def _goes_with(session: Session, order: Order) -> str:
    """The order it was merged into, or the round it is bought in."""
    above = session.get(Order, order.merged_into or order.parent_id or 0)
    return f"{above.code}（{above.shown}）" if above else ""


def _bill(session: Session, order: Order) -> str:
    known = bill_of(session, order)
    return money(known.cents) if known else ""


def _contact(session: Session, order: Order) -> str:
    phone = vault_of(session).open(order.phone_sealed) if order.phone_sealed else ""
    return f"{order.contact or '群众'} {phone}".strip()


def _helpers(session: Session, order: Order) -> list[str]:
    """Who comes, with the number to call while the service is ahead or under way."""
    doers = [order.id, *(part.id for part in parts_of(session, order)), order.merged_into, order.parent_id]
    coming = [one for doer in doers if doer for one in offers_of(session, doer, OfferAnswer.ACCEPTED)]
    people = [session.get_one(Person, one.volunteer_id) for one in coming]
    return [f"{one.name or '志愿者'} {phone_of(session, one) or ''}".strip() for one in people]


def _buttons(order: Order, offer: Offer | None, *, mine: bool) -> list[tuple[str, str, str]]:
    """(what it does, what it says, how it looks) for this person, now."""
    if mine:
        return _own_buttons(order)
    if offer is None:
        return []
    if offer.status == OfferAnswer.OPEN and order.status == Status.OFFERING:
        return [("accept", f"我去，{order.wording.accept}", "main"), ("decline", "去不了", "plain")]
    if offer.status == OfferAnswer.ACCEPTED and not order.closed_at:
        first = ("finish", "办完了", "main") if offer.arrived_at else ("arrive", "我到了", "main")
        return [first, ("release", "来不了", "plain")]
    return []


def _own_buttons(order: Order) -> list[tuple[str, str, str]]:
    if order.status == Status.DONE:
        stars = ((5, "很满意"), (4, "满意"), (3, "一般"))
        return [(f"rate{star}", words, "main" if star == 5 else "plain") for star, words in stars] + [
            ("reopen", "没办好，重新派人", "warn")
        ]
    if order.status in {Status.PLACED, Status.OFFERING, Status.AT_DESK, Status.ACCEPTED}:
        return [("nudge", "催一催", "main"), ("cancel", "不要了，撤单", "warn")]
    return []


def _desk_buttons(session: Session, order: Order, person: Person) -> list[tuple[str, str, str]]:
    """The county's desk takes one of its suggestions with a tap."""
    if order.status != Status.AT_DESK or not _at_desk(session, person.id):
        return []
    lines = enumerate(suggested_lines(session, order), 1)
    return [
        (f"team{n}", f"派给 {line.removeprefix(f'{n} ').split('：')[0]}", "main" if n == 1 else "plain") for n, line in lines
    ]


def _at_desk(session: Session, person_id: int) -> bool:
    return any(duty.role in {Role.DISPATCHER, Role.DIRECTOR} for duty in duties_of(session, person_id))


def _no_button(_session: Session, _order_id: int, _person_id: int, _house: House) -> str:
    return "没有这个按钮。"


def _accept(session: Session, order_id: int, person_id: int, house: House) -> str:
    order = dispatch.accept(session, order_id, person_id, now=house.clock())
    return f"{order.wording.accept}成功！{order.code} 就等您了。"


def _decline(session: Session, order_id: int, person_id: int, house: House) -> str:
    dispatch.decline(session, order_id, person_id, now=house.clock())
    return "好的，不派给您了，没关系。"


def _release(session: Session, order_id: int, person_id: int, house: House) -> str:
    dispatch.release(session, order_id, person_id, now=house.clock())
    return "知道了，会另找人，谢谢您早说。"


def _arrive(session: Session, order_id: int, person_id: int, house: House) -> str:
    dispatch.arrive(session, order_id, person_id, now=house.clock())
    return "已记下您到了。办完请点「办完了」。"


def _finish(session: Session, order_id: int, person_id: int, house: House) -> str:
    dispatch.finish(session, order_id, person_id, now=house.clock())
    return "辛苦了！已请群众评价。"


def _own(session: Session, order_id: int, person_id: int) -> Order:
    order = orders.lock(session, order_id)
    if not decides(session, order, person_id):
        raise NotFound("这不是您的单子。")
    return order


def _nudge(session: Session, order_id: int, person_id: int, house: House) -> str:
    orders.nudge(session, _own(session, order_id, person_id), now=house.clock())
    return "已经帮您催了。"


def _cancel(session: Session, order_id: int, person_id: int, house: House) -> str:
    orders.cancel(session, _own(session, order_id, person_id), actor_id=person_id, reason="群众取消", now=house.clock())
    return "已经撤单，答应来的人会收到通知。"


def _reopen(session: Session, order_id: int, person_id: int, house: House) -> str:
    order = _own(session, order_id, person_id)
    orders.reopen(session, order, reason="不满意", now=house.clock())
    return f"很抱歉。已重新派人，时间仍从您第一次{order.wording.place}算起。"


def _team(number: int) -> Deed:
    def give(session: Session, order_id: int, person_id: int, house: House) -> str:
        order = orders.lock(session, order_id)
        if not _at_desk(session, person_id):
            raise NotFound("这是中心选派用的。")
        team = suggested(session, order, number)
        asked = offer_team(session, order, team, actor_id=person_id, now=house.clock())
        return f"已派给「{team.name}」，通知了 {asked} 人。"

    return give


def _rate(stars: int) -> Deed:
    def rate(session: Session, order_id: int, person_id: int, house: House) -> str:
        order = _own(session, order_id, person_id)
        orders.rate(session, order, rating=stars, now=house.clock())
        return f"谢谢您的评价！已{order.wording.close}。"

    return rate


DEEDS: Mapping[str, Deed] = {
    "accept": _accept,
    "decline": _decline,
    "release": _release,
    "arrive": _arrive,
    "finish": _finish,
    "nudge": _nudge,
    "cancel": _cancel,
    "reopen": _reopen,
    **{f"rate{stars}": _rate(stars) for stars in (3, 4, 5)},
    **{f"team{number}": _team(number) for number in (1, 2, 3)},
    **onduty.DEEDS,
    **passing.DEEDS,
    **retiming.DEEDS,
}

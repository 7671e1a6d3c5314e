"""A confirmed draft becomes an order, and the profile keeps what need not be asked again."""

from dataclasses import replace

from app.chat.draft import Draft
from app.chat.proxies import place_on_behalf
from app.chat.turn import Turn
from app.intake.reading import Known
from app.orders.actions import place
from app.orders.merging import suggested_for
from app.orders.model import Order, Status
from app.orders.parts import part_lines, parts_of
from app.orders.words import rung_words, waiting_words
from app.patterns import regex
from app.people.actions import learn_home, learn_phone
from app.people.queries import duties_of, phone_of
from app.places.queries import area_called

OWN = regex(r"我(?:家|屋|叫|是|姓|的|们)|本人|自己")
"""Words by which a name and a number beside them are the writer's own."""


def place_draft(turn: Turn, draft: Draft, *, urgency: str) -> Order:
    """Make the order, and keep what the person told of themselves for the next time."""
    if draft.behalf or _for_another(turn, draft):
        return place_on_behalf(turn, draft, urgency=urgency)
    if draft.for_whom == "self" and draft.by is None and (draft.contact is None or OWN.search(draft.words)):
        _learn(turn, draft)
    contact = draft.who if draft.by else draft.contact or turn.person.name
    wish = draft.wish(turn.person.county, turn.person.id, door="chat", contact=contact, urgency=urgency)
    return place(turn.session, wish, now=turn.now)


def _for_another(turn: Turn, draft: Draft) -> bool:
    """Somebody on duty wrote down another's name and number: it is that one's order, not theirs."""
    named = draft.contact and draft.contact != turn.person.name and draft.phone and not draft.own_phone
    if not named or OWN.search(draft.words):
        return False
    return draft.phone != phone_of(turn.session, turn.person) and bool(duties_of(turn.session, turn.person.id))


def known_of(turn: Turn) -> Known:
    """What need not be asked again: the village and the phone of the person who writes."""
    phone = phone_of(turn.session, turn.person)
    return Known(village_code=turn.person.area_code, phone=phone, contact=turn.person.name)


def with_known(turn: Turn, draft: Draft) -> Draft:
    """The draft with what the profile knows of its writer; somebody else's need keeps only the writer's phone."""
    known = known_of(turn)
    if not draft.village_code and known.village_code:
        area = area_called(turn.session, known.village_code)
        town = area_called(turn.session, area.parent_code) if area and area.parent_code else None
        if area and draft.village in {None, area.name}:
            draft = replace(draft, village_code=area.code, village=area.name, town=town.name if town else None)
    own = not draft.phone and bool(known.phone)
    return replace(draft, phone=draft.phone or known.phone, own_phone=own, contact=draft.contact or known.contact)


def _learn(turn: Turn, draft: Draft) -> None:
    """What was said of the writer's own home, phone and name need not be asked again."""
    if draft.village_code and not turn.person.area_code:
        learn_home(turn.person, area_code=draft.village_code)
    if draft.phone and not turn.person.phone_sealed:
        learn_phone(turn.session, turn.person, draft.phone)
    if draft.contact and not turn.person.name:
        turn.person.name = draft.contact[:40]


def placed_words(turn: Turn, order: Order) -> str:
    """The answer after ``1``: the number, what follows now, and what the villager must wait for (002-42)."""
    what = {
        Status.OFFERING: f"正在通知附近的志愿者，有人{order.wording.accept}马上告诉您。",
        Status.AT_DESK: f"已转{rung_words(order, 'county')}选派合适的人，安排好马上告诉您。",
    }.get(Status(order.status), "")
    parts = parts_of(turn.session, order)
    suggested = suggested_for(turn.session, turn.person.id)
    other = suggested[1] if suggested and suggested[0].id == order.id else None
    like = f"有人已报过类似的事（{other.code}，{other.shown}）。是同一件请回「同一件」，一起办。" if other else ""
    head = f"{order.wording.place}成功！单号 {order.code}（{order.number}）\n{order.item_name}，{order.time_words}。"
    lines = (head, *part_lines(parts), what, waiting_words(order), like, f"回「进度 {order.code}」随时看到哪了。")
    return "\n".join(filter(None, lines))

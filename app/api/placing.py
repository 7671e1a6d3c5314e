"""A need typed into the mini-program becomes an order: read like one in the chat, with what was filled in going first."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.api.groups import group_of
from app.api.shapes import NewOrder
from app.api.wishes import phone_in, safety_notice, the_item, the_phone, the_time, the_village
from app.errors import Invalid, Refused
from app.house import House
from app.intake.reading import Danger, Known, Reading, Request, read
from app.intake.text.phones import without_phones
from app.orders.actions import Wish, lock
from app.orders.actions import place as place_order
from app.orders.model import Order
from app.orders.words import when_words
from app.people.actions import learn_home, learn_phone
from app.people.model import Person
from app.people.queries import phone_of
from app.places.model import Area
from app.places.queries import area_called

LONGEST_KEY = 80


@dataclass(frozen=True)
class Placed:
    """``notice`` is to be shown before anything else, ``numbers`` to be called; both empty when nobody is in danger."""

    order: Order
    numbers: tuple[str, ...] = ()
    notice: str = ""


def place(house: House, session: Session, person: Person, *, wish: NewOrder, key: str) -> Placed:
    """The order; the same one again for the same ``key``. Raises ``Invalid`` naming what is missing or wrong.

    Who is in danger gets an order whatever is missing, and hears the number to call before anything else.
    """
    lock_person = select(Person.id).where(Person.id == person.id).with_for_update(key_share=True)
    session.execute(lock_person)  # two sends of one key wait for each other here; rows that only refer to people do not
    reading = _read(house, session, person, wish)
    notice = safety_notice(reading)
    try:
        order = _placed_before(session, person, key) or _placed(house, session, person, wish=wish, reading=reading, key=key)
    except Refused as refusal:
        raise type(refusal)(f"{notice}{refusal}") from refusal
    return Placed(order, reading.numbers, notice)


def _read(house: House, session: Session, person: Person, wish: NewOrder) -> Reading:
    known = Known(
        village_code=wish.village_code or _home(session, person, wish), phone=phone_in(wish.phone) or phone_of(session, person)
    )
    return read(wish.words, now=house.clock(), lexicon=house.lexicons.of(session, person.county).lexicon, known=known)


def _home(session: Session, person: Person, wish: NewOrder) -> str | None:
    """The village that is meant when none is said: of the group it is asked from, else where the person lives."""
    group = group_of(session, person, wish.from_group) if wish.from_group else None
    return (group.area_code if group else None) or person.area_code


def _placed_before(session: Session, person: Person, key: str) -> Order | None:
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Invalid(f"Idempotency-Key 最多 {LONGEST_KEY} 个看得见的字符。")
    query = select(Order.id).where(Order.requester_id == person.id, Order.request_key == key)
    found = session.scalars(query).one_or_none() if key else None
    return lock(session, found) if found else None


def _placed(house: House, session: Session, person: Person, *, wish: NewOrder, reading: Reading, key: str) -> Order:
    request = reading.requests[0] if reading.requests else Request()
    now = house.clock()
    if reading.danger is Danger.HARD:
        made = _alarm(session, person, wish, request)
    else:
        made = _ordinary(session, person, wish, request, now=now)
    made = replace(made, words=without_phones(wish.words), request_key=key or None)
    order = place_order(session, made, now=now)
    if made.area_code and not person.area_code:
        learn_home(person, area_code=made.area_code)
    if made.phone and not person.phone_sealed:
        learn_phone(session, person, made.phone)
    return order


def _alarm(session: Session, person: Person, wish: NewOrder, request: Request) -> Wish:
    """An emergency: what is missing or cannot be used is left out, and found out afterwards."""
    area = None
    for code in (wish.village_code, request.village_code, _home(session, person, wish)):
        with suppress(Invalid):
            area = area or (the_village(session, person, code) if code else None)
    phone = None
    for number in (phone_in(wish.phone), request.phone, phone_of(session, person)):
        with suppress(Invalid):
            phone = phone or the_phone(number)
    made = _wish(session, person, wish, request, area=area)
    return replace(made, item_code=None, urgency="emergency", time_words="马上", phone=phone)


def _ordinary(session: Session, person: Person, wish: NewOrder, request: Request, *, now: datetime) -> Wish:
    """What, when, contact – and the village, to know whom to ask."""
    start, end = the_time(wish, now)
    item = the_item(session, person, wish.item_code) if wish.item_code else request.category
    area = the_village(session, person, wish.village_code) if wish.village_code else None
    area = area or area_called(session, request.village_code or _home(session, person, wish) or "")
    if area is None:
        raise Invalid("请选您在哪个村（社区）。")
    whole_days = request.whole_days and not start
    if start is None:
        start, end = _said_time(request)
    phone = the_phone(phone_in(wish.phone) or request.phone or phone_of(session, person))
    words = when_words(start, end, whole_days=whole_days) if start else request.time_words
    made = _wish(session, person, wish, request, area=area)
    return replace(made, item_code=item, time_start=start, time_end=end, time_words=words, phone=phone)


def _said_time(request: Request) -> tuple[datetime | None, datetime | None]:
    if not request.time_kind:
        raise Invalid("请说什么时候来合适，比如「明天上午」。")
    return request.time_start, request.time_end


def _wish(session: Session, person: Person, wish: NewOrder, request: Request, *, area: Area | None) -> Wish:
    """What an alarm and an ordinary order have in common."""
    town = area_called(session, area.parent_code) if area and area.parent_code else None
    group = wish.group or request.group
    place = f"{town.name if town else ''}{area.name if area else ''}{f'{group}组' if group else ''}"
    return Wish(
        county=person.county,
        requester_id=person.id,
        door="mini",
        words=wish.words,
        item_code=None,
        area_code=area.code if area else None,
        place=f"{place}{wish.landmark or request.landmark or ''}",
        time_words="",
        contact=wish.contact or request.contact or person.name,
        urgency=request.urgency,
        needed=max(wish.people, request.people or 1),
    )

"""Placing an order for somebody who spoke in a group: theirs if we know them, else the relay's (002-36)."""

from dataclasses import dataclass, replace

from sqlalchemy import exists, select

from app.chat.draft import Draft
from app.chat.found import Found
from app.chat.turn import Turn
from app.clock import in_shanghai
from app.db import vault_of
from app.orders.actions import place
from app.orders.model import Order
from app.orders.words import about
from app.outbox.actions import owe
from app.patterns import regex
from app.people.model import Identity, Person
from app.people.queries import masked_phone_of
from app.places.model import Area

MOST = 5
OLD = 50
"""Years from which on somebody may be called 奶奶."""
ELDER = regex(r"[\u4e00-\u9fff](?:奶奶|爷爷|大爷|大妈|大娘|婆婆|阿婆|阿公|老太太?|老汉|大叔|大婶|阿姨|叔|婶|伯)")


@dataclass(frozen=True)
class Placed:
    """An order, whom it is for, and whether that person was told by us."""

    order: Order
    who: str
    told: bool


def place_for(turn: Turn, found: Found) -> Placed:
    """Place it for the person named; they hear of it when they follow us, and can cancel it."""
    person = _known(turn, found)
    requester = person or turn.person
    draft = found.draft
    urgency = "emergency" if found.alarm else draft.urgency
    wish = draft.wish(turn.person.county, requester.id, door="chat", contact=_contact(turn, found), urgency=urgency)
    wish = replace(wish, request_key=f"group {found.digest}", time_words=wish.time_words if draft.time_words else "尽快")
    order = place(turn.session, wish, now=turn.now)
    told = person is not None and person.id != turn.person.id and _follows(turn, person)
    if person and told:
        by = turn.person.name or "热心邻居"
        text = (
            f"您在群里说的事，{by}帮您点了单：{order.code} {order.item_name}，{order.time_words}。\n"
            f"有人{order.wording.accept}马上告诉您。不需要请回「取消 {order.code}」。"
        )
        owe(turn.session, about(order, person.id, "placed", text=text, note=f"不需要请回：取消{order.code}"), now=turn.now)
    return Placed(order, found.who, told)


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant; ``sure``: by number or by their whole name."""

    person: Person
    sure: bool
    line: str


def candidates(turn: Turn, draft: Draft) -> list[Candidate]:
    """Who may be meant by 张奶奶 of a village: by the number; else who is called so; else whose surname it is."""
    here = select(Person).where(Person.county == turn.person.county, Person.erased_at.is_(None), Person.id != turn.person.id)
    if draft.phone:
        digest = vault_of(turn.session).digest(draft.phone)
        found = turn.session.scalars(here.where(Person.phone_digest == digest).limit(2)).all()
        return [_candidate(turn, found[0], sure=True)] if len(found) == 1 else []
    if not draft.contact:
        return []
    near = here.where(Person.area_code == draft.village_code) if draft.village_code else here
    called = turn.session.scalars(near.where(Person.name == draft.contact).order_by(Person.id).limit(MOST)).all()
    if called or not ELDER.fullmatch(draft.contact) or not draft.village_code:
        return [_candidate(turn, one, sure=True) for one in called]
    old = near.where(Person.name.startswith(draft.contact[0], autoescape=True), Person.born <= in_shanghai(turn.now).year - OLD)
    return [_candidate(turn, one, sure=False) for one in turn.session.scalars(old.order_by(Person.id).limit(MOST))]


def _candidate(turn: Turn, person: Person, *, sure: bool) -> Candidate:
    area = turn.session.get(Area, person.area_code) if person.area_code else None
    parts = (person.name or "", area.name if area else "", person.address or "", masked_phone_of(turn.session, person) or "")
    return Candidate(person, sure=sure, line=" ".join(filter(None, parts)))


def place_on_behalf(turn: Turn, draft: Draft, *, urgency: str) -> Order:
    """The order of whom it is for, when we know them; they hear of it if they can, and whoever placed it hears the same."""
    person = turn.session.get(Person, draft.for_id) if draft.for_id else None
    if person is None:
        sure = [one.person for one in candidates(turn, draft) if one.sure]
        person = sure[0] if len(sure) == 1 else None
    requester = person or turn.person
    wish = draft.wish(turn.person.county, requester.id, door="desk", contact=draft.contact, urgency=urgency)
    wish = replace(wish, proxy_id=turn.person.id if person else None, source="phone" if draft.behalf == "phone" else None)
    order = place(turn.session, wish, now=turn.now)
    if person and _follows(turn, person):
        by = turn.person.name or "热心邻居"
        text = f"{by}替您点了单：{order.code} {order.item_name}，{order.time_words}。\n不需要请回「取消 {order.code}」。"
        owe(turn.session, about(order, person.id, "placed", text=text, note=f"不需要请回：取消{order.code}"), now=turn.now)
    return order


def _contact(turn: Turn, found: Found) -> str:
    """Whom to ask for; without a number of theirs, also who relayed it."""
    if found.draft.phone or not turn.person.name:
        return found.who
    return f"{found.who}（找{turn.person.name}问）"


def _known(turn: Turn, found: Found) -> Person | None:
    """By the number; else by the name, when exactly one person of that village bears it."""
    draft = found.draft
    here = (Person.county == turn.person.county, Person.erased_at.is_(None))
    if draft.phone:
        digest = vault_of(turn.session).digest(draft.phone)
        found_by_phone = turn.session.scalars(select(Person).where(*here, Person.phone_digest == digest).limit(2)).all()
        return found_by_phone[0] if len(found_by_phone) == 1 else None
    if not draft.village_code:
        return None
    query = select(Person).where(*here, Person.area_code == draft.village_code, Person.name == found.who)
    by_name = turn.session.scalars(query.limit(2)).all()
    return by_name[0] if len(by_name) == 1 else None


def _follows(turn: Turn, person: Person) -> bool:
    query = select(exists().where(Identity.person_id == person.id, Identity.following))
    return bool(turn.session.scalar(query))

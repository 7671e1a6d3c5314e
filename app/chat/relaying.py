"""Whoever is on duty answers a villager in the chat: 「回 王奶奶 我马上打给您」 reaches them within WeChat's window."""

import re
from datetime import timedelta

from sqlalchemy import select

from app.chat.inbox import last_words
from app.chat.turn import Turn
from app.errors import NotFound, Refused
from app.events import EventRow, record
from app.intake.text.phones import without_phones
from app.outbox.actions import Notice, owe
from app.outbox.model import Lane, Notification
from app.patterns import regex
from app.people.events import HumanAnswered, HumanAsked
from app.people.model import Identity, Person, Role
from app.people.queries import duties_of, masked_phone_of
from app.review.actions import screen_of

ANSWER = regex(
    r"回复?(?:给| )*(?:h ?(?P<number>\d{1,9})(?!\d)[ :,]*|(?P<name>[\u4e00-\u9fff]{2,8})[ :,]+)(?P<said>\S.{0,399})",
    re.IGNORECASE | re.DOTALL,
)
WAITING = frozenset({"待回", "待回话", "谁找我"})
LAST_WORDS = 4
WINDOW = timedelta(hours=48, minutes=-5)
"""So long after a villager's last word WeChat carries a person's answer to them."""


def code_of(person: Person) -> str:
    """How somebody on duty calls a villager whose name is not known: H12."""
    return f"H{person.id:02d}"


def how_to_answer(person: Person) -> str:
    return f"在这里回「回 {code_of(person)} 您要说的话」，就转给他（她）。"


def heard(turn: Turn) -> str | None:
    """The answer of somebody on duty to a villager who asked for a person; ``None`` when this is none."""
    text = turn.text.strip()
    found = ANSWER.fullmatch(text)
    if (found is None and text not in WAITING) or not duties_of(turn.session, turn.person.id):
        return None
    asked = _who_asked(turn)
    if found is None:
        return _talks(turn, asked)
    called = [one for one in asked if _meant(one, found.group("number"), found.group("name"))]
    if not called and found.group("name"):
        return None  # 回老家 … is a need of their own
    if not called:
        raise NotFound(f"没有等您回话的 H{found.group('number')}。{_listed(asked)}")
    if len(called) > 1:
        raise Refused(f"叫{found.group('name')}的有{len(called)}位，请用号码回：{_listed(called)}")
    return _relayed(turn, called[0], _as_said(turn, found))


def _as_said(turn: Turn, found: re.Match[str]) -> str:
    """As it was typed: normalising keeps every position, so only what stood before is cut off."""
    led = len(turn.text) - len(turn.text.lstrip())
    return turn.said.text[led + found.start("said") : led + found.end("said")].strip()


def _who_asked(turn: Turn) -> list[Person]:
    """Those who asked for a person of late and of whom this one was told; the county desk answers for all."""
    lately = (EventRow.county == turn.person.county, EventRow.name == HumanAsked.__name__, EventRow.at > turn.now - WINDOW)
    rows = turn.session.execute(select(EventRow.actor_id, EventRow.data).where(*lately).order_by(EventRow.id.desc()).limit(200))
    told = {person: set(data["notification_ids"]) for person, data in rows if person}
    query = select(Notification.id).where(Notification.person_id == turn.person.id, Notification.kind == "human")
    mine = set(turn.session.scalars(query.order_by(Notification.id.desc()).limit(200)))
    desk = any(duty.role == Role.DISPATCHER for duty in duties_of(turn.session, turn.person.id))
    waiting = [person for person, ids in told.items() if desk or ids & mine]
    people = turn.session.scalars(select(Person).where(Person.id.in_(waiting), Person.erased_at.is_(None)))
    return sorted(people, key=lambda person: waiting.index(person.id))


def _meant(person: Person, number: str | None, name: str | None) -> bool:
    return person.id == int(number) if number else person.name == name


def _listed(people: list[Person]) -> str:
    if not people:
        return "现在没有群众等您回话。"
    return "等您回话的：" + "、".join(f"{code_of(one)} {one.name or '一位群众'}" for one in people[:6])


def _talks(turn: Turn, people: list[Person]) -> str:
    """待回: the last words of everybody who waits for an answer."""
    lines, screen = [], screen_of(turn.session, turn.person.county)
    for person in people[:4]:
        words = reversed(last_words(turn.session, person.id, LAST_WORDS))
        lines.append(f"{code_of(person)} {person.name or '一位群众'}：{screen.masked(without_phones(' / '.join(words)))[:110]}")
    return "\n".join([*lines, f"回话：回 {code_of(people[0])} 您要说的话"]) if people else _listed(people)


def _relayed(turn: Turn, person: Person, said: str) -> str:
    who = person.name or "这位群众"
    if not _within_window(turn, person):
        call = masked_phone_of(turn.session, person) or "没留电话"
        raise Refused(f"{who}两天没在这里说话了，微信送不到。请打电话（{call}）。")
    mine = turn.person.name or "值班的人"
    notice = Notice(
        county=turn.person.county,
        person_id=person.id,
        kind="answer",
        lane=Lane.URGENT,
        card={"thing1": mine, "thing2": said, "time3": turn.now, "thing4": "要回话请回：人工"},
        text=f"【{mine}回您】{said}\n要回话，请回「人工」再加上您的话。",
    )
    owe(turn.session, notice, now=turn.now)
    record(turn.session, HumanAnswered(county=person.county, at=turn.now, actor_id=turn.person.id, person_id=person.id))
    return f"已转给{who}。"


def _within_window(turn: Turn, person: Person) -> bool:
    spoken = select(Identity.spoke_at).where(Identity.person_id == person.id, Identity.following)
    return any(at is not None and turn.now - at < WINDOW for at in turn.session.scalars(spoken))

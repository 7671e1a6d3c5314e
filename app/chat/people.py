"""Handing a talk to a person: 人工, 投诉, and whoever was not understood three times in a day."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.chat import words
from app.chat.draft import SAFETY
from app.chat.inbox import last_words
from app.chat.relaying import code_of, how_to_answer
from app.chat.turn import Turn
from app.clock import in_shanghai
from app.events import EventRow, record
from app.intake.text.phones import without_phones
from app.outbox.actions import Notice, owe
from app.outbox.model import Lane
from app.people.duty import on_duty
from app.people.events import HumanAnswered, HumanAsked
from app.people.model import Person, Role
from app.people.queries import masked_phone_of
from app.places.queries import line_of
from app.review.actions import Said, screen_of, shown

AGAIN = "{at} 已经请值班的人来看您说的话了，请再等等。\n{safety}"
AGAIN_AFTER = timedelta(minutes=10)
"""Nobody on duty is called by the same person more often."""
HELPS_A_DAY = 3
LAST_WORDS = 3


def help_once_more(turn: Turn, text: str) -> str:
    """Help, but at most three times a day; then a person."""
    today = f"{in_shanghai(turn.now):%Y-%m-%d}"
    if turn.talk.helps_on != today:
        turn.talk.helps_on, turn.talk.helps = today, 0
    turn.talk.helps += 1
    return text if turn.talk.helps <= HELPS_A_DAY else hand_over(turn, why="几次都没听懂他（她）的话")


def hand_over(turn: Turn, *, why: str, role: Role = Role.STATION_CHIEF) -> str:
    """Whoever is on duty nearest hears what was said, with the last few messages; once in ten minutes, but for complaints
    and whoever was answered meanwhile.
    """
    last = None if role is Role.DISPATCHER else _last_time(turn)
    if last and turn.now - last < AGAIN_AFTER:
        return AGAIN.format(at=f"{in_shanghai(last):%H:%M}", safety=SAFETY)
    people = nearest_on_duty(turn.session, turn.person, role, now=turn.now)
    notices = [owe(turn.session, _notice(turn, person, why), now=turn.now) for person in people]
    if not people:
        return words.NOBODY_ON_DUTY.format(safety=SAFETY)
    turn.session.flush()
    told = [notice.id for notice in notices]
    asked = HumanAsked(county=turn.person.county, at=turn.now, actor_id=turn.person.id, notification_ids=told)
    record(turn.session, asked)
    return words.TO_A_PERSON.format(who="、".join(person.name or "值班的人" for person in people[:2]), safety=SAFETY)


def complain(turn: Turn, about: str) -> str:
    """投诉: the county desk hears of it, as somebody may read it."""
    said = Said(county=turn.person.county, kind="complaint", person_id=turn.person.id)
    why = f"投诉：{shown(turn.session, said, about, now=turn.now)}"[:60]
    return hand_over(turn, why=why, role=Role.DISPATCHER)


def _last_time(turn: Turn) -> datetime | None:
    lately = (EventRow.county == turn.person.county, EventRow.at > turn.now - AGAIN_AFTER)
    mine = (EventRow.name == HumanAsked.__name__, EventRow.actor_id == turn.person.id)
    last = turn.session.scalars(select(EventRow.at).where(*lately, *mine).order_by(EventRow.id.desc()).limit(1)).first()
    answers = select(EventRow.data).where(*lately, EventRow.name == HumanAnswered.__name__, EventRow.at >= (last or turn.now))
    answered = any(data["person_id"] == turn.person.id for data in turn.session.scalars(answers))
    return None if answered else last


def nearest_on_duty(session: Session, who: Person, role: Role, *, now: datetime) -> list[Person]:
    """Whoever is on duty in this role where they live; nobody there: the next role above."""
    areas = line_of(session, who.area_code) if who.area_code else []
    codes = [code for area in areas for code in (area.code, area.served_by) if code] or [f"{who.county}000000"]
    for rung in (role, Role.TOWN_HEAD, Role.DISPATCHER):
        found = on_duty(session, who.county, codes, rung, now=now)
        if found:
            return found
    return []


def _notice(turn: Turn, person: Person, why: str) -> Notice:
    before = last_words(turn.session, turn.person.id, LAST_WORDS)
    screen = screen_of(turn.session, turn.person.county)
    said = screen.masked(without_phones(" / ".join([*reversed(before), turn.said.text])))
    who = f"{turn.person.name or '一位群众'}（{masked_phone_of(turn.session, turn.person) or '没留电话'}）"
    return Notice(
        county=turn.person.county,
        person_id=person.id,
        kind="human",
        lane=Lane.URGENT,
        card={
            "thing1": turn.person.name or "一位群众",
            "thing2": why,
            "thing3": screen.masked(without_phones(before[0] if before else "")) or "没有文字",
            "thing4": f"回话请发：回 {code_of(turn.person)} …",
        },
        text=f"【请联系群众】{who}：{why}\n他（她）说：{said[:300]}\n{how_to_answer(turn.person)}",
    )

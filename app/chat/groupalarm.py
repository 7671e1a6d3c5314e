"""An emergency inside a pasted group talk: the number first, and whoever is on duty there hears of it once."""

from datetime import datetime, timedelta

from app.chat import seen, words
from app.chat.found import from_emergency
from app.chat.turn import Turn
from app.events import record
from app.intake.groups.findings import Emergency, Transcript
from app.intake.text.phones import without_phones
from app.outbox.actions import Notice, owe
from app.outbox.model import Lane
from app.people.duty import on_duty
from app.people.events import HumanAsked
from app.people.model import Person, Role
from app.places.model import Area
from app.places.queries import line_of

FRESH = timedelta(hours=12)
"""What was said longer ago is listed, but nobody is woken for it."""
WORRIES = 2


def raised(turn: Turn, read: Transcript, home: Area | None) -> list[str]:
    """The first lines of the reply, and the notices to whoever is on duty; nothing for what was told on before."""
    by_number = {message.number: message for message in read.messages}
    now = [one for one in read.emergencies if _recent(turn, one.at)]
    told_on = [seen.Line(f"told on {one.speaker}", by_number[one.messages[0]].text, one.at) for one in now]
    marks = seen.marks(turn.session, turn.person.county, told_on)
    fresh = [(one, mark) for one, mark in zip(now, marks, strict=True) if not mark.seen]
    lines = _numbers([one for one, _ in fresh])
    for one, mark in fresh:
        if seen.claim(turn.session, turn.person.county, mark.digest, said_at=one.at, now=turn.now):
            lines.append(_tell(turn, one, home))
    worries = [one for one in read.worries if _recent(turn, by_number[one.messages[0]].at)]
    return [*lines, *(f"请看一眼，{one.speaker[:10]}说：「{one.said[:24]}」，有人有危险吗？" for one in worries[:WORRIES])]


def _recent(turn: Turn, at: datetime | None) -> bool:
    return at is None or turn.now - at < FRESH


def _numbers(emergencies: list[Emergency]) -> list[str]:
    numbers = dict.fromkeys(number for one in emergencies for number in one.numbers)
    return [words.NUMBERS_FIRST.get(number, f"现在请马上打 {number}！") for number in numbers]


def _tell(turn: Turn, one: Emergency, home: Area | None) -> str:
    found = from_emergency(turn, one, digest="", home=home)
    people = _on_duty(turn, found.draft.village_code)
    said = without_phones(one.said)[:200]
    where = found.draft.place or "地点没说"
    notices = [
        owe(turn.session, _notice(turn, person, f"{one.speaker}在群里：{said}", where), now=turn.now) for person in people
    ]
    turn.session.flush()
    told = [notice.id for notice in notices]
    record(
        turn.session,
        HumanAsked(county=turn.person.county, at=turn.now, actor_id=turn.person.id, notification_ids=told),
    )
    names = "、".join(dict.fromkeys(person.name or "值班的人" for person in people))
    who = f"已通知{names}" if people else "现在没有别的人值班，请一定打电话"
    return f"{one.speaker[:10]}：「{said[:40]}」（{where}）。{who}。"


def _on_duty(turn: Turn, village_code: str | None) -> list[Person]:
    """The village's and the township's, else the county desk; whoever pasted it knows already."""
    areas = line_of(turn.session, village_code) if village_code else []
    codes = [code for area in areas for code in (area.code, area.served_by) if code] or [f"{turn.person.county}000000"]
    people: dict[int, Person] = {}
    for role in (Role.STATION_CHIEF, Role.TOWN_HEAD, Role.DISPATCHER):
        people |= {person.id: person for person in on_duty(turn.session, turn.person.county, codes, role, now=turn.now)}
    return [person for person in people.values() if person.id != turn.person.id]


def _notice(turn: Turn, person: Person, said: str, where: str) -> Notice:
    return Notice(
        county=turn.person.county,
        person_id=person.id,
        kind="human",
        lane=Lane.URGENT,
        card={"thing1": where, "thing2": "群里有人说有危险", "thing3": said, "thing4": "请马上联系核实"},
        text=f"【紧急】群里有人说有危险（{where}）：\n{said}\n{turn.person.name or '一位群众'}转来，请马上联系核实。",
    )

"""Voices in the chat: who listens, what was heard, and what somebody on duty writes down for whoever spoke."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.chat import words
from app.chat.commands import Command, Verb, parse
from app.chat.people import nearest_on_duty
from app.chat.said import Kind
from app.chat.station import scopes
from app.chat.turn import Turn
from app.clock import in_shanghai
from app.errors import NotAllowed, Refused
from app.events import record
from app.outbox.actions import Notice, owe
from app.outbox.model import Lane
from app.patterns import regex
from app.people.events import HumanAsked
from app.people.model import Person, Role
from app.people.queries import masked_phone_of
from app.voices.actions import called, keep, write_down
from app.voices.model import Hearing, Voice
from app.voices.queries import answers_for, path_of, to_listen, waiting_of

FETCHED = "service"
"""The app whose recordings can be fetched; elsewhere the villager is asked to type."""
STILL_AN_ANSWER = timedelta(minutes=2)
ANSWERS = frozenset({Verb.DIGIT, Verb.YES, Verb.ACCEPT, Verb.DECLINE, Verb.CANCEL})
ONE_BY_ONE = 5
"""So many voices of one person wait at most with a notice each; more are only on the list."""
SHOWN = 8
HEARD = 60
"""Characters of what was heard that are said back."""
BEFORE_THE_WORDS = regex(r"^\D{0,8}\d{1,12}[\s:：,，。、]*")
EXAMPLE = "请带上编号和他说的话，比如「听写 {code} 我家水管漏水」。"


def taken(turn: Turn) -> str | None:
    """The answer to a voice that has no words yet, or whose words come too late; ``None``: they are taken as if typed."""
    if not turn.text.strip():
        return _received(turn)
    return words.VOICE_TOO_LATE if _answers_too_late(turn) else None


def _received(turn: Turn) -> str:
    """A voice without words: kept to be fetched, and the villager hears at once who listens."""
    said = turn.said
    if said.app != FETCHED:
        return words.VOICE_ELSEWHERE
    if not (said.sent_media_id or said.media_id):
        return words.VOICE_EMPTY
    media_ids = (said.sent_media_id or said.media_id, said.media_id)
    voice = keep(turn.session, turn.person, app=said.app, media_ids=media_ids, at=said.at, now=turn.now)
    if turn.aids.listens:
        return words.VOICE_LISTENING
    waiting = waiting_of(turn.session, turn.person.id)
    if waiting >= ONE_BY_ONE:
        voice.move(Hearing.WITH_DUTY)
        return words.VOICE_MORE.format(code=voice.code, count=waiting)
    told = hand_over(turn.session, voice, turn.person, now=turn.now)
    return words.VOICE_WITH.format(code=voice.code, who=told) if told else words.VOICE_NOBODY.format(code=voice.code)


def hand_over(session: Session, voice: Voice, who: Person, *, now: datetime) -> str:
    """Whoever is on duty nearest is asked to listen; their names, ``''`` when there is nobody."""
    voice.move(Hearing.WITH_DUTY)
    listeners = nearest_on_duty(session, who, Role.STATION_CHIEF, now=now)
    told = [owe(session, _notice(session, voice, who, listener), now=now) for listener in listeners]
    if told:
        session.flush()
        numbers = [one.id for one in told]
        record(session, HumanAsked(county=voice.county, at=now, actor_id=who.id, notification_ids=numbers))
    return "、".join(one.name or "值班的人" for one in listeners[:2])


def _notice(session: Session, voice: Voice, who: Person, listener: Person) -> Notice:
    name = who.name or "一位群众"
    phone = masked_phone_of(session, who) or "没留电话"
    return Notice(
        county=voice.county,
        person_id=listener.id,
        kind="voice",
        lane=Lane.URGENT,
        card={
            "character_string1": voice.code,
            "thing2": name,
            "time3": f"{in_shanghai(voice.said_at):%Y年%m月%d日 %H:%M}",
            "thing4": "点开听，把话写给我们",
        },
        text=(
            f"【请听语音 {voice.code}】{name}（{phone}）{in_shanghai(voice.said_at):%m月%d日 %H:%M}说的。\n"
            f"听完请回「听写 {voice.code} 他说的话」，就按他的话办，结果告诉他。"
        ),
        path=path_of(session, voice, listener.id),
    )


def _answers_too_late(turn: Turn) -> bool:
    """A bare 「好」 or 「1」 that was understood much later: something else may have been asked since."""
    if turn.now - turn.said.at <= STILL_AN_ANSWER:
        return False
    command = parse(turn.text)
    return command is not None and command.verb in ANSWERS and not command.code


def told_what_was_heard(turn: Turn, reply: str) -> str:
    """A reply to spoken words says which; the number to call still stands first."""
    said = turn.said
    if said.kind is not Kind.VOICE or not said.text.strip() or turn.person.erased_at:
        return reply
    quoted = said.text.strip()
    quoted = quoted if len(quoted) <= HEARD else f"{quoted[:HEARD]}…"
    heard = f"{f'{said.written_by}听了您的语音' if said.written_by else '听到您说'}：「{quoted}」"
    if reply.startswith(("现在请马上打", "请马上打")):
        return f"{reply}\n{heard}"
    return f"{heard}\n{reply}"


def written_down(turn: Turn, command: Command) -> str:
    """听写 V12 …: taken as the villager's own words; without more, the voices that wait for somebody."""
    if not command.code:
        return _waiting(turn)
    scopes(turn)  # whoever holds no post hears that the word is not for them
    voice = called(turn.session, turn.person.county, command.code)
    if not answers_for(turn.session, voice, turn.person.id):
        raise NotAllowed(f"{voice.code} 不是您管的地方的人说的。")
    said = BEFORE_THE_WORDS.sub("", turn.said.text.strip(), count=1).strip("「」“” ")
    if not said:
        raise Refused(EXAMPLE.format(code=voice.code))
    write_down(turn.session, voice, said, by=turn.person.id, now=turn.now)
    who = turn.session.get_one(Person, voice.person_id)
    return f"{voice.code} 记下了，就当{who.name or '他（她）'}自己说的去办，也会告诉本人。谢谢您！"


def _waiting(turn: Turn) -> str:
    found = to_listen(turn.session, turn.person.county, scopes(turn), limit=SHOWN + 1)
    if not found:
        return "没有等着听的语音。"
    base = "点开通知里的链接就能听。"
    lines = [f"{voice.code} {who.name or '一位群众'} {in_shanghai(voice.said_at):%m月%d日 %H:%M}" for voice, who in found]
    more = "\n……后面还有" if len(lines) > SHOWN else ""
    return "等着听的语音：\n" + "\n".join(lines[:SHOWN]) + f"{more}\n{base}{EXAMPLE.format(code=found[0][0].code)}"

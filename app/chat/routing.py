"""Whose turn is it: from what was said and where the talk stands to the one page that answers."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from app.chat import (
    alarm,
    asides,
    behalf,
    closing,
    correcting,
    details,
    hearing,
    joining,
    mine,
    ordering,
    passing,
    pasting,
    people,
    plain,
    relaying,
    station,
    voices,
    volunteering,
    watch,
    words,
)
from app.chat.answers import COMMANDS, help_for
from app.chat.commands import Command, Verb, parse
from app.chat.draft import SAFETY
from app.chat.said import Kind
from app.chat.turn import Stage, Turn
from app.dispatch.queries import latest_open
from app.intake.reading import Danger, Intent, Reading
from app.orders.model import Order
from app.orders.queries import awaiting_rating
from app.people.actions import learn_home
from app.people.queries import volunteer_of
from app.places.queries import villages_of

ASIDES = frozenset({Stage.IDLE, Stage.ORDERING})
"""Where a question about the service itself may be put in between."""
DOUBLE_PRESS = timedelta(seconds=15)
MENU = {"ORDER": "帮助", "MINE": "我的订单", "JOIN": "我要当志愿者", "TASKS": "我的任务", "HUMAN": "人工"}
"""The keys of the service account's menu buttons and the words they stand for."""


def reply_to(turn: Turn) -> str:
    if turn.said.kind in {Kind.FOLLOW, Kind.SCAN}:
        return welcome(turn)
    if turn.said.kind is Kind.LOCATION:
        return _located(turn)
    if turn.said.kind is Kind.IMAGE and (photo := closing.photographed(turn)):
        return photo
    if turn.said.kind is Kind.VOICE and (answer := voices.taken(turn)):
        return answer
    if not turn.text.strip() or turn.said.kind in OTHER_KINDS:
        return (OTHER_KINDS | WORDLESS).get(turn.said.kind, words.NOT_UNDERSTOOD)
    text = MENU.get(turn.text, turn.text)
    relayed = relaying.heard(turn) or pasting.heard(turn)
    if relayed:
        return relayed
    answered = alarm.answered(turn, text.strip()) if turn.stage is not Stage.JOINING else None
    if answered is None and turn.stage is Stage.IDLE:
        answered = alarm.taken_back(turn)
    if answered:
        return f"{answered}\n{ordering.resume(turn)}" if turn.stage is Stage.ORDERING else answered
    idle = turn.stage is Stage.IDLE
    free = (volunteering.told_free(turn, text) or correcting.handed_on(turn)) if idle else None
    if free:
        return free
    ordered = behalf.heard(turn, text) if turn.stage is not Stage.JOINING else None
    if ordered:
        return ordered
    command = volunteering.meant(turn, parse(text) or parse(turn.wording.usual(text)))
    reading = None if command else hearing.heard(turn)
    if reading and reading.danger is Danger.HARD:
        return alarm.raised(turn, reading, turn.said.text)
    detail = (details.answered(turn) or station.about_person(turn)) if command is None else None
    if detail:
        return detail
    asking = reading is not None or (command is not None and command.verb is Verb.HELP)
    aside = asides.answered(turn) if asking and turn.stage in ASIDES else None
    if aside:
        return ordering.back_to(turn, aside) if turn.stage is Stage.ORDERING else aside
    passed = None if command else passing.heard(turn)
    if passed:
        return f"{passed}\n{ordering.resume(turn)}" if turn.stage is Stage.ORDERING else passed
    before = turn.stage
    reply = (reading and alarm.more_about(turn, reading)) or _ordinary(turn, command, reading)
    if before is Stage.ORDERING and turn.stage is Stage.ORDERING and reading and reading.intent in ordering.ELSEWHERE:
        reply = ordering.back_to(turn, reply)
    if before not in {Stage.ORDERING, Stage.IDLE} and turn.stage is Stage.ORDERING and not _just_begun(turn, reading):
        reply += "" if turn.person.erased_at else f"\n{ordering.resume(turn)}"
    doubtful = reading is not None and reading.danger is Danger.PROMPT and not _harmless(turn)
    return f"{reply}\n{alarm.ask(turn)}" if doubtful else reply


def _ordinary(turn: Turn, command: Command | None, reading: Reading | None) -> str:
    return _in_stage(turn, command, reading) or (_obey(turn, command) if command else _understood(turn, reading))


def _harmless(turn: Turn) -> bool:
    """Words of which it is plain what they are about, however they sound by themselves."""
    return correcting.nothing_else(turn.text) or passing.only_on_the_way(turn.text) or plain.only_hurries(turn.text)


def _just_begun(turn: Turn, reading: Reading | None) -> bool:
    """Whether the draft now talked about came with this very message."""
    return bool(reading and _is_a_need(reading))


def _is_a_need(reading: Reading) -> bool:
    return reading.intent is Intent.REQUEST and bool(reading.requests and reading.requests[0].category)


OTHER_KINDS = {
    Kind.IMAGE: words.PICTURE,
    Kind.VIDEO: words.PICTURE,
    Kind.LINK: words.LINK,
    Kind.UNSUPPORTED: words.STICKER,
}
WORDLESS = {Kind.RECORD: words.NO_WORDS}


def welcome(turn: Turn) -> str:
    return words.WELCOME.format(centre=turn.book.spec.centre.name, village=_a_village(turn))


def _a_village(turn: Turn) -> str:
    return next((place.name for place in turn.lexicon.places if place.level == "village"), "某某村")


def _in_stage(turn: Turn, command: Command | None, reading: Reading | None) -> str | None:
    """An answer to the question last asked; ``None`` when this message is about something else."""
    if command and command.verb is Verb.DIGIT and turn.stage is not Stage.RATING:
        answered = _newer_question(turn, command)
        if answered:
            return answered
    if turn.stage in SIDE_QUESTIONS and _is_over(turn, reading):
        turn.forget()
    if turn.stage is Stage.ORDERING and (stars := mine.stars_in(turn.text)) and (done := _to_be_rated(turn)):
        return f"{mine.rate(turn, done, stars, turn.text)}\n{ordering.resume(turn)}"
    direct = command is None or command.verb in {Verb.DIGIT, Verb.YES, Verb.CANCEL}
    if turn.stage is Stage.BEHALF:
        return behalf.picked(turn, command)
    if turn.stage is Stage.LEAVING:
        return mine.leaving(turn, command)
    if turn.stage is Stage.PASSING:
        return passing.pressed(turn, command)
    if turn.stage is Stage.RATING and direct:
        return mine.after_low_rating(turn, command)
    if turn.stage is Stage.JOINING and direct:
        return joining.go_on(turn, command)
    if turn.stage is Stage.PASTED and direct:
        return pasting.pressed(turn, command)
    if turn.stage is Stage.ORDERING and direct:
        return ordering.go_on(turn, command, reading)
    return None


SIDE_QUESTIONS = frozenset({Stage.RATING, Stage.LEAVING, Stage.JOINING})


def _is_over(turn: Turn, reading: Reading | None) -> bool:
    """A side question that has waited too long, or is passed over for a need, is not asked any more."""
    need = reading is not None and _is_a_need(reading) and not _is_the_answer(turn, reading)
    return need or turn.now - turn.talk.updated_at > mine.STALE


def _is_the_answer(turn: Turn, reading: Reading) -> bool:
    """What sounds like a need was asked for: 修水管 is a skill, 「灯还是不亮」 is what was wrong with the order just rated."""
    memory = turn.talk.memory
    if turn.stage is Stage.JOINING:
        return bool(memory.get("step") == "skills") or joining.names_a_skill(turn)
    if turn.stage is not Stage.RATING or "why" in memory:
        return False
    return turn.session.get_one(Order, memory["order"]).item_code == reading.requests[0].category


def _newer_question(turn: Turn, command: Command) -> str | None:
    """A bare digit answers whatever was asked last: a card here, an offer, or a rating."""
    asked_here = turn.talk.updated_at if turn.stage is not Stage.IDLE else None
    offered = latest_open(turn.session, turn.person.id) if turn.ties.volunteer else None
    done = _to_be_rated(turn)
    questions = {
        "here": asked_here,
        "offer": offered[0].offered_at if offered and command.rest in {"1", "2"} else None,
        "rating": done.done_at if done and command.rest in {"1", "2", "3", "4", "5"} else None,
    }
    asked = [(at, name == "here", name) for name, at in questions.items() if at]
    asked_at, _, newest = max(asked, default=(None, False, None))
    if newest in {"offer", "rating"} and asked_at and _pressed_twice(turn, asked_at):
        return words.PRESSED_TWICE
    if newest == "offer" and offered:
        turn.talk.answered_at = turn.now
        verb = Verb.ACCEPT if command.rest == "1" else Verb.DECLINE
        return volunteering.answer(turn, Command(verb, code=offered[1].code))
    if newest == "rating" and done:
        turn.talk.answered_at = turn.now
        return mine.rate(turn, done, int(command.rest))
    return words.ALL_WELL if command.rest == "0" and turn.stage is Stage.IDLE else None


def _to_be_rated(turn: Turn) -> Order | None:
    return awaiting_rating(turn.session, turn.person.id) if turn.ties.orders else None


def _pressed_twice(turn: Turn, asked_at: datetime) -> bool:
    """A second press in the same moment was meant for the question before, which it has answered already."""
    answered_at = turn.talk.answered_at
    return bool(answered_at and asked_at < answered_at and turn.now - answered_at < DOUBLE_PRESS)


def _obey(turn: Turn, command: Command) -> str:
    done = _to_be_rated(turn) if command.verb is Verb.YES else None
    if done:
        return mine.rate(turn, done, 4, turn.text)
    answer = COMMANDS.get(command.verb)
    offerable = turn.ties.volunteer and command.verb is Verb.DIGIT and command.rest in {"1", "2"}
    again = plain.digit(turn, command.rest) if command.verb is Verb.DIGIT else None
    if again:
        return again
    if offerable and volunteer_of(turn.session, turn.person.id):
        return words.NOTHING_OFFERED
    return answer(turn, command) if answer else people.help_once_more(turn, words.NOT_UNDERSTOOD)


def _understood(turn: Turn, reading: Reading | None) -> str:
    if reading is None:
        return people.help_once_more(turn, words.NOT_UNDERSTOOD)
    about_own = watch.hint(turn) or plain.meant(turn, reading) or _rated_in_words(turn, reading)
    return about_own or passing.offered(turn, reading) or _by_intent(turn, reading)


def _rated_in_words(turn: Turn, reading: Reading) -> str | None:
    order = _to_be_rated(turn)
    rating = mine.rating_in_words(turn.text) if order else None
    if order is None or _is_a_need(reading) or reading.intent in {Intent.GREETING, Intent.STATUS}:
        return None
    if rating is None:
        return mine.ask_for_stars(order) if mine.ABOUT_RATING.search(turn.text) else None
    return mine.rate(turn, order, rating, turn.text)


def _by_intent(turn: Turn, reading: Reading) -> str:
    if reading.intent in {Intent.REQUEST, Intent.CONSULT, Intent.EMERGENCY} and reading.requests:
        return ordering.begin(turn, reading)
    if reading.intent is Intent.RESCHEDULE:
        return mine.change(turn, Command(Verb.CHANGE, rest=turn.text))
    if reading.intent is Intent.INFO and reading.requests:
        return _told_home(turn, reading)
    answer = INTENTS.get(reading.intent)
    return answer(turn) if answer else people.help_once_more(turn, words.NOT_UNDERSTOOD)


INTENTS: Mapping[Intent, Callable[[Turn], str]] = {
    Intent.STATUS: lambda turn: mine.progress(turn, Command(Verb.PROGRESS)),
    Intent.CANCEL: lambda turn: mine.cancel(turn, Command(Verb.CANCEL)),
    Intent.CONFIRM: lambda turn: plain.yes(turn),
    Intent.THANKS: lambda _: words.THANKS,
    Intent.GREETING: lambda turn: people.help_once_more(turn, welcome(turn)),
    Intent.HELP: lambda turn: help_for(turn),
    Intent.COMPLAINT: lambda _: words.SORRY,
    Intent.ABUSE: lambda _: words.ABUSE,
    Intent.OUT_OF_SCOPE: lambda _: words.OUT_OF_SCOPE,
    Intent.OFFER: lambda turn: words.HELPS_ALREADY if turn.ties.volunteer else words.MAY_JOIN,
}


def _told_home(turn: Turn, reading: Reading) -> str:
    """A village and nothing else: where the person lives, if that is not known yet; otherwise ask what is needed."""
    request = reading.requests[0]
    if request.village_code and not turn.person.area_code:
        learn_home(turn.person, area_code=request.village_code)
        return f"记下了，您在{request.town}{request.village}。要人帮忙，直接说什么事、什么时候就行。\n{SAFETY}"
    return people.help_once_more(turn, words.NOT_UNDERSTOOD)


def _located(turn: Turn) -> str:
    """A shared position: the nearest village is the place of the draft, or the person's home."""
    if turn.said.lat is None or turn.said.lon is None:
        return words.NOT_UNDERSTOOD
    lat, lon = turn.said.lat, turn.said.lon
    villages = [one for one in villages_of(turn.session, turn.person.county) if one.lat is not None and one.lon is not None]
    nearest = min(villages, key=lambda one: (lat - (one.lat or 0)) ** 2 + (lon - (one.lon or 0)) ** 2, default=None)
    if nearest is None:
        return words.NOT_UNDERSTOOD
    return alarm.located(turn, nearest) or ordering.located(turn, nearest)

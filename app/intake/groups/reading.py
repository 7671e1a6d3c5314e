"""A pasted group talk, read: the needs in it with the right speaker, the lists, and whoever is in danger."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.intake.groups import remarks, signs
from app.intake.groups.cases import Utterance, lacking, shared, tells
from app.intake.groups.chains import is_chain, read_chains
from app.intake.groups.findings import Emergency, Need, Settled, Transcript
from app.intake.groups.ledger import VAGUE, Ledger, Reader
from app.intake.groups.listing import at_home, detailed, needs_of
from app.intake.groups.message import Message
from app.intake.groups.messages import cut
from app.intake.groups.villages import Villages
from app.intake.lexicon import Lexicon
from app.intake.reading import Danger, Reading, Request, read
from app.patterns import regex

FIRM = 0.65
"""The chance an item needs in a group talk to count."""

IN_A_ROW = timedelta(minutes=5)
LINES_IN_A_ROW = 5
_ONE = regex(r"[一1] ?[个名位人]")
SAYS_SOMETHING = 2
"""Shorter lines are not read: 早, 好, 1."""


def looks_pasted(text: str, *, now: datetime) -> bool:
    """Whether a message is a group talk or a list rather than somebody's own words: two headers at least, or a 接龙."""
    if is_chain(text):
        return True
    if text.count("\n") < 2 and "：" not in text and ":" not in text:
        return False
    pasted = cut(text, now=now)
    if any(is_chain(one.text) for one in pasted.messages):
        return True
    if len(pasted.messages) < 2:
        return bool(pasted.messages and pasted.messages[0].at and pasted.style == "two_lines")
    spoken = [one for one in pasted.messages if one.text]
    if pasted.style in {"dated", "first", "two_lines", "timed"}:
        return bool(spoken)
    if pasted.style != "inline":
        return len(spoken) >= 2
    return len({one.speaker for one in spoken}) >= 2 and len(spoken) >= 3


def read_transcript(text: str, *, now: datetime, lexicon: Lexicon) -> Transcript:
    """Reads a pasted talk of any length and content (the first 20,000 characters and 600 messages count); never raises on text.

    Relative words count from the time of their own message, or from ``now`` (aware) where the talk tells none. Pure.
    """
    pasted = cut(text, now=now)
    return read_messages(pasted.messages, now=now, lexicon=lexicon, title=pasted.title, style=pasted.style, cut_off=pasted.cut)


def read_messages(
    messages: Sequence[Message], *, now: datetime, lexicon: Lexicon, title: str = "", style: str = "", cut_off: bool = False
) -> Transcript:
    """The same for messages that came apart already, as a forwarded record brings them."""

    known: dict[tuple[str, datetime], Reading] = {}

    def reader(words: str, at: datetime | None) -> Reading:
        key = words, at or now
        if key not in known:
            known[key] = _firm(read(words, now=key[1], lexicon=lexicon))
        return known[key]

    ledger = Ledger(reader)
    for said in _utterances(messages, reader):
        ledger.take(said)
    chains = tuple(detailed(chain, reader) for chain in read_chains(messages))
    villages = Villages(lexicon, title, [one.speaker for one in messages])
    shared(ledger.cases)
    for case in ledger.cases:
        case.request = at_home(case.speaker, case.request, chains)
    emergencies = ledger.alarms.emergencies
    needs = [
        *(Need(one.speaker, one.request, "，".join(one.said), one.at, tuple(one.messages)) for one in ledger.cases if one.open),
        *needs_of(chains, messages, reader),
    ]
    villages.learn([*(need.request for need in needs), *(one.request for one in emergencies)])
    return Transcript(
        tuple(messages),
        tuple(sorted((_placed(need, villages) for need in needs), key=lambda need: need.messages[0])),
        chains,
        tuple(_located(one, villages) for one in emergencies),
        tuple(ledger.alarms.worries),
        tuple(ledger.offers),
        tuple(Settled(one.speaker, one.request, one.settled_by, tuple(one.messages)) for one in ledger.cases if not one.open),
        title,
        style,
        cut_off,
    )


def _firm(reading: Reading) -> Reading:
    """Nobody answers back in a group talk: an item that is only likely counts as none, and nothing is invented."""
    if reading.danger is Danger.HARD:
        return reading
    kept = (one for one in reading.requests if one.score >= VAGUE or tells(one))
    firm = (replace(one, category=None, category_name=None) if one.score < FIRM else one for one in kept)
    return replace(reading, requests=tuple(replace(one, people=_number_of(one)) for one in firm))


def _number_of(request: Request) -> int | None:
    """Among neighbours 来个人 is a way of speaking; one person is meant where one is said."""
    return None if request.people == 1 and not _ONE.search(request.what) else request.people


def _utterances(messages: Sequence[Message], reader: Reader) -> Iterator[Utterance]:
    row: list[Message] = []
    for message in messages:
        if row and not _goes_on(row, message):
            yield from _of_a_row(row, reader)
            row = []
        if len(message.text) >= SAYS_SOMETHING and not signs.says_nothing(message.text) and not is_chain(message.text):
            row.append(message)
    yield from _of_a_row(row, reader)


def _goes_on(row: Sequence[Message], message: Message) -> bool:
    last = row[-1]
    if message.speaker != last.speaker or len(row) >= LINES_IN_A_ROW or message.quoted or is_chain(message.text):
        return False
    return message.at is None or last.at is None or message.at - last.at <= IN_A_ROW


def _of_a_row(row: Sequence[Message], reader: Reader) -> Iterator[Utterance]:
    """One utterance, unless its lines are about different things: then one for each."""
    if not row:
        return
    apart = [_utterance([message], reader) for message in row]
    if len(apart) == 1 or _different(apart):
        yield from apart
        return
    yield _utterance(row, reader)


def _different(apart: Sequence[Utterance]) -> bool:
    items = {request.category for one in apart for request in one.reading.requests if request.category}
    alone = any(_stands_alone(one.text) for one in apart)
    return len(items) > 1 or alone or any(one.reading.danger is Danger.HARD for one in apart)


def _stands_alone(text: str) -> bool:
    """What is settled, offered, asked or put right, and must not be read as one with the lines before it."""
    settled = signs.settles(text) or signs.offers(text) or signs.tells_to_call(text)
    return settled or remarks.aside(text) or remarks.works_again(text) or bool(remarks.corrected(text))


def _utterance(row: Sequence[Message], reader: Reader) -> Utterance:
    text = "，".join(" ".join(message.text.split("\n")) for message in row)
    first = row[0]
    return Utterance(
        first.speaker,
        text,
        first.at,
        tuple(message.number for message in row),
        reader(text, first.at),
        tuple(name for message in row for name in message.mentions),
        first.quoted,
        first.quoted_speaker,
    )


def _placed(need: Need, villages: Villages) -> Need:
    if need.request.village or (need.request.group is None and need.request.category == "errand" and not need.request.phone):
        return need
    request = villages.placed(need.speaker, need.request)
    return replace(need, request=replace(request, missing=lacking(request)), inferred=request.village is not None)


def _located(one: Emergency, villages: Villages) -> Emergency:
    request = villages.placed(one.speaker, one.request)
    missing = tuple(slot for slot in one.request.missing if slot != "village" or request.village is None)
    return replace(one, request=replace(request, missing=missing))

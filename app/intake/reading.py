"""A villager's sentence, read: what it is for, whether somebody is in danger, and the needs it holds, with the reasons."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from dataclasses import dataclass, replace
from datetime import datetime

from app.intake.assemble import Found, alarm, assemble
from app.intake.danger.judge import Danger, Verdict, alarm_word, unreached, worry
from app.intake.danger.policy import DOUBTED, PAST_THANKS, WORRIED, settle
from app.intake.evidence import Evidence, persons, weigh
from app.intake.finding import find, untimed
from app.intake.intents import Facts, Intent, asks, decide, small_talk
from app.intake.items.match import NOTHING
from app.intake.learned.opinions import why as why_item
from app.intake.lexicon import Lexicon
from app.intake.packages import with_packages
from app.intake.places.groups import group_alone
from app.intake.request import Doubt, Known, Request
from app.intake.sharing import settle_leisure, share_times
from app.intake.split import Piece, split
from app.intake.text.masks import cover, hide
from app.intake.text.normalise import LIMIT
from app.intake.times.choosing import says_how_soon
from app.intake.visits import on_each_day

__all__ = ["Danger", "Doubt", "Intent", "Known", "Lexicon", "Reading", "Request", "read"]

_WITH_REQUESTS = {Intent.REQUEST, Intent.OFFER, Intent.INFO, Intent.RESCHEDULE, Intent.CONSULT, Intent.DENY}
_QUESTIONS = {"danger": "危险的字眼", "intent": "意图的字眼"}
_INCOMPLETE = {Intent.REQUEST, Intent.CONSULT}
_QUIET_INTENTS = {Intent.CONFIRM, Intent.GREETING, Intent.HELP, Intent.OFFER, Intent.CANCEL, Intent.RESCHEDULE, Intent.ABUSE}


@dataclass(frozen=True)
class Reading:
    """What one message says. ``numbers`` must be shown first when ``danger`` is hard; ``reasons`` are for people who ask why."""

    intent: Intent
    danger: Danger
    numbers: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """What a text says whoever wrote it: nearly all of the work, which needs no database and holds up nobody."""

    found: Found
    verdict: Verdict
    evidence: Evidence
    pieces: tuple[Piece, ...]

    def fits(self, text: str, now: datetime, lexicon: Lexicon) -> bool:
        return self.found.said == text[:LIMIT] and self.found.moment.now == now and self.found.lexicon is lexicon


def look(text: str, *, now: datetime, lexicon: Lexicon) -> Look:
    """The first and larger half of ``read``."""
    found = find(text[:LIMIT], now, lexicon, Known())
    evidence = weigh(found.covered, untimed(found))
    verdict = settle(evidence.verdict, evidence.on("danger"), evidence.on("call"), found.covered)
    pieces = (
        ()
        if verdict.danger is Danger.HARD
        else split(untimed(found), found.lexicon.item_index, found.times.wishes, found.covered)
    )
    return Look(found, verdict, evidence, pieces)


def read(
    text: str,
    *,
    now: datetime,
    lexicon: Lexicon,
    known: Known | None = None,
    why: bool = False,
    looked: Look | None = None,
) -> Reading:
    """Reads one message of any length and content (the first 2,000 characters count); never raises on text.

    ``now`` is aware; relative words count from it in Asia/Shanghai. Pure: no clock, no session, nothing is remembered.
    ``why`` adds to the reasons which features of the classifier spoke loudest. ``looked``: the look somebody has taken already.
    """
    seen = looked if looked and looked.fits(text, now, lexicon) else look(text, now=now, lexicon=lexicon)
    found, verdict, evidence = replace(seen.found, known=known or Known()), seen.verdict, seen.evidence
    if verdict.danger is Danger.HARD:
        reading = _emergency(found, verdict)
        return replace(reading, reasons=(*reading.reasons, *_loudest(evidence, "danger", "hard"))) if why else reading
    reading = _ordinary(found, verdict, evidence, seen.pieces)
    if not why:
        return reading
    said = (*_loudest(evidence, "danger", "hard"), *_loudest(evidence, "intent", reading.intent.value))
    items = tuple(f"事项的字眼: {loudest}" for request in reading.requests if (loudest := why_item(request.what)))
    return replace(reading, reasons=(*reading.reasons, *said, *items))


def _loudest(evidence: Evidence, question: str, answer: str) -> tuple[str, ...]:
    chance = evidence.on(question).of(answer)
    return (f"{_QUESTIONS[question]} {answer} {chance:.2f}: {evidence.why(question, answer)}",) if chance else ()


def _emergency(found: Found, verdict: Verdict) -> Reading:
    request = alarm(found, self_harm="12356" in verdict.numbers)
    return Reading(Intent.EMERGENCY, Danger.HARD, verdict.numbers, (request,), verdict.reasons)


def _ordinary(found: Found, verdict: Verdict, evidence: Evidence, pieces: tuple[Piece, ...]) -> Reading:
    over = [span for piece in pieces for span in piece.over]
    words = cover(untimed(found), over, " ")
    service = any(piece.match.sure for piece in pieces)
    likely = service or any(piece.match.code for piece in pieces)
    group = group_alone(found.covered) is not None
    answer = bool(group or found.places or found.phones.spans or found.times.wishes or found.contact or says_how_soon(words))
    heard = weigh(cover(found.covered, over, " "), words) if over else evidence  # what is over asks for nothing
    intent = decide(words, Facts(likely, answer, bool(found.times.wishes)), heard.on("intent"))
    requests = with_packages(found.lexicon.packages, _requests(found, intent, pieces))
    if intent is Intent.INFO and any(request.parts for request in requests):
        intent = Intent.REQUEST  # 「明天来份辅食」 tells no more than a time, but for the package
    planned = bool(found.times.wishes or found.phones.best)
    danger, doubt = _doubtful(
        hide(persons(found.covered)), verdict, intent, service=service, planned=planned, evidence=evidence
    )
    return Reading(intent, danger, (), requests, (*verdict.reasons, *doubt, *_reasons(found, pieces)))


def _requests(found: Found, intent: Intent, pieces: tuple[Piece, ...]) -> tuple[Request, ...]:
    if intent not in _WITH_REQUESTS:
        return ()
    if intent in (Intent.INFO, Intent.DENY, Intent.RESCHEDULE):
        pieces = (Piece(0, len(found.text), NOTHING if intent is not Intent.INFO else pieces[0].match),)
    alone = len(pieces) == 1
    requests = tuple(assemble(found, piece, alone=alone) for piece in pieces)
    if intent not in _INCOMPLETE:
        requests = tuple(replace(request, missing=()) for request in requests)
    if intent is Intent.DENY and not (found.places or found.phones.spans or found.times.wishes or group_alone(found.covered)):
        return ()
    return on_each_day(found, settle_leisure(found, share_times(found, pieces, requests)))


def _doubtful(
    text: str, verdict: Verdict, intent: Intent, *, service: bool, planned: bool, evidence: Evidence
) -> tuple[Danger, tuple[str, ...]]:
    """A lowered danger, or a worry about a person without a recognised service, is worth one question."""
    if verdict.danger is Danger.PROMPT and not _only_thanks(intent, evidence):
        return Danger.PROMPT, ()
    if intent in _QUIET_INTENTS:
        return Danger.NONE, ()
    silent = unreached(text)
    if silent:
        return Danger.PROMPT, (f"可能有人有危险: {silent}",)
    opinion = evidence.on("danger")
    if opinion.shares and opinion.of("hard", "prompt") < WORRIED:
        return Danger.NONE, ()
    planned = planned or asks(text)
    word = alarm_word(text, asked=planned)
    if word is None and not service:
        word = worry(text, planned=planned)
    if word is None and intent is Intent.CHITCHAT and not small_talk(text):
        word = "看不明白的话"
    return (Danger.PROMPT, (f"可能有人有危险: {word}",)) if word else (Danger.NONE, ())


def _only_thanks(intent: Intent, evidence: Evidence) -> bool:
    """Thanks, with no frame of danger (or one of the past) and no strong opinion of one: nothing is asked."""
    grave = evidence.on("danger").of("hard")
    least = {Danger.NONE: DOUBTED, Danger.PROMPT: PAST_THANKS, Danger.HARD: 0.0}[evidence.verdict.danger]
    return intent is Intent.THANKS and grave < least


def _reasons(found: Found, pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    items = [f"事项 {piece.match.code or '?'} {piece.match.score}: {'、'.join(piece.match.hits[:5])}" for piece in pieces]
    items += [f"另一件 {piece.match.code or '?'}: {'、'.join(piece.why)}" for piece in pieces if piece.why]
    places = [
        f"地点 {hit.how}: {found.text[hit.start : hit.end]} → {'/'.join(p.name for p in hit.places[:3])}"
        for hit in found.places
    ]
    times = [f"时间 {wish.when.kind}: {wish.when.words}" for wish in found.times.wishes]
    return (*items, *places, *times)

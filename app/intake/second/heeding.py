"""What a checked advice may change in a reading: fill what is empty, put a choice, and raise a danger to a question."""

from dataclasses import replace
from datetime import datetime

from app.intake.lexicon import Lexicon
from app.intake.reading import Danger, Reading, Request, read
from app.intake.request import Doubt
from app.intake.second.advice import Advice
from app.intake.second.asking import doubtful

WHY = "第二意见"


def heeded(reading: Reading, advice: Advice, *, lexicon: Lexicon, now: datetime) -> Reading:
    """The reading with the advice taken; a reading without doubt stays, and a danger is never lowered."""
    if reading.danger is Danger.NONE and advice.danger:
        reading = replace(reading, danger=Danger.PROMPT, reasons=(*reading.reasons, f"{WHY}: 可能有人有危险"))
    if not doubtful(reading):
        return reading
    request = _with_item(reading.requests[0], advice, lexicon)
    request = _with_place(request, advice, lexicon)
    request = _with_time(request, advice, lexicon, now)
    if request == reading.requests[0]:
        return reading
    return replace(reading, requests=(request,), reasons=(*reading.reasons, f"{WHY}: {request.category or '?'}"))


def _with_item(request: Request, advice: Advice, lexicon: Lexicon) -> Request:
    """The item where the reader had none; where it leaned to another one, both are put before the villager."""
    item = lexicon.item_of.get(advice.category or "")
    if item is None or item.code == request.category:
        return request
    candidates = tuple(dict.fromkeys([item.code, *filter(None, [request.category]), *request.candidates]))[:3]
    if request.category:
        missing = tuple(dict.fromkeys(["category", *request.missing]))
        return replace(request, category=None, category_name=None, candidates=candidates, missing=missing)
    return replace(
        request, category=item.code, category_name=item.name, candidates=candidates, missing=_without(request, "category")
    )


def _with_place(request: Request, advice: Advice, lexicon: Lexicon) -> Request:
    """A village where none was read: to be looked at on the card, as one that was only heard."""
    place = next((one for one in lexicon.places if one.code == advice.village_code), None)
    if place is None or request.village or request.village_code:
        return request
    name = f"{place.town_name}{place.name}"
    return replace(
        request,
        town=place.town_name,
        village=place.name,
        village_code=place.code,
        doubts=(*request.doubts, Doubt("village", "sounds_like", name, (name,))),
        missing=_without(request, "village"),
    )


def _with_time(request: Request, advice: Advice, lexicon: Lexicon, now: datetime) -> Request:
    """The quoted words alone, read by our own grammar."""
    if request.time_kind is not None or not advice.time_words:
        return request
    alone = read(advice.time_words, now=now, lexicon=lexicon)
    found = next((one for one in alone.requests if one.time_kind is not None), None)
    if found is None:
        return request
    return replace(
        request,
        time_start=found.time_start,
        time_end=found.time_end,
        time_kind=found.time_kind,
        whole_days=found.whole_days,
        time_words=found.time_words,
        recur=found.recur,
        missing=_without(request, "time"),
    )


def _without(request: Request, slot: str) -> tuple[str, ...]:
    return tuple(one for one in request.missing if one != slot)

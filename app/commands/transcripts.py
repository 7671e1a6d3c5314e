"""A read group talk as plain JSON values, for ``flask intake read --transcript``."""

from datetime import datetime
from typing import Any

from app.clock import in_shanghai
from app.commands.shown import request_shown
from app.intake.groups.chains import Chain, Entry
from app.intake.groups.findings import Emergency, Need, Offering, Transcript
from app.intake.reading import Request

OFFERED = ("category", "town", "village", "village_code", "group", "phone", "time_start", "time_end", "time_words")
ALARM = ("town", "village", "village_code", "group", "landmark", "contact", "phone", "for_whom", "missing")


def shown_transcript(read: Transcript) -> dict[str, Any]:
    """Messages, requests with their speakers, lists, emergencies, offers and what is settled."""
    return {
        "style": read.style,
        "title": read.title,
        "messages": [{"speaker": one.speaker, "at": _at(one.at), "text": one.text} for one in read.messages],
        "requests": [_need(need) for need in read.requests],
        "jielong": [_chain(chain) for chain in read.chains],
        "emergencies": [_emergency(one) for one in read.emergencies],
        "worries": [{"speaker": one.speaker, "said": one.said} for one in read.worries],
        "offers": [_offer(one) for one in read.offers],
        "resolved": [
            {"speaker": one.speaker, "by": one.by, "category": one.request.category, "what": one.request.what}
            for one in read.settled
        ],
    }


def _need(need: Need) -> dict[str, Any]:
    told = {"said": need.said, "at": _at(need.at), "messages": list(need.messages), "inferred_village": need.inferred}
    return {"speaker": need.speaker} | request_shown(need.request) | told


def _emergency(one: Emergency) -> dict[str, Any]:
    facts = {name: value for name, value in request_shown(one.request).items() if name in ALARM}
    return {"speaker": one.speaker, "numbers": list(one.numbers)} | facts | {"said": one.said, "at": _at(one.at)}


def _offer(one: Offering) -> dict[str, Any]:
    """With what, where and when it is offered, each ``None`` where it was not told."""
    facts = request_shown(one.request or Request())
    return {"speaker": one.speaker, "said": one.said, "to": one.to or None} | {name: facts[name] for name in OFFERED}


def _chain(chain: Chain) -> dict[str, Any]:
    return {
        "title": chain.title,
        "kind": chain.kind,
        "starter": chain.starter,
        "entries": [_entry(entry) for entry in chain.entries],
        "gone": list(chain.gone),
        "totals": [[name, count, unit] for (name, unit), count in chain.totals().items()],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    """The same for goods and sign-ups: ``items`` always, what else was told where it was."""
    items = [[good.name, good.count, good.unit] for good in entry.items]
    said: dict[str, Any] = {"no": entry.no, "name": entry.name, "items": items}
    if entry.for_whom != "self":
        said["for_whom"] = entry.for_whom
    more = {name: getattr(entry, name) for name in ("people", "village", "group", "phone", "note")}
    return said | {name: value for name, value in more.items() if value}


def _at(moment: datetime | None) -> str | None:
    return in_shanghai(moment).strftime("%Y-%m-%dT%H:%M") if moment else None

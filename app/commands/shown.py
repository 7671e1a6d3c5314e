"""A reading as plain JSON values, for ``flask intake read`` and for marking."""

from datetime import datetime
from typing import Any

from app.clock import SHANGHAI
from app.intake.reading import Reading, Request


def shown(reading: Reading, *, why: bool = False) -> dict[str, Any]:
    """A reading as plain JSON values; moments are local ISO to the minute, or dates when whole days are meant."""
    document: dict[str, Any] = {
        "intent": reading.intent.value,
        "numbers": list(reading.numbers),
        "danger": reading.danger.value,
        "requests": [request_shown(request) for request in reading.requests],
    }
    if why:
        document["reasons"] = list(reading.reasons)
    return document


def request_shown(request: Request) -> dict[str, Any]:
    return {
        "category": request.category,
        "category_name": request.category_name,
        "candidates": list(request.candidates),
        "time_start": _moment(request.time_start, whole=request.whole_days),
        "time_end": _moment(request.time_end, whole=request.whole_days),
        "time_kind": request.time_kind.value if request.time_kind else None,
        "time_words": request.time_words,
        "town": request.town,
        "village": request.village,
        "village_code": request.village_code,
        "group": request.group,
        "landmark": request.landmark,
        "contact": request.contact,
        "phone": request.phone,
        "urgency": request.urgency,
        "for_whom": request.for_whom,
        "people": request.people,
        "needs": list(request.needs),
        "recur": request.recur,
        "what": request.what,
        "missing": list(request.missing),
        "doubts": [{"slot": d.slot, "kind": d.kind, "words": d.words, "choices": list(d.choices)} for d in request.doubts],
    }


def _moment(moment: datetime | None, *, whole: bool) -> str | None:
    if moment is None:
        return None
    local = moment.astimezone(SHANGHAI)
    return local.date().isoformat() if whole else local.strftime("%Y-%m-%dT%H:%M")

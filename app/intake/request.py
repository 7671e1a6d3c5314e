"""One need as it was read: the villager's words and what they mean."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.intake.times.resolve import TimeKind

if TYPE_CHECKING:
    from app.intake.places.choose import Where


@dataclass(frozen=True)
class Doubt:
    """Something to ask about before it is believed: ``slot`` (village, town, group, phone, time), words said, choices.

    ``kind``: ``sounds_like`` (a village heard, not read), ``same_name`` (several villages), ``group`` (heard or too high),
    ``phone`` (wrong length), ``two_phones``, ``past_time``.
    """

    slot: str
    kind: str
    words: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What the profile or the dialogue already knows, so that it is neither asked again nor reported missing."""

    village_code: str | None = None
    phone: str | None = None
    contact: str | None = None
    category: str | None = None
    time: bool = False


@dataclass(frozen=True)
class Request:
    """One need. Moments are aware (Asia/Shanghai); ``whole_days`` when they mean dates (the end is then 23:59)."""

    category: str | None = None
    category_name: str | None = None
    candidates: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """Of a package: what it is made of."""
    score: float = 0.0
    time_start: datetime | None = None
    time_end: datetime | None = None
    time_kind: TimeKind | None = None
    whole_days: bool = False
    time_words: str = ""
    recur: str | None = None
    town: str | None = None
    village: str | None = None
    village_code: str | None = None
    group: int | None = None
    landmark: str | None = None
    contact: str | None = None
    phone: str | None = None
    urgency: str = "normal"
    for_whom: str = "self"
    people: int | None = None
    needs: tuple[str, ...] = ()
    what: str = ""
    missing: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def missing_of(request: Request, where: "Where", known: Known) -> tuple[str, ...]:
    """What a complete order still lacks, in the order in which to ask: item, village, town, time, phone (002-33)."""
    lacks = {
        "category": request.category is None and known.category is None,
        "village": request.village is None and known.village_code is None,
        "town": request.village is not None and request.village_code is None and len(where.candidates) > 1,
        "time": request.time_kind is None and not known.time,
        "phone": request.phone is None and known.phone is None,
    }
    return tuple(slot for slot, lacking in lacks.items() if lacking)


TIMES = ("time_start", "time_end", "time_kind", "whole_days", "time_words", "recur")
ITEM = ("category", "category_name", "candidates", "score")


def with_time_of(request: Request, other: Request) -> Request:
    """The request at the time of another."""
    return replace(request, **{name: getattr(other, name) for name in TIMES})


def with_item_of(request: Request, other: Request) -> Request:
    """The request for what another is about."""
    return replace(request, **{name: getattr(other, name) for name in ITEM})

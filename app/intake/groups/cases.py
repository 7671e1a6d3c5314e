"""A need on its way through a group talk: begun by one line, completed by others, perhaps settled before the end."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.intake.reading import Reading, Request
from app.intake.times.resolve import TimeKind

WINDOW = 30
"""So many messages later a word of the same speaker may still belong to the need."""
HOURS = timedelta(hours=6)
SHORT = 25
"""Up to so many characters a mere time is an answer, not a story."""


@dataclass
class Utterance:
    """One or several lines one person said in a row, read as one."""

    speaker: str
    text: str
    at: datetime | None
    numbers: tuple[int, ...]
    reading: Reading
    mentions: tuple[str, ...] = ()
    quoted: str = ""
    quoted_speaker: str = ""


@dataclass
class Case:
    speaker: str
    request: Request
    said: list[str]
    at: datetime | None
    messages: list[int]
    open: bool = True
    helpers: set[str] = field(default_factory=set)
    settled_by: str = ""

    def near(self, said: Utterance) -> bool:
        """Whether a word said now may still be about this."""
        if said.numbers[0] - self.messages[-1] > WINDOW:
            return False
        return self.at is None or said.at is None or said.at - self.at <= HOURS

    def add(self, said: Utterance, request: Request) -> None:
        self.request = completed(self.request, request, said.text)
        self.said.append(said.text)
        self.messages.extend(said.numbers)


def tells(request: Request) -> bool:
    """Whether there is something in it that a need can lack."""
    return bool(request.village or request.group or request.phone or request.contact or request.time_kind or request.landmark)


def completed(request: Request, more: Request, words: str) -> Request:
    """The request with what was said later: a later place, time or phone counts, a name only where there was none."""
    changes: dict[str, object] = {}
    if more.village or more.group:
        changes |= {name: getattr(more, name) for name in ("group", "landmark") if getattr(more, name)}
        if more.village:
            changes |= {name: getattr(more, name) for name in ("village", "village_code", "town")}
            changes["group"] = more.group or (request.group if more.village == request.village else None)
    if more.phone:
        changes["phone"] = more.phone
    if more.contact and not request.contact:
        changes["contact"] = more.contact
    if more.time_kind and (request.time_kind in (None, TimeKind.ASAP) or tells_place(more) or len(words) <= SHORT):
        names = ("time_start", "time_end", "time_kind", "whole_days", "time_words", "recur")
        changes |= {name: getattr(more, name) for name in names}
    changes |= {
        name: getattr(more, name) for name in ("people", "landmark") if getattr(more, name) and not getattr(request, name)
    }
    if more.urgency in {"urgent", "emergency"}:
        changes["urgency"] = more.urgency
    if request.for_whom == "self" and more.for_whom != "self":
        changes["for_whom"] = more.for_whom
    if request.category is None and more.category:
        changes |= {name: getattr(more, name) for name in ("category", "category_name", "candidates", "score")}
    doubts = {(doubt.slot, doubt.words): doubt for doubt in (*request.doubts, *more.doubts)}
    needs = tuple(dict.fromkeys((*request.needs, *more.needs)))
    found = replace(request, **changes, doubts=tuple(doubts.values()), needs=needs)  # type: ignore[arg-type]
    return replace(found, missing=lacking(found))


def tells_place(request: Request) -> bool:
    return bool(request.village or request.group or request.phone)


def lacking(request: Request) -> tuple[str, ...]:
    """What a complete order still needs, in the order of asking (002-33)."""
    wanted = {
        "category": request.category,
        "village": request.village,
        "town": request.village_code or not request.village,
        "time": request.time_kind,
        "phone": request.phone,
    }
    return tuple(name for name, value in wanted.items() if not value)

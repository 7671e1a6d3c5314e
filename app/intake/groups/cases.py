"""A need on its way through a group talk: begun by one line, completed by others, perhaps settled before the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.intake.groups import remarks, signs
from app.intake.reading import Reading, Request
from app.intake.request import ITEM, TIMES
from app.intake.times.resolve import TimeKind
from app.patterns import regex

WINDOW = 30
"""So many messages later a word of the same speaker may still belong to the need."""
RECENT = 12
"""So many messages back an offer, an alarm or a settled matter may speak of."""
ANSWERS = 6
"""So many messages after a need somebody else may be answering it."""
HOURS = timedelta(hours=6)
AT_HOME = frozenset({"self", "child", "spouse"})
_NAMES_A_DAY = regex(r"天(?!黑|亮)|号|日|周|礼拜|星期|明|后儿|今|初|月|早起|赶|末|年|节")
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
    helpers: list[str] = field(default_factory=list)
    """Who offered to help, in their order."""
    heard: list[str] = field(default_factory=list)
    """Who spoke after it, in their order."""
    settled_by: str = ""
    asked_when: bool = False
    """Whether somebody has asked for the time of it."""

    def near(self, said: Utterance) -> bool:
        """Whether a word said now may still be about this."""
        if said.numbers[0] - self.messages[-1] > WINDOW:
            return False
        return self.at is None or said.at is None or said.at - self.at <= HOURS

    def hear(self, said: Utterance) -> None:
        """Somebody else speaks: perhaps the answer."""
        if self.open and said.speaker != self.speaker and said.numbers[0] - self.messages[-1] <= ANSWERS:
            self.heard.append(said.speaker)
            self.asked_when = self.asked_when or remarks.asks_when(said.text)

    def add(self, said: Utterance, request: Request) -> None:
        self.request = completed(self.request, request, said.text, asked_when=self.asked_when)
        self.said.append(said.text)
        self.messages.extend(said.numbers)


def tells(request: Request) -> bool:
    """Whether there is something in it that a need can lack."""
    return bool(request.village or request.group or request.phone or request.contact or request.time_kind or request.landmark)


def completed(request: Request, more: Request, words: str, *, asked_when: bool = False) -> Request:
    """The request with what was said later: a later place, time or phone counts, a name only where there was none."""
    changes: dict[str, object] = {}
    if (more.village or more.group) and not _of_others(request, more, words):
        changes |= {name: getattr(more, name) for name in ("group", "landmark") if getattr(more, name)}
        if more.village:
            changes |= {name: getattr(more, name) for name in ("village", "village_code", "town")}
            changes["group"] = more.group or (request.group if more.village == request.village else None)
    if more.phone:
        changes["phone"] = more.phone
    if more.contact and not request.contact and not remarks.speaks_to(words, more.contact):
        changes["contact"] = more.contact
    changes |= _later_time(request, more, words, asked=asked_when)
    changes |= {
        name: getattr(more, name) for name in ("people", "landmark") if getattr(more, name) and not getattr(request, name)
    }
    if more.urgency in {"urgent", "emergency"}:
        changes["urgency"] = more.urgency
    if request.for_whom == "self" and more.for_whom != "self":
        changes["for_whom"] = more.for_whom
    if request.category is None and more.category:
        changes |= {name: getattr(more, name) for name in ITEM}
    doubts = {(doubt.slot, doubt.words): doubt for doubt in (*request.doubts, *more.doubts)}
    needs = tuple(dict.fromkeys((*request.needs, *more.needs)))
    found = replace(request, **changes, doubts=tuple(doubts.values()), needs=needs)  # type: ignore[arg-type]
    return replace(found, missing=lacking(found))


def _later_time(request: Request, more: Request, words: str, *, asked: bool) -> dict[str, object]:
    """A later time counts where it answers or nothing better is known; bare hours belong to the day that was said."""
    if not more.time_kind or not (asked or _tells_when(more, words)):
        return {}
    if request.time_kind not in (None, TimeKind.ASAP):
        if not (tells_place(more) or len(words) <= SHORT):
            return {}
        if _NAMES_A_DAY.search(request.time_words) and not _NAMES_A_DAY.search(more.time_words):
            return _hours_of_the_day(request, more)
    return {name: getattr(more, name) for name in TIMES}


def _hours_of_the_day(request: Request, more: Request) -> dict[str, object]:
    """明天 … 上午九点到十一点; of several days the days stay."""
    start = request.time_start
    if start is None or not more.time_start or request.time_kind not in (TimeKind.DAY, TimeKind.PART):
        return {}
    clocks = [at and at.astimezone(start.tzinfo) for at in (more.time_start, more.time_end)]
    moved = [at and start.replace(hour=at.hour, minute=at.minute) for at in clocks]
    words = f"{request.time_words} {more.time_words}"
    return dict(zip(TIMES, (*moved, more.time_kind, False, words, request.recur), strict=True))


def _of_others(request: Request, more: Request, words: str) -> bool:
    """都是龙坪的: a village without group or phone does not change a place told with its group, unless it corrects it."""
    other = more.village and request.village and more.village != request.village
    return bool(other and request.group and not (more.group or more.phone) and not remarks.corrects(words))


def _tells_when(more: Request, words: str) -> bool:
    return tells_place(more) or bool(more.category) or signs.asks_for_help(words) or remarks.tells_when(words, more.time_words)


def shared(cases: Sequence[Case]) -> None:
    """What somebody told of themselves with one need, the place and the phone, is that of their others too."""
    for case in cases:
        others = [one for one in cases if one is not case and one.speaker == case.speaker]
        for other in sorted(others, key=lambda one: abs(one.messages[0] - case.messages[0])):
            if _same_house(one=other, other=case):
                case.request = _with_the_place(case.request, other.request)
            if _same_house(one=other, other=case) or other.request.for_whom == "self":
                case.request = replace(case.request, phone=case.request.phone or other.request.phone)
        case.request = replace(case.request, missing=lacking(case.request))


def _same_house(one: Case, other: Case) -> bool:
    """Needs for oneself and those one lives with; a grandfather's own house is not the asker's."""
    return one.request.for_whom == other.request.for_whom or {one.request.for_whom, other.request.for_whom} <= AT_HOME


def _with_the_place(request: Request, other: Request) -> Request:
    changes: dict[str, object] = {}
    if not request.village and not request.landmark and other.village and request.group in (None, other.group):
        changes = {name: getattr(other, name) for name in ("village", "village_code", "town", "group")}
    elif request.village == other.village and request.group is None and request.village:
        changes = {"group": other.group}
    return replace(request, **changes)  # type: ignore[arg-type]


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

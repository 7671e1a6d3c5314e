"""One service on several days: 下周三下午和周五上午都要人陪, 周二、周四送饭.

Each day is a need of its own, for nobody comes twice for one order.
"""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.clock import SHANGHAI
from app.intake.assemble import Found
from app.intake.request import Request
from app.intake.text.masks import cover
from app.intake.times.find import find_times
from app.intake.times.resolve import TimeKind, When
from app.patterns import regex

MOST = 4
"""Days of one message; who says more means something that comes again."""

_JOINER = r"[ ,]?(?:和|跟|与|及|、|还有|再加上?|加上?)[ ,]?"
_JOINED = regex(_JOINER)
_DAY = r"(?:(?:这个?|本|下下个?|下一?个?)?(?:周|星期|礼拜)[一二三四五六日天]|今天|明天|后天|大后天|明儿个?|后儿个?|(?:\d{1,2}月)?\d{1,2}[号日]|(?:[一二三四五六七八九十]{1,2}月)?(?:三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[号日])"
_HOURS = r"(?:[^\s,。,、和跟与及\ue000-\uf8ff]{0,8}?)"
_ROW = regex(rf"{_DAY}{_HOURS}(?:{_JOINER}{_DAY}{_HOURS}){{1,3}}(?=[^\d点号日]|$)")
_BARE = regex(rf"{_DAY}(?P<hours>.*)")
_EITHER = regex(
    r"[^,。]{0,6}(?:都(?:[行成可好]|要得|得行|可以|有空|在家|在屋|得空|没事|方便)|随便|哪[天一]|任[选意]|有空|在家|在屋|其中|选一|两天都[行成可])"
)
_WEEK = regex(r"(?P<ahead>这个?|本|下下个?|下一?个?)?(?P<week>周|星期|礼拜)(?P<day>[一二三四五六日天])")


def on_each_day(found: Found, requests: Sequence[Request]) -> tuple[Request, ...]:
    """Requests whose time names several days apart, once for each day; all others as they are."""
    return tuple(one for request in requests for one in _visits(found, request))


def _visits(found: Found, request: Request) -> Sequence[Request]:
    if request.time_kind in (None, TimeKind.RECURRING, TimeKind.DEADLINE, TimeKind.AFTER) or not request.category:
        return (request,)
    for row in _ROW.finditer(found.text):
        end = max((end for start, end in found.times.spans if start < row.end() <= end), default=row.end())
        words = found.text[row.start() : end]
        if _of(request, words) and _only_times(found, row.start(), end) and not _EITHER.match(found.text, end):
            days = _days(found, words)
            if days:
                return [_at(request, day) for day in days]
    return (request,)


def _only_times(found: Found, start: int, end: int) -> bool:
    """Whether nothing but times and what joins them stands there: 今晚来看下还有明早八点 tells of two matters."""
    rest = cover(found.text, found.times.spans, " ")[start:end]
    return not _JOINED.sub("", rest).strip()


def _of(request: Request, row: str) -> bool:
    """Whether the time of the request is one of the row, or the row taken for one."""
    words = request.time_words.strip()
    return bool(words) and (words in row or row.startswith(words) or words.startswith(row))


def _days(found: Found, row: str) -> list[When]:
    """The moments of a row; none where its days follow each other whole (周六和周日: that is one stretch) or one is past."""
    parts = _spelt(_JOINED.split(row))
    whens = []
    for part in parts:
        wishes = find_times(part, found.moment).wishes
        if not wishes or wishes[-1].when.past or wishes[-1].when.start is None:
            return []
        whens.append(replace(wishes[-1].when, words=part))
    dates = [when.start.astimezone(SHANGHAI).date() for when in whens if when.start]
    apart = all(later > first for first, later in pairwise(dates))
    whole = all(when.whole_days for when in whens)
    in_a_row = whole and all((later - first).days == 1 for first, later in pairwise(dates))
    return whens if apart and not in_a_row and 2 <= len(whens) <= MOST else []


def _spelt(parts: Sequence[str]) -> list[str]:
    """下周三和周五下午 as 下周三下午 and 下周五下午: the first tells the week of all, the last their hour."""
    hours = [bare["hours"].strip() if (bare := _BARE.match(part)) else "" for part in parts]
    of_all = hours[-1] if not any(hours[:-1]) else ""
    week = _WEEK.match(parts[0])
    ahead = week["ahead"] if week else None
    spelt = []
    for part, hour in zip(parts, hours, strict=True):
        named = _WEEK.match(part)
        whole = f"{ahead}{part}" if ahead and named and not named["ahead"] else part
        spelt.append(whole if hour else f"{whole}{of_all}")
    return spelt


def _at(request: Request, when: When) -> Request:
    return replace(
        request,
        time_start=when.start,
        time_end=when.end,
        time_kind=when.kind,
        whole_days=when.whole_days,
        time_words=when.words,
        recur=when.recur,
    )

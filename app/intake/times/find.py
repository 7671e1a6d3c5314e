"""The time a text asks for, and where in the text it says so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.clock import SHANGHAI
from app.intake.text.masks import Span
from app.intake.text.numerals import NUMBER, number
from app.intake.times.days import Today
from app.intake.times.phrase import Half, Phrase, find_phrases
from app.intake.times.resolve import TimeKind, When, resolve
from app.intake.times.story import is_new, is_old, is_story
from app.intake.times.words import Part

if TYPE_CHECKING:
    from app.intake.lexicon import MarketDays

SHORT_ANSWER = 8
_FLEXIBLE = re.compile(
    r"随时|随便哪[天个日]|随便啥时|随便什么时|哪天来?都|(?:时间|啥时候?|什么时候|几时|哪天|多会儿|啥会儿|哪时|随便)[^,。;\n]{0,6}?(?:都|定|随|便|看|方便)|(?:都|全)(?:行|成|可以|要得|得行|好)(?!不)|"
    r"不[着]?急|莫急|不忙|不赶时间|慢慢来|有空(?:了|的时候|时|就|再|来)|得空(?:了|的时候|时|就|再|来)|你们?方便|你们?看着?(?:办|安排|定)|听你们(?:的|安排)|啥时来都"
)
_ASAP = re.compile(
    r"马上|立刻|立马|即刻|赶紧|赶快|尽快|尽早|越快越好|越早越好|快点|快些|快来|速来|火速|麻利(?:点|些|的)?来?|麻溜|搞快|跟到来|早点[来过修]|早些[来过修]|^现在$|现在(?:就|来|能来|要|马上)|这会儿(?:就|来|能)|一会儿?(?:来|过来)|等下来|快派"
)
_RECUR = (
    (
        "weekly",
        re.compile(
            r"每个?(?:周|星期|礼拜)|(?:一|1)个?(?:周|星期|礼拜)[^,。]{0,4}?[一二两三四五1-5][次趟回]|(?:周|星期|礼拜)[^,。]{0,2}一[次趟回]"
        ),
    ),
    ("monthly", re.compile(r"每个?月|一个?月[^,。]{0,4}?[一二两三1-3][次趟回]")),
    (
        "daily",
        re.compile(
            r"每[天日晚早]|(?<![明后今昨前当白半两三几])(?:天天|日日)|隔天|每?隔[一二两三四五]天|每[两三四五]天|一天[^,。]{0,4}?[一二两三1-3][次趟回顿餐]"
        ),
    ),
)
_PRESSED = re.compile(r"[^,。]{0,3}(?:一定|务必|必须|非得|千万|要[弄修搞做通办送]|[弄修搞做通办送][好完通到])")
_SOON = re.compile(
    rf"(?:再?过)?(?P<n>半个?|{NUMBER})\s?(?:个?(?P<unit>小时|钟头|分钟|刻钟))(?P<half>半)?(?:以?后|之后|过后|内|之内|以内)?"
)
_SOON_WISH = re.compile(r"后|内|过")


@dataclass(frozen=True)
class Wish:
    """A time asked for, with the spans of the words that say it."""

    when: When
    start: int
    end: int
    phrase: Phrase | None = None


@dataclass(frozen=True)
class Moment:
    """When and where the words are read: the moment, the parts of the day, the market of the place."""

    now: datetime
    parts: tuple[Part, ...]
    market: "MarketDays | None" = None

    @property
    def today(self) -> Today:
        local = self.now.astimezone(SHANGHAI)
        return Today(local.date(), local.hour, self.market)


@dataclass(frozen=True)
class Times:
    """All wishes for a time, in order; ``spans`` covers every word about time, wish or story."""

    wishes: tuple[Wish, ...]
    spans: tuple[Span, ...]


def find_times(text: str, moment: Moment) -> Times:
    """The times asked for in ``text``; stories (今天摔了), old appointments and refusals are covered but no wish."""
    phrases = find_phrases(text, moment.today, moment.parts)
    wishes = [_soon(match, moment) for match in _SOON.finditer(text) if _SOON_WISH.search(match.group())][:3]
    for phrase in phrases:
        if is_old(text, phrase) or is_story(text, phrase) or any(w.start < phrase.end and phrase.start < w.end for w in wishes):
            continue
        when = replace(resolve(phrase, moment.now, moment.parts), words=text[phrase.start : phrase.end])
        if when.kind is not None:
            wishes.append(Wish(when, phrase.start, phrase.end, phrase))
    wishes.sort(key=lambda wish: wish.start)
    spans = [(phrase.start, phrase.end) for phrase in phrases] + [(wish.start, wish.end) for wish in wishes]
    return Times(tuple(wishes), tuple(spans))


def _soon(match: re.Match[str], moment: Moment) -> Wish:
    words = match.group("n")
    minutes = {"小时": 60, "钟头": 60, "分钟": 1, "刻钟": 15}[match.group("unit")]
    amount = minutes // 2 if words.startswith("半") else (number(words) or 1) * minutes
    amount += minutes // 2 if match.group("half") else 0
    at = (moment.now.astimezone(SHANGHAI) + timedelta(minutes=min(amount, 60 * 48))).replace(second=0, microsecond=0)
    within = "内" in match.group()
    when = When(TimeKind.DEADLINE if within else TimeKind.EXACT, None if within else at, at if within else None)
    return Wish(replace(when, words=match.group()), match.start(), match.end())


def choose(text: str, wishes: Sequence[Wish], moment: Moment) -> When:
    """The one time meant by ``text``: corrections win, pieces said apart are put together, then manner words (随时, 马上)."""
    recur = next((name for name, pattern in _RECUR if pattern.search(text)), None)
    chosen = _settle(text, wishes, moment)
    if recur is not None:
        return _recurring(chosen, recur, text, moment)
    if chosen is not None:
        return chosen
    for kind, pattern in ((TimeKind.ASAP, _ASAP), (TimeKind.FLEXIBLE, _FLEXIBLE)):
        match = pattern.search(text)
        if match:
            return When(kind, words=match.group())
    return When()


def says_how_soon(text: str) -> bool:
    """Whether a short answer is nothing but 「越快越好」, 「随时」 or the like."""
    return len(text) <= SHORT_ANSWER and bool(_ASAP.search(text) or _FLEXIBLE.search(text) or text.strip() == "现在")


def _settle(text: str, wishes: Sequence[Wish], moment: Moment) -> When | None:
    future = [wish for wish in wishes if not wish.when.past]
    if not future:
        return wishes[-1].when if wishes else None
    corrected = [wish for wish in future if wish.phrase and is_new(text, wish.phrase)]
    if corrected and corrected[-1] is not future[0]:
        return corrected[-1].when
    return _joined(future, moment) or _firmest(text, future).when


def _firmest(text: str, wishes: Sequence[Wish]) -> Wish:
    """The first wish, unless a limit is pressed (今日内一定要), or it is vague (这几天) and a firm one follows."""
    pressed = next((wish for wish in wishes if wish.phrase and wish.phrase.bound and _PRESSED.match(text, wish.end)), None)
    if pressed:
        return pressed
    vague = wishes[0].phrase is not None and wishes[0].when.words.startswith(("这", "近", "最近"))
    firm = next((wish for wish in wishes if wish.phrase and (wish.phrase.bound or wish.phrase.first.clock)), None)
    return firm if vague and firm else wishes[0]


def _only_days(phrase: Phrase) -> bool:
    """A day or a stretch of days, perhaps with a part of the day (后晌, 明黑), without any hour and no limit."""
    halves = (phrase.first, *((phrase.second,) if phrase.second else ()))
    return not phrase.bound and all(h.days and not h.clock for h in halves)


def _joined(wishes: Sequence[Wish], moment: Moment) -> When | None:
    """礼拜五那天有空 … 大概八点: a day here and an hour there are one time."""
    halves = [wish.phrase for wish in wishes if wish.phrase is not None and _only_days(wish.phrase)]
    day = halves[0] if halves else None
    hours = [p for p in wishes if p.phrase and p.phrase.first.days is None and not p.phrase.first.empty()]
    hour = next((p for p in hours if p.phrase and p.phrase.first.clock), hours[0] if hours else None)
    if day is None or hour is None or hour.phrase is None or (day.second and hour.phrase.second):
        return None
    part = day.first.part or (day.first.days.part if day.first.days else None)
    if part and (hour.phrase.first.part or not hour.phrase.first.clock):
        return None
    first = Half(day.first.days, day.first.part or hour.phrase.first.part, hour.phrase.first.clock)
    joined = replace(hour.phrase, first=first, second=day.second or hour.phrase.second)
    words = " ".join(wish.when.words for wish in wishes if wish.phrase in (day, hour.phrase))
    return replace(resolve(joined, moment.now, moment.parts), words=words)


def _recurring(chosen: When | None, recur: str, text: str, moment: Moment) -> When:
    if chosen is None or chosen.past:
        return When(TimeKind.RECURRING, recur=recur, words=next(p.search(text) for n, p in _RECUR if n == recur).group())  # type: ignore[union-attr]
    end = chosen.end if chosen.kind in (TimeKind.RANGE, TimeKind.RECURRING, TimeKind.DEADLINE) else None
    return replace(chosen, kind=TimeKind.RECURRING, end=end, recur=recur)

"""The time a text asks for, and where in the text it says so."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.clock import SHANGHAI
from app.intake.text.masks import Span
from app.intake.text.numerals import NUMBER, number
from app.intake.times.days import Today
from app.intake.times.phrase import Phrase, find_phrases
from app.intake.times.resolve import TimeKind, When, resolve
from app.intake.times.story import is_old, is_story
from app.intake.times.words import Part
from app.patterns import regex

if TYPE_CHECKING:
    from app.intake.lexicon import MarketDays

_SOON = regex(
    rf"(?:再?过)?(?P<n>半个?|{NUMBER})\s?(?:个?(?P<unit>小时|钟头|分钟|刻钟))(?P<half>半)?(?:以?后|之后|过后|内|之内|以内|里头|之间)?"
)
_A_YEAR_OR_SO = timedelta(days=290)
_TOLD = regex(r"[^,。;\n ]{0,12}?[了过]|(?:的?时候|那[天日阵]|那几[天日])")
_SOON_WISH = regex(r"后|内|过|里头")


@dataclass(frozen=True)
class Wish:
    """A time asked for, with the spans of the words that say it."""

    when: When
    start: int
    end: int
    phrase: Phrase | None = None

    def moved(self, by: int) -> "Wish":
        """The same in a text that begins ``by`` characters earlier."""
        phrase = self.phrase and replace(self.phrase, start=self.phrase.start + by, end=self.phrase.end + by)
        return replace(self, start=self.start + by, end=self.end + by, phrase=phrase)


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
        if when.kind is not None and not _just_over(text, phrase, when, moment):
            wishes.append(Wish(when, phrase.start, phrase.end, phrase))
    wishes.sort(key=lambda wish: wish.start)
    said = [phrase for phrase in phrases if text[phrase.start] not in "那当"]  # 那天 only points at another
    spans = [(phrase.start, phrase.end) for phrase in said] + [(wish.start, wish.end) for wish in wishes]
    return Times(tuple(wishes), tuple(spans))


def _just_over(text: str, phrase: Phrase, when: When, moment: Moment) -> bool:
    """国庆那几天堵过, said in October: a feast that comes again in a year only, and words that tell what was."""
    first = when.start or when.end
    far = first is not None and first - moment.now > _A_YEAR_OR_SO
    return far and bool(_TOLD.match(text, phrase.end))


def _soon(match: re.Match[str], moment: Moment) -> Wish:
    words = match.group("n")
    minutes = {"小时": 60, "钟头": 60, "分钟": 1, "刻钟": 15}[match.group("unit")]
    amount = minutes // 2 if words.startswith("半") else (number(words) or 1) * minutes
    amount += minutes // 2 if match.group("half") else 0
    at = (moment.now.astimezone(SHANGHAI) + timedelta(minutes=min(amount, 60 * 48))).replace(second=0, microsecond=0)
    within = match.group().endswith(("内", "里头"))
    when = When(TimeKind.DEADLINE if within else TimeKind.EXACT, None if within else at, at if within else None)
    return Wish(replace(when, words=match.group()), match.start(), match.end())

"""What goes on for some days: 明天起摘五天, 照看到月底, 从明天起八点到五点照护一个星期."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.clock import SHANGHAI
from app.intake.text.numerals import NUMBER, number
from app.intake.times.resolve import TimeKind, When
from app.patterns import regex

if TYPE_CHECKING:
    from app.intake.times.find import Wish

_GOES_ON = (
    r"(?:起|开始|连着?|一连|干|做|摘|收|割|挖|搞|帮忙?|(?:照[看护顾]|伺候|看|陪|守)[^,。 ]{0,3}|送|总共|一共|大概)[^,。 ]{0,2}?"
)
_LASTS = regex(rf"{_GOES_ON}(?P<n>{NUMBER})(?P<unit>天|日(?!子)|夜|晚(?!上)|个?(?:星期|礼拜)|周)(?!前|后|内|以|之)")
_UNTIL = regex(r"(?:一直|[送搞干做弄看护顾候陪守剪收摘割挖帮带领接烧煮洗扫犁插栽])到$")
_MOST_DAYS = 60
_HOURLY = (TimeKind.WINDOW, TimeKind.EXACT, TimeKind.PART)
LASTING = (TimeKind.DAY, *_HOURLY)
"""Kinds of time that are of one day and may be the first of many."""


def lasting_until(text: str, start: datetime) -> datetime | None:
    """The last moment of what is said to go on for so many days from ``start``; ``None`` when nothing is said of it."""
    match = _LASTS.search(text)
    count = number(match.group("n")) if match else None
    if match is None or not count:
        return None
    many = count * (1 if match.group("unit") in "天日夜晚" else 7)
    if not 2 <= many <= _MOST_DAYS:
        return None
    return (start + timedelta(days=many - 1)).replace(hour=23, minute=59)


def is_until(text: str, wish: "Wish") -> bool:
    """剪到礼拜五, 一直照看到月底: only the end of what is asked for."""
    phrase = wish.phrase
    return (
        phrase is not None and phrase.first.days is not None and bool(_UNTIL.search(text[max(0, wish.start - 6) : wish.start]))
    )


def lasting_to(begun: When, last: datetime, now: datetime) -> When:
    """What begins at ``begun`` (today, when nothing is said) and goes on to the day of ``last``; every day at its hour."""
    if begun.start is None or begun.past:
        today = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        return When(TimeKind.RANGE, today, last, whole_days=True, words=begun.words)
    if last < begun.start:
        return begun
    if begun.kind is TimeKind.RECURRING and not begun.whole_days:
        return replace(begun, end=last.replace(hour=begun.start.hour, minute=begun.start.minute))
    if begun.kind not in _HOURLY:
        return replace(begun, kind=TimeKind.RECURRING if begun.recur else TimeKind.RANGE, end=last)
    hour = begun.end or begun.start
    end = last.replace(hour=hour.hour, minute=hour.minute)
    return replace(begun, kind=TimeKind.RECURRING, end=end, recur=begun.recur or "daily")

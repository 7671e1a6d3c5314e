"""Days that lean on another one in the same text: 头一天, 提前一日, 十四那天 after 正月十五, 摘五天 after 明天起."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.intake.text.masks import taken
from app.intake.text.numerals import NUMBER, number
from app.intake.times import calendar
from app.intake.times.weekdays import Days, Today, one_day

Found = tuple[int, int, Days]

EVE = re.compile(r"(?:提前|(?<!以)前?头|(?<!以)前)一[天日](?!告|说|打|通|就断|就坏)")
_BARE = re.compile(rf"(?P<bare>廿[一二三四五六七八九]|初?{NUMBER})(?=那[天日])")
_LUNAR = re.compile(r"[正冬腊]月|农历|阴历|初|廿|元宵|中秋|端午|重阳|腊八|小年|除夕|年三十")
_GOES_ON = r"(?:起|开始|连着?|一连|干|做|摘|收|割|挖|搞|帮忙?|(?:照[看护顾]|看|陪)[^,。 ]{0,3}|送|总共|一共|大概)[^,。 ]{0,2}?"
_LASTS = re.compile(rf"{_GOES_ON}(?P<n>{NUMBER})(?P<unit>天|日(?!子)|个?(?:星期|礼拜)|周)(?!前|后|内|以|之)")
_MOST_DAYS = 60
_LEAN = 40
"""Characters between a day and the eve of it."""


def eves(text: str, found: Sequence[Found]) -> list[Found]:
    """Where a text speaks of the day before another: the words 头一天 mean that day, the other stays as it is."""
    added: list[Found] = []
    for match in EVE.finditer(text):
        before = [one for one in found if one[1] <= match.start() <= one[1] + _LEAN and one[2].first == one[2].last]
        if before and not taken(*match.span(), found):
            eve = before[-1][2].first - timedelta(days=1)
            added.append((match.start(), match.end(), Days(eve, eve, before[-1][2].past)))
    return added


def bare_days(text: str, found: Sequence[Found], today: Today) -> list[Found]:
    """十四那天: of the month, lunar or not, in which the day said before it lies."""
    added: list[Found] = []
    for match in _BARE.finditer(text):
        day = number(match.group("bare").removeprefix("初").replace("廿", "二十"))
        if not day or day > 31 or taken(*match.span(), found):
            continue
        before = [one for one in found if one[1] <= match.start()]
        days = one_day(_in_month_of(text, before[-1], day), today) if before else None
        if days and not days.past:
            added.append((match.start(), match.end(), days))
    return added


def _in_month_of(text: str, known: Found, day: int) -> date | None:
    start, end, days = known
    if _LUNAR.search(text[start:end]):
        begin = days.first - timedelta(days=calendar.lunar_of(days.first)[2] - 1)
        return calendar.next_lunar_day(begin, day)
    return calendar.next_month_day(days.first.replace(day=1), day)


def lasting_until(text: str, start: datetime) -> datetime | None:
    """The last moment of what is said to go on for so many days from ``start``; ``None`` when nothing is said of it."""
    match = _LASTS.search(text)
    count = number(match.group("n")) if match else None
    if match is None or not count:
        return None
    many = count * (1 if match.group("unit") in "天日" else 7)
    if not 2 <= many <= _MOST_DAYS:
        return None
    return (start + timedelta(days=many - 1)).replace(hour=23, minute=59)

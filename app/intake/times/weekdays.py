"""Days as they are meant – the day it is, a stretch of days – and the days of the week: 下礼拜三, 周一三五, 周末."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.intake.lexicon import MarketDays

_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {str(i + 1): i for i in range(7)} | {"天": 6, "七": 6}


@dataclass(frozen=True)
class Today:
    """The day it is, the hour it is (0–23) and the market of the place meant."""

    date: date
    hour: int
    market: "MarketDays | None" = None


@dataclass(frozen=True)
class Days:
    """First and last day meant, both included; ``past`` when they are over; ``part`` a part of day said with them."""

    first: date
    last: date
    past: bool = False
    part: str | None = None
    part_end: int | None = None


def one_day(day: date | None, today: Today, part: str | None = None) -> Days | None:
    return Days(day, day, day < today.date, part) if day else None


def weekday(match: re.Match[str], today: Today) -> Days | None:
    which, name = match.group("week") or "", match.group("wd")
    monday = today.date - timedelta(days=today.date.weekday())
    weeks = which.count("下") - which.count("上")
    if name in ("末", "周末"):
        return weekend(monday + timedelta(weeks=weeks), today, named=bool(which))
    day = monday + timedelta(weeks=weeks, days=_WEEKDAYS[name])
    if not which and day <= today.date:
        day += timedelta(weeks=1)
    return one_day(day, today)


def weekdays(match: re.Match[str], today: Today) -> Days | None:
    """周一三五: the soonest of them; 周六日, 下礼拜一二: both, unless they come again and again (每周一二)."""
    named = [_WEEKDAYS[one] for one in match.group("many") if one in _WEEKDAYS]
    week = match.group("week") or ""
    monday = today.date - timedelta(days=today.date.weekday()) + timedelta(weeks=week.count("下"))
    again = match.string[max(0, match.start() - 2) : match.start()].endswith(("每", "每个"))
    if named == [5, 6] and not again:
        return weekend(monday, today, named=bool(week))
    ahead = [day if week else (day - today.date.weekday() - 1) % 7 + 1 for day in named]
    begin = monday if week else today.date
    days = [begin + timedelta(days=one) for one in ahead]
    if len(days) == 2 and days[1] - days[0] == timedelta(days=1) and not again:
        return Days(days[0], days[1], days[1] < today.date)
    return one_day(min((day for day in days if day >= today.date), default=None), today)


def weekend(monday: date, today: Today, *, named: bool) -> Days | None:
    saturday, sunday = monday + timedelta(days=5), monday + timedelta(days=6)
    if not named and today.date == sunday:
        saturday, sunday = saturday + timedelta(weeks=1), sunday + timedelta(weeks=1)
    first = max(saturday, today.date) if sunday >= today.date else saturday
    return Days(first, sunday, sunday < today.date)

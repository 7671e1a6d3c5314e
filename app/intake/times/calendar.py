"""The lunar calendar, the solar terms and the market days: which solar date comes next."""

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Literal

_YEAR_DAYS = 366


@cache
def _library() -> Any:
    """Read at first use: few messages speak of the lunar calendar."""
    import lunar_python

    return lunar_python


def _solar(lunar: Any) -> date:
    solar = lunar.getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=1024)
def lunar_of(day: date) -> tuple[int, int, int]:
    """Lunar year, month (negative in a leap month) and day of a solar date."""
    lunar = _library().Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return lunar.getYear(), lunar.getMonth(), lunar.getDay()


@lru_cache(maxsize=1024)
def next_lunar(after: date, month: int, day: int) -> date | None:
    """The first solar date on or after ``after`` that is this lunar month and day; None when no such day exists."""
    year = lunar_of(after)[0]
    for candidate in (year, year + 1, year + 2):
        known = _library().LunarMonth.fromYm(candidate, month)
        if known is None or not 1 <= day <= known.getDayCount():
            continue
        found = _solar(_library().Lunar.fromYmd(candidate, month, day))
        if found >= after:
            return found
    return None


@lru_cache(maxsize=1024)
def next_lunar_day(after: date, day: int) -> date | None:
    """The first date on or after ``after`` whose lunar day of the month is ``day`` (初八)."""
    for ahead in range(62):
        candidate = after + timedelta(days=ahead)
        if lunar_of(candidate)[2] == day:
            return candidate
    return None


@lru_cache(maxsize=64)
def new_years_eve(after: date) -> date | None:
    """除夕: the day before 正月初一, whatever the length of 腊月."""
    first = next_lunar(after + timedelta(days=1), 1, 1)
    return first - timedelta(days=1) if first else None


@lru_cache(maxsize=256)
def next_term(after: date, name: str) -> date | None:
    """The next day of a solar term such as 冬至."""
    for year in (after.year, after.year + 1):
        solar = _library().Solar.fromYmd(year, 6, 15).getLunar().getJieQiTable().get(name)
        if solar is None:
            continue
        found = date(solar.getYear(), solar.getMonth(), solar.getDay())
        if found >= after:
            return found
    return None


@lru_cache(maxsize=1024)
def next_market(after: date, calendar: Literal["solar", "lunar"], tails: tuple[int, ...]) -> date | None:
    """The first market day on or after ``after``; tail 10 and 0 both mean the 10th, 20th and 30th."""
    last_digits = {tail % 10 for tail in tails}
    for ahead in range(40):
        candidate = after + timedelta(days=ahead)
        day = candidate.day if calendar == "solar" else lunar_of(candidate)[2]
        if day % 10 in last_digits:
            return candidate
    return None


def next_month_day(after: date, day: int) -> date | None:
    """The first date on or after ``after`` with this day of the month (28号)."""
    for ahead in range(_YEAR_DAYS):
        candidate = after + timedelta(days=ahead)
        if candidate.day == day:
            return candidate
    return None

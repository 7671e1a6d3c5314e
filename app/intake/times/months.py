"""Stretches of a month and of the year: 月底, 下月中旬, 下个月, 这个月内, 年前."""

import re
from collections.abc import Callable
from datetime import timedelta

from app.intake.text.numerals import number
from app.intake.times import calendar
from app.intake.times.weekdays import Days, Today, one_day

_NEW_YEAR_IN_SIGHT = timedelta(days=100)
"""In spring 年前 is what was before the last new year, in winter what comes before the next."""


def _month_edge(match: re.Match[str], today: Today) -> Days | None:
    start = today.date.replace(day=1)
    if match.group().startswith("下"):
        start = (start + timedelta(days=32)).replace(day=1)
    end = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    third = match.group("third")
    if third:
        first, last = {"上": (1, 10), "中": (11, 20), "下": (21, end.day)}[third]
        return (
            Days(max(start.replace(day=first), today.date), start.replace(day=last))
            if start.replace(day=last) >= today.date
            else None
        )
    first, last = {"底": (end.day - 4, end.day), "末": (end.day - 4, end.day), "初": (1, 5), "中": (13, 17)}[
        match.group("edge")
    ]
    if start.replace(day=last) < today.date:
        return None
    return Days(max(start.replace(day=first), today.date), start.replace(day=last))


def _month(match: re.Match[str], today: Today) -> Days | None:
    """下个月: all of it; 这个月内: what is left of it."""
    first = (today.date.replace(day=1) + timedelta(days=32)).replace(day=1)
    if not match.group().startswith("下"):
        return Days(today.date, first - timedelta(days=1))
    return Days(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def _new_year(match: re.Match[str], today: Today) -> Days | None:
    """年前, 过年以前: by the last day of the lunar year."""
    eve = calendar.new_years_eve(today.date)
    return one_day(eve, today) if eve and eve - today.date <= _NEW_YEAR_IN_SIGHT else None


def _first_days(match: re.Match[str], today: Today) -> Days | None:
    """下礼拜头三日, 下个月头两天."""
    count = number(match.group("count")) or 0
    if "月" in match.group():
        first = (today.date.replace(day=1) + timedelta(days=32)).replace(day=1)
    else:
        first = today.date + timedelta(days=7 - today.date.weekday())
    return Days(first, first + timedelta(days=count - 1)) if 2 <= count <= 7 else None


MONTHS: tuple[tuple[str, Callable[[re.Match[str], Today], Days | None]], ...] = (
    (r"下个?(?:星期|礼拜|周|月)的?头(?P<count>[两二三四五])[天日]", _first_days),
    (r"(?:下个?|这个?|本)?月(?P<edge>[底末初中])(?!旬|级)|(?:下个?|这个?|本)月(?P<third>[上中下])旬", _month_edge),
    (r"(?<![上下])下个?月(?=(?!还|才|就|要)[来去再叫请找搞做弄修割收里内,。 ]|$)|(?:这个|本)月(?=之内|以内|内)", _month),
    (
        r"(?:过年|(?<![0-9一二三四五六七八九十两几半多今去明前后近往每当])年)(?=(?:之|以)?前(?!面|年|[^,。 ]{0,4}[了过]))",
        _new_year,
    ),
)

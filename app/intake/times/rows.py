"""Days said in a row: 十四、十五都行, 14、15号, 初七初八, 下礼拜一二."""

import re
from collections.abc import Callable
from datetime import timedelta

from app.intake.text.numerals import number
from app.intake.times import calendar
from app.intake.times.weekdays import Days, Today, one_day, weekdays

_LUNAR_DAY = r"(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?(?![号日]))"
_DAY = rf"(?:{_LUNAR_DAY}|廿[一二三四五六七八九]?|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?)"
_TENS = r"(?:十|二十|廿)"
_WISHED = r"(?=(?:[这那]?两[天日]|都|哪[天日]|随便|来|上午|下午|早上|晚上|前晌|后晌|可以|帮|请|有空|在家|在屋)|[,。 ]|$)"
"""What stands behind two bare numbers that are days: 十四十五都行, but not 十四十五个人."""
_JOINED = r"(?:[、,/ ]|和|跟|或者?|还是)?"


def _value(words: str) -> int | None:
    return number(words.removeprefix("初").removesuffix("号").removesuffix("日"))


def _row(match: re.Match[str], today: Today) -> Days | None:
    """Two days that follow each other, lunar where they are called so."""
    first, last = _value(match.group("row1")), _value(match.group("row2"))
    if not first or not last or last != first + 1 or last > 31:
        return None
    words = match.group()
    lunar = "初" in words or "廿" in words
    begin = calendar.next_lunar_day(today.date, first) if lunar else calendar.next_month_day(today.date, first)
    return Days(begin, begin + timedelta(days=1)) if begin else None


def _two_units(match: re.Match[str], today: Today) -> Days | None:
    """十六七号, 二十五六号."""
    tens = number(match.group("tens").replace("廿", "二十")) or 0
    first, last = (number(match.group(name)) or 0 for name in ("unit1", "unit2"))
    begin = calendar.next_month_day(today.date, tens + first) if last == first + 1 else None
    return Days(begin, begin + timedelta(days=1)) if begin else None


def _first_and_fifteenth(match: re.Match[str], today: Today) -> Days | None:
    """初一十五: whichever comes first."""
    both = [calendar.next_lunar_day(today.date, day) for day in (1, 15)]
    return one_day(min((day for day in both if day), default=None), today)


ROWS: tuple[tuple[str, Callable[[re.Match[str], Today], Days | None]], ...] = (
    (r"初一[、,和 ]?十五", _first_and_fifteenth),
    (
        rf"(?<![一二三四五六七八九百])(?P<tens>{_TENS})(?P<unit1>[一二三四五六七八])[、,]?(?P<unit2>[二三四五六七八九])[号日](?!楼|院|线|房)",
        _two_units,
    ),
    (r"(?<![0-9])(?P<row1>[1-3]?\d)[号日]?(?:[、,/]|和|跟|或者?)(?P<row2>[1-3]?\d)[号日](?!楼|院|线|房)", _row),
    (rf"(?P<row1>{_DAY})[号日]?{_JOINED}(?P<row2>{_DAY}|(?<=[、,])[一二三四五六七八九])[号日](?!楼|院|线|房)", _row),
    (rf"(?P<row1>{_LUNAR_DAY}){_JOINED}(?P<row2>{_LUNAR_DAY})", _row),
    (r"(?P<row1>初[一二三四五六七八])[、,]?(?P<row2>[二三四五六七八九])(?![点月个号])", _row),
    (rf"(?<![月初廿0-9一二三四五六七八九十百第])(?P<row1>{_DAY}){_JOINED}(?P<row2>{_DAY}){_WISHED}", _row),
    (
        r"(?P<week>这个?|本|下下个?|下一?个?)?(?<!上)(?<!上个)(?:星期|礼拜|周)(?P<many>[一二三四五六日天](?:[、和跟]?(?:星期|礼拜|周)?[一二三四五六日天])+)(?![号点月清会大个些次起黑亮光没气到至]|早(?![上晨])|下(?![午昼半]))",
        weekdays,
    ),
)
"""Read before single days; the last one knows rows of days of the week."""

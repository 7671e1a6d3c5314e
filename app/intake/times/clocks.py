"""Words for hours and parts of the day: 九点半, 下午两三点, 擦黑."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from app.intake.text.numerals import number
from app.intake.times.words import Part
from app.patterns import regex

_HOUR = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_CLOCK = regex(
    rf"(?<![0-9.])(?P<h>{_HOUR})(?:点钟|点|时(?![候间常不段])|[::](?=[0-5]\d))"
    r"(?P<min>半|一刻|三刻|整|[0-5]?\d(?!\d)分?|(?:[二三四五]?十[一二三四五六七八九]?|[零过]?[一二三四五六七八九])分|[二三四五]十(?![个块斤])|零[一二三四五六七八九](?!个))?"
)
_SPAN = regex(rf"(?<![0-9.])(?P<h>{_HOUR})(?=(?:到|至|-){_HOUR}(?:点|[::][0-5]\d))")
"""The first of 八到十点, whose 点 stands behind the second only."""
_LESS = regex(r"差(一刻|(?:\d{1,2}|[一二三四五]?十|[一二三四五六七八九])分)钟?(?:到|就)?$")
_LESS_AFTER = regex(
    r"差(一刻|(?:\d{1,2}|[一二三四五]?十|[一二三四五六七八九])分)(?!钟?(?:到|就)?[\d一二三四五六七八九十]{1,2}点)"
)
_MOST = 24
_A_BIT_BEFORE = regex(r"[快早晚慢大小多少高低轻有差好远近了就]$")
_HOUR_BEFORE = regex(r"(?:^|[天午晨晚晌日号夜后末到至\s,。;在\ue000-\ue005一二三四五六])$")
_HOUR_AFTER = regex(r"[来前后到去之左半再开走能有可]|以[前后]")
_A_BIT_AFTER = regex(r"[点儿也都不没事忙小心意]|东西")
_SHORT_PART = regex(r"(?<![一赶今明清趁最])(?P<word>早|晚)(?=\s?(?:\d{1,2}|[五六七八九十]{1,2})[点::])")
_DAY_AND_ONE = regex(r"[天日儿朝号\ue003][一整]$")
_MEALS = ("日昼", "晌午", "天光", "黄昏")
_SHORT = {"早": "早上", "晚": "晚上"}


@dataclass(frozen=True)
class Clock:
    """An hour as said (0–24, not yet morning or afternoon), a minute, and a second hour for 八九点."""

    hour: int
    minute: int = 0
    until: int | None = None


def _minute(words: str | None) -> int:
    fixed = {None: 0, "": 0, "半": 30, "一刻": 15, "三刻": 45, "整": 0}
    if words in fixed:
        return fixed[words]
    return number((words or "").removesuffix("分").lstrip("零过")) or 0


def _hours(words: str) -> tuple[int, int | None] | None:
    if len(words) >= 2 and not words.isdecimal():
        last, before = number(words[-1]), number(words[:-1])
        if last and before and last == before % 10 + 1 and words[-2] != "十":  # 八九点, 十一二点
            return before, before - before % 10 + last
    hour = number(words)
    return (hour, None) if hour is not None and 0 <= hour <= 24 else None


def find_clocks(text: str) -> list[tuple[int, int, Clock]]:
    """``(start, end, clock)`` of every hour in ``text``; 快一点 and 一点点 are not hours, 差一刻三点 is 2:45."""
    found = []
    for match in islice(_CLOCK.finditer(text), _MOST):
        hours, minute = _hours(match.group("h")), _minute(match.group("min"))
        if hours is None or minute > 59 or _is_a_bit(text, match):
            continue
        if hours[1] is None and not minute and (early := _early(text, match, hours[0])):
            found.append(early)
        else:
            found.append((match.start(), match.end(), Clock(hours[0], minute, hours[1])))
    for match in islice(_SPAN.finditer(text), _MOST):
        first = number(match.group("h"))
        if first is not None and first <= _MOST and not any(start <= match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), Clock(first)))
    return sorted(found, key=lambda one: one[0])


def _early(text: str, match: re.Match[str], hour: int) -> tuple[int, int, Clock] | None:
    """差一刻三点 and 三点差一刻 are 2:45."""
    before = _LESS.search(text, max(0, match.start() - 6), match.start())
    less = before or _LESS_AFTER.match(text, match.end())
    if less is None or not hour:
        return None
    minutes = 60 - (15 if "刻" in less.group() else _minute(less[1]))
    return (
        (less.start(), match.end(), Clock(hour - 1, minutes))
        if before
        else (match.start(), less.end(), Clock(hour - 1, minutes))
    )


def _is_a_bit(text: str, match: re.Match[str]) -> bool:
    """快一点, 匀我一点, 一点都不: no hour."""
    if match.group("h") not in ("一", "两", "1") or match.group("min") or "点" not in match.group():
        return False
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 2]
    if _A_BIT_BEFORE.search(before) or _A_BIT_AFTER.match(after):
        return True
    return not (_HOUR_BEFORE.search(before) or _HOUR_AFTER.match(after) or "钟" in match.group())


@lru_cache(maxsize=64)
def _parts_pattern(parts: tuple[Part, ...]) -> tuple[re.Pattern[str], dict[str, Part]]:
    by_word: dict[str, Part] = {}
    for part in parts:
        for word in part.words:
            by_word.setdefault(word, part)
    words = sorted(by_word, key=len, reverse=True)
    return regex("|".join(map(re.escape, words))), by_word


def part_named(word: str, parts: tuple[Part, ...]) -> Part:
    """The part of the day called ``word``; KeyError when there is none."""
    return _parts_pattern(parts)[1][word]


def _lasting(text: str, match: re.Match[str]) -> bool:
    """一下午 and 整晚上 are how long, not when; but not 明天一下午."""
    return text[max(0, match.start() - 1) : match.start()] in ("一", "整", "半") and not _whole_of_a_day(text, match)


def _eaten(text: str, match: re.Match[str]) -> bool:
    """吃日昼, 烧晌午: the meal, not the hour."""
    return match.group() in _MEALS and text[max(0, match.start() - 1) : match.start()] in tuple("吃烧煮做")


def _whole_of_a_day(text: str, match: re.Match[str]) -> bool:
    """明天一下午: the part of that day."""
    return bool(_DAY_AND_ONE.search(text[max(0, match.start() - 2) : match.start()]))


def find_parts(text: str, parts: tuple[Part, ...]) -> Sequence[tuple[int, int, Part]]:
    """``(start, end, part)`` of every part of the day named in ``text``, the county's own words first."""
    pattern, by_word = _parts_pattern(parts)
    found = [
        (match.start() - _whole_of_a_day(text, match), match.end(), by_word[match.group()])
        for match in islice(pattern.finditer(text), _MOST)
        if not _lasting(text, match) and not _eaten(text, match)
    ]
    for match in islice(_SHORT_PART.finditer(text), _MOST):
        if not any(start <= match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), by_word[_SHORT[match.group("word")]]))
    return sorted(found, key=lambda one: one[0])

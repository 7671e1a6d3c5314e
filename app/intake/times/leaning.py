"""Days that lean on another one in the same text: 头一天, 提前一日, 十四那天 after 正月十五, 摘五天 after 明天起."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from collections.abc import Sequence
from datetime import date, timedelta

from app.intake.text.masks import taken
from app.intake.text.numerals import NUMBER, number
from app.intake.times import calendar
from app.intake.times.weekdays import Days, Today, one_day
from app.patterns import regex

Found = tuple[int, int, Days]

EVE = regex(r"(?:(?:提前|(?<!以)前?头|(?<!以)前)一|(?<![里前后])头)[天日](?!告|说|打|通|就断|就坏)")
_PART_BEHIND = r"[上下]午|[前后]晌|[上下]半[天日]|晌午|中午|早[上起晨]|一早|清早|大清早|傍晚|擦黑|黑了|天光|夜|晚|日昼|[上下]昼"
_COUNTERS = r"[个只斤块亩岁里米元年多几桌户人棵头次天分点号日月楼层间家台辆袋箱包条件张根担车份口双套度毛角钱万千百亿本瓶斗升捆筐桶把方平名位排遍趟回一二三四五六七八九十%、\d~-]"
_BARE = regex(
    rf"(?<![0-9一二三四五六七八九十百千月初廿第头满差加点时.、])(?P<bare>(?:三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|廿[一二三四五六七八九]|初[一二三四五六七八九十])|{NUMBER}(?=那[天日]))(?!{_COUNTERS}|来[个天斤岁块亩户])"
)
_SURELY_A_DAY = regex(rf"(?:之前|以前|以后|之后|那[天日]|{_PART_BEHIND})")
"""What makes a bare number a day even if no other date is near: 十四以前, 二十七后晌."""
_NEXT = regex(
    r"(?:往后|向后)?(?:推|挪|顺?延)[迟后]?一[天日]|第二[天日]|次日|转天|隔日(?!子)|(?<![一二三四五六七八九十第两几])二[天日](?=早|上午|下午|一早|清早|来)"
)
_COUNTED = regex(
    r"(?:(?P<after>过后|过了|过完|以后|之后|完了|后)|(?P<before>以前|之前|前))(?:的|那)?[头第最]?(?:一个?|后一?个?)"
)
_DAYS_OFF = regex(r"的?(?P<way>前|后)(?P<n>[一两二三四五六七]|\d)[天日](?!都|没|内)")
_DATE = regex(
    r"[号日月初廿]|元宵|中秋|端午|重阳|腊八|小年|除夕|三十|圣诞|元旦|国庆|五一|冬至|立[春夏秋冬]|[小大][雪寒暑满]|清明|谷雨|霜降|[白寒]露|[春秋]分|惊蛰|芒种|夏至|处暑"
)
"""Days that name a month: a bare number is of the same."""
_MONTH = regex(r"(?<![个上下这本])月|圣诞|元旦|国庆|五一")
_ONLY_DAY = regex(rf"(?P<day>{NUMBER})[号日]")
_LUNAR = regex(r"[正冬腊]月|农历|阴历|初|廿|元宵|中秋|端午|重阳|腊八|小年|除夕|年三十")
_WEEKDAY = regex(r"星期|礼拜|周")
_RELATIVE = regex(r"[今明昨后前大这过再]|\d+天")
_LEAN = 40
"""Characters between a day and the eve of it."""


def eves(text: str, found: Sequence[Found]) -> list[Found]:
    """Where a text speaks of the day before another: the words 头一天 mean that day, the other stays as it is."""
    added: list[Found] = []
    for match in EVE.finditer(text):
        added += _beside(match, found, -1)
    for match in _NEXT.finditer(text):
        added += _beside(match, found, 1)
    return added


def _beside(match: re.Match[str], found: Sequence[Found], by: int) -> list[Found]:
    before = [one for one in found if one[1] <= match.start() <= one[1] + _LEAN and one[2].first == one[2].last]
    if not before or taken(*match.span(), found):
        return []
    day = before[-1][2].first + timedelta(days=by)
    return [(match.start(), match.end(), Days(day, day, before[-1][2].past))]


def counted(text: str, found: Sequence[Found]) -> list[Found]:
    """清明过后头一个星期天 and 中秋前两天: one day, counted from the feast or date that is said."""
    merged: list[Found] = []
    for start, end, days in found:
        last = merged[-1] if merged else None
        gap = _COUNTED.fullmatch(text, last[1], start) if last else None
        if last and gap and _WEEKDAY.match(text, start):
            merged[-1] = (last[0], end, _nearest(last[2], days.first.weekday(), after=bool(gap.group("after"))))
        else:
            merged.append((start, end, days))
    return [_off(text, one) for one in merged]


def _nearest(base: Days, weekday: int, *, after: bool) -> Days:
    if after:
        day = base.last + timedelta(days=(weekday - base.last.weekday() - 1) % 7 + 1)
    else:
        day = base.first - timedelta(days=(base.first.weekday() - weekday - 1) % 7 + 1)
    return Days(day, day, base.past)


def _off(text: str, one: Found) -> Found:
    """中秋前两天, 十五号后三天."""
    start, end, days = one
    match = _DAYS_OFF.match(text, end)
    count = number(match.group("n")) if match else None
    if match is None or count is None or days.first != days.last or _RELATIVE.match(text, start):
        return one
    day = days.first + timedelta(days=count if match.group("way") == "后" else -count)
    return start, match.end(), Days(day, day, days.past)


def bare_days(text: str, found: Sequence[Found], today: Today) -> list[Found]:
    """十四那天, 二十三送两箱: of the month, lunar or not, in which the date said nearest before it lies, or behind it."""
    added: list[Found] = []
    for match in _BARE.finditer(text):
        day = number(match.group("bare").removeprefix("初").replace("廿", "二十"))
        if not day or day > 31 or taken(*match.span(), found):
            continue
        dates = [one for one in (*found, *added) if _DATE.search(text, one[0], one[1])]
        near = [one for one in dates if one[1] <= match.start()][-1:] or dates[:1]
        if near:
            days = one_day(_in_month_of(text, near[0], day), today)
        elif _SURELY_A_DAY.match(text, match.end()):
            days = one_day(calendar.next_lunar_day(today.date, day), today)
        else:
            continue
        if days and not days.past:
            added.append((match.start(), match.end(), days))
    return added


def in_its_month(text: str, found: Sequence[Found], today: Today) -> list[Found]:
    """元旦放假,二号来: a day of the month with no month said is of the month of the date before it, if that is nearer."""
    settled: list[Found] = []
    for start, end, days in found:
        named = [one for one in settled if start - _LEAN <= one[1] <= start and _MONTH.search(text, one[0], one[1])]
        day = _ONLY_DAY.fullmatch(text, start, end)
        value = number(day.group("day")) if day else None
        if named and value and days.first == days.last and not days.past:
            base = named[-1][2].first
            near = calendar.next_month_day(base.replace(day=1), value)
            if near and near >= today.date and abs(near - base) < abs(days.first - base):
                days = Days(near, near)
        settled.append((start, end, days))
    return settled


def _in_month_of(text: str, known: Found, day: int) -> date | None:
    start, end, days = known
    if _LUNAR.search(text[start:end]):
        begin = days.first - timedelta(days=calendar.lunar_of(days.first)[2] - 1)
        return calendar.next_lunar_day(begin, day)
    return calendar.next_month_day(days.first.replace(day=1), day)

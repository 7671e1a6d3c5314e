"""Words for days – 后天, 下礼拜三, 腊月初八, 赶场那天 – and the dates they mean."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice

from app.intake.text.masks import taken
from app.intake.text.numerals import NUMBER, number
from app.intake.times import calendar
from app.intake.times.leaning import bare_days, counted, eves, in_its_month
from app.intake.times.months import MONTHS
from app.intake.times.rows import ROWS
from app.intake.times.weekdays import Days as Days
from app.intake.times.weekdays import Today as Today
from app.intake.times.weekdays import one_day, weekday, weekend
from app.intake.times.words import AFTER_DAY, LUNAR_FEASTS, LUNAR_MONTHS, MARKET, NEW_YEARS_EVE, SOLAR_FEASTS, SOLAR_TERMS
from app.patterns import regex

_MOST = 24
"""Expressions of one kind that are looked at in one message."""
_STORY_DAYS = 45
"""A date this recent in the past is a story or a slip, not next year's date."""


_LONGEST_LUNAR = 30
"""二月十八 said at the beginning of March is the lunar day, which is still to come."""

_PART_OR_ON = regex(r"起|开始|[上下]半[日天]|[上下]午|早|夜|天光|日昼|[上下]昼")

_Read = Callable[[re.Match[str], Today], "Days | None"]


def _relative(match: re.Match[str], today: Today) -> Days | None:
    word = match.group("rel")
    offsets = (
        ("大大后", 4),
        ("大后", 3),
        ("外后", 3),
        ("大前", -3),
        ("后", 2),
        ("前", -2),
        ("明", 1),
        ("昨", -1),
        ("夜", -1),
        ("赶明", 1),
        ("今", 0),
    )
    offset = next(days for start, days in offsets if word.startswith(start))
    return one_day(today.date + timedelta(days=offset), today, AFTER_DAY.get(match.group("relpart") or ""))


def _month_day(match: re.Match[str], today: Today) -> Days | None:
    month, day = number(match.group("m") or ""), number(match.group("d"))
    if not month or not day or month > 12 or day > 31:
        return None
    for year in (today.date.year, today.date.year + 1, today.date.year + 2):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today.date:
            return one_day(found, today)
        if (today.date - found).days <= _STORY_DAYS:
            spoken = match.group("d")[-1:] in tuple("一二三四五六七八九十") and not match.group().endswith(("号", "日"))
            lunar = calendar.next_lunar(today.date, month, day) if spoken and day <= _LONGEST_LUNAR else None
            near = lunar is not None and (lunar - today.date).days <= _STORY_DAYS
            return one_day(lunar if near else found, today)
    return None


def _day_of_month(match: re.Match[str], today: Today) -> Days | None:
    day = number(match.group("dd"))
    if not day or day > 31 or (day <= 10 and "日" in match.group() and "月" not in match.group() and not _is_date(match)):
        return None  # 三日 is a stretch of three days where 三号 is the third
    start = today.date
    if match.groupdict().get("last"):
        before = start.replace(day=1) - timedelta(days=1)
        return one_day(before.replace(day=min(day, before.day)), today)
    if match.group("next"):
        start = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return one_day(calendar.next_month_day(start, day), today)


def _is_date(match: re.Match[str]) -> bool:
    """四日上半日 and 3日 are dates, 四日 alone may be how long."""
    return match.group("dd").isdecimal() or bool(_PART_OR_ON.match(match.string, match.end()))


def _two_days(match: re.Match[str], today: Today) -> Days | None:
    first, last = (number(match.group(name)) for name in ("two1", "two2"))
    if not first or not last or last != first + 1 or last > 31:
        return None
    begin = calendar.next_month_day(today.date, first)
    return Days(begin, begin + timedelta(days=1)) if begin else None


def _stretch(match: re.Match[str], today: Today) -> Days | None:
    """26到28号, 11月26到28号, 冬月十二到十五."""
    first, last = number(match.group("s1").removeprefix("初")), number(match.group("s2").removeprefix("初"))
    if not first or not last or not first < last <= 31:
        return None
    words = match.groupdict().get("sm") or ""
    lunar = None if words[:1] in "十" else LUNAR_MONTHS.get(words)
    if lunar:
        begin = calendar.next_lunar(today.date, lunar, first)
    elif words:
        begin = _this_or_next_year(today.date, number(words.removesuffix("月")), first)
    else:
        begin = calendar.next_month_day(today.date, first)
    return Days(begin, begin + timedelta(days=last - first)) if begin else None


def _next_to_each_other(match: re.Match[str], today: Today) -> Days | None:
    """八月三十、三十一."""
    first, last = number(match.group("s1")), number(match.group("s2"))
    return _stretch(match, today) if first and last and last == first + 1 else None


def _this_or_next_year(after: date, month: int | None, day: int) -> date | None:
    for year in (after.year, after.year + 1):
        try:
            found = date(year, month or 0, day)
        except ValueError:
            continue
        if found >= after:
            return found
    return None


def _pair(match: re.Match[str], today: Today) -> Days | None:
    first = today.date + timedelta(days=0 if match.group("pair") == "今明" else 1)
    return Days(first, first + timedelta(days=1))


def _lunar(match: re.Match[str], today: Today) -> Days | None:
    words = match.group("lm") or ""
    month = LUNAR_MONTHS.get(words) or number(words.removesuffix("月"))
    day = _lunar_day(match.group("ld"))
    if day is None:
        return None
    if month:
        return one_day(calendar.next_lunar(today.date, month, day), today)
    if match.groupdict().get("lnext"):
        return one_day(_next_lunar_month(today, day), today)
    return one_day(calendar.next_lunar_day(today.date, day), today)


def _lunar_day(words: str) -> int | None:
    day = number(words.removeprefix("初"))
    return day if day and 1 <= day <= 30 else None


def _next_lunar_month(today: Today, day: int) -> date | None:
    passed = 30 - calendar.lunar_of(today.date)[2]
    return calendar.next_lunar_day(today.date + timedelta(days=max(passed, 1)), day)


def _year_end(match: re.Match[str], today: Today) -> Days | None:
    """年廿八: of the last month of the lunar year."""
    day = _lunar_day(match.group("ld").replace("廿", "二十"))
    return one_day(calendar.next_lunar(today.date, 12, day), today) if day else None


def _feast(match: re.Match[str], today: Today) -> Days | None:
    name = match.group("feast")
    if name in LUNAR_FEASTS:
        return one_day(calendar.next_lunar(today.date, *LUNAR_FEASTS[name]), today)
    if name in NEW_YEARS_EVE:
        return one_day(calendar.new_years_eve(today.date), today)
    if name in SOLAR_FEASTS:
        month, day = SOLAR_FEASTS[name]
        this = today.date.replace(month=month, day=day)
        return one_day(this if this >= today.date else this.replace(year=this.year + 1), today)
    return one_day(calendar.next_term(today.date, name.removesuffix("节")), today)


def _market(match: re.Match[str], today: Today) -> Days | None:
    if today.market is None:
        return None
    after = today.date + timedelta(days=2 if match.group("mnext") else 1)
    return one_day(calendar.next_market(after, today.market.calendar, today.market.tails), today)


def _in_days(match: re.Match[str], today: Today) -> Days | None:
    words, unit = match.group("n").replace("半个", "0"), match.group("unit")
    if unit == "月":
        return one_day(today.date + timedelta(days=15 if "半" in match.group() else 30 * (number(words) or 1)), today)
    step = 1 if unit == "天" else 7
    if len(words) == 2 and all(number(one) for one in words) and not words.isdecimal() and "十" not in words:  # 两三天
        least, most = (today.date + timedelta(days=(number(one) or 0) * step) for one in words)
        within = match.string[match.end() :].startswith(("内", "之内", "以内"))
        return Days(most if within else least, most)
    count = number(words)
    if count is None or count > 60:
        return None
    return one_day(today.date + timedelta(days=count * step), today)


def _few(match: re.Match[str], today: Today) -> Days | None:
    count = 2 if "两" in match.group() or "二" in match.group() else 3
    return Days(today.date, today.date + timedelta(days=count - 1))


def _whole_week(match: re.Match[str], today: Today) -> Days | None:
    monday = today.date - timedelta(days=today.date.weekday())
    start = monday + timedelta(weeks=1) if "下" in match.group() else today.date
    end = start + timedelta(days=6) if "下" in match.group() else monday + timedelta(days=6)
    return Days(start, end)


_N = NUMBER
_MARKET_DAY = (
    rf"(?P<mnext>下一?[个场])?(?:{MARKET}|(?<=下个)[场集]上?|(?<=下一)[场集]|赶[\u4e00-\u9fff\ue000-\ue005]{{1,4}}?(?=的?那天))"
)
_FEASTS = "|".join(sorted((*LUNAR_FEASTS, *NEW_YEARS_EVE, *SOLAR_FEASTS, *SOLAR_TERMS), key=len, reverse=True))
_WORDS: tuple[tuple[str, _Read], ...] = (
    (rf"(?P<two1>{_N})(?:[号日][ 、,和]?|[ 、,和])(?P<two2>{_N})[号日]?(?:这|那)?(?:两|2|二)天", _two_days),
    *ROWS,
    (rf"(?P<sm>正月|冬月|腊月)(?P<s1>初?{_N})(?:到|至|-)(?P<s2>初?{_N})(?!月|点)", _stretch),
    (rf"(?P<sm>{_N}月)?(?P<s1>{_N})[号日]?(?:到|至|-)(?P<s2>{_N})[号日]", _stretch),
    (rf"(?P<sm>{_N}月)(?P<s1>{_N})[号日]?(?:到|至|-)(?P<s2>{_N})(?=[这那,。 ]|$)", _stretch),
    (rf"(?P<sm>{_N}月)(?P<s1>{_N})[号日]?[、和跟](?P<s2>{_N})(?:[号日]|(?![个只斤块亩]))", _next_to_each_other),
    (r"(?P<pair>今明|明后)(?:两|二|这两)?[天日]", _pair),
    (
        rf"(?:农历|阴历|旧历|老历)?(?P<lm>正月|大年|冬月|腊月|(?<=[农阴旧老]历)(?:十[一二]?|[二三四五六七八九])月|(?:十[一二]?|[二三四五六七八九])月(?=初|廿))(?:里)?(?P<ld>初[一二三四五六七八九十]|{_N})(?!月)",
        _lunar,
    ),
    (
        r"(?P<lnext>下个?月)?(?P<lm>(?!))?(?:农历|阴历|旧历|老历)?(?P<ld>初[一二三四五六七八九十]|廿[一二三四五六七八九](?![号日]))(?![中高])",
        _lunar,
    ),
    (rf"(?:(?<=每月)|(?<=每个月))(?P<dd>{_N})(?P<next>(?!))?(?![个天次号日点一二三四五六七八九十0-9])", _day_of_month),
    (rf"(?P<lnext>下个?月)(?P<lm>(?!))?(?P<ld>{_N})(?![0-9号日月天个号])", _lunar),
    (r"(?P<feast>八月十五)(?![号日])", _feast),
    (r"(?<!今)(?<!去)(?<!明)年(?P<lm>(?!))?(?P<ld>廿[一二三四五六七八九])", _year_end),
    (rf"(?P<m>{_N})(?:月|[./])(?P<d>{_N})(?:[号日]|(?=[^0-9点个只斤块]|$))", _month_day),
    (
        rf"(?:(?P<next>下个?月)|(?P<last>上个?月))?(?<![0-9])(?:这个?月|本月|阳历|公历|新历)?(?<![修经我断坏停住连等])(?P<dd>{_N})[号日](?![了没咧不啦]|就(?!要?(?:截止|到期))|都(?![要来请得需帮行可成]|有空|在)|以来|楼|院|线|房|车|井|机|门|电|桌|店|子)",
        _day_of_month,
    ),
    (
        r"(?P<week>这个?|本|下下个?|下一?个?|(?<![床路桌楼山街身地头手车网墙晚早边])上个?)?(?:星期|礼拜|周)(?P<wd>[一二三四五六日天七末1-7])(?!岁|来?一?(?:[次趟]|回(?![来家屋去城])))",
        weekday,
    ),
    (
        r"(?P<week>这个?|本|下下个?|下个?|上个?)?双休(?P<wd>(?!))?日",
        lambda m, t: weekend(t.date - timedelta(days=t.date.weekday()), t, named=False),
    ),
    (rf"(?P<feast>{_FEASTS})(?!路|街|村|饭店)", _feast),
    (
        r"(?<![以之然最])(?P<rel>(?:大大|大|外)?后[天日朝]|(?:大|外)?后(?:儿个?|个(?=[早晚上下前后中晌来]))|赶明儿?|夜儿个?|夜个|大前天|前[天日](?!子)|前儿个?|明[天日朝]|明(?:儿个?|个(?!人)|格)|昨[天日夜晚黑]|昨(?:儿个?|个)|今[天日朝]|今(?:儿个?|个))(?P<relpart>(?!))?",
        _relative,
    ),
    (r"(?P<rel>[明今])(?P<relpart>[早晚晌夜黑晨])(?!些|点|饭)(?:(?<=黑)了)?", _relative),
    (r"(?P<rel>[明今])(?P<relpart>(?!))?(?=[上下]午|[前后]晌|晌午|中午|[上下]昼)", _relative),
    (rf"(?:再?过)?(?P<n>半个?|{_N})个?(?P<unit>天|星期|礼拜|周|月)(?:以后|之后|过后|后(?![晌半]))", _in_days),
    (rf"(?P<n>半个?|{_N})个?(?P<unit>天|星期|礼拜|周|月)(?=之内|以内|内)", _in_days),
    (rf"再?过(?P<n>{_N})个?(?P<unit>天|星期|礼拜|周(?![年岁]))", _in_days),
    (r"(?:这|近|最近)[一]?(?:两|二|几|三)[天日](?!没|都|不|一直|老|总|[^,。 ]{0,6}了)", _few),
    *MONTHS,
    (r"(?:下个?|这个?|本)(?:星期|礼拜|周)(?![一二三四五六日天七末1-7])(?:内|里)?", _whole_week),
    (rf"{_MARKET_DAY}(?:的?那天|那天|天|的日子|日子|的?时候|那日)?", _market),
)
_PATTERNS = tuple((regex(pattern), read) for pattern, read in _WORDS)


def find_days(text: str, today: Today) -> list[tuple[int, int, Days]]:
    """``(start, end, days)`` for every expression of days in ``text``, earlier patterns first, without overlaps."""
    found: list[tuple[int, int, Days]] = []
    for pattern, read in _PATTERNS:
        for match in islice(pattern.finditer(text), _MOST):
            if taken(*match.span(), found):
                continue
            days = read(match, today)
            if days is not None:
                found.append((match.start(), match.end(), days))
    found.sort(key=lambda one: one[0])
    found = in_its_month(text, counted(text, found), today)
    found += bare_days(text, found, today)
    found += eves(text, sorted(found, key=lambda one: one[0]))
    return sorted(found, key=lambda one: one[0])

"""What is to come again and again: 每个礼拜三, 天天中午, 隔天, 每个市日 – and what only goes on every day."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.clock import SHANGHAI
from app.intake.times.find import Wish
from app.intake.times.resolve import TimeKind, When
from app.intake.times.weighing import around
from app.patterns import regex

_RECUR = (
    (
        "weekly",
        regex(
            r"每个?(?:周|星期|礼拜)|(?:周|星期|礼拜)(?:[一二三四五六日天][、,]?){3,}(?!\s?(?:哪|随便|都[行可成好]))|(?:一|1)个?(?:周|星期|礼拜)[^,。]{0,4}?[一二两三四五1-5][次趟回]|(?:周|星期|礼拜)[^,。一]{0,2}一(?:[次趟]|回(?!来))"
        ),
    ),
    ("monthly", regex(r"每个?月|一个?月[^,。]{0,4}?[一二两三1-3][次趟回]")),
    ("market", regex(r"每(?:[个一逢回次]|逢到)?(?=赶?[场集墟市]|市日)|逢[场集墟](?:[天日])?(?=[就都])")),
    (
        "daily",
        regex(
            r"每[天日晚早]|(?<![明后今昨前当白半两三几])(?:天天|日日)|隔天|每?隔[一二两三四五]天|每[两三四五]天|一天[^,。]{0,4}?[一二两三1-3][次趟回顿餐]"
        ),
    ),
)
_HABIT = regex(r"[^,。 ]{0,3}(?:都在|在(?!家|屋)|都要去|上班|下地|都疼|都痛|靠它|吃药)")
_SERVED = regex(
    r"送|(?<![起出回下上过])来(?!去)|帮|请|要(?!去|走|上)|接|陪|照|喂|煮|做|烧|守|换|洗|扫|看[一着护顾娃]|打针|量|翻|推|带|取|拿|派|教|捎|[一二两三1-3][次趟回顿餐]"
)
_NO_COMING = regex(r"(?:[起出回下上过]来|来[回去])")
_THEIR_DAY = regex(r"(?:我|他|她|伊|娃|伢|儿子|女儿|老伴|老头|婆婆|阿公|阿婆|人家|医生)(?:们)?$")
_ALWAYS = regex(r"[^,。 ]{0,4}?(?:都|就|老|总|也|在)")
_NEAR = 8
"""Characters behind 每个礼拜 in which its days stand."""
_NEVER = datetime.max.replace(tzinfo=SHANGHAI)
_ROW = regex(r"(?:周|星期|礼拜)(?P<row>[一二三四五六日天](?:[、,和跟]?(?:周|星期|礼拜)?[一二三四五六日天])*)")


def wished_again(text: str) -> tuple[str, re.Match[str]] | None:
    """How often and the words that say it, unless they only tell of a habit."""
    again = ((name, match) for name, pattern in _RECUR for match in pattern.finditer(text))
    return next(((name, match) for name, match in again if not _is_habit(text, match)), None)


def _is_habit(text: str, again: re.Match[str]) -> bool:
    """每天晚上都滴水, 我每天六点就出门: what goes on every day is no wish for every day."""
    if _HABIT.match(text, again.end()):
        return True
    before, after = around(text, again.start(), again.end())
    if _THEIR_DAY.search(before) and not _SERVED.search(after):
        return True
    return bool(after.strip("\ue003 ")) and _ALWAYS.match(after) is not None and not _SERVED.search(_NO_COMING.sub("", after))


def recurring(chosen: When | None, recur: str, said: re.Match[str], wishes: Sequence[Wish]) -> When:
    """每个礼拜三: the first such day, of several the soonest; not before the day from which it is to be."""
    if recur == "weekly":
        near = [
            w.when
            for w in wishes
            if said.start() <= w.start <= said.end() + _NEAR
            and w.when.start
            and not w.when.past
            and w.when.kind is not TimeKind.RANGE
        ]
        first = min(near, key=lambda when: when.start or when.end or _NEVER, default=None)
        chosen = _not_before(first, chosen, _named(said)) if first else chosen
    if chosen is None or chosen.past:
        return When(TimeKind.RECURRING, recur=recur, words=said.group())
    chosen = _at_its_hour(chosen, said, wishes)
    end = chosen.end if chosen.kind in (TimeKind.RANGE, TimeKind.RECURRING, TimeKind.DEADLINE) else None
    seldom = said.group() if "隔" in said.group() else ""  # 隔天 must not be read back as every day
    words = f"{seldom}（{chosen.words}）" if seldom and seldom not in chosen.words else chosen.words
    return replace(chosen, kind=TimeKind.RECURRING, end=end, recur=recur, words=words)


def _at_its_hour(chosen: When, said: re.Match[str], wishes: Sequence[Wish]) -> When:
    """每天中午送饭,下周二开始: at the hour that stands behind 每天."""
    hours = (w for w in wishes if w.phrase and w.phrase.first.days is None and said.end() <= w.start <= said.end() + 2)
    hour = next(hours, None)
    if hour is None or hour.when.start is None or chosen.start is None or not chosen.whole_days:
        return chosen
    at = hour.when.start
    start = chosen.start.replace(hour=at.hour, minute=at.minute)
    end = chosen.end.replace(hour=at.hour, minute=at.minute) if chosen.end else None
    return replace(chosen, start=start, end=end, whole_days=False)


def _named(said: re.Match[str]) -> set[int]:
    """The days of the week of 每周一三五."""
    row = _ROW.search(said.string, said.start(), said.end() + _NEAR)
    return {"一二三四五六日天".index(one) % 7 for one in row.group("row") if one in "一二三四五六日天"} if row else set()


def _not_before(first: When, chosen: When | None, named: set[int]) -> When:
    if chosen is None or chosen.start is None or first.start is None:
        return first
    if chosen.start.date() == first.start.date():
        return first if chosen.whole_days else chosen
    if chosen.kind is TimeKind.EXACT:
        return first
    if len(named) > 1 and chosen.start > first.start:
        day = next(day for ahead in range(7) if (day := chosen.start + timedelta(days=ahead)).weekday() in named)
        return replace(first, start=day.replace(hour=first.start.hour, minute=first.start.minute), end=None)
    weeks = max(0, -((first.start.date() - chosen.start.date()).days // 7))
    return replace(first, start=first.start + timedelta(weeks=weeks), end=None)

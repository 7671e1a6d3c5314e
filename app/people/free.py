"""Weekly free times: as volunteers say them, as they are kept, and whether a wished time falls into them.

Kept as JSON: ``{"workday": [["18:00", "21:00"]], "rest": [["08:00", "21:00"]]}``. Keys are ``workday`` and ``rest`` (by the
county's calendar) and ``mon`` … ``sun``, which go before the two. A day that is not named has no free time.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from app.clock import in_shanghai
from app.patterns import regex

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORDS = dict(zip("一二三四五六日", WEEKDAYS, strict=True)) | {"天": "sun", "末": "rest"}
KINDS = {"workday": "工作日", "rest": "休息日"}
PARTS = {
    "早上": ("06:00", "09:00"),
    "上午": ("08:00", "12:00"),
    "中午": ("11:00", "14:00"),
    "下午": ("13:00", "18:00"),
    "傍晚": ("17:00", "19:00"),
    "晚上": ("18:00", "21:00"),
    "白天": ("08:00", "18:00"),
    "全天": ("07:00", "22:00"),
}
WHOLE = PARTS["全天"]
ENOUGH = timedelta(minutes=60)
"""Of a wished span so much must be free, or all of it when it is shorter."""
LONGEST_SAID = 80
LONGEST = 7
"""Days of a wished span that are looked at."""

Spans = dict[str, list[list[str]]]
RestDay = Callable[[date], bool]

_WEEK = "(?:周|星期|礼拜)"
_NAMED = rf"(?:每个?)?{_WEEK}[一二三四五六日天末](?:[、,和到至~-]{_WEEK}?[一二三四五六日天])*"
_DAY = rf"工作日|平时|平常|休息日|节假日|假期|每天|天天|每日|{_NAMED}"
_PART = "|".join((*PARTS, "整天"))
_FREE = frozenset({"有空", "有时间", "可以"})
_WORD = "有空|有时间|可以|没空|没时间|不行|忙"
_SAYS = regex(_WORD)
_SAID = regex(rf"(?P<days>{_DAY})的?(?P<parts>(?:(?:{_PART})[、和,]?)*)[都也]?(?P<free>{_WORD})")
_ANY = regex(r"我?(?:随时|什么时候|哪天|任何时候|一直)都?(?:有空|有时间|可以|行)")
_WHOLE = regex(rf"(?:我?(?:{_DAY})的?(?:(?:{_PART})[、和,]?)*[都也]?(?:{_WORD})[,、;。 ]*)+")


def said(text: str, before: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What 「工作日晚上有空」 or 「周三下午没空」 makes of the times kept before.

    ``{}`` for 随时有空; ``None`` when it says nothing of the kind.

    没空 takes away from what was there (from all times when nothing was); 有空 names the times there are, several sentences
    together; named anew, the old ones are replaced.
    """
    bare = text.strip(" ,。.!！").replace("，", ",")
    if _ANY.fullmatch(bare):
        return {}
    if not _WHOLE.fullmatch(bare):
        return None
    clauses = [(_days(one["days"]), _parts(one["parts"]), one["free"]) for one in _SAID.finditer(bare)]
    free = [clause for clause in clauses if clause[2] in _FREE]
    kept: Spans = {} if free else {day: [list(one) for one in spans] for day, spans in (before or _always()).items()}
    for days, parts, _ in free:
        for day in days:
            kept[day] = sorted([*kept.get(day, []), *(list(part) for part in parts)])
    for days, parts, word in clauses:
        if word not in _FREE:
            for day in days:
                kept[day] = _without(_of_day(kept, day), parts)
    return {} if kept == _always() else kept


def sounds_like(text: str) -> bool:
    """Whether it may be about free times at all: cheap, for every message is asked."""
    return len(text) < LONGEST_SAID and _SAYS.search(text) is not None


def free_for(free: Mapping[str, Any] | None, start: datetime | None, end: datetime | None, *, rest_day: RestDay) -> bool:
    """Whether enough of the wished span falls into the free times; a need without a time asks nothing."""
    if not free or start is None:
        return True
    begin, last = in_shanghai(start), in_shanghai(end or start)
    wanted = min(ENOUGH, last - begin)
    for step in range(min((last.date() - begin.date()).days, LONGEST) + 1):
        day = begin.date() + timedelta(days=step)
        for open_, close in spans_on(free, day, rest_day=rest_day):
            low, high = datetime.combine(day, open_, begin.tzinfo), datetime.combine(day, close, begin.tzinfo)
            if max(low, begin) + wanted <= min(high, last):
                return True
    return False


def spans_on(free: Mapping[str, Any], day: date, *, rest_day: RestDay) -> Iterator[tuple[time, time]]:
    weekday = WEEKDAYS[day.weekday()]
    named = free[weekday] if weekday in free else free.get("rest" if rest_day(day) else "workday", ())
    for begin, end in named:
        yield time.fromisoformat(begin), time.fromisoformat(end)


def in_words(free: Mapping[str, Any] | None) -> str:
    """工作日 18:00–21:00；休息日 07:00–22:00"""
    if not free:
        return "随时"
    names = KINDS | {day: f"周{word}" for word, day in WORDS.items() if word not in "天末"}
    shown = [
        f"{names[day]} {'、'.join('全天' if (a, b) == WHOLE else f'{a}–{b}' for a, b in free[day]) or '没空'}"
        for day in (*KINDS, *WEEKDAYS)
        if day in free
    ]
    return "；".join(shown)


def _always() -> Spans:
    return {"workday": [list(WHOLE)], "rest": [list(WHOLE)]}


def _days(text: str) -> list[str]:
    if text in {"工作日", "平时", "平常"}:
        return ["workday"]
    if text in {"每天", "天天", "每日"}:
        return ["workday", "rest"]
    if text in {"休息日", "节假日", "假期"} or "末" in text:
        return ["rest"]
    found = [WORDS[letter] for letter in text if letter in WORDS]
    if re.search("[到至~-]", text) and len(found) == 2:
        first, last = (WEEKDAYS.index(day) for day in found)
        return [WEEKDAYS[at % 7] for at in range(first, (last if last >= first else last + 7) + 1)]
    return list(dict.fromkeys(found))


def _parts(text: str) -> list[tuple[str, str]]:
    return [span for name, span in PARTS.items() if name in text] or [WHOLE]


def _of_day(kept: Spans, day: str) -> list[list[str]]:
    """What a day has so far: its own, else what its kind has."""
    if day in kept:
        return kept[day]
    return kept.get("rest" if day in {"sat", "sun", "rest"} else "workday", [])


def _without(spans: list[list[str]], taken: list[tuple[str, str]]) -> list[list[str]]:
    left = spans
    for begin, end in taken:
        cut = []
        for low, high in left:
            cut += [[low, min(high, begin)], [max(low, end), high]]
        left = [span for span in cut if span[0] < span[1]]
    return left

"""A week's shifts: as people say them, when they are, and where one ends and the next begins. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.clock import in_shanghai
from app.patterns import regex

WEEK = "一二三四五六日"
_DAY = "[一二三四五六日天]"
_DAYS = regex(
    rf"(?P<named>每天|天天|每日|工作日|平时|周末|双休日)|(?:周|星期|礼拜)(?P<from>{_DAY})(?:到|至|-|~|—|–)(?:周|星期|礼拜)?(?P<to>{_DAY})"
    rf"|(?:周|星期|礼拜)(?P<one>{_DAY}(?:[、,和]?(?:周|星期|礼拜)?{_DAY})*)"
)
_NAMED = {
    "每天": "1234567",
    "天天": "1234567",
    "每日": "1234567",
    "工作日": "12345",
    "平时": "12345",
    "周末": "67",
    "双休日": "67",
}
_HOUR = r"(?P<{0}part>早上?|上午|下午|晚上?|次日|第二天)?(?P<{0}>\d{{1,2}})(?:[点时:](?P<{0}min>\d{{1,2}}|半)?分?)?"
_HOURS = regex(_HOUR.format("b") + r" ?(?:到|至|-|~|—|–) ?" + _HOUR.format("e"))
_LATER = ("下午", "晚", "晚上")
SEARCHED = 8
"""Days that are looked at for the next or the last change: a week and the day a shift of its first day began."""


@dataclass(frozen=True)
class Span:
    """A weekly shift: ``days`` as digits, 1 for Monday; hours HH:MM; not later than ``begin``, the end is on the next day."""

    days: str
    begin: str
    end: str

    def on(self, day: datetime) -> tuple[datetime, datetime] | None:
        """The shift that begins on this Shanghai day, if there is one."""
        if str(day.isoweekday()) not in self.days:
            return None
        begin, end = (day.replace(hour=at.hour, minute=at.minute) for at in map(time.fromisoformat, (self.begin, self.end)))
        return begin, end if end > begin else end + timedelta(days=1)

    def covers(self, now: datetime) -> bool:
        today = _midnight(now)
        turns = (self.on(day) for day in (today, today - timedelta(days=1)))
        return any(turn[0] <= now < turn[1] for turn in turns if turn)

    @property
    def shown(self) -> str:
        return f"{days_words(self.days)} {self.begin}–{self.end}"


def next_begin(spans: Iterable[Span], now: datetime) -> datetime | None:
    """When the next of these shifts begins; ``None`` when there are none."""
    return min((begin for begin, _ in _turns(spans, now, range(SEARCHED)) if begin > now), default=None)


def last_change(spans: Iterable[Span], now: datetime) -> datetime | None:
    """When one of these shifts last began or ended."""
    moments = (moment for turn in _turns(spans, now, range(-SEARCHED, 1)) for moment in turn)
    return max((moment for moment in moments if moment <= now), default=None)


def _turns(spans: Iterable[Span], now: datetime, days: range) -> Iterable[tuple[datetime, datetime]]:
    today = _midnight(now)
    turns = (span.on(today + timedelta(days=n)) for span in spans for n in days)
    return (turn for turn in turns if turn)


def _midnight(now: datetime) -> datetime:
    return in_shanghai(now).replace(hour=0, minute=0, second=0, microsecond=0)


def said(text: str) -> tuple[Span, str] | None:
    """「周一到周五 8点到18点 李主任」: the shift, and what else was said (the name); ``None``: no such thing."""
    days, hours = _DAYS.search(text), _HOURS.search(text)
    if not days or not hours:
        return None
    begin, end = _clock(hours, "b"), _clock(hours, "e")
    if begin is None or end is None:
        return None
    rest = text
    for found in sorted((days, hours), key=lambda one: -one.start()):
        rest = rest[: found.start()] + " " + rest[found.end() :]
    return Span(_digits(days), begin, end), rest.strip(" ,、:的")


def _digits(found: re.Match[str]) -> str:
    if found["named"]:
        return _NAMED[found["named"]]
    if found["one"]:
        return "".join(sorted({str(_number(one)) for one in re.findall(_DAY, found["one"])}))
    first, last = _number(found["from"]), _number(found["to"])
    days = range(first, last + 1) if first <= last else [*range(first, 8), *range(1, last + 1)]
    return "".join(sorted(map(str, days)))


def _number(day: str) -> int:
    return WEEK.index("日" if day == "天" else day) + 1


def _clock(found: re.Match[str], which: str) -> str | None:
    hour, minute = int(found[which]), found[f"{which}min"] or "0"
    if found[f"{which}part"] in _LATER and hour < 12:
        hour += 12
    minutes = 30 if minute == "半" else int(minute)
    if hour == 24 and minutes == 0:
        hour = 0
    return f"{hour:02d}:{minutes:02d}" if hour < 24 and minutes < 60 else None


def days_words(days: str) -> str:
    """每天, 周一到周五, 周六、周日."""
    if days == "1234567":
        return "每天"
    if len(days) > 2 and days in "1234567":
        return f"周{WEEK[int(days[0]) - 1]}到周{WEEK[int(days[-1]) - 1]}"
    return "、".join(f"周{WEEK[int(day) - 1]}" for day in days)

"""A pasted group talk cut into its messages: whatever phone or computer it was copied from."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.clock import SHANGHAI, in_shanghai
from app.intake.groups.headers import DAY_LINE, LONE_CLOCK, Header, clock_of, date_of, vote
from app.intake.groups.message import Message, told
from app.patterns import regex

LIMIT = 20_000
"""Characters of a transcript that are read."""
MOST = 600
"""Messages of a transcript that are read."""
_SYSTEM = regex(
    r"(?:[\"“”'].{1,60}|.{1,40})(?:撤回了一条消息|(?:通过扫描.{0,40})?加入了?群聊|移出了群聊|修改群名为.{0,60}|拍了拍.{0,60}|退出了?群聊|领取了.{0,30}红包|成为新?群主.{0,20}|开启了.{0,30})|"
    r".{0,20}(?:以上是打招呼的内容|以下为新消息|以下是新消息|现在可以开始聊天了.{0,10}|群聊的?聊天记录|消息已过期|开启了朋友验证.{0,40})|"
    r"(?:我|你|[\"“].{1,40}[\"”]) ?(?:邀请|拍了拍|撤回了).{1,80}|[\"“].{1,40}[\"”]邀请.{1,120}|"
    r".{0,40}与群里其他人都不是.{0,40}|(?:语音|视频)通话.{0,20}(?:已结束|已取消|时长).{0,20}|"
    r"dear:?|发自我的.{1,40}|sent from my .{1,40}|=+ ?.{0,30} ?=+"
)
_TITLE = regex(
    r"(?:微信群)?[\"“](?P<quoted>.{1,60})[\"”]的聊天记录(?:如下)?.{0,10}|(?P<plain>.{1,60}?) ?(?:微信群上的|在微信上的|的)聊天记录如下.{0,10}|(?P<named>.{1,40})的聊天记录"
)
_MOMENT_LINE = regex(r"[^—–─=_*\-].{0,40}[^—–─=_*\-]|.")
_TIMED_STYLES = frozenset({"dated", "first", "two_lines", "timed", "timed_close"})
_PLAIN_SPACES = regex("[\u00a0\u3000\u2002\u2003\u2009\t]")
_INVISIBLE = regex("[\u200b-\u200f\ufeff\u202a-\u202e\u2060]")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Pasted:
    """A talk cut into messages; ``title`` is the group's name where the export tells it, ``style`` the shape that won."""

    messages: tuple[Message, ...]
    title: str = ""
    style: str = ""
    cut: bool = False
    """Something was too long to be read to its end."""


def cut(text: str, *, now: datetime) -> Pasted:
    """Cuts a pasted talk, at most 20,000 characters of it; text without any header is one message of an unnamed speaker.

    ``now`` is aware; times without a date are those of the last days before it. Pure, and linear in the text's length.
    """
    lines = _lines(text[:LIMIT])
    plain = [line.replace("：", ":").replace("（", "(").replace("）", ")").replace("，", ",") for line in lines]
    plain = [line.replace("？", "?").replace("！", "!").replace("；", ";") for line in plain]
    days = [DAY_LINE.fullmatch(line) if line and len(line) < 100 else None for line in plain]
    lone = [bool(line) and len(line) < 20 and bool(LONE_CLOCK.fullmatch(line)) for line in plain]
    titles = [_TITLE.fullmatch(line) if line and len(line) < 100 else None for line in lines[:6]]
    skipped = [
        bool(days[at] or lone[at] or (at < len(titles) and titles[at]) or is_system(line)) for at, line in enumerate(lines)
    ]
    style, found = vote(plain, skipped)
    headers = {at: _as_written(header, plain[at], lines[at]) for at, header in found.items()}
    told_time = [bool(days[at] or lone[at]) for at in range(len(lines))]
    skipped = [one and not (told_time[at] and _is_said(at, lines, style)) for at, one in enumerate(skipped)]
    title = next((one for found in titles if found for one in found.groups() if one), "")
    raws = _gathered(lines, skipped, headers, _Clock([(days[at], lone[at]) for at in range(len(lines))], plain))
    names = sorted({raw.speaker for raw in raws if raw.speaker}, key=len, reverse=True)[:200]
    moments = _moments(raws, now)
    told_all = [told(at, raw.speaker, raw.body, moments[at], names) for at, raw in enumerate(raws[:MOST])]
    return Pasted(tuple(told_all), title, style, len(text) > LIMIT or len(raws) > MOST)


def is_system(line: str) -> bool:
    """What WeChat says itself: who joined, who took a message back, who patted whom."""
    return 2 < len(line) < 160 and bool(_SYSTEM.fullmatch(line.strip().lower()))


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return [_PLAIN_SPACES.sub(" ", _INVISIBLE.sub("", line)).strip(" ") for line in text.split("\n")]


@dataclass
class _Raw:
    speaker: str
    body: list[str]
    date: tuple[int, int, int] | str | None
    clock: tuple[int, int] | None


class _Clock:
    """The date and time that stand on lines of their own, for messages that tell none."""

    def __init__(self, marks: list[tuple[re.Match[str] | None, bool]], lines: Sequence[str]) -> None:
        self._marks, self._lines = marks, lines
        self.date: tuple[int, int, int] | str | None = None
        self.clock: tuple[int, int] | None = None

    def pass_by(self, at: int) -> None:
        day, lone = self._marks[at]
        if day:
            self.date, self.clock = date_of(day), clock_of(day)
        elif lone:
            found = LONE_CLOCK.fullmatch(self._lines[at])
            self.clock = clock_of(found) if found else None


def _is_said(at: int, lines: Sequence[str], style: str) -> bool:
    """周三 10:00 on a line of its own is an answer where the headers tell the time, or where it follows on another line."""
    if not lines[at] or not _MOMENT_LINE.fullmatch(lines[at]):
        return False
    return style in _TIMED_STYLES or (style != "" and at > 0 and bool(lines[at - 1]))


def _as_written(header: Header, plain: str, line: str) -> Header:
    """With the nickname and the words as they stand there: only for comparing was the punctuation made plain."""
    begin, end = plain.find(header.name), len(plain) - len(header.rest)
    return replace(header, name=line[begin : begin + len(header.name)], rest=line[end:] if header.rest else "")


def _gathered(lines: Sequence[str], skipped: Sequence[bool], headers: dict[int, Header], clock: _Clock) -> list[_Raw]:
    raws: list[_Raw] = []
    at = 0
    while at < len(lines):
        header = headers.get(at)
        if header:
            clock.date = header.date or clock.date
            raws.append(_Raw(header.name, [header.rest] if header.rest else [], clock.date, header.clock or clock.clock))
            at += header.lines
            continue
        if skipped[at]:
            clock.pass_by(at)
        elif raws:
            raws[-1].body.append(lines[at])
        elif lines[at] and not headers:
            raws.append(_Raw("", [lines[at]], clock.date, clock.clock))
        at += 1
    return raws


def _moments(raws: Sequence[_Raw], now: datetime) -> list[datetime | None]:
    """When each was said. Without a date, times count back from ``now``: a clock that jumps back means a new day."""
    today = in_shanghai(now).date()
    days: list[date | None] = []
    turned, before = 0, None
    for raw in raws:
        days.append(_day(raw.date, today))
        if raw.date is None and raw.clock:
            turned += before is not None and raw.clock < before
            before = raw.clock
            days[-1] = today + timedelta(days=turned)
    floating = [at for at, raw in enumerate(raws) if raw.date is None and raw.clock]
    if floating:
        last = _at(days[floating[-1]], raws[floating[-1]].clock)
        back = turned + (1 if last and last - timedelta(days=turned) > now else 0)
        for at in floating:
            days[at] = (days[at] or today) - timedelta(days=back)
    return [_at(day, raw.clock) for day, raw in zip(days, raws, strict=True)]


def _day(said: tuple[int, int, int] | str | None, today: date) -> date | None:
    if isinstance(said, str):
        if said in {"今天", "昨天", "前天"}:
            return today - timedelta(days=["今天", "昨天", "前天"].index(said))
        weekday = _WEEKDAYS.index("日" if said[-1] == "天" else said[-1])
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    if said is None:
        return None
    year, month, day = said
    try:
        found = date(year or today.year, month, day)
    except ValueError:
        return None
    return found.replace(year=found.year - 1) if not year and found > today and not (month == 2 and day == 29) else found


def _at(day: date | None, clock: tuple[int, int] | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, *clock, tzinfo=SHANGHAI) if day and clock else None

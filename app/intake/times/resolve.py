"""From an expression to moments: the future is preferred, bare 一点 to 六点 is the afternoon."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.clock import SHANGHAI
from app.intake.times.clocks import Clock, part_named
from app.intake.times.days import Days
from app.intake.times.phrase import Half, Phrase
from app.intake.times.words import Part

_NOON = 12
_LAST_BARE_AFTERNOON = 6
_MIDNIGHT = 24 * 60
_ALMOST_A_DAY = timedelta(hours=23, minutes=30)
_NIGHT, _SMALL_HOURS = 18 * 60, 4
_DUSK = 17 * 60
_FIRST, _DAWN, _MIDDAY = 6 * 60, 7 * 60, 14 * 60
"""Minutes of a day between which a bare hour may mean the other half of it."""


class TimeKind(StrEnum):
    """How a time is meant."""

    EXACT = "exact"
    PART = "part"
    DAY = "day"
    RANGE = "range"
    DEADLINE = "deadline"
    AFTER = "after"
    WINDOW = "window"
    ASAP = "asap"
    RECURRING = "recurring"
    FLEXIBLE = "flexible"


@dataclass(frozen=True)
class When:
    """A wish for a time. Moments are aware, Asia/Shanghai; ``whole_days`` when only dates are meant (end is 23:59)."""

    kind: TimeKind | None = None
    start: datetime | None = None
    end: datetime | None = None
    whole_days: bool = False
    recur: str | None = None
    words: str = ""
    past: bool = False


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minutes)


def _last(day: date) -> datetime:
    return _at(day, _MIDNIGHT - 1)


def _minutes(clock: Clock, part: Part | None, *, after: int | None = None) -> int:
    """Minutes after midnight of an hour as said, given the part of the day, or the minutes it must come ``after``."""
    hour = clock.hour
    if part is not None and part.start >= _NIGHT and 1 <= hour <= _SMALL_HOURS:  # 半夜一点
        hour += 24
    elif part is not None and part.afternoon:
        if hour < _NOON and not (part.start < _NOON * 60 and hour >= 10):  # 中午11点 stays in the morning
            hour += _NOON
        elif hour == _NOON and part.start >= 18 * 60:
            hour = 24
    elif part is None and 1 <= hour <= _LAST_BARE_AFTERNOON:
        hour += _NOON
    if part is None and after is not None and hour < _NOON and hour * 60 + clock.minute <= after:
        hour += _NOON
    return hour * 60 + clock.minute


class _Reader:
    """Resolves one phrase at one moment."""

    def __init__(self, now: datetime, parts: tuple[Part, ...]) -> None:
        self.now = now.astimezone(SHANGHAI)
        self.parts = parts

    def part(self, half: Half) -> Part | None:
        if half.part is None and half.days is not None and half.days.part is not None:
            return part_named(half.days.part, self.parts)
        return half.part

    def day(self, half: Half, end: int) -> date:
        """The day meant; without one, today unless what ends ``end`` minutes after midnight is over."""
        if half.days is not None:
            return half.days.first
        over = _at(self.now.date(), end) <= self.now
        return self.now.date() + timedelta(days=1 if over else 0)

    def span(self, half: Half, *, after: int | None = None) -> tuple[int, int | None] | None:
        """``(start, end)`` in minutes of the hour or part of the day in ``half``; None when it has neither."""
        part = self.part(half)
        if half.clock is not None:
            start = _minutes(half.clock, part, after=after)
            if half.clock.until is None:
                return start, None
            return start, _minutes(Clock(half.clock.until), part, after=start)
        return (part.start, part.end) if part is not None else None

    def single(self, half: Half) -> When:
        span = self.span(half)
        if span is None:
            return self._days(half.days) if half.days else When()
        start, end = span
        if half.days is not None and half.days.first != half.days.last:
            return self._days_with_hours(half.days, half.days, (start, end), clock=half.clock is not None)
        start = self._bare_today(half, start)
        day = self.day(half, end or start)
        start = self._later_today(half, day, start)
        kind = TimeKind.PART if half.clock is None else TimeKind.WINDOW if end else TimeKind.EXACT
        moment = _at(day, start)
        until = _at(day, end) if end else None
        return When(kind, moment, until, past=(until or moment) <= self.now)

    def _bare_today(self, half: Half, start: int) -> int:
        """七点 said in the afternoon is this evening, 六点半 said before dawn this morning; a day or a part says otherwise."""
        today = half.days is None or half.days.first == half.days.last == self.now.date()
        if half.clock is None or not today or self.part(half) is not None or half.clock.until is not None:
            return start
        now, said = self.now.hour * 60 + self.now.minute, half.clock.hour * 60 + half.clock.minute
        if now < said < _DAWN and now < _FIRST:
            return said
        if half.days is not None:
            return start
        return start + _NOON * 60 if now >= _MIDDAY and start <= now < start + _NOON * 60 and start >= _FIRST else start

    def _later_today(self, half: Half, day: date, start: int) -> int:
        bare = half.clock is not None and self.part(half) is None and half.days is not None
        if (
            bare
            and day == self.now.date()
            and _at(day, start) <= self.now < _at(day, start + _NOON * 60)
            and start < _NOON * 60
        ):
            return start + _NOON * 60
        return start

    def _days(self, days: Days) -> When:
        kind = TimeKind.DAY if days.first == days.last else TimeKind.RANGE
        return When(kind, _at(days.first, 0), _last(days.last), whole_days=True, past=days.past)

    def _days_with_hours(self, first: Days, last: Days, span: tuple[int, int | None], *, clock: bool) -> When:
        start, end = span
        begin, finish = _at(first.first, start), _at(last.last, end if end is not None else start)
        if clock:  # 放学四点半, 今天到礼拜五: every day at that hour
            return When(TimeKind.RECURRING, begin, finish, recur="daily", past=finish <= self.now)
        return When(TimeKind.RANGE, begin, finish, past=finish <= self.now)

    def double(self, first: Half, second: Half) -> When:
        if second.days is not None and first.days is None:  # 上午到后天: the day covers what stands before it
            first = replace(first, days=Days(self.now.date(), self.now.date()))
        head, tail = self.span(first), None
        if second.part is None and self.part(first) is not None and second.days is None:
            tail = self.span(replace(second, part=self._tail_part(first, second)), after=head[0] if head else None)
        else:
            tail = self.span(second, after=head[0] if head else None)
        if first.days is not None and second.days is not None:
            return self._between_days(first, second, (head, tail))
        if head is None or tail is None:
            return self.single(first)
        end = self._over_midnight(first, second, head[0], tail[1] or tail[0])
        day = self.day(first, end)
        kind = TimeKind.PART if first.clock is None and second.clock is None else TimeKind.WINDOW
        return When(kind, _at(day, head[0]), _at(day, end), past=_at(day, end) <= self.now)

    def _over_midnight(self, first: Half, second: Half, begin: int, end: int) -> int:
        """晚上八点到早上六点, 夜里九点到五点: what ends in the morning ends on the next day."""
        if end > begin or second.clock is None:
            return end
        part = self.part(first)
        if second.part is None and part is not None and part.start >= _DUSK:
            return second.clock.hour * 60 + second.clock.minute + _MIDNIGHT
        return end + _MIDNIGHT if end < _NOON * 60 <= begin else end

    def _tail_part(self, first: Half, second: Half) -> Part | None:
        part = self.part(first)
        if part is None or second.clock is None or part.afternoon:
            return part
        return None if second.clock.hour <= _LAST_BARE_AFTERNOON else part  # 上午九点到三点

    def _between_days(self, first: Half, second: Half, spans: tuple[tuple[int, int | None] | None, ...]) -> When:
        a, b = first.days, second.days
        if a is None or b is None:
            return When()
        if b.last < a.first:
            later = b.last + timedelta(weeks=1)
            b = replace(b, first=later, last=later) if later >= a.first else a
        head, tail = spans
        if head is None and tail is None:
            return When(TimeKind.RANGE, _at(a.first, 0), _last(b.last), whole_days=True, past=b.past)
        if head is not None and tail is not None:
            return When(TimeKind.RANGE, _at(a.first, head[0]), _at(b.last, tail[1] or tail[0]), past=b.past)
        half = first if head is not None else second
        return self._days_with_hours(a, b, head or tail or (0, None), clock=half.clock is not None)

    def _before_part(self, half: Half, when: When) -> datetime | None:
        """晌午之前 is by twelve, 天黑之前 by the middle of dusk, 上午之前 by its end."""
        part = self.part(half)
        if part is None or when.start is None or when.end is None or part.start < 10 * 60:
            return when.end
        by = max(part.start, _NOON * 60) if part.start < _NOON * 60 else part.start
        by = (part.start + part.end) // 2 if part.start == _DUSK else by  # it is not dark when it begins to be
        end = _at(when.start.date(), by)
        return end if end > self.now else when.end

    def bounded(self, phrase: Phrase) -> When:
        when = self.single(phrase.first) if phrase.second is None else self.double(phrase.first, phrase.second)
        if phrase.bound == "before" and when.kind is not None:
            end = when.end if when.kind != TimeKind.EXACT else when.start
            if when.kind == TimeKind.PART and phrase.first.clock is None:
                end = self._before_part(phrase.first, when)
            return replace(when, kind=TimeKind.DEADLINE, start=None, end=end)
        if phrase.bound == "after" and when.kind is not None:
            start = when.start
            if start and phrase.first.days is None and start - self.now > _ALMOST_A_DAY:  # 十点以后, said at ten
                start -= timedelta(days=1)
            return replace(when, kind=TimeKind.AFTER, start=start, end=None, past=False)
        return when


def resolve(phrase: Phrase, now: datetime, parts: tuple[Part, ...]) -> When:
    """The moments ``phrase`` means at ``now``."""
    return _Reader(now, parts).bounded(phrase)

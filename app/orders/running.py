"""Which hours count for an order: a county may leave the night and days off out of its clock, which never restarts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.clock import SHANGHAI, in_shanghai

DAY = timedelta(days=1)
EVENING = time(20)
FAR = 800
"""Days after which a county that never works is no longer taken at its word."""


@dataclass(frozen=True)
class Night:
    """Hours of the day in Shanghai, over midnight or not."""

    begin: time = time(22)
    end: time = time(7)

    def covers(self, moment: datetime) -> bool:
        clock = in_shanghai(moment).time()
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def over(self, moment: datetime) -> datetime:
        """The first moment, from this one on, that is not night."""
        return next_time(self.end, moment) if self.covers(moment) else moment

    def evening_before(self, moment: datetime) -> datetime:
        """This moment, or an hour in the evening before the night it lies in, when people can still be told."""
        if not self.covers(moment):
            return moment
        begun = next_time(self.begin, moment - DAY)
        if begun > moment:
            begun -= DAY
        evening = in_shanghai(begun).replace(hour=EVENING.hour, minute=0, second=0, microsecond=0)
        return min(begun, evening.astimezone(UTC))


@dataclass(frozen=True)
class Running:
    """``night``: hours that do not count, when the county says so; ``off``: days that do not."""

    night: Night | None = None
    off: frozenset[date] = frozenset()

    def first(self, moment: datetime) -> datetime:
        """This moment, or the first one after it that counts."""
        for _ in range(FAR):
            if in_shanghai(moment).date() in self.off:
                moment = next_time(time(0), moment)
            elif self.night and self.night.covers(moment):
                moment = self.night.over(moment)
            else:
                break
        return moment

    def after(self, moment: datetime, span: timedelta) -> datetime:
        """When so much time that counts will have passed."""
        moment = self.first(moment)
        for _ in range(FAR):
            stop = self._stop(moment)
            if stop is None or moment + span < stop:
                break
            span, moment = span - (stop - moment), self.first(stop)
        return moment + span

    def working_day(self, moment: datetime) -> datetime:
        """The same hour on the first day, from this one on, that counts."""
        for _ in range(FAR):
            if in_shanghai(moment).date() not in self.off:
                break
            moment += DAY
        return moment

    def _stop(self, moment: datetime) -> datetime | None:
        """When the time stops counting next; ``None``: never."""
        stops = [next_time(self.night.begin, moment)] if self.night else []
        if any(day > in_shanghai(moment).date() for day in self.off):
            stops.append(next_time(time(0), moment))
        return min(stops, default=None)


def night_of(policy: Mapping[str, Any]) -> Night:
    """The county's night as the order froze it, or the usual one."""
    said = policy.get("night")
    return Night(*(time.fromisoformat(said[name]) for name in ("begin", "end"))) if said else Night()


def running_of(policy: Mapping[str, Any]) -> Running:
    """Which hours count for an order with this frozen policy."""
    waits = bool((policy.get("night") or {}).get("waits"))
    return Running(night_of(policy) if waits else None, frozenset(map(date.fromisoformat, policy.get("days_off") or ())))


def next_time(clock: time, after: datetime) -> datetime:
    """The next moment at which clocks in Shanghai show this hour."""
    local = in_shanghai(after)
    moment = datetime.combine(local.date(), clock, SHANGHAI)
    return (moment if moment > local else moment + DAY).astimezone(UTC)

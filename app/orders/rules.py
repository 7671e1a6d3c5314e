"""An order's numbers, its clock, and its steps in time, worked out from the county's frozen policy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from app.clock import in_shanghai
from app.orders.running import Running, next_time, running_of

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""No I, O or Q: they are misread."""
A_RUNG = timedelta(minutes=10)
"""What each rung has when the county's file names only hours of the day."""


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d} 元"


def code_candidates(start: int, digits: int, count: int) -> list[str]:
    """``count`` short codes from place ``start`` on: A01 … A99, B01 … with as many digits as told."""
    span = 10**digits - 1
    places = (divmod(start + step, span) for step in range(count))
    return [f"{LETTERS[letter % len(LETTERS)]}{number + 1:0{digits}d}" for letter, number in places]


def order_number(prefix: str, day: datetime, serial: int) -> str:
    """PY-20261124-0007, by the Shanghai day."""
    return f"{prefix}-{in_shanghai(day):%Y%m%d}-{serial:04d}"


@dataclass(frozen=True)
class Step:
    """Something to do about an order nobody has taken: ask more volunteers, or climb to ``rung`` and tell ``tell``."""

    kind: str
    number: int
    due_at: datetime
    after: timedelta
    """How long after the first moment, whatever the hour of the day."""
    rung: str = ""
    tell: tuple[str, ...] = ()


def starts_at(policy: Mapping[str, Any], placed_at: datetime) -> datetime:
    """When the first volunteers are asked: at once, or when the night that the county leaves out is over."""
    return Running(running_of(policy).night).first(placed_at)


def accept_by(policy: Mapping[str, Any], placed_at: datetime) -> datetime:
    """When somebody must have accepted: so long after the villager spoke, or at the day's cut-off (002-41, 002-42).

    Hours the county leaves out of this clock do not count, so it is worked out once, when the order is placed.
    """
    running = running_of(policy)
    if policy.get("respond_seconds"):
        return running.after(placed_at, timedelta(seconds=policy["respond_seconds"]))
    due_at = next_clock_time(policy.get("cut_off") or "17:30", placed_at)
    return running.working_day(due_at)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A wish whose villager wants it at another time; ``None`` as a time: as soon as possible."""

    placed_at: datetime
    first: datetime | None
    """For when it was wished at its placing."""
    wished: datetime | None
    """For when it is wished from now on."""
    counted_from: datetime
    """Since when its clock has counted until now."""


def counts_from(policy: Mapping[str, Any], moved: Moved, *, now: datetime) -> datetime:
    """Since when the clock of a moved wish counts: as much later than its placing as it is wished later than at first.

    What was wished sooner than somebody must have accepted counts as wished for then, so that the county's whole time lies
    before the new hour. Never before the placing; and a clock the villager had put off begins at the earliest at once.
    """
    due_at = accept_by(policy, moved.placed_at)
    later = moved.wished - max(moved.first or due_at, due_at) if moved.wished else timedelta(0)
    return max(moved.placed_at, moved.placed_at + later, min(moved.counted_from, now))


def steps(
    policy: Mapping[str, Any], placed_at: datetime, due_at: datetime, *, climbs_from: datetime | None = None
) -> Iterator[Step]:
    """Every step the frozen policy foresees, counted from the moment the villager spoke (002-37, 002-40).

    ``climbs_from``: since when the ladder counts instead, when the villager has moved the wish; volunteers are asked as before.
    No rung is told before the one below it, whatever mixture of hours and shares the county's file holds.
    """
    running = running_of(policy)
    awake = Running(running.night)
    for number, seconds in enumerate(policy.get("offers_at") or [0]):
        after = timedelta(seconds=seconds)
        yield Step("offer", number, awake.after(placed_at, after), after)
    before = since = climbs_from or placed_at
    for number, rung in enumerate(policy.get("ladder") or []):
        before = max(before, _moment(rung, running, since, due_at))
        yield Step("climb", number, before, _gap(rung, number, since, due_at), rung["rung"], tuple(rung["tell"]))


def _moment(rung: Mapping[str, Any], running: Running, since: datetime, due_at: datetime) -> datetime:
    """An hour of the day counts on the day the order is due, and leaves the rung below its least time at any rate."""
    if rung.get("at"):
        midnight = in_shanghai(due_at).replace(hour=0, minute=0, second=0, microsecond=0)
        hour = next_time(time.fromisoformat(rung["at"]), midnight - timedelta(microseconds=1))
        least = running.after(since, timedelta(seconds=rung.get("at_least_seconds") or 0))
        return running.first(max(hour, least))
    if rung.get("share") is not None:
        begin = running.first(since)
        return running.first(begin + (due_at - begin) * float(rung["share"]))
    return running.after(since, timedelta(seconds=rung["after_seconds"]))


def _gap(rung: Mapping[str, Any], number: int, since: datetime, due_at: datetime) -> timedelta:
    if rung.get("share") is not None:
        return (due_at - since) * float(rung["share"])
    seconds = rung.get("after_seconds") or rung.get("at_least_seconds")
    return timedelta(seconds=seconds) if seconds else (number + 1) * A_RUNG


def next_clock_time(text: str, after: datetime) -> datetime:
    """The next moment at which clocks in Shanghai show ``HH:MM``."""
    return next_time(time.fromisoformat(text), after)


def day_ends(policy: Mapping[str, Any], due_at: datetime, wished: datetime | None) -> datetime | None:
    """When a service that should not stay overnight must be done: in the evening of the day it is due, or was wished for.

    ``None``: this clock asks for nothing of the kind (002-42).
    """
    if not policy.get("same_day"):
        return None
    return next_clock_time(policy.get("day_end") or "20:00", max(due_at, wished or due_at))

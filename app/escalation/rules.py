"""Which deadlines an order must have, worked out from its state alone; pure, so that losing them all loses nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.escalation.hours import awake_after, awake_before, morning_after
from app.orders.model import Form, Order, Status
from app.orders.rules import Step, day_ends, starts_at, steps
from app.orders.running import running_of
from app.people.model import RUNGS, Role


class Kind(StrEnum):
    OFFER = "offer"
    """Ask the next batch of volunteers."""
    CLIMB = "climb"
    """Tell the next rung of the ladder."""
    AGAIN = "again"
    """The ladder is at its end and still nobody: tell the last rung once more."""
    REMIND = "remind"
    """The promised hour is near: the volunteer is reminded."""
    START = "start"
    """The promised hour has come: has the volunteer arrived? Asked in vain, somebody else is looked for."""
    FINISH = "finish"
    """It has taken long: is it done?"""
    OVERNIGHT = "overnight"
    """The day is over on which it should be done: does it have to stay overnight?"""
    DEPUTY = "deputy"
    """Whoever is on duty was told of something urgent: have they looked? If not, their deputy hears it."""
    RATE = "rate"
    """Nobody rated: close as unrated."""


HEIGHT = {rung: height for height, rung in enumerate(RUNGS)}
OWN_RUNG = {
    Role.HAMLET_HEAD: "hamlet",
    Role.STATION_CHIEF: "village",
    Role.PAIR_CONTACT: "paired",
    Role.TOWN_HEAD: "town",
    Role.DEPARTMENT_HEAD: "department",
    Role.DISPATCHER: "county",
    Role.DIRECTOR: "director",
}
AGAIN_AFTER = timedelta(minutes=30)
START_GRACE = timedelta(minutes=10)
NO_ANSWER = timedelta(minutes=20)
REMIND_BEFORE = timedelta(minutes=30)
NO_TIME_START = timedelta(hours=2)
"""An order without a time is expected to begin within this."""
DONE_YET_AGAIN = timedelta(hours=1)
PRESSING = frozenset({"urgent", "emergency"})
BUT_DEPUTIES = tuple(kind for kind in Kind if kind is not Kind.DEPUTY)
WAITING = frozenset({Status.PLACED, Status.OFFERING, Status.AT_DESK, Status.BUNDLED})


@dataclass(frozen=True)
class Wanted:
    kind: Kind
    step: int
    due_at: datetime


@dataclass(frozen=True)
class Past:
    """What was carried out about an order, and since when those who come have promised and been there."""

    acted: Mapping[tuple[str, int], datetime] = field(default_factory=dict)
    """When each (kind, step) was carried out."""
    promised_at: datetime | None = None
    """The last promise among those who have not arrived."""
    arrived_at: datetime | None = None
    """The last arrival among those who have not finished."""

    def last(self, *kinds: Kind) -> datetime | None:
        return max((at for (kind, _), at in self.acted.items() if not kinds or kind in kinds), default=None)

    def count(self, kind: Kind, since: datetime | None) -> int:
        return sum(1 for (done, _), at in self.acted.items() if done == kind and (since is None or at >= since))

    def until(self, now: datetime) -> "Past":
        """What a clock that was set back says to have happened later, happened now; an evening may be settled beforehand."""
        promised, arrived = (one and min(one, now) for one in (self.promised_at, self.arrived_at))
        acted = {(kind, step): at if kind == Kind.OVERNIGHT else min(at, now) for (kind, step), at in self.acted.items()}
        return Past(acted, promised, arrived)

    def next(self, kind: Kind) -> int:
        return 1 + max((step for done, step in self.acted if done == kind), default=-1)


def wanted(order: Order, past: Past, *, now: datetime) -> list[Wanted]:
    """The deadlines this order must have now."""
    past = past.until(now)
    with_another = order.status == Status.MERGED or (order.merged_into and order.status == Status.DONE)
    bundled = order.parent_id and order.status == Status.BUNDLED
    if with_another or bundled or (order.form == Form.PART and order.status in {Status.PLACED, Status.DONE}):
        return []  # the order it goes with has the clock
    if order.status in WAITING:
        ahead = [one for one in (*_ladder(order), *_deputies(order, past)) if (one.kind, one.step) not in past.acted]
        if order.form == Form.PART or any(one.kind is Kind.CLIMB for one in ahead):
            return ahead
        return [*ahead, Wanted(Kind.AGAIN, past.next(Kind.AGAIN), _again_at(order, past, now))]
    if order.form == Form.WHOLE and order.status in {Status.ACCEPTED, Status.UNDER_WAY}:
        return list(_overnight(order, past, now))
    if order.status == Status.ACCEPTED:
        if order.waits:
            return []
        start = Wanted(Kind.START, past.next(Kind.START), _start_at(order, past, now))
        return [*_reminder(order, past, now), start, *_overnight(order, past, now)]
    if order.status == Status.UNDER_WAY:
        finish = Wanted(Kind.FINISH, past.next(Kind.FINISH), _finish_at(order, past, now))
        missing = [Wanted(Kind.START, past.next(Kind.START), _start_at(order, past, now))] if past.promised_at else []
        return [finish, *missing, *_overnight(order, past, now)]
    if order.status == Status.DONE:
        days = int(order.policy.get("rate_within_days", 3))
        return [Wanted(Kind.RATE, 0, (order.done_at or now) + timedelta(days=days))]
    return []


def _ladder(order: Order) -> Iterator[Wanted]:
    for step in _foreseen(order):
        first = step.kind == "offer" and step.number == 0
        if first and order.status == Status.PLACED:  # it waits for the morning, and then begins with all that belongs to it
            yield Wanted(Kind.OFFER, 0, starts_at(order.policy, order.placed_at))
        elif (order.form == Form.PART and step.kind == "climb") or (order.form == Form.WHOLE and step.kind == "offer"):
            continue
        elif step.kind == "climb" or (order.status == Status.OFFERING and not first):
            yield Wanted(Kind(step.kind), step.number, step.due_at)


def _foreseen(order: Order) -> Iterator[Step]:
    return steps(order.policy, order.placed_at, order.due_at, climbs_from=order.counts_from)


def _deputies(order: Order, past: Past) -> Iterator[Wanted]:
    """So long after each telling of something urgent; an emergency was told with its placing."""
    patience = order.policy.get("deputy_after_seconds")
    if order.urgency not in PRESSING or not patience:
        return
    told = {step + 1: at for (kind, step), at in past.acted.items() if kind == Kind.CLIMB}
    if order.urgency == "emergency":
        told[0] = order.placed_at
    for step, at in sorted(told.items()):
        yield Wanted(Kind.DEPUTY, step, at + timedelta(seconds=patience))


def _again_at(order: Order, past: Past, now: datetime) -> datetime:
    """So long after the last telling, or after the clock begins that the villager has put off."""
    told = min(past.last(*BUT_DEPUTIES) or now, now)
    return awake_after(order, max(told, order.counts_from or told) + _again(order))


def _again(order: Order) -> timedelta:
    return _told(order, "again_seconds", AGAIN_AFTER)


def _told(order: Order, name: str, otherwise: timedelta) -> timedelta:
    return timedelta(seconds=order.policy.get(name) or otherwise.total_seconds())


def spread(missing: list[Wanted], order: Order, *, now: datetime) -> list[Wanted]:
    """Steps that are needed again after their hour (somebody cannot come after all) keep their gaps, counted from now.

    The order's own clock is not touched: it is as late as it is.
    """
    after = {(Kind(one.kind), one.number): one.after for one in _foreseen(order)}
    running = running_of(order.policy)
    result = []
    for one in sorted(missing, key=lambda each: each.step):
        if one.kind is Kind.AGAIN and one.due_at < now:
            one = replace(one, due_at=now + _again(order))
        first = next((each for each in sorted(missing, key=lambda each: each.step) if each.kind is one.kind), one)
        if one.kind in {Kind.OFFER, Kind.CLIMB} and first.due_at < now:
            before = after.get((one.kind, first.step - 1), timedelta(0))
            gap = max(after[one.kind, one.step] - before, timedelta(0))
            one = replace(one, due_at=max(one.due_at, running.after(now, gap)))
        result.append(one)
    return result


def _reminder(order: Order, past: Past, now: datetime) -> Iterator[Wanted]:
    """Once for each promised hour, and only for a promise older than the reminder."""
    if order.time_start is None or now >= order.time_start:
        return
    due_at = awake_before(order, order.time_start - _told(order, "remind_before_seconds", REMIND_BEFORE))
    reminded = past.last(Kind.REMIND)
    promised_at = past.promised_at or now
    if promised_at < due_at and not (reminded and reminded >= max(due_at, promised_at)):
        yield Wanted(Kind.REMIND, past.next(Kind.REMIND), due_at)


def asked_at(order: Order, past: Past) -> datetime | None:
    """When whoever promised was asked in vain whether they have arrived; ``None``: not since this promise and hour."""
    last = past.last(Kind.START)
    return last if last and last >= max(_late_from(order), past.promised_at or last) else None


def _late_from(order: Order) -> datetime:
    if order.time_start is None:
        return order.placed_at + NO_TIME_START
    return order.time_start + _told(order, "late_after_seconds", START_GRACE)


def _start_at(order: Order, past: Past, now: datetime) -> datetime:
    asked = asked_at(order, past)
    if asked is None:
        since = past.promised_at or now
        late = _late_from(order)
        return awake_after(order, late if late > since else since + AGAIN_AFTER)
    return awake_after(order, max(asked + _patience(order), _lost_from(order)))


def _patience(order: Order) -> timedelta:
    """Between the question and looking for somebody else."""
    if order.time_start is None:
        return AGAIN_AFTER
    late, released = _told(order, "late_after_seconds", START_GRACE), _told(order, "release_after_seconds", NO_ANSWER)
    return max(released - late, timedelta(minutes=5))


def _lost_from(order: Order) -> datetime:
    """A wished half-day is not over at its beginning: there must just be time for another to do it."""
    if order.time_start is None:
        return order.placed_at
    last = (order.time_end or order.time_start) - timedelta(minutes=2 * int(order.policy.get("minutes", 60)))
    return max(order.time_start, last) + _told(order, "release_after_seconds", NO_ANSWER)


def _finish_at(order: Order, past: Past, now: datetime) -> datetime:
    asked = past.count(Kind.FINISH, past.arrived_at)
    last = past.last(Kind.FINISH) or now
    if asked == 0:
        usual = timedelta(minutes=max(120, 2 * int(order.policy.get("minutes", 60))))
        return awake_after(order, (past.arrived_at or now) + usual)
    return awake_after(order, last + DONE_YET_AGAIN) if asked == 1 else morning_after(last)


def _overnight(order: Order, past: Past, now: datetime) -> Iterator[Wanted]:
    """In the evening of the day it should be done, and in every further evening while it is not (002-42)."""
    if order.form == Form.PART:
        return
    evening = day_ends(order.policy, order.due_at, order.time_end or order.time_start)
    told = past.last(Kind.OVERNIGHT)
    if evening and told:
        evening = day_ends(order.policy, max(order.due_at, told), order.time_end or order.time_start)
    if evening:
        late = evening <= now  # accepted after its day was over: it has this day
        yield Wanted(Kind.OVERNIGHT, past.next(Kind.OVERNIGHT), day_ends(order.policy, now, None) or now if late else evening)

"""Which deadlines an order must have, worked out from its state alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.clock import SHANGHAI
from app.escalation.rules import AGAIN_AFTER, NO_TIME_START, WAITING, Kind, Past, asked_at, spread, wanted
from app.orders.model import MOVES, Order, Status
from tests.pushed_clock import TUESDAY_TEN, PushedClock

NOW = PushedClock().now
POLICY: dict[str, Any] = {
    "respond_seconds": 600,
    "offers_at": [0, 180, 360],
    "ladder": [
        {"rung": "town", "after_seconds": 600, "tell": ["station_chief"]},
        {"rung": "county", "after_seconds": 1200, "tell": ["dispatcher"]},
    ],
    "minutes": 60,
    "rate_within_days": 3,
}
NOBODY: frozenset[tuple[str, int]] = frozenset()


def order(status: Status, **more: Any) -> Order:
    return Order(status=status, placed_at=NOW, due_at=NOW + timedelta(minutes=10), **({"policy": POLICY} | more))


def minutes(one: Order, acted: frozenset[tuple[str, int]] = NOBODY, *, later: float = 0) -> dict[str, float]:
    now = NOW + timedelta(minutes=later)
    found = wanted(one, Past(dict.fromkeys(acted, now)), now=now)
    return {f"{deadline.kind} {deadline.step}": (deadline.due_at - NOW).total_seconds() / 60 for deadline in found}


@pytest.mark.parametrize("status", list(Status))
def test_every_open_order_has_a_deadline_and_a_closed_one_none(status: Status) -> None:
    goes_with_another = status is Status.MERGED  # the one it was merged into has the clock
    assert bool(minutes(order(status))) == (bool(MOVES[status]) and not goes_with_another)


@pytest.mark.parametrize("status", sorted(WAITING))
def test_every_waiting_order_still_has_one_when_all_was_done(status: Status) -> None:
    everything = frozenset({("offer", 0), ("offer", 1), ("offer", 2), ("climb", 0), ("climb", 1), ("again", 0)})
    assert minutes(order(status), everything, later=60) == {"again 1": 60 + AGAIN_AFTER.total_seconds() / 60}


def test_offers_and_rungs_count_from_the_moment_the_villager_spoke() -> None:
    assert minutes(order(Status.OFFERING), later=4) == {"offer 1": 3, "offer 2": 6, "climb 0": 10, "climb 1": 20}


def test_at_the_desk_nobody_more_is_asked_but_the_ladder_stands() -> None:
    assert minutes(order(Status.AT_DESK)) == {"climb 0": 10, "climb 1": 20}


def test_what_was_carried_out_is_not_wanted_again() -> None:
    acted = frozenset({("offer", 1), ("climb", 0)})
    assert minutes(order(Status.OFFERING), acted) == {"offer 2": 6, "climb 1": 20}


def test_an_accepted_order_is_reminded_of_and_asked_about_when_its_hour_has_come() -> None:
    at_two = TUESDAY_TEN.replace(hour=14)
    assert minutes(order(Status.ACCEPTED, time_start=at_two)) == {"remind 0": 210, "start 0": 250}
    assert minutes(order(Status.ACCEPTED)) == {"start 0": NO_TIME_START.total_seconds() / 60}


def test_whoever_accepts_late_is_not_asked_at_once_whether_they_have_arrived() -> None:
    now = NOW + timedelta(hours=5)
    [start] = wanted(order(Status.ACCEPTED), Past({("offer", 2): NOW + timedelta(minutes=6)}), now=now)
    assert start.due_at == now + AGAIN_AFTER


def test_asked_in_vain_somebody_else_is_looked_for_when_the_wished_time_is_nearly_over() -> None:
    at_two, at_six = TUESDAY_TEN.replace(hour=14), TUESDAY_TEN.replace(hour=18)
    past = Past({("start", 0): at_two + timedelta(minutes=10)}, promised_at=NOW)
    later = at_two + timedelta(minutes=11)
    [start] = wanted(order(Status.ACCEPTED, time_start=at_two), past, now=later)
    assert (start.step, start.due_at) == (1, at_two + timedelta(minutes=20))
    [start] = wanted(order(Status.ACCEPTED, time_start=at_two, time_end=at_six), past, now=later)
    assert start.due_at == TUESDAY_TEN.replace(hour=16, minute=20)


def test_whoever_promises_after_another_did_not_come_is_asked_before_being_given_up() -> None:
    at_two = TUESDAY_TEN.replace(hour=14)
    past = Past(
        {("start", 0): at_two, ("start", 1): at_two + timedelta(minutes=20)}, promised_at=at_two + timedelta(minutes=30)
    )
    one = order(Status.ACCEPTED, time_start=at_two)
    assert asked_at(one, past) is None
    [start] = wanted(one, past, now=at_two + timedelta(minutes=31))
    assert start.due_at == at_two + timedelta(minutes=30) + AGAIN_AFTER


@pytest.mark.parametrize(("urgency", "due"), [("normal", "07:00"), ("urgent", "23:10")])
def test_only_the_pressing_wakes_people(urgency: str, due: str) -> None:
    one = order(Status.ACCEPTED, time_start=TUESDAY_TEN.replace(hour=23), urgency=urgency)
    start = wanted(one, Past(), now=NOW)[-1]
    assert f"{start.due_at.astimezone(SHANGHAI):%H:%M}" == due


def test_what_is_never_said_to_be_done_is_asked_about_once_a_day_at_nine() -> None:
    one = order(Status.UNDER_WAY)
    evening = TUESDAY_TEN.replace(hour=21)
    past = Past({("finish", 0): evening}, arrived_at=NOW)
    [second] = wanted(one, past, now=evening)
    assert f"{second.due_at.astimezone(SHANGHAI):%d %H:%M}" == "25 07:00"
    [third] = wanted(one, Past({**past.acted, ("finish", 1): second.due_at}, arrived_at=NOW), now=second.due_at)
    assert f"{third.due_at.astimezone(SHANGHAI):%d %H:%M}" == "25 09:00"
    [fourth] = wanted(one, Past({**past.acted, ("finish", 1): second.due_at, ("finish", 2): third.due_at}), now=third.due_at)
    assert fourth.due_at == third.due_at + timedelta(days=1)


def test_whoever_has_just_arrived_is_not_asked_at_once_whether_they_are_done() -> None:
    yesterday = NOW - timedelta(days=1)
    [finish] = wanted(order(Status.UNDER_WAY), Past({("offer", 1): yesterday}), now=NOW)
    assert (finish.kind, finish.due_at) == (Kind.FINISH, NOW + timedelta(hours=2))


@pytest.mark.parametrize(
    ("acted", "expected"),
    [
        ({}, {"offer 1": 63, "offer 2": 66, "climb 0": 70, "climb 1": 80}),
        ({("offer", 1): NOW, ("offer", 2): NOW, ("climb", 0): NOW}, {"climb 1": 70}),
    ],
)
def test_steps_needed_again_after_their_hour_keep_their_gaps(
    acted: dict[tuple[str, int], datetime], expected: dict[str, float]
) -> None:
    one, now = order(Status.OFFERING), NOW + timedelta(minutes=60)
    found = spread(wanted(one, Past(acted), now=now), one, now=now)
    assert {f"{each.kind} {each.step}": (each.due_at - NOW).total_seconds() / 60 for each in found} == expected


def test_three_days_without_a_word_close_a_finished_order() -> None:
    assert minutes(order(Status.DONE, done_at=NOW)) == {"rate 0": 3 * 24 * 60}

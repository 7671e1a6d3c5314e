"""Since when the clock counts of a wish its villager has moved (002-40)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.orders.rules import Moved, accept_by, counts_from, steps
from tests.pushed_clock import PushedClock

TEN = PushedClock().now
TEN_MINUTES: dict[str, Any] = {"respond_seconds": 600, "ladder": [{"rung": "town", "after_seconds": 600, "tell": []}]}
THE_DAY: dict[str, Any] = {
    "cut_off": "17:30",
    "ladder": [{"rung": "town", "at": "15:00", "at_least_seconds": 3600, "tell": []}],
}
WEEKDAYS: dict[str, Any] = {"respond_seconds": 4 * 86400, "workdays": True, "days_off": ["2026-11-28", "2026-11-29"]}


def at(hours: float) -> datetime:
    """So long after ten o'clock, when it was placed."""
    return TEN + timedelta(hours=hours)


def since(
    first: float | None, wished: float | None, *, now: float = 0, counted_from: float = 0, by: dict[str, Any] = TEN_MINUTES
) -> float:
    """Hours after its placing."""
    hours = {"first": first, "wished": wished}
    times = {name: None if value is None else at(value) for name, value in hours.items()}
    moved = Moved(placed_at=TEN, counted_from=at(counted_from), **times)
    return (counts_from(by, moved, now=at(now)) - TEN) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("first", "wished", "expected"),
    [
        (4, 28, 24),
        (4, 6.5, 2.5),
        (4, 4, 0),
        (4, 2, 0),
        (4, None, 0),
        (None, None, 0),
    ],
)
def test_it_is_put_off_by_as_much_as_the_wish(first: float | None, wished: float | None, expected: float) -> None:
    assert since(first, wished) == expected


@pytest.mark.parametrize("first", [None, 0, 0.1])
def test_what_was_wished_at_once_has_the_whole_time_before_its_new_hour(first: float | None) -> None:
    start = at(28)
    began = TEN + timedelta(hours=since(first, 28))
    assert accept_by(TEN_MINUTES, began) == start


def test_by_the_day_it_is_due_at_the_cut_off_of_the_day_it_is_wished_for() -> None:
    for wished in (22.0, 26.0, 30.0):  # eight in the morning, noon, four in the afternoon of tomorrow
        began = TEN + timedelta(hours=since(3, wished, by=THE_DAY))
        assert accept_by(THE_DAY, began) == accept_by(THE_DAY, TEN) + timedelta(days=1)


def test_days_off_do_not_count_for_the_moved_clock_either() -> None:
    began = TEN + timedelta(hours=since(24 * 7, 24 * 9, by=WEEKDAYS))  # from Tuesday to Thursday
    assert accept_by(WEEKDAYS, began) == at(24 * 8)  # Thursday and Friday, then Monday and Tuesday, until Wednesday


def test_moved_to_and_fro_it_is_measured_from_the_first_wish() -> None:
    assert since(4, 52, counted_from=24) == 48
    assert since(4, 28, counted_from=48) == 24
    assert since(4, 4, counted_from=48) == 0


def test_a_clock_that_was_put_off_begins_at_the_earliest_at_once() -> None:
    assert since(4, 4, now=1, counted_from=24) == 1
    assert since(4, None, now=1, counted_from=24) == 1


def test_a_clock_that_has_begun_is_not_turned_back() -> None:
    assert since(4, 4, now=25, counted_from=24) == 24


def test_only_the_ladder_counts_from_then() -> None:
    policy = TEN_MINUTES | {"offers_at": [0, 180]}
    began = at(24)
    moments = [one.due_at for one in steps(policy, TEN, accept_by(policy, began), climbs_from=began)]
    assert moments == [TEN, TEN + timedelta(minutes=3), at(24) + timedelta(minutes=10)]


hours = st.floats(0, 900)


@given(first=st.none() | hours, one=hours, other=hours, policy=st.sampled_from([TEN_MINUTES, THE_DAY, WEEKDAYS]))
def test_a_later_wish_is_never_due_sooner(first: float | None, one: float, other: float, policy: dict[str, Any]) -> None:
    sooner, later = sorted((one, other))
    due = [accept_by(policy, TEN + timedelta(hours=since(first, wished, by=policy))) for wished in (sooner, later)]
    assert due[0] <= due[1]
    assert due[0] >= accept_by(policy, TEN)

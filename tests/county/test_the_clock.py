"""A county's clock as an order freezes it (002-41, 002-42)."""

import pytest

from app.county.spec import read_county
from app.county.values import seconds_of
from tests.operator_desk import PINGYANG


@pytest.mark.parametrize(
    ("text", "seconds"), [("10m", 600), ("30s", 30), ("1d", 86400), ("1h30m", 5400), ("0m", 0), ("90", 90), (45, 45)]
)
def test_durations_are_written_as_people_write_them(text: object, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "m10", "-5m", "10 minutes"])
def test_other_words_are_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="不是一段时间"):
        seconds_of(text)


def test_the_town_areas_of_pingyang_answer_within_ten_minutes() -> None:
    policy = read_county(PINGYANG).policy_for(urban=True)
    assert policy["respond_seconds"] == 600
    assert policy["offers_at"] == [0, 180, 360]
    assert [(step["after_seconds"], step["rung"]) for step in policy["ladder"]] == [
        (600, "town"),
        (1200, "county"),
        (1800, "director"),
    ]
    assert "cut_off" not in policy


def test_elsewhere_it_is_the_same_day_and_climbs_at_three() -> None:
    policy = read_county(PINGYANG).policy_for(urban=False)
    assert policy["cut_off"] == "17:30"
    assert (policy["ladder"][0]["at"], policy["ladder"][0]["rung"]) == ("15:00", "town")
    assert "respond_seconds" not in policy
    assert policy["same_day"]


def test_an_emergency_keeps_its_own_clock_everywhere() -> None:
    spec = read_county(PINGYANG)
    assert spec.policy_for(urban=False, urgency="emergency") == spec.policy_for(urban=True, urgency="emergency")
    assert spec.policy_for(urban=False, urgency="emergency")["clock"] == "emergency"
    assert spec.policy_for(urban=False, urgency="urgent")["clock"] == "elsewhere"

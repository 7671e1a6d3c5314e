"""A week's shifts, as people say them and as the clock finds them."""

from datetime import datetime

import pytest

from app.clock import SHANGHAI
from app.people.shifts import Span, days_words, last_change, next_begin, said


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week in which the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "days", "begin", "end", "name"),
    [
        ("周一到周五 8点到18点 李主任", "12345", "08:00", "18:00", "李主任"),
        ("周末8:30-17:30老陈", "67", "08:30", "17:30", "老陈"),
        ("李主任 每天 早上8点至晚上8点", "1234567", "08:00", "20:00", "李主任"),
        ("周一、周三、周五 8点半到12点 老陈", "135", "08:30", "12:00", "老陈"),
        ("周六周日 18点到次日8点 副班 老陈", "67", "18:00", "08:00", "副班 老陈"),
        ("周五到周一 0点到24点 老陈", "1567", "00:00", "00:00", "老陈"),
        ("工作日 上午9点到下午5点 老陈", "12345", "09:00", "17:00", "老陈"),
    ],
)
def test_a_shift_is_understood_as_people_say_it(text: str, days: str, begin: str, end: str, name: str) -> None:
    assert said(text) == (Span(days, begin, end), name)


@pytest.mark.parametrize(
    "text", ["李主任", "周一到周五 李主任", "8点到18点 李主任", "每天 8点到27点 李主任", "每天 8:75-9:00 老陈"]
)
def test_what_is_no_shift_is_not_taken_for_one(text: str) -> None:
    assert said(text) is None


def test_a_shift_over_midnight_belongs_to_the_day_it_begins() -> None:
    night = Span("5", "18:00", "08:00")
    assert [night.covers(at(day, hour)) for day, hour in ((27, 17), (27, 18), (28, 7), (28, 8), (28, 18))] == [
        False, True, True, False, False,
    ]  # fmt: skip


def test_the_next_beginning_and_the_last_change_are_found_in_any_week() -> None:
    week = [Span("12345", "08:00", "18:00")]
    assert next_begin(week, at(27, 12)) == at(30, 8)
    assert last_change(week, at(27, 12)) == at(27, 8)
    assert last_change(week, at(29, 12)) == at(27, 18)
    assert next_begin([], at(27, 12)) is None


def test_days_read_back_as_people_say_them() -> None:
    assert [days_words(days) for days in ("1234567", "12345", "67", "135")] == [
        "每天",
        "周一到周五",
        "周六、周日",
        "周一、周三、周五",
    ]

"""The tables of moves, the numbers people say, how many are asked, and who cannot come because they are elsewhere."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dispatch.model import MOVES as ANSWERS
from app.dispatch.model import Answer, Offer
from app.dispatch.rules import LEAST, MOST, TRAVEL, clash, how_many, reasons
from app.errors import Conflict
from app.orders.model import MOVES, SHOWN, Order, Status
from app.orders.rules import LETTERS, accept_by, code_candidates, next_clock_time, order_number
from tests.pushed_clock import TUESDAY_TEN, PushedClock

NOW = PushedClock().now


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_an_order_moves_by_its_table_and_no_other_way(before: Status, after: Status) -> None:
    order = Order(status=before, code="A07")
    if after in MOVES[before]:
        order.move(after, now=NOW)
        assert order.status == after
        assert (order.closed_at == NOW) is (after in {Status.CLOSED, Status.UNMET, Status.CANCELLED})
        return
    with pytest.raises(Conflict, match="A07 现在是「"):
        order.move(after, now=NOW)
    assert order.status == before


@pytest.mark.parametrize(("before", "after"), list(product(Answer, Answer)))
def test_an_offer_moves_by_its_table_and_no_other_way(before: Answer, after: Answer) -> None:
    offer = Offer(status=before)
    if after in ANSWERS[before]:
        offer.move(after, now=NOW)
        assert (offer.status, offer.answered_at) == (after, NOW)
        return
    with pytest.raises(Conflict):
        offer.move(after, now=NOW)


def test_from_every_open_status_an_order_can_reach_its_end_and_every_status_has_its_word() -> None:
    ends = {status for status in Status if status.final}
    assert ends == {Status.CLOSED, Status.UNMET, Status.CANCELLED}
    for status in set(Status) - ends:
        reached, ahead = set[Status](), {status}
        while ahead:
            reached |= ahead
            ahead = {to for one in ahead for to in MOVES[one]} - reached
        assert reached & ends
    assert set(SHOWN) == set(Status)
    assert len(set(SHOWN.values())) == len(Status)


@given(start=st.integers(0, 10**7), digits=st.integers(2, 6), count=st.integers(1, 60))
def test_codes_are_a_letter_and_digits_that_nobody_misreads(start: int, digits: int, count: int) -> None:
    codes = code_candidates(start, digits, count)
    assert len(set(codes)) == count
    for code in codes:
        assert code[0] in LETTERS
        assert not {"I", "O", "Q"} & set(code)
        assert len(code) == digits + 1
        assert int(code[1:]) > 0


def test_codes_begin_at_a01_and_go_on_to_b01() -> None:
    assert code_candidates(0, 2, 3) == ["A01", "A02", "A03"]
    assert code_candidates(98, 2, 2) == ["A99", "B01"]
    assert len(set(code_candidates(0, 2, 23 * 99))) == 23 * 99


def test_a_number_carries_the_day_of_shanghai() -> None:
    assert order_number("PY", TUESDAY_TEN.replace(hour=0), 7) == "PY-20261124-0007"
    assert order_number("PY", TUESDAY_TEN.replace(hour=0) - timedelta(seconds=1), 12345) == "PY-20261123-12345"


def test_the_day_s_cut_off_is_today_s_or_else_tomorrow_s() -> None:
    assert accept_by({"respond_seconds": 600}, NOW) == NOW + timedelta(minutes=10)
    assert accept_by({"cut_off": "17:30"}, NOW) == TUESDAY_TEN.replace(hour=17, minute=30)
    assert next_clock_time("10:00", NOW) == NOW + timedelta(days=1)
    assert next_clock_time("10:01", NOW) == NOW + timedelta(minutes=1)


@given(missing=st.integers(-3, 500), rate=st.floats(0.01, 1))
def test_three_to_seven_are_asked_for_each_missing_person(missing: int, rate: float) -> None:
    asked = how_many(missing, {"accept_rate": rate})
    assert asked == 0 if missing <= 0 else LEAST * missing <= asked <= MOST * missing


@given(st.integers(0, 600), st.integers(0, 300), st.integers(0, 600), st.integers(0, 300))
def test_nobody_can_be_in_two_places_and_travel_takes_half_an_hour(at: int, lasts: int, then: int, long: int) -> None:
    one = (NOW + timedelta(minutes=at), NOW + timedelta(minutes=at + lasts))
    other = (NOW + timedelta(minutes=then), NOW + timedelta(minutes=then + long))
    apart = one[1] + TRAVEL <= other[0] or other[1] + TRAVEL <= one[0]
    assert clash(one, other) is clash(other, one) is not apart
    assert not clash(one, (None, None))


def test_the_reasons_say_the_distance_in_words() -> None:
    assert reasons(0.42, skill_name="水电维修", same_village=True) == ["约420米", "同村", "会水电维修"]
    assert reasons(12.34, skill_name=None, same_village=False) == ["约12.3公里"]

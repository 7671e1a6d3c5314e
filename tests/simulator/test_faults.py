"""Faults one can switch on, as a caller meets them."""

import pytest
import requests

from app.errors import Invalid
from simulator.phones import Phones
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.simulator.cast import BASE, Caller

SEND = "cgi-bin/message/template/send"
GOOD = {"thing1": "修水管", "time2": "15:00", "phrase3": "待接单"}


def test_busy_twice_then_well(platform: Platform, caller: Caller, granny: str) -> None:
    platform.fault("errcode", endpoint=SEND, code=-1, count=2)
    assert [caller.template(granny, GOOD)["errcode"] for _ in range(3)] == [-1, -1, 0]


def test_a_standing_fault_stands_until_it_is_cleared(platform: Platform, caller: Caller, granny: str) -> None:
    platform.fault("errcode", code=40001)
    assert {caller.template(granny, GOOD)["errcode"] for _ in range(5)} == {40001}
    platform.clear_faults()
    assert caller.template(granny, GOOD)["errcode"] == 0


def test_a_fault_for_a_time_ends_by_the_clock(platform: Platform, caller: Caller, clock: PushedClock, granny: str) -> None:
    platform.fault("errcode", endpoint=SEND, code=43116, seconds=60)
    answer = caller.template(granny, GOOD)
    assert (answer["errcode"], "banned" in answer["errmsg"]) == (43116, True)
    clock.later(seconds=61)
    assert caller.template(granny, GOOD)["errcode"] == 0


def test_a_fault_of_one_endpoint_leaves_the_others_alone(platform: Platform, caller: Caller) -> None:
    platform.fault("errcode", endpoint=SEND, code=45009)
    assert caller.log_in()


def test_a_timeout_is_a_timeout_for_who_waits_less(platform: Platform, phones: Phones, caller: Caller, granny: str) -> None:
    platform.fault("timeout", endpoint=SEND, delay=30, count=1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        caller.template(granny, GOOD)
    assert phones.cards("王奶奶") == []


def test_a_gateway_page_is_html(platform: Platform, caller: Caller) -> None:
    platform.fault("html_502", count=1)
    answer = caller.session.get(f"{BASE}/cgi-bin/token", timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")


def test_a_reset_does_nothing_and_unknown_delivery_does_it(
    platform: Platform, phones: Phones, caller: Caller, granny: str
) -> None:
    platform.fault("reset", endpoint=SEND, count=1)
    with pytest.raises(requests.exceptions.ConnectionError):
        caller.template(granny, GOOD, client_msg_id="d-1")
    assert phones.cards("王奶奶") == []
    platform.fault("unknown_delivery", endpoint=SEND, count=1)
    with pytest.raises(requests.exceptions.ConnectionError):
        caller.template(granny, GOOD, client_msg_id="d-1")
    assert len(phones.cards("王奶奶")) == 1
    assert caller.template(granny, GOOD, client_msg_id="d-1")["errcode"] == 0
    assert len(phones.cards("王奶奶")) == 1


def test_slow_is_slow_and_right(platform: Platform, caller: Caller, granny: str) -> None:
    platform.fault("slow", endpoint=SEND, delay=0.05, count=1)
    assert caller.template(granny, GOOD)["errcode"] == 0
    assert platform.wire.lines()[-1].ms >= 50


def test_an_unknown_fault_is_refused_in_words(platform: Platform) -> None:
    with pytest.raises(Invalid, match="没有这种故障"):
        platform.fault("flood")


def test_the_wire_log_keeps_no_token_and_no_secret(platform: Platform, caller: Caller, granny: str) -> None:
    caller.template(granny, GOOD)
    logged = repr(platform.wire.lines())
    assert "王奶奶" in logged
    assert caller.token not in logged
    assert granny not in logged

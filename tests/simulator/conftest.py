"""Fixtures: a platform with a pushed clock, phones wired to an echo service, and a caller of the API."""

import pytest

from simulator.phones import Phones
from simulator.platform import Platform
from simulator.transports import WsgiTransport
from tests.pushed_clock import PushedClock
from tests.simulator.cast import ACCOUNT, MINI, Caller, Echo


@pytest.fixture
def platform(clock: PushedClock) -> Platform:
    platform = Platform(ACCOUNT, MINI, clock)
    platform.register_template("offer", "新的求助", {"thing1": "求助事项", "time2": "希望时间", "phrase3": "状态"})
    return platform


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def phones(platform: Platform, echo: Echo) -> Phones:
    return Phones(platform, WsgiTransport(echo))


@pytest.fixture
def caller(platform: Platform) -> Caller:
    caller = Caller(platform)
    caller.log_in()
    return caller


@pytest.fixture
def granny(phones: Phones) -> str:
    """王奶奶 follows; her openid."""
    phones.follow("王奶奶")
    return phones.person("王奶奶").openid

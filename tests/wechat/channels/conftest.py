"""An offer to 小张 and the ways to reach him, on a platform that knows him."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.config import Settings
from app.house import House
from app.outbox.delivery import Channel, Parcel
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.wechat.platform import MINI, Counting, platform_for
from wechat.edge import channels

CARD = {"thing1": "水电维修", "time2": "2026年11月24日 15:00", "character_string3": "A07"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    ids = json.dumps({"accepted": "tpl_accepted", "mini.offer": "mini_offer"})
    return replace(
        settings,
        miniapp_appid=MINI.appid,
        miniapp_secret=MINI.secret,
        public_url="https://yihu.example/",
        wechat_templates=ids,
    )


@pytest.fixture
def platform(settings: Settings, clock: PushedClock) -> Platform:
    platform = platform_for(settings, clock)
    platform.people.add("小张", openid="oZhang").following = True
    for template in ("offer", "tpl_accepted", "mini_offer"):
        platform.register_template(template, "服务通知", {"thing1": "事项", "time2": "时间", "character_string3": "编号"})
    return platform


@pytest.fixture
def line(platform: Platform) -> Counting:
    return Counting(platform)


@pytest.fixture
def ways(house: House, line: Counting) -> dict[str, Channel]:
    return {channel.name: channel for channel in channels(house, adapter=line)}


@pytest.fixture
def parcel(clock: PushedClock, platform: Platform) -> Parcel:
    """An offer to 小张, who follows, wrote an hour ago, and has used the mini-program."""
    return Parcel(
        id=7,
        county="330326",
        person_id=1,
        order_id=3,
        kind="offer",
        lane="urgent",
        card=CARD,
        text="显桥村有人要修水管，回 1 接单",
        path="/orders/A07",
        channel=0,
        attempts=0,
        owed_at=clock(),
        claimed_at=clock(),
        unsure_since=None,
        service_openid="oZhang",
        following=True,
        spoke_at=clock() - timedelta(hours=1),
        mini_openid=platform.people.named("小张").mini_openid,
        phone_sealed=None,
    )


def body_of(line: Counting, path: str) -> dict[str, Any]:
    """The last body sent to ``path``."""
    asked = [request for request in line.asked if path in (request.url or "")]
    return dict(json.loads(asked[-1].body or b"{}"))

"""Messages by subscription: one for each 允许, by our ledger and by WeChat's."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.house import House
from app.outbox.delivery import Channel, Parcel, Verdict
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.wechat.channels.conftest import body_of
from tests.wechat.platform import Counting
from wechat import subscriptions
from wechat.channels import BIZ_SEND, MINI_SEND


def may_send(house: House, app: str, openid: str, template_id: str, now: datetime) -> None:
    with house.db.transaction() as session:
        subscriptions.allowed(session, app=app, openid=openid, template_id=template_id, now=now)


def left(house: House, app: str, openid: str, template_id: str) -> int:
    with house.db.reading() as session:
        return subscriptions.balance(session, app=app, openid=openid, template_id=template_id)


def test_08_15_a_subscription_is_used_up_by_one_message(
    ways: dict[str, Channel], platform: Platform, house: House, line: Counting, parcel: Parcel, clock: PushedClock
) -> None:
    assert ways["subscribe"].send(parcel).detail == "no subscription"
    assert line.calls[BIZ_SEND] == 0
    platform.subscriptions.accept("oZhang", "offer")
    may_send(house, "service", "oZhang", "offer", clock())
    assert ways["subscribe"].send(parcel).verdict is Verdict.SENT
    assert body_of(line, BIZ_SEND)["client_msg_id"] == parcel.client_msg_id("subscribe")
    assert left(house, "service", "oZhang", "offer") == 0


def test_08_15_a_refused_subscription_voids_the_ledger(
    ways: dict[str, Channel], house: House, parcel: Parcel, clock: PushedClock
) -> None:
    for _ in range(3):
        may_send(house, "service", "oZhang", "offer", clock())
    outcome = ways["subscribe"].send(parcel)  # the platform knows of none: 43101
    assert (outcome.verdict, outcome.code) == (Verdict.FALL_BACK, "43101")
    assert left(house, "service", "oZhang", "offer") == 0


@pytest.mark.parametrize(("code", "kept"), [(-1, 1), (45009, 1), (40037, 1), (47003, 1), (40241, 0)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_subscription_that_was_not_used_is_kept(
    ways: dict[str, Channel], platform: Platform, house: House, parcel: Parcel, clock: PushedClock, code: int, kept: int
) -> None:
    may_send(house, "service", "oZhang", "offer", clock())
    platform.fault("errcode", endpoint=BIZ_SEND.lstrip("/"), code=code)
    ways["subscribe"].send(parcel)
    assert left(house, "service", "oZhang", "offer") == kept


def test_an_unsure_subscription_message_is_repeated_on_the_same_subscription(
    ways: dict[str, Channel], platform: Platform, house: House, parcel: Parcel, clock: PushedClock
) -> None:
    platform.subscriptions.accept("oZhang", "offer")
    may_send(house, "service", "oZhang", "offer", clock())
    platform.fault("unknown_delivery", endpoint=BIZ_SEND.lstrip("/"), count=1)
    assert ways["subscribe"].send(parcel).verdict is Verdict.UNKNOWN
    assert left(house, "service", "oZhang", "offer") == 0
    assert ways["subscribe"].send(replace(parcel, unsure_since=clock())).verdict is Verdict.SENT
    assert len(platform.messages.sent) == 1


def test_the_mini_program_sends_to_its_own_openids_and_pages(
    ways: dict[str, Channel], platform: Platform, house: House, line: Counting, parcel: Parcel, clock: PushedClock
) -> None:
    openid = parcel.mini_openid or ""
    platform.subscriptions.accept(openid, "mini_offer")
    may_send(house, "mini", openid, "mini_offer", clock())
    assert ways["mini"].send(parcel).verdict is Verdict.SENT
    body = body_of(line, MINI_SEND)
    assert (body["touser"], body["template_id"]) == (openid, "mini_offer")
    assert body["page"] == "pages/index/index?to=%2Forders%2FA07"
    assert not ways["mini"].reaches(replace(parcel, mini_openid=None))


def test_a_page_that_is_not_released_yet_costs_only_the_jump(
    ways: dict[str, Channel], platform: Platform, house: House, line: Counting, parcel: Parcel, clock: PushedClock
) -> None:
    openid = parcel.mini_openid or ""
    platform.subscriptions.accept(openid, "mini_offer")
    may_send(house, "mini", openid, "mini_offer", clock())
    platform.fault("errcode", endpoint=MINI_SEND.lstrip("/"), code=41030, count=1)
    assert ways["mini"].send(parcel).verdict is Verdict.SENT
    assert body_of(line, MINI_SEND)["page"] == ""

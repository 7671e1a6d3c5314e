"""The ways to people against the simulator: what is sent, what each refusal means, and what is never said twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests

from app.house import House
from app.outbox.delivery import Channel, Parcel, Verdict
from app.outbox.rules import Value, fitted
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.wechat.channels.conftest import CARD, body_of
from tests.wechat.platform import Counting, Dead
from wechat.channels import CUSTOM_SEND, TEMPLATE_SEND
from wechat.edge import channels
from wechat.model import AccessToken


def test_the_ways_are_tried_in_this_order(ways: dict[str, Channel]) -> None:
    assert list(ways) == ["talk", "template", "subscribe", "mini", "custom", "kf"]
    assert [way.app for way in ways.values()] == ["service", "service", "service", "mini", "service", "kf"]
    assert all(len(name) <= 12 for name in ways)


def test_an_account_without_settings_has_no_ways(house: House) -> None:
    bare = replace(house, settings=replace(house.settings, wechat_secret="", miniapp_appid="", wecom_corpid=""))
    assert channels(bare) == []


def test_a_template_message_carries_card_link_and_its_own_id(ways: dict[str, Channel], line: Counting, parcel: Parcel) -> None:
    outcome = ways["template"].send(parcel)
    assert (outcome.verdict, outcome.code) == (Verdict.SENT, None)
    assert (outcome.provider_id or "").isdigit()
    body = body_of(line, TEMPLATE_SEND)
    assert body == {
        "touser": "oZhang",
        "template_id": "offer",
        "data": {key: {"value": value} for key, value in CARD.items()},
        "client_msg_id": parcel.client_msg_id("template"),
        "url": "https://yihu.example/orders/A07",
    }
    assert len(body["client_msg_id"]) == 32


def test_template_ids_come_from_the_settings_or_are_the_kind(ways: dict[str, Channel], line: Counting, parcel: Parcel) -> None:
    ways["template"].send(replace(parcel, kind="accepted", path=None))
    body = body_of(line, TEMPLATE_SEND)
    assert (body["template_id"], "url" in body) == ("tpl_accepted", False)


def test_08_14_a_repeat_within_ten_minutes_is_the_same_message(
    ways: dict[str, Channel], platform: Platform, parcel: Parcel, clock: PushedClock
) -> None:
    platform.fault("unknown_delivery", endpoint=TEMPLATE_SEND.lstrip("/"), count=1)
    assert ways["template"].send(parcel).verdict is Verdict.UNKNOWN
    clock.later(minutes=2)
    again = ways["template"].send(replace(parcel, unsure_since=parcel.claimed_at, claimed_at=clock(), attempts=1))
    assert again.verdict is Verdict.SENT
    assert len(platform.messages.sent) == 1


LINES = [
    (requests.ReadTimeout, False, Verdict.UNKNOWN),
    (requests.ConnectionError, False, Verdict.UNKNOWN),
    (requests.ConnectTimeout, False, Verdict.RETRY),
    (requests.ConnectionError, True, Verdict.RETRY),
]


@pytest.mark.parametrize(("how", "refused", "verdict"), LINES)
@pytest.mark.parametrize("name", ["template", "custom"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_08_14_a_timeout_is_unknown_and_never_sent(
    house: House, parcel: Parcel, name: str, how: type[requests.RequestException], refused: bool, verdict: Verdict
) -> None:
    with house.db.transaction() as session:
        later = house.clock() + timedelta(hours=1)
        session.add(AccessToken(appid=house.settings.wechat_appid, token="98_good", expires_at=later, errcode=0))
    way = next(way for way in channels(house, adapter=Dead(how, refused=refused)) if way.name == name)
    outcome = way.send(parcel)
    assert outcome.verdict is verdict
    assert "oZhang" not in (outcome.detail or "")


def test_without_a_token_nothing_was_sent_and_the_reason_is_told(
    ways: dict[str, Channel], platform: Platform, line: Counting, parcel: Parcel
) -> None:
    platform.fault("errcode", endpoint="cgi-bin/stable_token", code=40164)
    for _ in range(3):
        outcome = ways["template"].send(parcel)
        assert (outcome.verdict, outcome.code, outcome.wait_seconds) == (Verdict.ALARM, "40164", 300)
        assert "10.0.0.8" in (outcome.detail or "")
    platform.clear_faults()
    assert line.calls["/cgi-bin/stable_token"] == 1


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (-1, Verdict.RETRY),
        (40003, Verdict.DISABLE_IDENTITY),
        (43004, Verdict.DISABLE_IDENTITY),
        (43101, Verdict.FALL_BACK),
        (43116, Verdict.DISABLE_TEMPLATE),
        (43117, Verdict.WAIT),
        (40241, Verdict.ALREADY),
        (47003, Verdict.FALL_BACK),
        (45009, Verdict.ALARM),
        (87014, Verdict.GIVE_UP),
        (76543, Verdict.FALL_BACK),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_refusal_comes_out_as_its_verdict(
    ways: dict[str, Channel], platform: Platform, parcel: Parcel, code: int, verdict: Verdict
) -> None:
    platform.fault("errcode", endpoint=TEMPLATE_SEND.lstrip("/"), code=code)
    outcome = ways["template"].send(parcel)
    assert (outcome.verdict, outcome.code) == (verdict, str(code))
    assert "rid: " in (outcome.detail or "")


def test_08_15_a_template_goes_to_followers_only(ways: dict[str, Channel], parcel: Parcel) -> None:
    assert ways["template"].reaches(parcel)
    assert not ways["template"].reaches(replace(parcel, following=False))
    assert not ways["template"].reaches(replace(parcel, service_openid=None))


def test_08_15_customer_messages_answer_for_48_hours(
    ways: dict[str, Channel], platform: Platform, line: Counting, parcel: Parcel, clock: PushedClock
) -> None:
    custom = ways["custom"]
    platform.window.message_came("oZhang")
    assert custom.reaches(parcel)
    assert custom.send(parcel).verdict is Verdict.SENT
    assert body_of(line, CUSTOM_SEND) == {
        "touser": "oZhang",
        "msgtype": "text",
        "text": {"content": "显桥村有人要修水管，回 1 接单\nhttps://yihu.example/orders/A07"},
    }
    assert not custom.reaches(replace(parcel, spoke_at=clock() - timedelta(hours=48)))
    assert not custom.reaches(replace(parcel, spoke_at=None))
    assert not custom.reaches(replace(parcel, following=False))


def test_08_15_a_sixth_customer_message_falls_back(ways: dict[str, Channel], platform: Platform, parcel: Parcel) -> None:
    platform.window.message_came("oZhang")
    outcomes = [ways["custom"].send(replace(parcel, id=n, text=f"第{n}条")) for n in range(6)]
    assert [outcome.verdict for outcome in outcomes] == [Verdict.SENT] * 5 + [Verdict.FALL_BACK]
    assert outcomes[-1].code == "45047"


@pytest.mark.parametrize("name", ["custom", "mini"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_the_platform_would_deliver_twice_is_not_repeated(
    ways: dict[str, Channel], line: Counting, parcel: Parcel, name: str, clock: PushedClock
) -> None:
    assert ways[name].send(replace(parcel, unsure_since=clock())).verdict is Verdict.UNKNOWN
    assert not line.calls


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_customer_message_keeps_its_link(
    ways: dict[str, Channel], platform: Platform, line: Counting, parcel: Parcel
) -> None:
    platform.window.message_came("oZhang")
    ways["custom"].send(replace(parcel, text="水" * 700))
    content = body_of(line, CUSTOM_SEND)["text"]["content"]
    assert content.endswith("…\nhttps://yihu.example/orders/A07")
    assert len(content) <= 600
    assert len(content.encode()) <= 2048


NASTY: dict[str, Value] = {
    "thing1": "水管爆了，家里只有老人和孩子，\n请快点来人看看\x00，谢谢😀😀",
    "time2": datetime(2026, 11, 24, 7, 0, tzinfo=UTC),
    "character_string3": "Ａ０７",
}


def test_08_13_whatever_people_wrote_is_made_to_fit_before_it_is_sent(
    ways: dict[str, Channel], platform: Platform, parcel: Parcel
) -> None:
    card = {key: fitted(key, value) for key, value in NASTY.items()}  # as the outbox does when it is owed
    assert ways["template"].send(replace(parcel, card=card)).verdict is Verdict.SENT
    raw = {key: str(value) for key, value in NASTY.items()}
    refused = ways["template"].send(replace(parcel, id=8, card=raw))
    assert (refused.verdict, refused.code) == (Verdict.FALL_BACK, "47003")
    assert "thing1" in (refused.detail or "")

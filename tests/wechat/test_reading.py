"""Every kind of message and event, as WeChat's papers show them, becomes what the dialogue understands."""

from datetime import UTC, datetime, timedelta

import pytest

from app.chat.said import Kind
from wechat.codec import Incoming
from wechat.reading import LONGEST_TEXT, UNSUPPORTED, key_of, said_in

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SENT = str(int(NOW.timestamp()) - 3)


def message(kind: str, **fields: object) -> Incoming:
    head = {"ToUserName": "gh_1", "FromUserName": "oA", "CreateTime": SENT, "MsgType": kind, "MsgId": "24"}
    return Incoming(head | fields)


def event(name: str, **fields: object) -> Incoming:
    head = {"ToUserName": "gh_1", "FromUserName": "oA", "CreateTime": SENT, "MsgType": "event", "Event": name}
    return Incoming(head | fields)


SPOKEN = [
    (message("text", Content="我家水管爆了"), Kind.TEXT, "我家水管爆了", ""),
    (message("text", Content=None), Kind.TEXT, "", ""),
    (message("text", Content=f" {UNSUPPORTED}\n"), Kind.UNSUPPORTED, "", ""),
    (message("voice", MediaId="m8", Format="amr"), Kind.VOICE, "", "m8"),
    (message("voice", MediaId="m8", MediaId16K="m16", Recognition=None), Kind.VOICE, "", "m16"),
    (message("voice", MediaId="m8", Recognition=" 水管爆了。"), Kind.VOICE, "水管爆了。", "m8"),
    (message("image", PicUrl="http://x/1", MediaId="m1"), Kind.IMAGE, "", "m1"),
    (message("video", MediaId="m2", ThumbMediaId="t"), Kind.VIDEO, "", "m2"),
    (message("shortvideo", MediaId="m3", ThumbMediaId="t"), Kind.VIDEO, "", "m3"),
    (message("link", Title="通知", Description=None, Url="https://x/1"), Kind.LINK, "通知\nhttps://x/1", ""),
    (message("file", Title="a.doc"), Kind.UNSUPPORTED, "", ""),
    (message("something_of_2031"), Kind.UNSUPPORTED, "", ""),
    (event("subscribe", EventKey=None), Kind.FOLLOW, "", ""),
    (event("subscribe_scan", EventKey="v330326120200", Ticket="T"), Kind.FOLLOW, "v330326120200", ""),
    (event("subscribe", EventKey="last_trade_no_1"), Kind.FOLLOW, "", ""),
    (event("SCAN", EventKey="v330326120200", Ticket="T"), Kind.SCAN, "v330326120200", ""),
    (event("CLICK", EventKey="MY_ORDERS"), Kind.MENU, "MY_ORDERS", ""),
]


@pytest.mark.parametrize(("incoming", "kind", "text", "media_id"), SPOKEN)
def test_what_people_do_is_said(incoming: Incoming, kind: Kind, text: str, media_id: str) -> None:
    said = said_in(incoming, now=NOW)
    assert said is not None
    assert (said.kind, said.text, said.media_id) == (kind, text, media_id)
    assert (said.app, said.openid, said.at) == ("service", "oA", NOW - timedelta(seconds=3))


def test_a_voice_keeps_its_own_recording_beside_the_clearer_copy() -> None:
    said = said_in(message("voice", MediaId="m8", MediaId16K="m16", Recognition=""), now=NOW)
    assert said is not None
    assert (said.media_id, said.sent_media_id, said.text) == ("m16", "m8", "")


@pytest.mark.parametrize("name", ["unsubscribe", "VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "subscribe_msg_popup_event", ""])
def test_what_nobody_says_is_not_said(name: str) -> None:
    assert said_in(event(name), now=NOW) is None


def test_a_place_has_its_latitude_in_x() -> None:
    said = said_in(message("location", Location_X="27.668", Location_Y="120.565", Scale="15", Label="昆阳镇"), now=NOW)
    assert said is not None
    assert (said.lat, said.lon, said.text) == (27.668, 120.565, "昆阳镇")


@pytest.mark.parametrize(("x", "y"), [("", ""), ("north", "1"), ("nan", "1"), ("1e309", "1"), ("91", "1"), (None, None)])
def test_a_place_that_is_none_is_still_heard(x: str, y: str) -> None:
    said = said_in(message("location", Location_X=x, Location_Y=y, Label="昆阳镇"), now=NOW)
    assert said is not None
    assert (said.kind, said.lat, said.lon) == (Kind.LOCATION, None, None)


@pytest.mark.parametrize("created", ["", "x", "0", "1348831860", "99999999999", "-5", "１２３"])
def test_a_time_out_of_reason_is_now(created: str) -> None:
    said = said_in(message("text", Content="在吗", CreateTime=created), now=NOW)
    assert said is not None
    assert said.at == NOW


def test_nothing_is_said_in_the_future() -> None:
    said = said_in(message("text", CreateTime=str(int(NOW.timestamp()) + 40)), now=NOW)
    assert said is not None
    assert said.at == NOW


def test_a_text_of_any_length_is_taken() -> None:
    said = said_in(message("text", Content="水" * 20_000), now=NOW)
    assert said is not None
    assert len(said.text) == LONGEST_TEXT


def test_08_05_a_message_is_known_by_its_msgid_alone() -> None:
    assert key_of(message("text", Content="a")) == key_of(message("text", Content="b", CreateTime="1")) == "24"


def test_08_06_an_event_is_known_by_who_when_which_and_about_what() -> None:
    one = event("CLICK", EventKey="A", MsgId="0")
    others = [
        event("CLICK", EventKey="B"),
        event("SCAN", EventKey="A"),
        event("CLICK", EventKey="A", FromUserName="oa"),
        event("CLICK", EventKey="A", CreateTime=str(int(SENT) + 1)),
        event("SCAN", EventKey="A", Ticket="T2"),
        event("TEMPLATESENDJOBFINISH", MsgID="1"),
        event("TEMPLATESENDJOBFINISH", MsgID="2"),
        event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": {"TemplateId": "a"}}),
        event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": {"TemplateId": "b"}}),
    ]
    assert key_of(one) == key_of(event("CLICK", EventKey="A"))
    assert len({key_of(one), *map(key_of, others)}) == 1 + len(others)
    assert all("oA" not in key_of(other) and len(key_of(other)) <= 160 for other in others)


def test_a_message_without_msgid_is_known_by_what_it_says() -> None:
    bare = [message("text", MsgId=None, Content=words) for words in ("a", "b", "a")]
    assert key_of(bare[0]) == key_of(bare[2]) != key_of(bare[1])

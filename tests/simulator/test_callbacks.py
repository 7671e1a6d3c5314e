"""Callbacks as WeChat posts them, opened by another library's crypto."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from simulator.callbacks import OUT_OF_SERVICE
from simulator.payloads import UNSUPPORTED
from simulator.phones import NotFollowing, Phones
from simulator.platform import Platform
from simulator.transports import NoAnswer, WsgiTransport
from tests.pushed_clock import PushedClock
from tests.simulator.cast import ACCOUNT, Caller, Echo, passive


def test_a_text_is_opened_by_another_library_and_its_reply_comes_back(phones: Phones, echo: Echo, granny: str) -> None:
    echo.reply = lambda message: "好的"
    assert phones.says("王奶奶", "水管爆了 ]]> 😀") == "好的"
    said = echo.heard[-1]
    assert said["Content"] == "水管爆了 ]]> 😀"
    assert said["FromUserName"] == granny
    assert said["ToUserName"] == ACCOUNT.original_id
    assert int(said["MsgId"]) > 2**53


def test_the_reply_is_on_the_phone(phones: Phones, granny: str) -> None:
    assert phones.says("王奶奶", "一", "二") == "你说：二"
    assert phones.heard("王奶奶")[-2:] == ["你说：一", "你说：二"]


def test_somebody_who_does_not_follow_cannot_write(phones: Phones) -> None:
    with pytest.raises(NotFollowing):
        phones.says("路人", "喂")


def test_a_failing_service_is_asked_four_times_with_one_id_and_fresh_nonces(phones: Phones, echo: Echo, granny: str) -> None:
    echo.heard.clear()
    echo.statuses = [500, 502, 503]
    assert phones.says("王奶奶", "在吗") == "你说：在吗"
    assert len(echo.heard) == 4
    assert len({said["MsgId"] for said in echo.heard}) == 1
    assert len({said["nonce"] for said in echo.heard}) == 4


def test_a_dead_service_shows_the_sentence_everyone_knows(phones: Phones, echo: Echo, granny: str) -> None:
    echo.statuses = [500] * 4
    assert phones.says("王奶奶", "在吗") == OUT_OF_SERVICE
    assert phones.heard("王奶奶")[-1] == OUT_OF_SERVICE


class Silent:
    tried = 0

    def post(self, path_with_query: str, body: bytes) -> tuple[int, bytes]:
        self.tried += 1
        raise NoAnswer("ReadTimeout")


def test_silence_is_retried_three_times(platform: Platform) -> None:
    silent = Silent()
    phones = Phones(platform, silent)
    phones.add("王奶奶", following=True)
    assert phones.says("王奶奶", "在吗") == OUT_OF_SERVICE
    assert silent.tried == 4


@pytest.mark.parametrize("body", [b'{"ok": true}', b"<xml>", b"\xff", passive("x", "y", "plain").encode()])
def test_an_answer_that_is_not_a_sealed_reply_shows_the_error(platform: Platform, body: bytes) -> None:
    class Odd:
        def post(self, path_with_query: str, body_in: bytes) -> tuple[int, bytes]:
            return 200, body

    phones = Phones(platform, Odd())
    phones.add("王奶奶", following=True)
    assert phones.says("王奶奶", "在吗") == OUT_OF_SERVICE


def test_a_reply_that_forgets_to_swap_the_ids_is_an_error(phones: Phones, echo: Echo, granny: str) -> None:
    class Unswapped(Echo):
        def _sealed(self, message: dict[str, str], text: str) -> str:
            return str(self.crypt.encrypt_message(passive(message["FromUserName"], ACCOUNT.appid, text)))

    confused = Phones(phones.platform, WsgiTransport(Unswapped()))
    assert confused.says("王奶奶", "在吗") == OUT_OF_SERVICE


def test_a_reply_that_breaks_out_of_its_cdata_is_an_error(phones: Phones, granny: str) -> None:
    assert phones.says("王奶奶", "水管爆了 ]]> 😀") == OUT_OF_SERVICE


def test_success_and_silence_are_no_reply(phones: Phones, echo: Echo, granny: str) -> None:
    echo.reply = lambda message: None
    assert phones.says("王奶奶", "谢谢") == ""


def test_a_reply_beyond_2048_bytes_is_not_shown(phones: Phones, echo: Echo, granny: str) -> None:
    echo.reply = lambda message: "字" * 683
    assert phones.says("王奶奶", "说长点") == OUT_OF_SERVICE
    echo.reply = lambda message: "字" * 682
    assert len(phones.says("王奶奶", "再短点")) == 682


def test_follow_carries_the_scanned_scene_and_later_scans_come_bare(phones: Phones, echo: Echo) -> None:
    phones.scans("王奶奶", "V330326105201")
    assert (echo.heard[-1]["Event"], echo.heard[-1]["EventKey"]) == ("subscribe", "qrscene_V330326105201")
    phones.scans("王奶奶", "V330326105201")
    assert (echo.heard[-1]["Event"], echo.heard[-1]["EventKey"]) == ("SCAN", "V330326105201")


def test_every_kind_of_message_has_its_fields(phones: Phones, echo: Echo, granny: str) -> None:
    phones.sends_voice("王奶奶")
    assert {"MediaId", "Format", "MediaId16K"} <= echo.heard[-1].keys()
    assert "Recognition" not in echo.heard[-1]
    phones.sends_voice("王奶奶", recognition="")
    assert echo.heard[-1]["Recognition"] == ""
    phones.sends_image("王奶奶")
    assert {"PicUrl", "MediaId"} <= echo.heard[-1].keys()
    phones.sends_location("王奶奶", 27.66, 120.56, "显桥村")
    assert (echo.heard[-1]["Location_X"], echo.heard[-1]["Label"]) == ("27.660000", "显桥村")
    phones.sends_link("王奶奶", "通知", "https://example.org/1")
    assert echo.heard[-1]["Url"] == "https://example.org/1"
    phones.sends_sticker("王奶奶")
    assert (echo.heard[-1]["MsgType"], echo.heard[-1]["Content"]) == ("text", UNSUPPORTED)


def test_events_of_the_menu_of_subscriptions_and_of_leaving(phones: Phones, echo: Echo, granny: str) -> None:
    phones.clicks("王奶奶", "HELP")
    assert (echo.heard[-1]["Event"], echo.heard[-1]["EventKey"]) == ("CLICK", "HELP")
    phones.answers_subscription("王奶奶", ["offer"])
    assert echo.heard[-1]["SubscribeStatusString"] == "accept"
    phones.refuses_from_now_on("王奶奶", ["offer"])
    assert echo.heard[-1]["Event"] == "subscribe_msg_change_event"
    phones.revokes_authorization("王奶奶")
    assert echo.heard[-1]["OpenID"] == granny
    phones.unfollow("王奶奶")
    assert echo.heard[-1]["Event"] == "unsubscribe"
    assert "MsgId" not in echo.heard[-1]


def test_a_template_is_followed_by_its_job_finish_event(phones: Phones, echo: Echo, caller: Caller, granny: str) -> None:
    sent = caller.template(granny, {"thing1": "修水管", "time2": "15:00", "phrase3": "待接单"})
    assert phones.settle() == 1
    assert echo.heard[-1]["Event"] == "TEMPLATESENDJOBFINISH"
    assert echo.heard[-1]["MsgID"] == str(sent["msgid"])
    assert echo.heard[-1]["Status"] == "success"


def test_create_time_follows_the_pushed_clock(phones: Phones, echo: Echo, clock: PushedClock, granny: str) -> None:
    clock.later(hours=3)
    phones.says("王奶奶", "在吗")
    assert int(echo.heard[-1]["CreateTime"]) == int(clock().timestamp())


def test_many_write_at_once_and_each_hears_his_own(phones: Phones, echo: Echo) -> None:
    names = [f"村民{number}" for number in range(60)]
    for name in names:
        phones.add(name, following=True)
    with ThreadPoolExecutor(max_workers=12) as crowd:
        replies = list(crowd.map(lambda name: phones.says(name, f"我是{name}"), names))
    assert replies == [f"你说：我是{name}" for name in names]
    assert len({said["MsgId"] for said in echo.heard}) == len(names)
    assert [phones.heard(name) for name in names] == [[reply] for reply in replies]

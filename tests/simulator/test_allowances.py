"""What people allow: the customer-service window and one-time subscriptions."""

from simulator.phones import Phones
from simulator.platform import Platform
from simulator.templates import LONG_TERM
from tests.pushed_clock import PushedClock
from tests.simulator.cast import ACCOUNT, MINI, Caller, Echo

GOOD = {"thing1": {"value": "修水管"}, "time2": {"value": "15:00"}, "phrase3": {"value": "待接单"}}


def _say(caller: Caller, openid: str, text: str = "有人来了") -> int:
    body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
    return int(caller.post("/cgi-bin/message/custom/send", body)["errcode"])


def test_five_messages_after_a_sentence_and_no_sixth(phones: Phones, caller: Caller, clock: PushedClock, granny: str) -> None:
    clock.later(minutes=2)
    phones.says("王奶奶", "在吗")
    assert [_say(caller, granny) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    phones.says("王奶奶", "在吗")
    assert _say(caller, granny, "来了") == 0
    assert phones.heard("王奶奶")[-1] == "来了"


def test_the_window_shuts_after_48_hours(phones: Phones, caller: Caller, clock: PushedClock, granny: str) -> None:
    phones.says("王奶奶", "在吗")
    clock.later(hours=47, minutes=59)
    caller.log_in()
    assert _say(caller, granny) == 0
    clock.later(minutes=2)
    assert _say(caller, granny) == 45015


def test_following_and_clicking_allow_three_messages_for_a_minute(
    phones: Phones, caller: Caller, clock: PushedClock, granny: str
) -> None:
    assert [_say(caller, granny) for _ in range(4)] == [0, 0, 0, 45047]
    clock.later(seconds=61)
    assert _say(caller, granny) == 45015
    phones.clicks("王奶奶", "HELP")
    assert [_say(caller, granny) for _ in range(4)] == [0, 0, 0, 45047]


def test_who_left_is_out_of_the_window(phones: Phones, caller: Caller, granny: str) -> None:
    phones.says("王奶奶", "在吗")
    phones.unfollow("王奶奶")
    assert _say(caller, granny) == 45015


def test_choosing_from_a_menu_message_opens_no_window(
    phones: Phones, caller: Caller, echo: Echo, clock: PushedClock, granny: str
) -> None:
    options = [{"id": "101", "content": "满意"}, {"id": "102", "content": "不满意"}]
    menu = {"head_content": "满意吗？", "list": options, "tail_content": "谢谢"}
    body = {"touser": granny, "msgtype": "msgmenu", "msgmenu": menu}
    assert caller.post("/cgi-bin/message/custom/send", body)["errcode"] == 0
    assert phones.heard("王奶奶")[-1] == "满意吗？\n满意\n不满意\n谢谢"
    clock.later(minutes=2)
    phones.chooses("王奶奶", "102")
    assert (echo.heard[-1]["Content"], echo.heard[-1]["bizmsgmenuid"]) == ("不满意", "102")
    assert _say(caller, granny) == 45015


def test_an_unknown_kind_of_message_is_refused(caller: Caller, granny: str) -> None:
    assert caller.post("/cgi-bin/message/custom/send", {"touser": granny, "msgtype": "dance"})["errcode"] == 40008


def test_each_yes_to_a_subscription_is_one_message(
    platform: Platform, phones: Phones, caller: Caller, clock: PushedClock, granny: str
) -> None:
    caller.log_in(MINI.appid, MINI.secret)
    person = phones.person("王奶奶")
    body = {"touser": person.mini_openid, "template_id": "offer", "page": "pages/order/order", "data": GOOD}

    def send() -> int:
        clock.later(minutes=2)  # not the same content within a minute
        caller.log_in(MINI.appid, MINI.secret)
        return int(caller.post("/cgi-bin/message/subscribe/send", body)["errcode"])

    assert send() == 43101
    phones.answers_subscription("王奶奶", ["offer"])
    phones.answers_subscription("王奶奶", ["offer"])
    assert [send(), send(), send()] == [0, 0, 43101]
    assert phones.cards("王奶奶")[-1].mini_page == "pages/order/order"
    phones.answers_subscription("王奶奶", ["offer"])
    phones.refuses_from_now_on("王奶奶", ["offer"])
    assert send() == 43101


def test_a_long_term_subscription_is_not_used_up(
    platform: Platform, phones: Phones, caller: Caller, clock: PushedClock
) -> None:
    platform.register_template("long", "求助进度", {"thing1": "事项"}, kind=LONG_TERM)
    phones.follow("王奶奶")
    phones.answers_subscription("王奶奶", ["long"])
    body = {"touser": phones.person("王奶奶").openid, "template_id": "long", "data": {"thing1": {"value": "水管"}}}
    for _ in range(3):
        clock.later(minutes=2)
        assert caller.post("/cgi-bin/message/subscribe/bizsend", body)["errcode"] == 0


def test_each_account_sends_only_its_own_messages(caller: Caller, phones: Phones, granny: str) -> None:
    mini_openid = phones.person("王奶奶").mini_openid
    body = {"touser": mini_openid, "template_id": "offer", "data": GOOD}
    assert caller.post("/cgi-bin/message/subscribe/send", body)["errcode"] == 48001
    caller.log_in(MINI.appid, MINI.secret)
    assert caller.post("/cgi-bin/message/template/send", body)["errcode"] == 48001
    assert caller.post("/cgi-bin/message/subscribe/send", body | {"touser": granny})["errcode"] == 40003
    assert caller.post("/cgi-bin/message/subscribe/send", body | {"page": "/pages"})["errcode"] == 41030


def test_a_sent_subscription_is_confirmed_by_an_event(phones: Phones, caller: Caller, echo: Echo, granny: str) -> None:
    phones.answers_subscription("王奶奶", ["offer"])
    body = {"touser": granny, "template_id": "offer", "data": GOOD, "client_msg_id": "b-1"}
    sent = caller.post("/cgi-bin/message/subscribe/bizsend", body)
    again = caller.post("/cgi-bin/message/subscribe/bizsend", body)
    assert sent["msgid"] == again["msgid"]
    phones.settle()
    assert (echo.heard[-1]["Event"], echo.heard[-1]["MsgID"]) == ("subscribe_msg_sent_event", str(sent["msgid"]))
    assert ACCOUNT.original_id == echo.heard[-1]["ToUserName"]

"""Template messages: typed values, followers, and telling nobody twice."""

from typing import Any

import pytest

from simulator.phones import Phones
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.simulator.cast import ACCOUNT, MINI, Caller

GOOD = {"thing1": "修水管", "time2": "2026年11月24日 15:00", "phrase3": "待接单"}


def test_a_card_arrives_with_its_rows_and_its_link(phones: Phones, caller: Caller, granny: str) -> None:
    answer = caller.template(granny, GOOD, url="https://example.org/o/1")
    assert answer["errcode"] == 0
    assert answer["msgid"] > 2**53
    card = phones.cards("王奶奶")[-1]
    assert card.title == "新的求助"
    assert card.rows[0] == ("求助事项", "修水管")
    assert phones.tap("王奶奶") == phones.tap("王奶奶", card) == "https://example.org/o/1"
    assert "求助事项：修水管" in phones.heard("王奶奶")[-1]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", "字" * 21),
        ("thing1", "两\n行"),
        ("thing1", ""),
        ("thing1", "  "),
        ("time2", "明天下午"),
        ("time2", "25:00"),
        ("phrase3", "一二三四五六"),
        ("phrase3", "OK了"),
        ("character_string4", "编号7"),
        ("character_string4", "A" * 33),
        ("phone_number5", "138000000001380000000"),
        ("phone_number5", "电话"),
        ("number6", "三个"),
        ("amount7", "很多钱"),
        ("name8", "一二三四五六七八九十一"),
        ("date9", "昨天"),
        ("letter10", "a1"),
        ("symbol11", "abc"),
        ("car_number12", "浙C12345678"),
        ("whatever13", "x"),
    ],
)
def test_a_value_not_of_its_type_is_refused_by_name(
    platform: Platform, caller: Caller, granny: str, key: str, value: str
) -> None:
    platform.register_template("typed", "类型", {key: "值"})
    answer = caller.template(granny, {key: value}, template_id="typed")
    assert answer["errcode"] == 47003
    assert f"data.{key}.value" in answer["errmsg"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", "字" * 20),
        ("time2", "15:01"),
        ("time2", "2019年10月1日 15:01"),
        ("time2", "2019年10月1日 15:01~2019年10月1日 16:00"),
        ("phrase3", "一二三四五"),
        ("character_string4", "PY-20261124-0007"),
        ("phone_number5", "138****0001"),
        ("number6", "3.5"),
        ("amount7", "¥100.50元"),
        ("name8", "张三"),
        ("name8", "a" * 20),
        ("date9", "2026年11月24日"),
        ("car_number12", "浙CD12345"),
    ],
)
def test_a_value_of_its_type_is_accepted(platform: Platform, caller: Caller, granny: str, key: str, value: str) -> None:
    platform.register_template("typed", "类型", {key: "值"})
    assert caller.template(granny, {key: value}, template_id="typed")["errcode"] == 0


def test_a_missing_field_is_named(caller: Caller, granny: str) -> None:
    answer = caller.template(granny, {"thing1": "修水管", "time2": "15:00"})
    assert (answer["errcode"], "phrase3" in answer["errmsg"]) == (47003, True)


def test_an_unknown_template_is_refused_unless_granted_on_use(caller: Caller, granny: str) -> None:
    assert caller.template(granny, GOOD, template_id="nobody-knows")["errcode"] == 40037
    generous = Platform(ACCOUNT, MINI, templates_on_use=True, strangers=True)
    caller = Caller(generous)
    caller.log_in()
    assert caller.template(granny, GOOD, template_id="accepted")["errcode"] == 0
    assert caller.template(granny, {"thing1": "只有一项"}, template_id="accepted")["errcode"] == 0
    assert caller.template(granny, {"colour": "红"}, template_id="accepted")["errcode"] == 47003
    assert caller.template(granny, GOOD, template_id="不合法")["errcode"] == 40037


def test_who_does_not_follow_is_not_told(phones: Phones, caller: Caller, granny: str) -> None:
    phones.unfollow("王奶奶")
    assert caller.template(granny, GOOD)["errcode"] == 43004
    assert caller.template("o" + "x" * 27, GOOD)["errcode"] == 40003
    assert caller.template(phones.person("王奶奶").mini_openid, GOOD)["errcode"] == 40003


def test_openids_differ_by_case(caller: Caller, granny: str) -> None:
    assert caller.template(granny.swapcase(), GOOD)["errcode"] == 40003


def test_one_client_msg_id_tells_one_person_once_in_ten_minutes(
    phones: Phones, caller: Caller, clock: PushedClock, granny: str
) -> None:
    first = caller.template(granny, GOOD, client_msg_id="d-1")
    clock.later(minutes=9)
    again = caller.template(granny, GOOD, client_msg_id="d-1")
    assert again["msgid"] == first["msgid"]
    assert len(phones.cards("王奶奶")) == 1
    clock.later(minutes=2)
    assert caller.template(granny, GOOD, client_msg_id="d-1")["msgid"] != first["msgid"]
    assert len(phones.cards("王奶奶")) == 2


def test_the_same_content_within_a_minute_is_a_duplicate(
    phones: Phones, caller: Caller, clock: PushedClock, granny: str
) -> None:
    caller.template(granny, GOOD, client_msg_id="d-1")
    assert caller.template(granny, GOOD, client_msg_id="d-2")["errcode"] == 40241
    clock.later(seconds=61)
    assert caller.template(granny, GOOD, client_msg_id="d-2")["errcode"] == 0


def test_a_jump_goes_to_the_linked_miniprogram_only(caller: Caller, granny: str) -> None:
    assert caller.template(granny, GOOD, miniprogram={"appid": "wx0", "pagepath": "a"})["errcode"] == 40013
    assert caller.template(granny, GOOD, url="javascript:alert(1)")["errcode"] == 40066
    assert caller.template(granny, GOOD, miniprogram={"appid": MINI.appid, "pagepath": "a"})["errcode"] == 0


@pytest.mark.parametrize("body", [{}, {"touser": 7}, {"touser": "o"}, {"touser": "o", "data": []}])
def test_a_body_with_parts_missing_is_a_format_error(caller: Caller, body: dict[str, Any]) -> None:
    assert caller.post("/cgi-bin/message/template/send", body)["errcode"] == 47001


def test_templates_are_listed(caller: Caller) -> None:
    listed = caller.get("/cgi-bin/template/get_all_private_template", access_token=caller.token)["template_list"]
    assert (listed[0]["template_id"], listed[0]["title"]) == ("offer", "新的求助")
    listed = caller.get("/wxaapi/newtmpl/gettemplate", access_token=caller.token)["data"]
    assert (listed[0]["priTmplId"], listed[0]["type"]) == ("offer", 2)

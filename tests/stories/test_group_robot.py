"""The robot in a WeCom group: mentioned under a neighbour's words, it finds the need and answers in the group."""

import json
import time
from urllib.parse import urlencode

import pytest

from simulator.robot import RobotGroup
from tests.stories.test_group_talk import orders
from tests.stories.village import VILLAGE, Village

NEED = f"{VILLAGE}三组张德明家水管爆了，明天上午有人来修不，电话13800000301"


@pytest.fixture
def group(village: Village) -> RobotGroup:
    return village.robot


def test_a_quoted_need_is_listed_confirmed_and_placed_for_whoever_has_it(village: Village, group: RobotGroup) -> None:
    reply = group.mentions("LiZhuRen", "看看这个", quote=NEED)
    assert "群里找到1件事" in reply
    assert "水电维修" in reply
    assert "138****0301" in reply
    assert orders(village) == []
    assert "请核对" in group.mentions("LiZhuRen", "1")
    assert "点单成功1件" in group.mentions("LiZhuRen", "1")
    village.settle()
    assert orders(village)[0].code in "".join(village.heard("小张") + village.heard("老陈"))


def test_what_the_writer_needs_is_a_need_like_in_the_chat(village: Village, group: RobotGroup) -> None:
    assert "请您核对" in group.mentions("XiaoHu", f"我家灯不亮了，明天上午来人修，{VILLAGE}二组，电话13800000305")
    assert "点单成功" in group.mentions("XiaoHu", "1")
    assert len(orders(village)) == 1


def test_the_same_message_again_gets_the_same_answer_and_does_nothing_twice(village: Village, group: RobotGroup) -> None:
    message = group.message("XiaoHu", f"我家灯不亮了，明天上午来人修，{VILLAGE}二组，电话13800000305")
    first = group.posts(message)
    assert first
    confirm = group.message("XiaoHu", "1")
    assert group.posts(confirm) == group.posts(confirm)
    assert len(orders(village)) == 1


def test_danger_in_a_quote_says_the_number_first(village: Village, group: RobotGroup) -> None:
    reply = group.mentions("LiZhuRen", "", quote=f"快来人，我家隔壁起火了，{VILLAGE}二组")
    assert "119" in reply.splitlines()[0]


def test_it_answers_within_a_second(village: Village, group: RobotGroup) -> None:
    group.mentions("XiaoHu", "你好")  # the county's dictionary is made at the first message
    began = time.monotonic()
    group.mentions("LiZhuRen", "看看", quote=NEED)
    assert time.monotonic() - began < 1


def test_mixtures_voices_pictures_and_coming_in(village: Village, group: RobotGroup) -> None:
    head = group.head("XiaoHu")
    items = [{"msgtype": "text", "text": {"content": "@一呼 我的订单"}}, {"msgtype": "image", "image": {"url": "x"}}]
    assert group.posts(group.head("XiaoHu") | {"msgtype": "mixed", "mixed": {"msg_item": items}})
    assert group.posts(group.head("XiaoHu") | {"msgtype": "mixed", "mixed": json.dumps({"msg_item": items})})
    assert "图片收到了" in group.posts(group.head("XiaoHu") | {"msgtype": "image", "image": {"url": "x"}})
    assert "您好！这里是" in group.posts(head | {"msgtype": "event", "event": {"eventtype": "enter_chat"}})


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"msgid": "1"},
        {"msgid": "1", "from": "x", "msgtype": "text"},
        {"msgid": "1", "from": {"userid": "x"}, "msgtype": "stream", "stream": {"id": "1"}},
        {"msgid": "1", "from": {"userid": "x"}, "msgtype": "event", "event": {"eventtype": "feedback_event"}},
    ],
)
def test_what_nobody_said_is_met_with_silence(group: RobotGroup, message: dict[str, object]) -> None:
    assert group.posts(message) == ""


def test_what_is_not_sealed_for_the_robot_is_refused(village: Village, group: RobotGroup) -> None:
    path, body = group.sealed("{}")
    for wrong in (b"", b"x", b"[]", b'{"encrypt": 1}', b'{"encrypt": ""}', b"[" * 60_000):
        assert village.web.post(path, data=wrong).status_code == 400
    assert village.web.post(path, data=body[:-9] + b'AAAA"}').status_code in {400, 403}
    assert village.web.post(path.replace("msg_signature=", "msg_signature=0"), data=body).status_code == 403
    assert village.web.post(path, data=b"x" * 1_000_000).status_code == 413
    village.clock.later(minutes=11)
    assert village.web.post(path, data=body).status_code == 403
    for inside in ("", "x", "[]", "[" * 9999):
        path, body = group.sealed(inside)
        assert village.web.post(path, data=body).status_code == 400


def test_the_console_s_check_is_answered_in_the_open(village: Village, group: RobotGroup) -> None:
    path, body = group.sealed("7410258963")
    answer = village.web.get(f"{path}&{urlencode({'echostr': json.loads(body)['encrypt']})}")
    assert (answer.status_code, answer.data) == (200, b"7410258963")

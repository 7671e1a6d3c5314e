"""转告: what one side of an accepted order says to the other through us."""

import pytest

from tests.stories.village import Village

NEED = "我家灯不亮了,今天下午来人,城东社区三组,电话13800001234"


@pytest.fixture
def coming(village: Village) -> Village:
    """王奶奶's order, which 小张 has taken."""
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    return village


def test_somebody_who_is_late_says_so_and_the_villager_hears_it(coming: Village) -> None:
    assert "已转告" in coming.asks("小张", "我晚到半小时")
    assert "小张转告您" in coming.heard("王奶奶")[-1]
    assert "我晚到半小时" in coming.heard("王奶奶")[-1]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("跟师傅说带个梯子来", "带个梯子来"),
        ("叫小张到了打我电话", "到了打我电话"),
        ("转告 我在后门等", "我在后门等"),
        ("转告 A01 我在后门等", "我在后门等"),
    ],
)
def test_the_villager_tells_whoever_comes(coming: Village, said: str, heard: str) -> None:
    assert f"已转告小张：「{heard}」" in coming.asks("王奶奶", said)
    assert heard in coming.heard("小张")[-1]


def test_words_nobody_understands_are_passed_on_after_one_press(coming: Village) -> None:
    assert "要转告小张吗" in coming.asks("王奶奶", "门没锁,推开就行")
    assert "已转告小张" in coming.asks("王奶奶", "1")
    assert "门没锁" in coming.heard("小张")[-1]
    assert "要转告小张吗" in coming.asks("王奶奶", "狗拴好了")
    before = len(coming.heard("小张"))
    assert coming.asks("王奶奶", "0") == "好的，不转告。"
    assert len(coming.heard("小张")) == before


def test_the_question_is_dropped_when_something_else_is_said(coming: Village) -> None:
    coming.asks("王奶奶", "门没锁,推开就行")
    before = len(coming.heard("小张"))
    assert "小张" in coming.asks("王奶奶", "到哪了")
    assert "转告" not in coming.asks("王奶奶", "1")
    assert len(coming.heard("小张")) == before


def test_a_need_without_place_or_time_from_somebody_at_work_may_be_of_that_work(coming: Village) -> None:
    coming.asks("小张", "到了")
    asked = coming.asks("小张", "电表坏了要换,我没带零件")
    assert "回 1" in asked
    assert "点单回 2" in asked
    assert "已转告" in coming.asks("小张", "1")
    assert "我没带零件" in coming.heard("王奶奶")[-1]
    coming.asks("小张", "电表坏了要换,我没带零件")
    card = coming.asks("小张", "2", "明天上午")
    assert "电表坏了要换" in card


def test_a_draft_is_not_lost_over_it(coming: Village) -> None:
    coming.asks("王奶奶", "再帮我买袋米,送到城东社区三组")
    reply = coming.asks("王奶奶", "跟小张说不急")
    assert "已转告小张" in reply
    assert "接着刚才的事" in reply
    assert "代买" in coming.asks("王奶奶", "明天上午")


def test_numbers_and_rude_words_are_not_passed_on(coming: Village) -> None:
    coming.asks("王奶奶", "转告 打我儿子电话13800005678,你个王八蛋")
    heard = coming.heard("小张")[-1]
    assert "13800005678" not in heard
    assert "王八蛋" not in heard


def test_before_anybody_has_accepted_there_is_nobody_to_tell(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    assert "还没有人接" in village.asks("王奶奶", "跟师傅说带个梯子来")
    assert "没有人可转告" in village.asks("王奶奶", "转告 带个梯子来")
    assert "没有人可转告" in village.asks("李奶奶", "转告 带个梯子来")


def test_strangers_are_refused_and_chatter_ends(coming: Village) -> None:
    assert "不能转告" in coming.asks("老陈", "转告 A01 我也想去")
    replies = [coming.asks("王奶奶", f"转告 第{number}句") for number in range(8)]
    assert sum("已转告" in reply for reply in replies) == 6
    assert "急事请打电话" in replies[-1]
    coming.later(minutes=11)
    assert "已转告" in coming.asks("王奶奶", "转告 再说一句")


def test_of_two_tasks_the_code_is_asked_for(coming: Village) -> None:
    code = coming.says("李奶奶", "我家电闸跳了,明天上午来,城东社区一组,电话13800005678", "1")
    coming.asks("小张", f"接 {code}")
    assert f"转告 {code}" in coming.asks("小张", "马上到")
    assert "已转告" in coming.asks("小张", f"转告 {code} 马上到")
    assert "马上到" in coming.heard("李奶奶")[-1]
    assert "马上到" not in coming.heard("王奶奶")[-1]


def test_who_is_not_in_wechat_must_be_rung(coming: Village) -> None:
    coming.phones.unfollow("王奶奶")
    reply = coming.asks("小张", "转告 我晚到半小时")
    assert "打电话" in reply or "没有人可转告" in reply

"""What volunteers and chiefs say in plain words between the commands."""

import pytest

from tests.stories.village import Village

NEED = "我家灯不亮了,今天下午来人,城东社区三组,电话13800001234"


@pytest.mark.parametrize("asked", ["在哪里啊", "什么事", "远不远", "几点", "谁家", "地址"])
def test_whoever_is_asked_to_come_may_ask_what_and_where(village: Village, asked: str) -> None:
    code = village.says("王奶奶", NEED, "1")
    told = village.asks("小张", asked)
    assert told.startswith(f"【派单 {code}】")
    assert "昆阳镇城东社区3组" in told
    assert "能去请回 1" in told
    assert "13800001234" not in told


@pytest.mark.parametrize("asked", ["她电话多少", "路怎么走", "在哪", "什么时候去", "要带什么工具"])
def test_whoever_has_promised_is_told_everything_again(village: Village, asked: str) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    told = village.asks("小张", asked)
    assert told.startswith(f"{code} 水电维修")
    assert "电话 13800001234" in told


@pytest.mark.parametrize("asked", ["他姓什么", "他电话多少", "来的人是谁"])
def test_a_villager_may_ask_who_comes(village: Village, asked: str) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    told = village.asks("王奶奶", asked)
    assert told.startswith(code)
    assert "小张" in told


def test_a_villager_who_asks_where_is_no_volunteer(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    assert "【派单" not in village.asks("王奶奶", "在哪里啊")


def test_words_for_the_other_side_are_passed_on_whatever_was_asked_before(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    assert "要转告" in village.asks("王奶奶", "他会不会修啊")
    assert "已转告" in village.asks("王奶奶", "让他带个灯泡来")
    assert "带个灯泡来" in village.heard("小张")[-1]
    assert "要转告" in village.asks("小张", "好的 我带")
    late = village.asks("小张", "我有点事要晚点去")
    assert "已转告" in late
    assert "危险" not in late


def test_another_time_proposed_by_the_volunteer_gives_nothing_back(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    asked = village.asks("小张", "我今天去不了了，明天行不行")
    assert "要转告" in asked
    assert f"来不了 {code}" in asked
    assert "已转告" in village.asks("小张", "1")
    assert "明天行不行" in village.heard("王奶奶")[-1]
    assert "会另找人" in village.asks("小张", "我今天来不了了，家里有急事")


def test_what_was_done_and_spent_is_said_in_one_breath(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "到了")
    told = village.asks("小张", "修好了，换了个灯泡8块钱")
    assert "已完成" in told
    assert f"票据 {code} 8" in told
    assert "换了个灯泡" in village.opens("王奶奶")


def test_stars_are_stars_even_while_something_else_is_asked(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "到了", "完成")
    village.asks("王奶奶", "还要人帮我搬柜子")
    reply = village.asks("王奶奶", "5分 小伙子人好")
    assert "谢谢您的评价（5分）" in reply
    assert "什么时候来合适" in reply


@pytest.mark.parametrize("said", ["我做了多少小时了", "我一共帮了几次", "我有多少积分"])
def test_hours_are_asked_for_in_many_words(village: Village, said: str) -> None:
    assert "您帮了" in village.asks("小张", said)


def test_whoever_helps_already_is_not_asked_to_join(village: Village) -> None:
    assert "已经是志愿者" in village.asks("小张", "这周末我都有空")
    assert "我要当志愿者" in village.asks("李奶奶", "我也想帮帮大家")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("还有哪些没办完", "未销号"),
        ("没办完的单子有哪些", "未销号"),
        ("今天谁值班", "值班"),
        ("王奶奶的事怎么样了", "A01"),
        ("王奶奶家的单子到哪了", "A01"),
        ("刘大爷的事怎么样了", "没有找到刘大爷"),
        ("我明天请假", "交班"),
        ("让老陈替我值班", "交班"),
    ],
)
def test_a_chief_asks_in_plain_words(village: Village, said: str, told: str) -> None:
    village.says("王奶奶", f"我叫王桂花，{NEED}", "1")
    assert told in village.asks("李主任", said)


def test_somebody_named_in_a_question_is_not_put_on_the_card(village: Village) -> None:
    village.says("王奶奶", f"我叫王桂花，{NEED}", "1")
    card = village.asks("李主任", "帮显桥村三组老刘头叫个人剃头，明天上午，他没手机")
    assert "老刘" in card
    again = village.asks("李主任", "王奶奶的事怎么样了")
    assert "A01" in again
    assert "联系：王奶奶" not in village.asks("李主任", "今天谁值班", "1")

"""The talk at its own pace: one message or seven, corrections at any moment, two people on one phone, days in between."""

import pytest

from tests.stories.village import RURAL, VILLAGE, Village

NEED = "家里灯不亮了，城东社区三组，明天上午，13800001234"
VAGUE = "家里那个东西坏了，来看看"
"""The reader is not sure what this is: water, appliances or something else."""


def line(card: str, name: str) -> str:
    return next(one for one in card.splitlines() if one.startswith(name))


def test_an_order_in_seven_messages_of_one_word(village: Village) -> None:
    assert "都不是" in village.asks("赵大爷", "帮个忙")
    assert "哪个村" in village.asks("赵大爷", "水管")
    assert "什么时候" in village.asks("赵大爷", VILLAGE)
    assert "手机号" in village.asks("赵大爷", "明天上午")
    card = village.asks("赵大爷", "13800000888")
    assert "水电维修" in card
    assert "3组" in line(village.asks("赵大爷", "三组"), "地点")
    assert "点单成功" in village.asks("赵大爷", "1")


def test_an_order_with_three_corrections(village: Village) -> None:
    village.asks("王奶奶", NEED)
    assert "11月26日" in line(village.asks("王奶奶", "不对，是后天"), "时间")
    assert "138****9999" in line(village.asks("王奶奶", "电话错了，是13800009999"), "联系")
    card = village.asks("王奶奶", "是显桥村不是城东社区")
    assert RURAL in line(card, "地点")
    assert "11月26日" in line(card, "时间")
    assert "138****9999" in line(card, "联系")
    assert "点单成功" in village.asks("王奶奶", "1")


def test_what_was_wrong_can_be_said_while_something_else_is_asked(village: Village) -> None:
    assert "什么时候" in village.asks("赵大爷", "我家水管爆了要人修，城东社区三组，13800000888")
    assert "什么时候" in village.asks("赵大爷", "是显桥村不是城东社区")
    assert "什么时候" in village.asks("赵大爷", "电话错了 13800000999")
    assert "什么时候" in village.asks("赵大爷", "两个人来")
    card = village.asks("赵大爷", "明天上午")
    assert RURAL in line(card, "地点")
    assert "138****0999" in line(card, "联系")
    assert "要2人" in line(card, "事项")


def test_the_item_is_put_right_in_words(village: Village) -> None:
    village.asks("王奶奶", NEED)
    assert "上门" in line(village.asks("王奶奶", "不对，是理发"), "事项")
    assert "家电" in line(village.asks("王奶奶", "是修电视，不是理发"), "事项")
    assert "又记下一件事" not in village.heard("王奶奶")[-1]


@pytest.mark.parametrize("said", ["不是我，是我妈", "不是我的事，是我妈的"])
def test_it_is_for_somebody_else_after_all(village: Village, said: str) -> None:
    village.asks("王奶奶", NEED)
    reply = village.asks("王奶奶", said)
    assert "替爸妈点的" in line(reply, "联系")
    assert "有人有危险" not in reply
    assert "替爸妈" not in village.asks("王奶奶", "是我自己的事")


# -- buttons when the item is not sure --------------------------------------------------------------------------------


def test_an_unsure_item_is_picked_by_its_digit(village: Village) -> None:
    question = village.asks("王奶奶", VAGUE)
    assert "1 水电维修" in question
    assert "4 都不是" in question
    village.asks("王奶奶", "2", VILLAGE, "1")
    assert "家电维修" in line(village.asks("王奶奶", "13800001234"), "事项")
    assert "家电维修" in village.asks("王奶奶", "1")


@pytest.mark.parametrize("none", ["4", "0", "都不是", "没有"])
def test_none_of_them_goes_to_the_desk_in_the_villagers_own_words(village: Village, none: str) -> None:
    village.asks("王奶奶", VAGUE, none, VILLAGE, "1")
    assert "其他" in line(village.asks("王奶奶", "13800001234"), "事项")
    assert "已转县中心选派" in village.asks("王奶奶", "1")
    told = village.heard("钱调度")[-1]
    assert "那个东西坏了" in told
    assert not [offer for offer in village.heard("小张") if "【派单" in offer]


@pytest.mark.parametrize("words", ["第二个", "家电维修", "选2"])
def test_an_unsure_item_is_picked_in_words(village: Village, words: str) -> None:
    village.asks("王奶奶", VAGUE, words, VILLAGE, "1")
    assert "家电维修" in line(village.asks("王奶奶", "13800001234"), "事项")


def test_after_none_of_them_no_later_word_makes_it_another_item(village: Village) -> None:
    village.asks("王奶奶", VAGUE, "0", "城东社区，理发店对面", "1")
    assert "其他" in line(village.asks("王奶奶", "13800001234"), "事项")


def test_what_was_said_when_asked_for_the_item_stays_with_the_need(village: Village) -> None:
    village.asks("赵大爷", "帮个忙", "那个老物件动不了", "都不是", VILLAGE, "1")
    assert "老物件" in line(village.asks("赵大爷", "13800000888"), "事项")


# -- other matters in between -----------------------------------------------------------------------------------------


def test_another_matter_is_answered_and_the_question_comes_back(village: Village) -> None:
    village.asks("王奶奶", NEED, "1", "家里电视坏了要人修")
    reply = village.asks("王奶奶", "师傅怎么还没来")
    assert "派单中" in reply
    assert "什么时候" in reply
    assert "后天" not in reply
    assert "核对" in village.asks("王奶奶", "后天上午")


def test_a_greeting_days_later_finds_the_talk_where_it_was(village: Village) -> None:
    village.asks("赵大爷", "我家水管爆了要人修", VILLAGE)
    village.later(days=3)
    reply = village.asks("赵大爷", "你好")
    assert "接着上次没说完的事" in reply
    assert "水管" in reply
    assert "什么时候" in reply
    village.asks("赵大爷", "明天上午", "13800000888")
    assert "点单成功" in village.asks("赵大爷", "1")


def test_abuse_in_the_middle_is_no_answer_and_takes_nothing_away(village: Village) -> None:
    village.asks("赵大爷", "我家水管爆了要人修")
    for _ in range(3):
        reply = village.asks("赵大爷", "傻逼")
        assert "哪个村" in reply
        assert "听到了" in reply
    assert "什么时候" in village.asks("赵大爷", VILLAGE)


# -- two people on one phone ------------------------------------------------------------------------------------------


def known(village: Village) -> None:
    """王奶奶's name and phone are in her profile."""
    village.asks("王奶奶", "我叫王桂花，家里灯不亮了，城东社区三组，明天上午，13800001234", "1")


def test_a_grandson_orders_for_his_grandmother_on_his_own_phone(village: Village) -> None:
    card = village.asks("小王", "我奶奶家灯不亮了，城东社区三组，明天上午，打我电话13800005555")
    assert "替老人点的" in line(card, "联系")
    assert "138****5555" in line(card, "联系")
    assert "点单成功" in village.asks("小王", "1")


def test_a_grandson_on_her_phone_orders_for_himself_and_her_profile_stays_hers(village: Village) -> None:
    known(village)
    village.asks("王奶奶", "我是她孙子，这次是我自己的事")
    card = village.asks("王奶奶", "我家电视坏了，显桥村二组，后天上午，打13800005555")
    assert "孙子" in line(card, "联系")
    assert "138****5555" in line(card, "联系")
    village.asks("王奶奶", "1")
    data = village.asks("王奶奶", "我的数据")
    assert "138****1234" in data
    assert "城东社区" in data
    assert "王桂花" in data
    assert "孙子" not in village.asks("王奶奶", "家里灯又不亮了，明天下午")


def test_the_phone_is_handed_on_before_the_need_is_told(village: Village) -> None:
    known(village)
    assert "老伴请说" in village.asks("王奶奶", "换我老伴说")
    assert "老伴" in line(village.asks("王奶奶", "我要理发，明天下午"), "联系")
    village.asks("王奶奶", "0")
    assert "老伴" not in line(village.asks("王奶奶", "家里电视坏了，明天下午"), "联系")


def test_the_phone_is_handed_on_in_the_middle_of_a_draft(village: Village) -> None:
    known(village)
    village.asks("王奶奶", "家里电视坏了，明天下午")
    assert "老伴" in line(village.asks("王奶奶", "换我老伴说"), "联系")
    assert "11月26日" in line(village.asks("王奶奶", "不对，是后天"), "时间")
    village.asks("王奶奶", "1")
    assert "王桂花" in village.asks("王奶奶", "我的数据")

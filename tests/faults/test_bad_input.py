"""What people really type: wrong codes, other people's orders, answers to nothing. A clear answer each time, nothing lost."""

from itertools import product

import pytest
from sqlalchemy import select

from app.escalation.queries import unguarded
from app.orders.model import Order
from tests.stories.village import Village

NEED = "我家水管爆了，今天下午能来人修不，城东社区三组，电话13800001234"
CARD = "请您核对"
STRANGE = (
    "😀🚰👵🏻",
    "水管\x01\x0b爆了\x1f",
    "\u202e反\u200b了",
    "]]>",
    "a]]>b<xml>",
    "'; DROP TABLE orders; --",
    "%s %d {0} {words}",
    "水" * 2000,
    "啊" * 1999 + "x",
    "," * 2000,
    "1" * 2000,
    "。" * 1500 + "吗" * 500,
    "……",
    "❶",
    "፩",
    "²",
    "接",
    "派",
    "办不了",
    "改",
    "\n\n\n",
    "null",
    "0000-00-00",
    "PY-20261124-99999999",
    "接 A999999",
)


def orders(village: Village) -> list[tuple[str, str]]:
    with village.house.db.reading() as session:
        assert unguarded(session, now=village.clock()) == []
        return [(code, status) for code, status in session.execute(select(Order.code, Order.status).order_by(Order.id))]


def test_texts_of_every_strange_kind_are_answered_and_change_nothing(village: Village) -> None:
    for number, text in enumerate(STRANGE):
        who = ("王奶奶", "小张", "李主任")[number % 3]
        reply = village.asks(who, text)
        assert reply, (who, text)
        assert "暂时无法提供服务" not in reply, (who, text)
    assert orders(village) == []


def test_strange_texts_in_the_middle_of_a_draft_do_not_lose_it(village: Village) -> None:
    village.asks("王奶奶", NEED)
    for text in ("😀", "]]>", "❶", "接 Z99", "帮助", "进度", "我的订单", "8"):
        assert village.asks("王奶奶", text)
    assert "点单成功" in village.asks("王奶奶", "1")
    assert len(orders(village)) == 1


def test_a_code_that_does_not_exist_is_said_kindly(village: Village) -> None:
    wrong = ("接 Z99", "取消 Z99", "进度 Z99", "催 Z99", "改 Z99 明天", "完成 Z99", "办不了 Z99 没人")
    for who, text in product(("小张", "李主任"), wrong):
        reply = village.asks(who, text)
        assert any(told in reply for told in ("Z99", "给值班的人", "还不是志愿者")), reply


def test_somebody_elses_order_cannot_be_touched_or_seen(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.phones.add("刘大爷")
    for word in ("取消", "催", "进度", "改"):
        assert f"您名下没有单号 {code}" in village.asks("刘大爷", f"{word} {code}")
    for word in ("来不了", "到了", "完成"):
        assert "不在您的任务里" in village.asks("小张", f"{word} {code}")
        assert "还不是志愿者" in village.asks("刘大爷", f"{word} {code}")
    assert "给值班的人用" in village.asks("刘大爷", f"办不了 {code} 不想办")
    assert "不在您管的地方" in village.asks("周站长", f"办不了 {code} 不想办")
    assert "水管" not in village.asks("刘大爷", "我的订单")
    assert orders(village) == [(code, "offering")]


def test_an_order_just_taken_and_one_just_cancelled_are_refused_with_the_reason(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    assert "接单成功" in village.asks("小张", "1")
    assert village.asks("老陈", f"接 {code}") == f"{code} 已有人接单，谢谢您！"
    assert "没有派给您的新单" in village.asks("老陈", "接")
    assert "接单成功" in village.asks("小张", f"接 {code}")  # the same answer to the same wish
    assert "已经取消" in village.asks("王奶奶", f"取消 {code}")
    assert "已撤单" in village.heard("小张")[-1]
    assert "已撤单" in village.asks("老陈", f"接 {code}")
    assert "不在您的任务里" in village.asks("小张", f"完成 {code}")
    assert "不能改为" in village.asks("王奶奶", f"取消 {code}")
    assert orders(village) == [(code, "cancelled")]


@pytest.mark.parametrize("said", ["接 ＡＯ1", "請接單 a 01 谢谢。"])
def test_codes_are_understood_however_they_are_typed(village: Village, said: str) -> None:
    assert village.says("王奶奶", NEED, "1") == "A01"
    assert "接单成功" in village.asks("小张", said)


def test_digits_that_answer_nothing_do_nothing(village: Village) -> None:
    for digit in ("0", "1", "2", "5", "7", "0", "1", "2", "5", "7"):
        reply = village.asks("王奶奶", digit)
        assert reply
        assert "暂时无法" not in reply
    assert orders(village) == []


def test_nine_without_a_question_asks_where_and_never_throws(village: Village) -> None:
    reply = village.asks("王奶奶", "9")
    assert "120" in reply
    assert village.asks("王奶奶", "0")


def test_zero_drops_the_draft_and_nothing_else(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("王奶奶", "家里灯也不亮了，明天上午来看看")
    assert "没有点单" in village.asks("王奶奶", "0")
    assert orders(village) == [(code, "offering")]


def test_two_needs_in_one_message_become_two_orders(village: Village) -> None:
    card = village.asks("王奶奶", "水管爆了今天下午来人修，还有想找人理发明天上午，城东社区三组，电话13800001234")
    assert CARD in card
    assert "点单成功" in village.asks("王奶奶", "1")
    while "点单成功" not in village.asks("王奶奶", "1"):
        assert CARD in village.heard("王奶奶")[-1]
    assert len(orders(village)) == 2


def test_hours_of_silence_lose_nothing(village: Village) -> None:
    village.asks("王奶奶", "水管爆了，明天下午来人修，城东社区三组")
    village.later(days=5 / 24)
    assert CARD in village.asks("王奶奶", "13800001234")
    village.later(days=3 / 24)
    assert "点单成功" in village.asks("王奶奶", "1")


def test_a_card_confirmed_after_its_hour_asks_for_another(village: Village) -> None:
    village.asks("王奶奶", NEED)
    village.later(days=20 / 24)
    assert "已经过了" in village.asks("王奶奶", "1")
    village.asks("王奶奶", "明天上午")
    assert "点单成功" in village.asks("王奶奶", "1")


def test_a_correction_in_words_changes_the_card(village: Village) -> None:
    village.asks("王奶奶", NEED)
    assert "哪里不对" in village.asks("王奶奶", "2")
    assert "11月26日" in village.asks("王奶奶", "不对，是后天上午")
    assert "138****5678" in village.asks("王奶奶", "电话13800005678")
    assert "点单成功" in village.asks("王奶奶", "对的")
    with village.house.db.reading() as session:
        assert "11月26日" in session.scalars(select(Order.time_words)).one()


def test_joining_that_is_interrupted_goes_on_where_it_stood(village: Village) -> None:
    village.phones.add("刘大爷")
    assert "1/5" in village.asks("刘大爷", "我要当志愿者")
    village.asks("刘大爷", "刘大爷")
    assert village.asks("刘大爷", "帮助")
    village.later(days=6 / 24)
    assert "3/5" in village.asks("刘大爷", "城东社区")
    assert "号码好像不对" in village.asks("刘大爷", "12345")
    assert "4/5" in village.asks("刘大爷", "138 0000 7777")
    for nonsense in ("❶", "፩", "不知道"):
        assert "回数字" in village.asks("刘大爷", nonsense)
    assert "5/5" in village.asks("刘大爷", "1,4")
    assert "欢迎加入" in village.asks("刘大爷", "1")


def test_a_need_in_the_middle_of_joining_is_not_taken_for_a_name(village: Village) -> None:
    village.phones.add("刘大爷")
    village.asks("刘大爷", "我要当志愿者")
    reply = village.asks("刘大爷", "老伴晕倒了没反应，城东社区三组")
    assert "120" in reply.splitlines()[0]


@pytest.mark.parametrize("phone", ["63721234", "057763721234", "0577-63721234"])
def test_a_landline_is_as_good_as_a_mobile(village: Village, phone: str) -> None:
    card = village.asks("王奶奶", f"水管爆了，今天下午来人修，城东社区三组，座机{phone}")
    assert CARD in card
    assert "点单成功" in village.asks("王奶奶", "1")


def test_the_longest_reason_fits_everywhere(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    for who in ("李主任", "李主任", "赵所长", "钱调度", "钱调度", "钱调度"):
        reply = village.asks(who, f"办不了 {code} {'没有水电工' * 39}")
        assert "暂时无法" not in reply
    assert orders(village) == [(code, "unmet")]
    assert "没能办成" in village.heard("王奶奶")[-1]

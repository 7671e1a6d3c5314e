"""Somebody is in danger: the number first, a person at once, and nothing asked before that."""

from sqlalchemy import select

from app.orders.model import Order
from tests.stories.village import RURAL, Village

FAINTED = "我老伴晕倒了叫不醒"


def orders(village: Village) -> list[Order]:
    with village.house.db.reading() as session:
        found = list(session.scalars(select(Order).order_by(Order.id)))
        session.expunge_all()
        return found


def test_an_alarm_without_a_place_reaches_the_desk_at_once(village: Village) -> None:
    reply = village.asks("王奶奶", FAINTED)
    assert "120" in reply.splitlines()[0]
    assert "钱调度" in reply
    assert "哪个村" in reply
    assert "紧急求助" in village.heard("钱调度")[-1]


def test_a_place_and_a_phone_said_afterwards_complete_the_alarm(village: Village) -> None:
    village.asks("王奶奶", FAINTED, "在家里")
    reply = village.asks("王奶奶", f"{RURAL}5组 13800001111")
    assert f"{RURAL}5组" in reply
    assert "周站长" in reply
    assert "补充" in village.heard("周站长")[-1]
    (order,) = orders(village)
    assert order.phone_sealed
    assert order.place.endswith("5组")


def test_the_same_cry_again_makes_no_second_order(village: Village) -> None:
    village.asks("王奶奶", FAINTED, "救命啊快来人", FAINTED)
    assert len(orders(village)) == 1


def test_a_wrong_place_is_put_right(village: Village) -> None:
    village.asks("王奶奶", "家里灯不亮了，城东社区三组，明天上午，13800001234", "1", FAINTED)
    village.asks("王奶奶", f"不对，在{RURAL}5组")
    assert RURAL in orders(village)[-1].place
    assert len(orders(village)) == 2


def test_an_alarm_does_not_lose_the_need_being_talked_about(village: Village) -> None:
    village.asks("王奶奶", "家里灯不亮了，城东社区三组，明天上午，13800001234", FAINTED)
    assert "点单成功" in village.asks("王奶奶", "1")
    assert [order.urgency for order in orders(village)] == ["emergency", "normal"]


def test_nine_is_an_alarm_only_when_danger_was_asked_about(village: Village) -> None:
    assert "120（急救）" not in village.asks("王奶奶", "谢谢", "9")
    assert "9" in village.asks("王奶奶", "心慌").splitlines()[-1]
    assert "120" in village.asks("王奶奶", "9").splitlines()[0]
    assert len(orders(village)) == 1


def test_nobody_in_danger_goes_on_where_it_stood(village: Village) -> None:
    village.asks("王奶奶", "家里灯不亮了，城东社区三组，明天上午，13800001234", "心慌")
    reply = village.asks("王奶奶", "没有")
    assert "好的" in reply
    assert "核对" in reply


def test_with_nobody_on_duty_the_truth_is_told(village: Village) -> None:
    with village.house.db.transaction() as session:
        session.execute(Order.metadata.tables["duties"].delete())
    reply = village.asks("王奶奶", FAINTED)
    assert "没有人值班" in reply
    assert "已通知" not in reply

"""Who may take an order: nobody twice at the same hour, nobody from afar, nobody only to see where others live."""

import pytest
from sqlalchemy import delete, select, update

from app.dispatch.model import Answer, Offer
from app.orders.model import Order
from app.people.model import Person
from tests.stories.village import Village


def need(hour: int) -> str:
    return f"我家水管爆了,今天{hour}点来人修,城东社区三组,电话13800001234"


def test_nobody_promises_two_things_for_the_same_hour(village: Village) -> None:
    first = village.says("王奶奶", need(14), "1")
    second = village.says("赵大爷", need(14), "1")
    assert "接单成功" in village.asks("小张", f"接 {first}")
    refusal = village.asks("小张", f"接 {second}")
    assert first in refusal
    assert "赶不过来" in refusal
    third = village.says("赵大爷", need(17), "1")
    assert "接单成功" in village.asks("小张", f"接 {third}")


def test_whoever_gave_an_order_back_may_not_take_it_again(village: Village) -> None:
    code = village.says("王奶奶", need(14), "1")
    village.asks("小张", "1")
    village.asks("小张", "来不了")
    assert "让站里派给您" in village.asks("小张", f"接 {code}")


def test_whoever_has_given_back_three_orders_today_takes_no_more_today(village: Village) -> None:
    for _ in range(3):
        code = village.says("王奶奶", need(14), "1")
        assert "接单成功" in village.asks("小张", f"接 {code}")
        village.asks("小张", "来不了")
        village.asks("王奶奶", f"取消 {code}")
    before = len(village.heard("小张"))
    code = village.says("王奶奶", need(14), "1")
    assert not [one for one in village.heard("小张")[before:] if code in one]
    assert "今天来不了的次数多了，请站里安排。" in village.asks("小张", f"接 {code}")
    village.asks("王奶奶", f"取消 {code}")
    village.later(hours=15)
    code = village.says("王奶奶", "我家水管爆了,今天14点来人修,城东社区三组,电话13800001234", "1")
    assert "接单成功" in village.asks("小张", f"接 {code}")


@pytest.mark.parametrize(("private", "home", "words"), [(True, "", "不公开"), (False, "330326104001", "不在您的乡镇")])
def test_what_is_private_or_far_away_is_not_taken_unasked(village: Village, private: bool, home: str, words: str) -> None:
    code = village.says("王奶奶", need(14), "1")
    with village.house.db.transaction() as session:
        session.execute(delete(Offer))
        session.execute(update(Order).values(private=private))
        if home:
            session.execute(update(Person).where(Person.name == "小张").values(area_code=home))
    refusal = village.asks("小张", f"接 {code}")
    assert words in refusal
    assert "13800001234" not in refusal


def test_in_ones_own_town_an_order_may_be_taken_unasked(village: Village) -> None:
    code = village.says("王奶奶", need(14), "1")
    with village.house.db.transaction() as session:
        session.execute(delete(Offer))
    assert "接单成功" in village.asks("小张", f"接 {code}")


def test_done_badly_whoever_did_it_may_come_again(village: Village) -> None:
    code = village.says("王奶奶", need(14), "1")
    village.asks("小张", "1")
    village.asks("小张", "到了")
    village.asks("小张", "完成")
    village.asks("王奶奶", "2", "还在漏", "1")
    assert "接单成功" in village.asks("小张", f"接 {code}")
    village.asks("小张", "到了")
    assert "辛苦了" in village.asks("小张", "完成")
    with village.house.db.reading() as session:
        assert session.scalars(select(Offer.status).where(Offer.status == Answer.FINISHED)).all() == [Answer.FINISHED]

"""补充: what a villager says more while nobody has taken the order is read by whoever takes it."""

import pytest

from app.errors import Conflict, NotAllowed
from app.orders.actions import find_called, lock
from app.orders.noting import MOST, note
from tests.stories.village import Village

NEED = "家里灯不亮了，城东社区三组，明天上午，13800001234"
DEAF = "我耳朵不好 来的时候敲门大声点"


def placed(village: Village) -> str:
    village.asks("吴大爷", NEED)
    return village.says("吴大爷", "1")


def test_it_waits_in_the_order_for_whoever_takes_it(village: Village) -> None:
    code = placed(village)
    assert f"记在 {code} 里" in village.asks("吴大爷", DEAF)
    assert "谁接" in village.asks("吴大爷", "1")
    assert f"补充：{DEAF}" in village.asks("吴大爷", "到哪了")
    assert f"群众说：{DEAF}" in village.asks("小张", "1")
    assert f"群众说：{DEAF}" in village.asks("小张", "什么事")


def test_not_noted_when_it_was_not_meant_so(village: Village) -> None:
    placed(village)
    village.asks("吴大爷", DEAF)
    assert "不记" in village.asks("吴大爷", "0")
    assert "补充" not in village.asks("吴大爷", "到哪了")


def test_once_somebody_comes_it_is_passed_on_instead(village: Village) -> None:
    placed(village)
    village.says("小张", "1")
    assert "要转告小张吗" in village.asks("吴大爷", DEAF)


def test_taken_between_the_question_and_the_answer_it_is_passed_on(village: Village) -> None:
    placed(village)
    village.asks("吴大爷", DEAF)
    village.says("小张", "1")
    assert "已转告小张" in village.asks("吴大爷", "1")
    assert DEAF in village.heard("小张")[-1]


def test_a_new_need_in_between_is_a_need(village: Village) -> None:
    placed(village)
    village.asks("吴大爷", DEAF)
    assert "上门理发" in village.asks("吴大爷", "还要剃个头，后天上午")


def test_a_number_in_it_is_not_kept(village: Village) -> None:
    placed(village)
    village.asks("吴大爷", "门口那条狗不咬人 找不到打我儿子13800009988")
    village.asks("吴大爷", "1")
    assert "13800009988" not in village.asks("吴大爷", "到哪了")


def test_only_whose_it_is_may_and_only_while_it_waits(village: Village) -> None:
    code = placed(village)
    with village.house.db.transaction() as session:
        order = lock(session, find_called(session, village.spec.code, code).id)
        with pytest.raises(NotAllowed):
            note(session, order, "别来", actor_id=0, now=village.clock())
        for number in range(MOST):
            note(session, order, f"第{number}句", actor_id=order.requester_id, now=village.clock())
        with pytest.raises(Conflict, match="已经补充"):
            note(session, order, "再一句", actor_id=order.requester_id, now=village.clock())
        assert order.asked.startswith("家里灯不亮了")
    village.says("小张", "1")
    with village.house.db.transaction() as session:
        order = lock(session, order.id)
        with pytest.raises(Conflict, match="不用再补充"):
            note(session, order, "晚了", actor_id=order.requester_id, now=village.clock())

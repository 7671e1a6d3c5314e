"""The log alone tells what an order is; where the row says something else, the operator hears it."""

import pytest
from sqlalchemy import delete, update

from app.commands.orders import orders
from app.events import EventRow
from app.orders.model import Order
from tests.operator_desk import OperatorDesk
from tests.stories.ladder import NEED
from tests.stories.village import Village


@pytest.fixture
def desk(village: Village) -> OperatorDesk:
    return OperatorDesk(village.house.settings, village.house.db, village.clock)


def test_orders_helped_climbed_cancelled_and_done_again_agree_with_their_log(village: Village, desk: OperatorDesk) -> None:
    first = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.asks("小张", "来不了")
    village.later(minutes=12)
    village.asks("老陈", f"接 {first}")
    village.asks("老陈", f"到了 {first}")
    village.asks("老陈", f"完成 {first}")
    village.asks("王奶奶", "2")
    village.asks("王奶奶", "1")
    second = village.says("王奶奶", "家里灯不亮，明天上午来人看看，城东社区三组，电话13800001234", "1")
    village.asks("王奶奶", f"取消 {second}", "1")
    told = desk.runs(orders, "replay")
    assert (told.exit_code, told.output) == (0, "核对了 2 单，和记录全部一致。\n")


@pytest.mark.tampering
def test_a_row_changed_by_hand_and_a_lost_log_are_named(village: Village, desk: OperatorDesk) -> None:
    village.says("王奶奶", NEED, "1")
    with village.house.db.transaction() as session:
        session.execute(update(Order).values(accepted=1, rung="county"))
    told = desk.runs(orders, "replay")
    assert told.exit_code == 1
    assert "接单人数现在是 1，按记录应是 0" in told.output
    assert "上报到现在是 county，按记录应是 village" in told.output
    with village.house.db.transaction() as session:
        session.execute(delete(EventRow))
    assert "没有下单的记录" in desk.runs(orders, "replay").output

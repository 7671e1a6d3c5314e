"""The page of an order that belongs with others: its parts, what it goes with, what the goods cost."""

from collections.abc import Iterator

import pytest

from app.config import Settings
from app.db import vault_of
from app.orders.queries import called
from tests.pushed_clock import PushedClock
from tests.stories.village import Village

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def village(settings: Settings, clock: PushedClock) -> Iterator[Village]:
    village = Village(settings, clock)
    yield village
    village.house.db.close()


def page(village: Village, code: str, *, of: str = "") -> str:
    """The page of the order with this code, for its own villager, or for whoever asked for the order called ``of``."""
    with village.house.db.reading() as session:
        order, own = called(session, village.spec.code, code), called(session, village.spec.code, of or code)
        assert order
        assert own
        ticket = vault_of(session).ticket(order.id, own.requester_id)
    return village.web.get(f"/o/{ticket}").text


def test_the_page_of_a_package_lists_its_parts(village: Village) -> None:
    village.says("王奶奶", "我想订一份宝宝餐，今天14点送来，城东社区三组，电话13800001234", "1")
    village.asks("小张", "接 A02")
    text = page(village, "A01")
    assert "1 买食材（A02）已接单" in text
    assert "2 做好送上门（A03）派单中" in text
    assert "1/2 已接单" in text
    assert "小张" in text


def test_the_page_of_a_merged_order_names_the_other_and_who_comes(village: Village) -> None:
    village.says("王奶奶", "城东社区路口的灯不亮了，今天15点来修电，电话13800001234", "1")
    village.says("赵大爷", "城东社区路口的灯不亮，今天16点来修电，电话13800005678", "1")
    village.asks("赵大爷", "同一件")
    village.asks("小张", "接 A01")
    text = page(village, "A02")
    assert "A01（已接单）" in text
    assert "小张" in text


def test_the_bill_stands_on_the_page(village: Village) -> None:
    code = village.says("王奶奶", "帮忙买菜：大米1袋，今天下午，城东社区一组，电话13800009001", "1")
    village.asks("小张", f"接 {code}")
    village.asks("小张", f"票据 {code} 36.5")
    assert "36.50 元" in page(village, code)

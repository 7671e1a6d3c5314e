"""The page of an order for whoever is on duty: handed on, given back, and rung about, each with a button."""

from collections.abc import Iterator

import pytest

from app.config import Settings
from tests.pushed_clock import PushedClock
from tests.stories.ladder import NEED, facts, order
from tests.stories.village import Village

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def village(settings: Settings, clock: PushedClock) -> Iterator[Village]:
    village = Village(settings, clock)
    village.says("王奶奶", NEED, "1")
    village.later(minutes=11)  # the chief and the town have their cards
    yield village
    village.house.db.close()


def link(village: Village, name: str) -> str:
    return village.phones.tap(name).removeprefix(village.house.settings.public_url)


def presses(village: Village, name: str, **form: str) -> str:
    """What the page says after this button."""
    path = link(village, name)
    assert village.web.post(path, data=form).status_code == 303
    page = village.web.get(path).text
    village.settle()
    return page


def test_an_order_is_handed_on_and_back_with_a_reason(village: Village) -> None:
    due = order(village).due_at
    page = village.web.get(link(village, "李主任")).text
    assert '<option value="county">县中心</option>' in page
    assert "退回" not in page
    assert "请写一句原因" in presses(village, "李主任", do="transfer", to="county")
    assert "A01 已转县中心，时间仍从群众点单算起。" in presses(
        village, "李主任", do="transfer", to="county", reason="没有水电工"
    )
    page = village.web.get(link(village, "钱调度")).text
    assert '<option value="county">' not in page
    assert "A01 已退回村里" in presses(village, "钱调度", do="return", reason="村里就能办")
    assert order(village).due_at == due
    assert [row.data["reason"] for row in facts(village, "OrderTransferred")] == ["没有水电工", "村里就能办"]


def test_a_desk_that_is_not_there_is_refused(village: Village) -> None:
    assert "没有这个地方可以转" in presses(village, "李主任", do="transfer", to="tax", reason="x")
    assert facts(village, "OrderTransferred") == []


def test_what_the_villager_said_on_the_phone_closes_it(village: Village) -> None:
    assert "电话确认" not in village.web.get(link(village, "李主任")).text
    village.asks("小张", "1")
    village.asks("小张", "完成")
    assert "电话确认" in village.web.get(link(village, "李主任")).text
    assert "请选群众说的分数" in presses(village, "李主任", do="phoned", stars="9")
    assert "已销号：电话确认，群众评 5 分。" in presses(village, "李主任", do="phoned", stars="5", reason="修好了")
    assert order(village).status == "closed"


def test_said_to_be_badly_done_somebody_else_is_looked_for(village: Village) -> None:
    village.asks("小张", "1")
    village.asks("小张", "完成")
    assert "记下了，重新派人。" in presses(village, "李主任", do="phoned", stars="again", reason="还在漏")
    assert order(village).status == "offering"


@pytest.mark.parametrize("form", [{"do": "transfer", "to": "county", "reason": "x"}, {"do": "phoned", "stars": "5"}])
def test_a_volunteer_has_no_such_button_and_may_not(village: Village, form: dict[str, str]) -> None:
    page = village.web.get(link(village, "小张")).text
    assert "转过去" not in page
    assert "给值班的人用的" in presses(village, "小张", **form)
    assert facts(village, "OrderTransferred") == []

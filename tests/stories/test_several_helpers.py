"""Several people for one order: the villager hears of each, whoever drops out is replaced, each counts for themselves."""

import pytest
from sqlalchemy import select

from app.escalation.queries import unguarded
from app.orders.model import Order, Status
from tests.stories.village import SURE, Village

NEED = "我家水管爆了,今天14点来3个人修,城东社区三组,电话13800001234"


@pytest.fixture
def three(village: Village) -> tuple[Village, str]:
    """小张, 老陈 and 吴姐 can do it, 郑嫂 and 何叔 as well; three are needed."""
    home = village.spec.towns[0].villages[0]
    for number, name in enumerate(("吴姐", "郑嫂", "何叔"), 21):
        village.joins(name, number, home.code, home=(home.lat, home.lon), skills=("water_electric",), born=1985, shown=SURE)
    code = village.says("王奶奶", NEED, "1")
    for name in ("小张", "老陈", "吴姐"):
        assert "接单成功" in village.asks(name, f"接 {code}")
    return village, code


def order(village: Village) -> Order:
    with village.house.db.reading() as session:
        assert unguarded(session, now=village.clock()) == []
        found = session.scalars(select(Order)).one()
        session.expunge_all()
        return found


def test_the_villager_hears_who_comes_and_how_many_are_missing(three: tuple[Village, str]) -> None:
    village, code = three
    told = [one for one in village.heard("王奶奶") if "来帮您" in one]
    assert ["已有1/3人" in told[0], "已有2/3人" in told[1], "已有3/3人" in told[2]] == [True] * 3
    shown = village.asks("王奶奶", f"进度 {code}")
    assert all(name in shown for name in ("小张", "老陈", "吴姐"))
    assert "已有人接单" in village.heard("郑嫂")[-1]


def test_whoever_drops_out_is_replaced_and_the_others_stay(three: tuple[Village, str]) -> None:
    village, code = three
    village.asks("老陈", f"来不了 {code}")
    assert (order(village).status, order(village).accepted) == (Status.OFFERING, 2)
    assert "又要人了" in village.heard("郑嫂")[-1]
    assert "接单成功" in village.asks("郑嫂", "1")
    assert order(village).status == Status.ACCEPTED
    assert "已有3/3人" in village.heard("王奶奶")[-1]
    shown = village.asks("王奶奶", f"进度 {code}")
    assert "郑嫂" in shown
    assert "老陈" not in shown


def test_one_who_does_not_come_is_looked_for_although_the_others_are_there(three: tuple[Village, str]) -> None:
    village, code = three
    village.until(13, 55)
    village.asks("小张", f"到了 {code}")
    village.asks("老陈", f"到了 {code}")
    assert order(village).status == Status.UNDER_WAY
    village.until(14, 12)
    assert "您到了吗" in village.heard("吴姐")[-1]
    assert "您到了吗" not in "".join(village.heard("小张"))
    village.until(14, 22)
    assert "已另找人" in village.heard("吴姐")[-1]
    assert "又要人了" in village.heard("郑嫂")[-1]
    assert (order(village).status, order(village).accepted) == (Status.OFFERING, 2)
    assert "接单成功" in village.asks("郑嫂", "1")
    village.asks("郑嫂", "到了")
    assert order(village).status == Status.UNDER_WAY


def test_each_arrives_finishes_and_counts_for_themselves(three: tuple[Village, str]) -> None:
    village, _ = three
    village.until(14)
    for name in ("小张", "老陈", "吴姐"):
        village.asks(name, "到了")
        assert f"{name} 已到达" in village.heard("王奶奶")[-1]
    village.later(minutes=30)
    assert "还有人没办完" in village.asks("小张", "完成")
    village.later(minutes=30)
    village.asks("老陈", "完成")
    village.asks("吴姐", "完成")
    assert "已销号" in village.asks("王奶奶", "5")
    assert all("群众评 5 分" in village.heard(name)[-1] for name in ("小张", "老陈", "吴姐"))
    assert "0 小时 30 分钟" in village.asks("小张", "我的时长")
    assert "1 小时 0 分钟" in village.asks("吴姐", "我的时长")


def test_those_who_came_may_finish_without_the_one_who_did_not(three: tuple[Village, str]) -> None:
    village, code = three
    village.until(14)
    village.asks("小张", "到了")
    village.asks("老陈", "到了")
    village.asks("吴姐", f"来不了 {code}")
    village.asks("小张", "完成")
    village.asks("老陈", "完成")
    assert order(village).status == Status.DONE
    assert "请评价" in village.heard("王奶奶")[-1]
    assert "已有人接单" in village.heard("郑嫂")[-1]


def test_cancelled_all_of_them_hear_it(three: tuple[Village, str]) -> None:
    village, code = three
    village.asks("王奶奶", f"取消 {code}")
    assert all("不用去了" in village.heard(name)[-1] for name in ("小张", "老陈", "吴姐"))
    assert order(village).accepted == 0

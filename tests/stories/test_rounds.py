"""An estate under lockdown: small orders bought and delivered in one round, and each household hears of its own."""

import pytest
from sqlalchemy import func, select

from app.dispatch.model import Offer
from app.escalation.queries import unguarded
from app.orders.model import Form, Order, Status
from tests.stories.village import Village

WANTS = ("大米1袋、鸡蛋2斤", "大米2袋", "面条1包、鸡蛋1斤")


def households(village: Village) -> list[str]:
    """Codes of three orders of 城东社区; 王奶奶 is the first."""
    names = ("王奶奶", "赵大爷", "刘婶")
    needs = [f"帮忙买菜：{want}，今天下午，城东社区{n}组，电话1380000900{n}" for n, want in enumerate(WANTS, 1)]
    return [village.says(name, need, "1") for name, need in zip(names, needs, strict=True)]


def orders(village: Village) -> dict[str, Order]:
    with village.house.db.reading() as session:
        assert unguarded(session, now=village.clock()) == []
        found = {one.code: one for one in session.scalars(select(Order))}
        session.expunge_all()
        return found


@pytest.fixture
def composed(village: Village) -> tuple[Village, list[str], str]:
    """The village, its households' orders, and the round that 李主任 made of them."""
    codes = households(village)
    village.asks("李主任", "合单 代买 城东社区")
    round_ = next(one.code for one in orders(village).values() if one.form == Form.ROUND)
    return village, codes, round_


def test_small_orders_become_one_list_with_totals(village: Village) -> None:
    codes = households(village)
    reply = village.asks("李主任", "合单 代买 城东社区")
    assert f"3单合成一单 A04（代买代办跑腿，城东社区）：{'、'.join(codes)}。" in reply
    assert "3家：合计大米3袋、鸡蛋3斤、面条1包。" in reply
    assert "和同村几家一起买一起送" in village.heard("王奶奶")[-1]
    assert "A04" in village.heard("小张")[-1]
    assert {orders(village)[code].status for code in codes} == {Status.BUNDLED}
    assert "一起买、一起送：正在找人" in village.asks("王奶奶", f"进度 {codes[0]}")
    assert village.asks("李主任", "未销号").count("代买代办跑腿") == 1


def test_the_round_is_as_old_as_its_oldest_need(village: Village) -> None:
    codes = households(village)
    oldest = orders(village)[codes[0]]
    village.later(minutes=5)
    village.asks("李主任", "合单 代买 城东社区")
    round_ = orders(village)["A04"]
    assert (round_.placed_at, round_.due_at) == (oldest.placed_at, oldest.due_at)
    village.later(minutes=6)
    assert "A04" in village.heard("赵所长")[-1]
    assert not [one for one in village.heard("赵所长") if codes[1] in one]


def test_one_accept_takes_all_and_each_delivery_is_told(composed: tuple[Village, list[str], str]) -> None:
    village, codes, round_ = composed
    assert f"看各家要什么回「清单 {round_}」" in village.asks("小张", f"接 {round_}")
    assert all("小张来帮您" in village.heard(name)[-1] for name in ("王奶奶", "赵大爷", "刘婶"))
    shown = village.asks("小张", "清单")
    assert f"{codes[0]} 大米1袋、鸡蛋2斤 昆阳镇城东社区1组 群众 13800009001" in shown
    assert "13800009001" not in village.asks("李主任", f"清单 {round_}")
    assert "不在您的任务里" in village.asks("老陈", f"清单 {round_}")
    assert "都送到了请回「送到 全部」" in village.asks("小张", f"完成 {round_}")
    assert "还有 2 家" in village.asks("小张", f"送到 {codes[0]}")
    assert "请评价" in village.heard("王奶奶")[-1]
    assert "请评价" not in village.heard("赵大爷")[-1]
    village.later(minutes=20)
    assert "全部送完" in village.asks("小张", "送到 全部")
    assert orders(village)[round_].status == Status.DONE
    for name, stars in (("王奶奶", "5"), ("赵大爷", "4"), ("刘婶", "5")):
        assert "已销号" in village.asks(name, stars)
    closed = orders(village)[round_]
    assert (closed.status, closed.rating) == (Status.CLOSED, 5)
    assert "1 次，一共 0 小时 20 分钟" in village.asks("小张", "我的时长")


def test_what_could_not_be_bought_goes_its_own_way_on_its_old_clock(composed: tuple[Village, list[str], str]) -> None:
    village, codes, round_ = composed
    due_at = orders(village)[codes[2]].due_at
    village.asks("小张", f"接 {round_}")
    assert f"{codes[2]} 单独另找人" in village.asks("小张", f"没买到 {codes[2]} 面条")
    assert "没买到，单独找人" in village.heard("刘婶")[-1]
    back = orders(village)[codes[2]]
    assert (back.status, back.due_at, back.parent_id) == (Status.OFFERING, due_at, None)
    assert codes[2] in village.heard("老陈")[-1]
    assert "全部送完" in village.asks("小张", "送到 全部")
    assert orders(village)[codes[2]].status == Status.OFFERING


def test_a_bill_is_noted_corrected_and_shown(composed: tuple[Village, list[str], str]) -> None:
    village, codes, round_ = composed
    village.asks("小张", f"接 {round_}")
    assert "请说票据上的金额" in village.asks("小张", f"票据 {codes[0]} 不少")
    assert "36.50 元" in village.asks("小张", f"票据 {codes[0]} 36.5")
    assert "票据 36.50 元" in village.heard("王奶奶")[-1]
    village.asks("小张", f"票据 {codes[0]} 35元")
    assert "票据：35.00 元" in village.asks("王奶奶", f"进度 {codes[0]}")
    assert "35.00 元" in village.asks("王奶奶", f"票据 {codes[0]}")
    assert "不是您办的" in village.asks("老陈", f"票据 {codes[0]} 1")
    assert "不是您的单子" in village.asks("赵大爷", f"票据 {codes[0]}")


def test_a_bill_is_noted_for_a_single_errand_too(village: Village) -> None:
    code = households(village)[0]
    village.asks("小张", f"接 {code}")
    assert "12.00 元" in village.asks("小张", f"票据 {code} 12块")


def test_a_household_that_wants_nothing_any_more_is_taken_off_the_list(composed: tuple[Village, list[str], str]) -> None:
    village, codes, round_ = composed
    village.asks("小张", f"接 {round_}")
    assert "已经取消" in village.asks("王奶奶", f"取消 {codes[0]}")
    assert f"{codes[0]} 不要了" in village.heard("小张")[-1]
    assert "2家：合计大米2袋" in village.asks("小张", f"清单 {round_}")
    for name, code in (("赵大爷", codes[1]), ("刘婶", codes[2])):
        village.asks(name, f"取消 {code}")
    assert orders(village)[round_].status == Status.CANCELLED
    assert "没有任务" in village.asks("小张", "我的任务")


def test_a_round_that_is_given_back_or_called_off_keeps_nobody_waiting(composed: tuple[Village, list[str], str]) -> None:
    village, codes, round_ = composed
    village.asks("小张", f"接 {round_}")
    village.asks("小张", f"来不了 {round_}")
    assert all("正另找人" in village.heard(name)[-1] for name in ("王奶奶", "赵大爷", "刘婶"))
    assert orders(village)[round_].status == Status.OFFERING
    village.asks("李主任", f"取消 {round_}")
    assert {orders(village)[code].status for code in codes} == {Status.OFFERING}
    assert "单独找人" in village.heard("王奶奶")[-1]


def test_what_somebody_has_taken_already_stays_out_of_the_round(village: Village) -> None:
    codes = households(village)
    village.asks("小张", f"接 {codes[0]}")
    assert "2单合成一单" in village.asks("李主任", "合单 代买")
    assert orders(village)[codes[0]].status == Status.ACCEPTED
    assert "没有可以合在一起的" in village.asks("李主任", "合单 代买 城东社区")
    assert f"{codes[1]} 现在是「已列入项目」" in village.asks("老陈", f"接 {codes[1]}")


def test_only_whoever_answers_for_the_place_composes_a_round(village: Village) -> None:
    households(village)
    assert "值班的人" in village.asks("小张", "合单 代买 城东社区")
    assert "不在您管的地方" in village.asks("周站长", "合单 代买 城东社区")
    assert "合什么单" in village.asks("李主任", "合单 飞机 城东社区")


def test_one_offer_for_the_round_and_none_for_the_orders_in_it(composed: tuple[Village, list[str], str]) -> None:
    village, codes, _ = composed
    heard = len(village.heard("小张"))
    village.later(minutes=9)
    assert not [one for one in village.heard("小张")[heard:] if any(code in one for code in codes)]
    with village.house.db.reading() as session:
        open_offers = select(func.count(Offer.id)).join(Order, Order.id == Offer.order_id).where(Offer.status == "open")
        assert session.scalar(open_offers.where(Order.form == Form.SINGLE)) == 0

"""A package: one number for the villager, several people underneath, one clock, one rating (002-49)."""

import pytest
from sqlalchemy import select

from app.escalation.queries import unguarded
from app.orders.model import Form, Order, Status
from tests.stories.village import RURAL, SURE, Village

NEED = "我想订一份宝宝餐，今天14点送来，城东社区三组，电话13800001234"


@pytest.fixture
def kitchen(village: Village) -> Village:
    """吴姐 buys, as anybody can, and 郑嫂 cooks."""
    home = village.spec.towns[0].villages[0]
    place = (home.lat, home.lon)
    village.joins("吴姐", 21, home.code, home=place, born=1985, shown=SURE)
    village.joins("郑嫂", 22, home.code, home=place, skills=("cooking",), born=1985, shown=SURE)
    return village


def parts(village: Village) -> list[Order]:
    with village.house.db.reading() as session:
        assert unguarded(session, now=village.clock()) == []
        found = list(session.scalars(select(Order).where(Order.form == Form.PART).order_by(Order.id)))
        session.expunge_all()
        return found


def whole(village: Village) -> Order:
    with village.house.db.reading() as session:
        found = session.scalars(select(Order).where(Order.form == Form.WHOLE)).one()
        session.expunge_all()
        return found


def test_a_sentence_that_names_a_package_is_read_back_with_its_parts(kitchen: Village) -> None:
    card = kitchen.asks("王奶奶", NEED)
    assert "事项：宝宝餐" in card
    assert "包含：1 买食材；2 做好送上门" in card


def test_one_number_for_the_villager_and_each_part_to_those_who_can(kitchen: Village) -> None:
    reply = kitchen.asks("王奶奶", NEED, "1")
    buying, cooking = parts(kitchen)
    assert "单号 A01（PY-20261124-0001）" in reply
    assert f"1 买食材（{buying.code}）派单中" in reply
    assert (buying.number, cooking.number) == ("PY-20261124-0001-1", "PY-20261124-0001-2")
    assert buying.code in kitchen.heard("吴姐")[-1]
    assert any(cooking.code in heard for heard in kitchen.heard("郑嫂"))
    assert cooking.code not in "".join(kitchen.heard("小张") + kitchen.heard("吴姐"))
    assert "您的单子" not in kitchen.asks("王奶奶", "我的订单")  # one order only
    assert "0/2 已接单" in kitchen.asks("王奶奶", f"进度 {cooking.code}")


def test_the_villager_hears_of_each_part_and_rates_once_at_the_end(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    assert "接单成功" in kitchen.asks("吴姐", "1")
    assert "A01" in kitchen.heard("王奶奶")[-1]
    assert "买食材：吴姐来，1/2" in kitchen.heard("王奶奶")[-1]
    assert "前一步还没办完" in kitchen.asks("郑嫂", "1")
    assert "做好送上门：郑嫂来，2/2" in kitchen.heard("王奶奶")[-1]
    assert whole(kitchen).status == Status.ACCEPTED
    kitchen.asks("吴姐", "到了")
    assert whole(kitchen).status == Status.UNDER_WAY
    heard = len(kitchen.heard("王奶奶"))
    kitchen.asks("吴姐", "完成")
    assert "轮到您了" in kitchen.heard("郑嫂")[-1]
    assert len(kitchen.heard("王奶奶")) == heard
    kitchen.asks("郑嫂", "到了")
    kitchen.later(minutes=30)
    kitchen.asks("郑嫂", "完成")
    assert "请评价" in kitchen.heard("王奶奶")[-1]
    assert "A01" in kitchen.heard("王奶奶")[-1]
    assert "A01 已销号" in kitchen.asks("王奶奶", "5")
    assert {one.status for one in parts(kitchen)} == {Status.CLOSED}
    assert "群众评 5 分" in kitchen.heard("郑嫂")[-1]
    assert "1 次，一共 0 小时 30 分钟" in kitchen.asks("郑嫂", "我的时长")


def test_whoever_comes_second_is_not_late_while_the_first_step_goes_on(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    kitchen.asks("吴姐", "1")
    kitchen.asks("郑嫂", "1")
    kitchen.until(13, 50)
    kitchen.asks("吴姐", "到了")
    heard = len(kitchen.heard("郑嫂"))
    kitchen.until(14, 40)
    assert len(kitchen.heard("郑嫂")) == heard
    parts(kitchen)


def test_a_part_nobody_takes_climbs_with_the_one_clock_of_the_order(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    _, cooking = parts(kitchen)
    kitchen.asks("吴姐", "1")
    kitchen.later(minutes=11)
    told = [one for one in kitchen.heard("赵所长") if "编号：A01" in one or cooking.code in one]
    assert len(told) == 1
    assert "编号：A01" in told[0]
    assert "1/2 已接单，还差做好送上门" in told[0]
    assert "已报乡镇" in kitchen.asks("王奶奶", "到哪了")
    assert "1/2 已接单" in kitchen.asks("李主任", "待办")


def test_a_part_given_back_is_looked_for_again_and_the_whole_with_it(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    kitchen.asks("吴姐", "1")
    kitchen.asks("郑嫂", "1")
    kitchen.asks("郑嫂", "来不了")
    assert whole(kitchen).status == Status.OFFERING
    assert "志愿者来不了" in kitchen.heard("王奶奶")[-1]
    _, cooking = parts(kitchen)
    assert cooking.code in kitchen.heard("李主任")[-1]


def test_cancelling_and_a_new_time_act_on_the_whole(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    kitchen.asks("吴姐", "1")
    assert "时间改成了" in kitchen.asks("王奶奶", "改 A01 今天17点")
    assert "17:00" in kitchen.heard("吴姐")[-1]
    assert {one.time_words for one in parts(kitchen)} == {"11月24日周二 17:00"}
    assert {one.due_at for one in parts(kitchen)} == {whole(kitchen).due_at}
    assert "已经取消" in kitchen.asks("王奶奶", "取消 A01")
    assert "不用去了" in kitchen.heard("吴姐")[-1]
    assert {one.status for one in parts(kitchen)} == {Status.CANCELLED}
    assert all(one.accepted == 0 for one in parts(kitchen))


def test_what_has_begun_is_not_cancelled(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    kitchen.asks("吴姐", "1")
    kitchen.asks("吴姐", "到了")
    assert "「买食材」已经在办了" in kitchen.asks("王奶奶", "取消 A01")


def test_a_package_is_not_taken_or_given_to_a_team_as_a_whole(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    buying, cooking = parts(kitchen)
    assert f"接 {buying.code}（买食材）" in kitchen.asks("吴姐", "接 A01")
    assert f"派 {cooking.code} 给" in kitchen.asks("李主任", "派 A01 给 城东志愿队")


def test_cannot_at_the_end_of_the_ladder_leaves_the_others_their_part(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    kitchen.asks("吴姐", "1")
    kitchen.later(minutes=45)
    assert "选派" in kitchen.asks("钱调度", "办不了 A01 没有厨师") or "已报" in kitchen.heard("钱调度")[-1]
    while "未能办理" not in kitchen.asks("孙书记", "办不了 A01 没有厨师"):
        kitchen.later(minutes=10)
    assert "「做好送上门」没能办成" in kitchen.heard("王奶奶")[-1]
    kitchen.asks("吴姐", "完成")
    assert "请评价" in kitchen.heard("王奶奶")[-1]


def test_at_night_the_parts_wait_for_the_morning_with_the_whole(village: Village) -> None:
    far = next(one for town in village.spec.towns for one in town.villages if one.name == RURAL)
    village.joins("老林", 70, far.code, home=(far.lat, far.lon), skills=("cooking",), born=1980, shown=SURE)
    village.until(22, 40)
    assert "明早7点派单" in village.asks("赵大爷", "要一份孕妇餐，明天下午送来，显桥村，电话13800000888", "1")
    assert {one.status for one in parts(village)} == {Status.PLACED}
    assert not village.heard("老林")
    village.until(7, 1)
    assert len(village.heard("老林")) == 2
    assert {one.status for one in parts(village)} == {Status.OFFERING}
    assert whole(village).status == Status.OFFERING


def test_not_satisfied_all_of_it_is_done_again(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    for name in ("吴姐", "郑嫂"):
        kitchen.asks(name, "1")
        kitchen.asks(name, "完成")
    assert "重新派人" in kitchen.asks("王奶奶", "1", "没送来", "1")
    assert whole(kitchen).status == Status.OFFERING
    assert "接单成功" in kitchen.asks("吴姐", "1")
    parts(kitchen)


def test_the_villager_may_say_that_all_of_it_is_done(kitchen: Village) -> None:
    kitchen.asks("王奶奶", NEED, "1")
    kitchen.asks("吴姐", "1")
    assert "还有没人接的" in kitchen.asks("王奶奶", "完成 A01")
    kitchen.asks("郑嫂", "1")
    assert "满意吗" in kitchen.asks("王奶奶", "完成 A01")
    assert "已销号" in kitchen.asks("王奶奶", "5")

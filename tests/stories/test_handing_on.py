"""转: another desk has the order, its clock goes on, everybody concerned hears it, and it may be given back."""

import pytest
from sqlalchemy import update

from app.orders.model import Status
from app.people.model import Duty, Role
from tests.stories.ladder import NEED, about, climbs, facts, off_duty, order
from tests.stories.village import Village

JUSTICE = {"code": "justice", "name": "综治中心", "skills": []}


@pytest.fixture
def linked(village: Village) -> Village:
    """The county has a 综治中心 with somebody in it."""
    village.keeps(departments=[JUSTICE])
    whole = village.spec.area_code
    who = village.joins("吴主任", 70, whole, volunteer=False, posts=((Role.DEPARTMENT_HEAD, whole),))
    with village.house.db.transaction() as session:
        session.execute(update(Duty).where(Duty.person_id == who).values(department="justice"))
    return village


def test_the_county_has_it_and_the_clock_goes_on(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    due = order(village).due_at
    village.later(minutes=3)
    assert "请说一句原因" in village.asks("李主任", f"转 {code} 县里")
    assert f"{code} 已转县中心（钱调度）" in village.asks("李主任", f"转 {code} 县里 村里没有水电工")
    assert about(village, "钱调度", code) == 1
    assert "现在由县中心办" in village.heard("王奶奶")[-1]
    assert "县中心从 10:03 起在选派" in village.asks("王奶奶", "到哪了")
    assert (order(village).due_at, order(village).rung, order(village).status) == (due, "county", Status.AT_DESK)
    village.later(minutes=30)
    assert climbs(village) == [(30, "director", 1)]
    assert about(village, "赵所长", code) == 0
    assert "转县中心：村里没有水电工" in facts(village, "OrderTransferred")[0].words


def test_a_desk_gives_it_back_and_the_village_looks_again(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    due = order(village).due_at
    village.asks("李主任", f"转 {code} 镇里 要借抽水机")
    assert about(village, "赵所长", code) == 1
    assert "现在没有等您答复的单" in village.asks("小张", "1")
    assert "由他们退回" in village.asks("李主任", f"退回 {code} 我们自己来")
    assert "已退回村里" in village.asks("赵所长", f"退回 {code} 抽水机坏了")
    assert "退回：抽水机坏了" in village.heard("李主任")[-1]
    assert "现在由村里办" in village.heard("王奶奶")[-1]
    assert (order(village).due_at, order(village).desk, order(village).status) == (due, None, Status.OFFERING)
    assert "接单成功" in village.asks("小张", "1")
    assert "不用转了" in village.asks("李主任", f"转 {code} 县里 反悔了")


def test_a_linked_desk_has_it_and_only_what_was_handed_to_it(linked: Village) -> None:
    other = linked.says("王奶奶", NEED, "1")
    code = linked.says("刘婶", "两家吵架了,帮忙调解一下,今天下午,城东社区,电话13800000555", "1")
    assert "没有等着办的单" in linked.asks("吴主任", "待办")
    assert "不在您管的地方" in linked.asks("吴主任", f"办不了 {other} 不会")
    assert f"{code} 已转综治中心（吴主任）" in linked.asks("钱调度", f"转 {code} 综治中心 邻里纠纷")
    listed = linked.asks("吴主任", "待办")
    assert code in listed
    assert other not in listed
    assert "综治中心从 10:00 起在选派" in linked.asks("刘婶", "到哪了")
    assert f"{code} 已转县中心" in linked.asks("吴主任", f"转 {code} 县里 还要找律师")
    assert "已退回综治中心" in linked.asks("钱调度", f"退回 {code} 律师明天才来")
    assert "已退回村里" in linked.asks("吴主任", f"退回 {code} 不是纠纷")


def test_an_order_goes_to_no_desk_where_nobody_is(linked: Village) -> None:
    code = linked.says("王奶奶", NEED, "1")
    off_duty(linked, Role.DEPARTMENT_HEAD)
    assert "综治中心现在没有人值班，没有转" in linked.asks("李主任", f"转 {code} 综治中心 邻里纠纷")
    assert order(linked).status == Status.OFFERING
    off_duty(linked, Role.TOWN_HEAD)
    assert "（钱调度）" in linked.asks("李主任", f"转 {code} 镇里 要借车")
    assert "还可以转：综治中心" in linked.asks("李主任", f"转 {code} 天上 试试")

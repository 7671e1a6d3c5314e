"""改时间: the villager wishes it for later or sooner, and the clock follows the wish; nobody else moves it (002-40)."""

from datetime import datetime

import pytest

from app.clock import in_shanghai
from app.commands.orders import orders
from tests.operator_desk import OperatorDesk
from tests.stories.ladder import FAR_NEED, NEED, about, climbs, facts, order
from tests.stories.village import Village

DAY = 24 * 60
PEOPLE = ("李主任", "赵所长", "钱调度", "孙书记")


def hour(moment: datetime) -> str:
    return f"{in_shanghai(moment):%d %H:%M}"


def agrees(village: Village) -> bool:
    desk = OperatorDesk(village.house.settings, village.house.db, village.clock)
    return desk.runs(orders, "replay").exit_code == 0


def test_put_off_to_tomorrow_the_clock_stands_there_as_it_stood_today(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=2)
    reply = village.asks("王奶奶", f"改 {code} 明天下午")
    assert reply == f"{code} 的时间改成了 11月25日周三 13:00–18:00，最迟 11月25日 10:10 前要有人接。"
    assert "最迟 11月25日 10:10 前要有人接" in village.asks("王奶奶", "到哪了")
    village.later(hours=8)
    assert climbs(village) == []
    village.until(10, 31)
    assert climbs(village) == [(DAY + 10, "town", 2), (DAY + 20, "county", 1), (DAY + 30, "director", 1)]
    assert {name: about(village, name, code) for name in PEOPLE} == dict.fromkeys(PEOPLE, 1)
    assert agrees(village)


def test_the_fact_says_from_when_to_when_and_who_asked(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("王奶奶", f"改 {code} 明天下午")
    [fact] = facts(village, "OrderRetimed")
    assert fact.actor_id == order(village).requester_id
    assert [hour(datetime.fromisoformat(fact.data[name])) for name in ("due_before", "due_after")] == ["24 10:10", "25 10:10"]
    assert fact.words == "群众改时间为 11月25日周三 13:00–18:00，最迟接单由 11月24日 10:10 改到 11月25日 10:10"


def test_more_volunteers_are_asked_as_before(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("王奶奶", f"改 {code} 明天下午")
    village.later(minutes=8)
    placed = order(village).placed_at
    assert [(row.at - placed).total_seconds() / 60 for row in facts(village, "OrderOffered")] == [0, 3, 6]


def test_whoever_was_told_is_not_told_again_and_the_rungs_above_wait(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=12)
    village.asks("王奶奶", f"改 {code} 明天下午")
    village.later(days=1)
    assert climbs(village) == [(10, "town", 2), (DAY + 20, "county", 1), (DAY + 30, "director", 1)][:1]
    village.later(minutes=20)
    assert climbs(village) == [(10, "town", 2), (DAY + 20, "county", 1), (DAY + 30, "director", 1)]
    assert {name: about(village, name, code) for name in PEOPLE} == dict.fromkeys(PEOPLE, 1)


def test_after_the_last_rung_only_the_reminder_waits(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=32)
    village.asks("王奶奶", f"改 {code} 明天下午")
    village.later(hours=20)
    assert about(village, "孙书记", code) == 1
    village.until(10, 31)
    assert about(village, "孙书记", code) == 2
    assert [rung for _, rung, _ in climbs(village)] == ["town", "county", "director", "director"]


def test_brought_forward_it_is_due_sooner_but_never_at_an_hour_gone_by(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("王奶奶", f"改 {code} 后天下午")
    assert hour(order(village).due_at) == "26 10:10"
    village.asks("王奶奶", f"改 {code} 明天下午")
    assert hour(order(village).due_at) == "25 10:10"
    village.later(minutes=30)
    village.asks("王奶奶", f"改 {code} 今天16点")
    assert hour(order(village).due_at) == "24 13:10"
    assert "最迟 10:40 前要有人接" in village.asks("王奶奶", f"改 {code} 今天下午")
    village.later(minutes=31)
    assert climbs(village) == [(40, "town", 2), (50, "county", 1), (60, "director", 1)]
    assert agrees(village)


def test_a_time_changed_within_the_clock_s_hours_leaves_it_alone(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    reply = village.asks("王奶奶", f"改 {code} 今天12点")
    assert reply == f"{code} 的时间改成了 11月24日周二 12:00。"
    assert hour(order(village).due_at) == "24 10:10"
    assert facts(village, "OrderRetimed")[0].words == "群众改时间为 11月24日周二 12:00"


def test_in_the_country_it_is_due_by_the_cut_off_of_the_other_day(village: Village) -> None:
    code = village.says("赵大爷", FAR_NEED, "1")
    village.asks("赵大爷", f"改 {code} 明天下午")
    assert hour(order(village).due_at) == "25 17:30"
    village.until(23)
    assert climbs(village) == []
    village.until(17, 45)
    assert [(hour(row.at), row.data["after"]) for row in facts(village, "OrderClimbed")] == [
        ("25 15:00", "town"),
        ("25 16:30", "county"),
        ("25 17:30", "director"),
    ]
    assert agrees(village)


def test_whoever_comes_hears_it_and_given_back_it_climbs_by_the_new_clock(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    assert village.asks("王奶奶", f"改 {code} 明天下午") == f"{code} 的时间改成了 11月25日周三 13:00–18:00，来的人会收到通知。"
    assert "改到 11月25日周三 13:00" in village.heard("小张")[-1]
    village.asks("小张", "来不了")
    village.later(hours=3)
    assert climbs(village) == []
    village.until(10, 11)
    assert climbs(village) == [(DAY + 10, "town", 2)]


def test_a_proxy_moves_it_for_the_villager_and_the_fact_says_so(village: Village) -> None:
    village.joins("张桂英", 91, village.spec.towns[0].villages[0].code, volunteer=False, born=1945)
    code = village.says("李主任", "代点单 城东社区三组张奶奶 13800000091 水管漏了 今天下午来修")
    village.asks("李主任", f"改 {code} 明天下午")
    [fact] = facts(village, "OrderRetimed")
    assert fact.actor_id == order(village).proxy_id
    assert fact.words.startswith("代点单的人替群众改时间为 11月25日周三 13:00–18:00，最迟接单由 11月24日 10:10 改到")


@pytest.mark.parametrize("name", ["小张", "李主任", "赵所长", "钱调度", "孙书记"])
def test_nobody_else_moves_it(village: Village, name: str) -> None:
    code = village.says("王奶奶", NEED, "1")
    assert f"您名下没有单号 {code}" in village.asks(name, f"改 {code} 明天下午")
    assert hour(order(village).due_at) == "24 10:10"
    assert facts(village, "OrderRetimed") == []


def test_what_is_in_danger_keeps_its_clock(village: Village) -> None:
    village.asks("王奶奶", "我在城东社区三组,老伴晕倒了没反应,电话13800001234")
    due = order(village).due_at
    village.asks("王奶奶", f"改 {order(village).code} 明天下午")
    assert order(village).due_at == due
    village.later(minutes=16)
    assert [rung for _, rung, _ in climbs(village)][-1] == "director"


def test_what_waits_for_the_morning_is_offered_then_and_due_later(village: Village) -> None:
    village.until(23)
    code = village.says("赵大爷", FAR_NEED.replace("今天", "明天"), "1")
    assert hour(order(village).due_at) == "25 17:30"
    assert "最迟 11月26日 17:30 前要有人接" in village.asks("赵大爷", f"改 {code} 后天下午")
    village.until(7, 1)
    assert order(village).status == "offering"
    village.until(20)
    assert climbs(village) == []
    assert agrees(village)


def test_months_ahead_days_off_do_not_count_either(village: Village) -> None:
    ladder = [{"share": 1, "rung": "county", "tell": ["dispatcher"]}]
    slow = {"respond": "1d", "offers": ["0m"], "workdays": True, "ladder": ladder}
    items = village.spec.model_dump(mode="json")["items"]
    for item in items:
        item["clock"] = "slow" if item["code"] == "water_electric" else None
    village.keeps(items=items, clock={"named": {"slow": slow}})
    code = village.says("王奶奶", "我家灯不亮,明天下午来人修,城东社区三组,电话13800001234", "1")
    assert hour(order(village).due_at) == "25 10:00"
    village.asks("王奶奶", f"改 {code} 3月6日下午")  # a Saturday: it counts from Friday, until Monday
    assert f"{in_shanghai(order(village).due_at):%Y-%m-%d %H:%M}" == "2027-03-08 10:00"
    assert agrees(village)

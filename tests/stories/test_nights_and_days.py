"""The night, the cut-off, days off, and what should not stay overnight; what the villager hears of each (002-40, 002-42)."""

from datetime import datetime, timedelta

import pytest

from app.clock import in_shanghai
from tests.stories.ladder import about, climbs, facts, order
from tests.stories.village import SURE, Village

NEED = "我家灯不亮,今天下午能来人修不,城东社区三组,电话13800001234"
FAR_NEED = "家里灯不亮,今天下午来人修,显桥村,电话13800000888"
URGENT = "我家水管爆了,明天下午来人修,显桥村,电话13800000888"


def neighbour(village: Village) -> None:
    """Somebody of the far village who can do the water."""
    home = next(one for town in village.spec.towns for one in town.villages if one.name == "显桥村")
    skills = ("water_electric", "care")
    village.joins("老林", 70, home.code, home=(home.lat, home.lon), skills=skills, born=1980, shown=SURE)


def hour(moment: datetime) -> str:
    return f"{in_shanghai(moment):%d %H:%M}"


def test_an_ordinary_need_of_the_night_waits_for_the_morning_and_says_so(village: Village) -> None:
    neighbour(village)
    village.until(22, 40)
    reply = village.asks("赵大爷", FAR_NEED.replace("今天", "明天"), "1")
    assert "现在是夜间，明早7点派单。最迟11月25日 17:30前要有人接。" in reply
    assert "急事请回「人工」" in reply
    due = order(village).due_at
    assert hour(due) == "25 17:30"
    assert "夜里不派单，11月25日 07:00 开始通知志愿者" in village.asks("赵大爷", "到哪了")
    village.later(hours=8)
    assert not village.heard("老林")
    assert order(village).status == "placed"
    village.until(7, 1)
    assert order(village).status == "offering"
    assert order(village).due_at == due
    assert "灯不亮" in village.heard("老林")[-1]
    assert not facts(village, "OrderClimbed")
    village.later(minutes=25)
    assert [hour(row.at) for row in facts(village, "OrderOffered")] == ["25 07:00", "25 07:20"]


def test_the_county_s_phone_is_said_for_what_cannot_wait(village: Village) -> None:
    centre = village.spec.model_dump(mode="json")["centre"]
    village.keeps(centre=centre | {"phone": "0577-63700000"})
    village.until(23)
    assert "急事请打0577-63700000" in village.asks("赵大爷", FAR_NEED.replace("今天", "明天"), "1")


def test_after_midnight_the_morning_is_today_s(village: Village) -> None:
    village.until(1)
    assert "今早7点派单" in village.asks("赵大爷", FAR_NEED, "1")


@pytest.mark.parametrize(("name", "need"), [("王奶奶", NEED.replace("今天", "明天")), ("赵大爷", URGENT)])
def test_what_is_in_town_and_what_is_urgent_does_not_wait(village: Village, name: str, need: str) -> None:
    village.until(23)
    assert "正在通知附近的志愿者" in village.asks(name, need, "1")
    assert order(village).status == "offering"


def test_in_town_the_night_is_climbed_as_the_day(village: Village) -> None:
    village.until(23)
    village.asks("王奶奶", NEED.replace("今天", "明天"), "1")
    village.later(minutes=31)
    assert [rung for _, rung, _ in climbs(village)] == ["town", "county", "director"]


def test_danger_is_told_at_any_hour(village: Village) -> None:
    village.until(2)
    village.asks("赵大爷", "显桥村,我老伴晕倒了没反应,电话13800000888")
    assert order(village).status == "at_desk"
    assert village.heard("钱调度")


def test_a_county_may_let_its_towns_rest_too_and_the_minutes_run_from_the_morning(village: Village) -> None:
    clock = village.spec.clock.urban.model_dump(mode="json") | {"night": True}
    village.keeps(clock={"urban": clock})
    village.until(21, 55)
    village.asks("王奶奶", NEED.replace("今天", "明天"), "1")
    assert order(village).status == "offering"
    assert hour(order(village).due_at) == "25 07:05"
    village.until(7, 4)
    assert not climbs(village)
    village.later(minutes=12)
    assert [(rung, hour(facts(village, "OrderClimbed")[n].at)) for n, (_, rung, _) in enumerate(climbs(village))] == [
        ("town", "25 07:05"),
        ("county", "25 07:15"),
    ]
    assert [hour(row.at) for row in facts(village, "OrderOffered")] == ["24 21:55", "24 21:58", "25 07:01"]


def test_nobody_is_reminded_at_night_of_an_ordinary_order_still_untaken(village: Village) -> None:
    village.until(21, 20)
    code = village.says("王奶奶", NEED.replace("今天", "明天"), "1")
    village.until(6, 59)
    assert about(village, "孙书记", code) == 1
    village.until(7, 1)
    assert about(village, "孙书记", code) == 2


def test_what_comes_after_the_day_s_hour_is_due_the_next_day(village: Village) -> None:
    neighbour(village)
    village.until(18)
    reply = village.asks("赵大爷", FAR_NEED.replace("今天", "明天"), "1")
    assert "过了17点30分，算明天的单，最迟11月25日 17:30前要有人接。" in reply
    assert "正在通知附近的志愿者" in reply
    village.until(14, 59)
    assert not climbs(village)
    village.until(17, 31)
    told = [(rung, hour(row.at)) for row, (_, rung, _) in zip(facts(village, "OrderClimbed"), climbs(village), strict=True)]
    assert told == [("town", "25 15:00"), ("county", "25 16:30"), ("director", "25 17:30")]


def test_in_the_day_nothing_more_is_said(village: Village) -> None:
    assert "最迟" not in village.asks("王奶奶", NEED, "1")


def test_what_is_not_done_by_the_evening_is_said_to_the_chief_who_may_let_it_stay(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.asks("小张", "到了")
    village.until(19, 59)
    assert not facts(village, "OrderStaysOvernight")
    village.until(20, 1)
    assert code in village.heard("李主任")[-1]
    assert "今天" in village.heard("李主任")[-1]
    assert len(facts(village, "OrderStaysOvernight")) == 1
    assert "请说一句原因" in village.asks("李主任", f"延期 {code}")
    assert "已延到明天" in village.asks("李主任", f"延期 {code} 要等配件")
    assert facts(village, "OrderPostponed")[0].words == "同意延期办理：要等配件"
    assert "明天接着办" in village.heard("王奶奶")[-1]
    village.later(hours=23)
    assert len(facts(village, "OrderStaysOvernight")) == 1
    village.later(hours=2)
    assert len(facts(village, "OrderStaysOvernight")) == 2


def test_allowed_before_the_evening_the_chief_is_not_told_that_evening(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.asks("小张", "到了")
    village.asks("李主任", f"延期 {code} 要等配件")
    village.until(20, 1)
    assert not facts(village, "OrderStaysOvernight")
    assert "不在您管的地方" in village.asks("周站长", f"延期 {code} 远")
    village.later(hours=24)
    assert len(facts(village, "OrderStaysOvernight")) == 1


def test_what_was_wished_for_another_day_is_not_late_tonight(village: Village) -> None:
    village.says("王奶奶", NEED.replace("今天", "明天"), "1")
    village.asks("小张", "1")
    village.until(20, 1)
    assert not facts(village, "OrderStaysOvernight")
    village.until(13, 30)
    village.asks("小张", "到了")
    village.until(20, 1)
    assert [hour(row.at) for row in facts(village, "OrderStaysOvernight")] == ["25 20:00"]


def test_where_only_workdays_count_the_weekend_does_not(village: Village) -> None:
    slow = {
        "respond": "1d",
        "offers": ["0m"],
        "workdays": True,
        "ladder": [{"share": 1, "rung": "county", "tell": ["dispatcher"]}],
    }
    items = village.spec.model_dump(mode="json")["items"]
    for item in items:
        item["clock"] = "slow" if item["code"] == "water_electric" else None
    village.keeps(items=items, clock={"named": {"slow": slow}}, calendar={"rest": ["2026-11-30"], "work": []})
    village.later(days=3)  # Friday
    reply = village.asks("王奶奶", NEED.replace("今天", "明天"), "1")
    assert "休息日不算，最迟12月01日" in reply
    placed = order(village)
    assert placed.due_at == placed.placed_at + timedelta(days=4)
    village.later(days=3, hours=20)
    assert not climbs(village)
    village.later(hours=5)
    assert climbs(village)[0] == (4 * 24 * 60, "county", 1)

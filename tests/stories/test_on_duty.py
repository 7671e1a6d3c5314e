"""Who is on duty: by the roster, by a hand-over, by a deputy; and who hears when nobody is."""

import pytest
from sqlalchemy import select

from app.people.enrolling import Entry, add
from app.people.model import Duty, Role, Shift
from tests.stories.ladder import NEED, about, climbs, facts, off_duty
from tests.stories.village import Village

URGENT = "我家水管爆了,到处是水,赶紧来人,城东社区三组,电话13800001234"


def test_everybody_can_ask_who_is_on_duty_and_only_staff_see_phones(village: Village) -> None:
    village.joins("王奶奶", 20, village.spec.towns[0].villages[0].code, volunteer=False)
    said = village.asks("王奶奶", "值班")
    assert "城东社区：李主任" in said
    assert "昆阳镇：赵所长" in said
    assert "平阳县：钱调度" in said
    assert "13800000003" not in said
    assert "城东社区：李主任 13800000003" in village.asks("李主任", "谁值班？")


def test_a_weekly_roster_decides_who_hears_a_climb(village: Village) -> None:
    assert "周一到周五 08:00–12:00 李主任" in village.asks("李主任", "排班 周一到周五 8点到12点 李主任")
    week = village.asks("李主任", "排班 周一到周五 12点到18点 老陈")
    assert "周一到周五 12:00–18:00 老陈" in week
    assert village.asks("李主任", "排班") == week
    assert "城东社区：李主任" in village.asks("李主任", "值班")
    village.until(12, 1)
    assert "城东社区：老陈" in village.asks("李主任", "值班")
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=11)
    assert about(village, "李主任", code) == 0
    assert climbs(village)[0] == (10, "town", 2)
    village.until(18, 1)
    assert "城东社区：无人值班" in village.asks("李主任", "值班")
    assert "清空" in village.asks("李主任", "排班 清空")
    assert "城东社区：李主任" in village.asks("李主任", "值班")


def test_a_shift_that_cannot_be_read_is_asked_for_again(village: Village) -> None:
    assert "比如「排班 周一到周五" in village.asks("李主任", "排班 随便")
    assert "没有找到叫「张三丰」" in village.asks("李主任", "排班 每天 8点到18点 张三丰")
    assert "这是给值班的人用的" in village.asks("小张", "排班 每天 8点到18点 小张")


def test_a_hand_over_takes_effect_at_once_and_the_new_one_hears_what_is_open(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    reply = village.asks("李主任", "交班 老陈")
    assert "交给老陈" in reply
    assert f"没办完1单 {code}" in village.heard("老陈")[-1]
    assert "李主任交给老陈" in village.heard("老陈")[-1]
    village.later(minutes=10)
    assert about(village, "李主任", code) == 0
    assert "规定时间内没人接单" in village.heard("老陈")[-1]
    assert code in village.asks("老陈", "待办")
    assert "现在值班的是老陈" in village.asks("李主任", "交班 小张")
    assert "交给李主任" in village.asks("老陈", "交班 李主任")
    assert "城东社区：李主任" in village.asks("李主任", "值班")


def test_with_a_roster_a_hand_over_lasts_until_the_next_shift(village: Village) -> None:
    village.asks("李主任", "排班 每天 8点到18点 李主任")
    assert "到11月25日 08:00下一班为止" in village.asks("李主任", "交班给 老陈")
    assert "城东社区：老陈" in village.asks("李主任", "值班")
    village.later(days=1)
    assert "城东社区：李主任" in village.asks("李主任", "值班")


def test_nobody_can_hand_over_to_a_stranger_or_to_one_of_two(village: Village) -> None:
    assert "没有找到叫「赵六」" in village.asks("李主任", "交班 赵六")
    home = village.spec.towns[0].villages[0].code
    with village.house.db.transaction() as session:
        add(session, village.spec.code, [Entry("老陈", "13800000021", home, volunteer=False)], now=village.clock())
    assert "不止一个，请在名字后面加上手机号" in village.asks("李主任", "交班 老陈")
    assert "交给老陈" in village.asks("李主任", "交班 老陈 13800000002")


def test_the_deputy_hears_when_the_chief_has_not_looked_at_something_urgent(village: Village) -> None:
    assert "副班是老陈" in village.asks("李主任", "副班 老陈")
    village.later(minutes=2)
    code = village.says("王奶奶", "我家煤气漏了,城东社区三组,电话13800001234")
    village.later(minutes=4)
    assert about(village, "老陈", code) == 0
    village.later(minutes=2)
    assert "值班的人没有回应，请您代看" in village.heard("老陈")[-1]
    assert [row.data["role"] for row in facts(village, "DeputyTold")] == [Role.STATION_CHIEF]
    village.later(hours=1)
    assert len(facts(village, "DeputyTold")) == 1


@pytest.mark.parametrize("looks", ["chat", "page"])
def test_a_chief_who_has_looked_needs_no_deputy(village: Village, looks: str) -> None:
    village.asks("李主任", "副班 老陈")
    village.later(minutes=2)
    village.says("王奶奶", "我家煤气漏了,城东社区三组,电话13800001234")
    village.later(minutes=2)
    if looks == "chat":
        village.asks("李主任", "待办")
    else:
        village.opens("李主任")
        assert len(facts(village, "OrderLookedAt")) == 1
        village.opens("李主任")
        assert len(facts(village, "OrderLookedAt")) == 1
    village.later(minutes=10)
    assert facts(village, "DeputyTold") == []


def test_an_ordinary_order_calls_no_deputy(village: Village) -> None:
    village.asks("李主任", "副班 老陈")
    village.says("王奶奶", "我家水管有点滴水,今天下午能来人修不,城东社区三组,电话13800001234", "1")
    village.later(minutes=60)
    assert facts(village, "DeputyTold") == []
    assert "没有副班了" in village.asks("李主任", "副班 无")


def test_a_township_without_anybody_is_an_alert_once_a_shift_and_clears_itself(village: Village) -> None:
    assert village.looks_round() == 1  # 麻步镇 has no head in this county
    assert "麻步镇\n事项：现在没有人值班" in village.heard("钱调度")[-1]
    assert village.asks("钱调度", "待办").startswith("无人值班：麻步镇\n")
    heard = len(village.heard("钱调度"))
    village.later(minutes=30)
    assert village.looks_round() == 1
    assert len(village.heard("钱调度")) == heard
    assert "yihu_posts_unmanned 1.0" in village.web.get("/metrics").get_data(as_text=True)
    town = village.spec.towns[1]
    village.joins("麻所长", 61, town.villages[0].code, volunteer=False, posts=((Role.TOWN_HEAD, town.area_code),))
    assert village.looks_round() == 0
    assert "无人值班" not in village.asks("钱调度", "待办")
    assert len(facts(village, "PostManned")) == 1
    off_duty(village, Role.TOWN_HEAD)
    assert village.looks_round() == 2
    assert "昆阳镇" in village.heard("钱调度")[-1]
    assert "麻步镇" not in village.heard("钱调度")[-1]  # of this shift it was told already
    village.later(days=1)
    assert village.looks_round() == 2
    assert "昆阳镇、麻步镇" in village.heard("钱调度")[-1]


def test_a_county_without_anybody_tells_the_director_and_at_night_nobody_is_missed(village: Village) -> None:
    off_duty(village, Role.DISPATCHER)
    assert village.looks_round() == 2
    assert ["平阳县" in one for one in village.heard("孙书记")[-2:]] == [True, False]
    assert village.asks("孙书记", "待办").startswith("无人值班：平阳县、麻步镇\n")
    village.until(19)
    assert village.looks_round() == 0


def test_the_director_hears_it_though_the_roster_says_that_nobody_is_on_duty(village: Village) -> None:
    village.asks("孙书记", "排班 周日 8点到9点 孙书记")
    village.says("王奶奶", NEED, "1")
    village.later(minutes=31)
    assert climbs(village)[-1] == (30, "director", 1)


def test_whoever_leaves_is_in_no_roster_any_more(village: Village) -> None:
    village.asks("李主任", "排班 每天 8点到18点 老陈", "副班 小张")
    village.asks("老陈", "注销", "1")
    village.asks("小张", "注销", "1")
    with village.house.db.reading() as session:
        assert list(session.scalars(select(Shift))) == []
        assert len(list(session.scalars(select(Duty).where(Duty.role == Role.STATION_CHIEF)))) == 2
    assert "城东社区：李主任\n" in village.asks("李主任", "值班").replace(" 13800000003", "")

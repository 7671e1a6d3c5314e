"""The county's file is loaded again in the middle of it: stations, departments and chiefs go, orders go on."""

from app.people.model import Role
from tests.stories.ladder import NEED, climbs, hand_over, off_duty, order
from tests.stories.village import Village


def test_a_desk_that_is_gone_from_the_file_can_be_left_and_the_climb_goes_on(village: Village) -> None:
    village.keeps(departments=[{"code": "justice", "name": "综治中心", "skills": []}])
    code = village.says("王奶奶", NEED, "1")
    village.asks("李主任", f"转 {code} 县里 村里没有水电工")
    village.keeps(departments=[])
    assert "请说转到哪里" in village.asks("李主任", f"转 {code} 综治中心 试试")
    assert "已退回村里" in village.asks("钱调度", f"退回 {code} 村里有人了")
    village.later(minutes=31)
    assert climbs(village)[-1] == (30, "director", 1)


def test_a_chief_who_changed_while_it_climbs_reads_it_in_their_list(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    hand_over(village, Role.STATION_CHIEF, "老陈")
    assert code in village.asks("老陈", "待办")
    assert "这是给值班的人用的" in village.asks("李主任", "待办")
    village.later(minutes=10)
    assert order(village).rung == "town"


def test_with_nobody_on_duty_anywhere_the_director_hears_it_and_the_list_shows_it(village: Village) -> None:
    off_duty(village, Role.HAMLET_HEAD, Role.STATION_CHIEF, Role.TOWN_HEAD, Role.DISPATCHER)
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=11)
    assert climbs(village) == [(10, "town", 0), (10, "county", 0), (10, "director", 1)]
    village.looks_round()
    listed = village.asks("孙书记", "待办")
    assert listed.startswith("无人值班：平阳县、昆阳镇、麻步镇\n")
    assert code in listed

"""Nobody takes it: every rung hears it once, in its minute, and whoever is missing is passed over at once."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from app.county.spec import read_county
from app.people.model import Duty, Role, Team, TeamMember
from app.places.model import Station
from tests.stories.ladder import FAR_NEED, NEED, about, climbs, facts, hand_over, late, off_duty, order
from tests.stories.ladder import after as minutes_after
from tests.stories.village import Village

ABOVE = [(10, "town", 2), (20, "county", 1), (30, "director", 1)]
PEOPLE = ("李主任", "赵所长", "钱调度", "孙书记")


def test_ten_minutes_without_an_answer_climb_to_the_town_then_the_county_then_the_director(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=31)
    assert [minutes_after(village, row) for row in facts(village, "OrderOffered")] == [0, 3, 6]
    assert climbs(village) == ABOVE
    assert {name: about(village, name, code) for name in PEOPLE} == dict.fromkeys(PEOPLE, 1)
    assert "迟了" not in " ".join(row.words for row in facts(village, "OrderClimbed"))
    village.later(minutes=60)
    assert {name: about(village, name, code) for name in PEOPLE} == {"李主任": 1, "赵所长": 1, "钱调度": 1, "孙书记": 3}


def test_a_whole_climb_can_be_watched_in_a_minute(village: Village) -> None:
    steps = [{"after": f"{20 * n}s", "rung": rung, "tell": [role]} for n, (rung, role) in enumerate(RUNGS, 1)]
    village.keeps(clock={"urban": {"respond": "20s", "offers": ["0s", "6s", "12s"], "ladder": steps}})
    village.says("王奶奶", NEED, "1")
    for _ in range(60):
        village.clock.later(seconds=1)
        village.settle()
    assert [(round(at * 60), rung) for at, rung, _ in climbs(village)] == [(20, "town"), (40, "county"), (60, "director")]
    assert [round(minutes_after(village, row) * 60) for row in facts(village, "OrderOffered")] == [0, 6, 12]


RUNGS = (("town", "town_head"), ("county", "dispatcher"), ("director", "director"))


def test_the_quick_county_of_the_paper_climbs_in_half_a_minute(village: Village, tmp_path: Path) -> None:
    """As docs/county.md says: one line of sed makes minutes seconds."""
    line = next(one for one in Path("docs/county.md").read_text(encoding="utf-8").splitlines() if one.startswith("sed "))
    quick = tmp_path / "quick.yaml"
    subprocess.run(["sh", "-c", line.replace("var/quick.yaml", str(quick))], check=True)
    village.keeps(clock=read_county(quick).model_dump(mode="json")["clock"])
    village.says("王奶奶", NEED, "1")
    for _ in range(31):
        village.clock.later(seconds=1)
        village.settle()
    assert [(round(at * 60), rung) for at, rung, _ in climbs(village)] == [(10, "town"), (20, "county"), (30, "director")]
    assert [round(minutes_after(village, row) * 60) for row in facts(village, "OrderOffered")] == [0, 3, 6]


def test_nobody_on_duty_at_a_rung_and_the_next_hears_in_the_same_step(village: Village) -> None:
    off_duty(village, Role.STATION_CHIEF, Role.TOWN_HEAD)
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=10)
    assert climbs(village) == [(10, "town", 0), (10, "county", 1)]
    assert "乡镇无人值班" in village.heard("钱调度")[-1]
    village.later(minutes=20)
    assert climbs(village) == [(10, "town", 0), (10, "county", 1), (30, "director", 1)]
    assert about(village, "钱调度", code) == 1


def test_nobody_on_duty_anywhere_is_written_down_and_the_order_is_not_forgotten(village: Village) -> None:
    off_duty(village)
    village.says("王奶奶", NEED, "1")
    village.later(minutes=31)
    assert climbs(village) == [(10, "town", 0), (10, "county", 0), (10, "director", 0)]
    assert "无人值班" in facts(village, "OrderClimbed")[-1].words
    somebody = village.joins(
        "新调度", 60, village.spec.area_code, volunteer=False, posts=((Role.DISPATCHER, village.spec.area_code),)
    )
    village.later(minutes=30)
    assert facts(village, "OrderClimbed")[-1].data["told"] == [somebody]
    order(village)


def test_a_new_chief_hears_it_and_the_old_one_does_not(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=5)
    hand_over(village, Role.STATION_CHIEF, "老陈")
    village.later(minutes=6)
    assert about(village, "李主任", code) == 0
    assert about(village, "老陈", code) == 2  # asked as a volunteer, told as the chief


def test_a_closed_station_and_a_disbanded_team_do_not_stop_the_climb(village: Village) -> None:
    team = {"code": "T1", "name": "城东水电队", "kind": "repair", "at": HOME}
    village.keeps(team_kinds={"repair": {"name": "维修队", "skills": ["water_electric"]}}, teams=[team])
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=4)
    with village.house.db.transaction() as session:
        session.execute(update(Station).values(open=False))
        session.execute(delete(TeamMember))
        session.execute(delete(Team))
        session.execute(delete(Duty).where(Duty.role == Role.STATION_CHIEF))
    village.later(minutes=27)
    assert climbs(village) == [(10, "town", 1), (20, "county", 1), (30, "director", 1)]
    assert about(village, "孙书记", code) == 1


HOME = "330326100001"


def test_jobs_that_slept_two_hours_make_every_climb_once_in_order_and_say_how_late(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.clock.later(hours=2)
    village.settle()
    assert [rung for _, rung, _ in climbs(village)] == ["town", "county", "director"]
    assert late(village) == [6600, 6000, 5400]
    assert [row.words.rsplit("（", 1)[-1] for row in facts(village, "OrderClimbed")] == [
        "迟了110分钟）",
        "迟了100分钟）",
        "迟了90分钟）",
    ]
    assert {name: about(village, name, code) for name in PEOPLE} == dict.fromkeys(PEOPLE, 1)
    village.settle()
    assert len(climbs(village)) == 3


@pytest.mark.parametrize("jump", [-120, 120])
def test_a_clock_that_jumps_and_comes_back_repeats_nothing_and_forgets_nothing(village: Village, jump: int) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=11)
    village.clock.later(minutes=jump)
    village.settle()
    order(village)
    village.clock.later(minutes=-jump)
    village.settle()
    village.later(minutes=100)
    assert [rung for _, rung, _ in climbs(village)][:3] == ["town", "county", "director"]
    assert {name: about(village, name, code) for name in PEOPLE[:3]} == dict.fromkeys(PEOPLE[:3], 1)
    order(village)


def test_returned_handed_on_and_done_again_the_due_time_is_the_first_one(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    due = order(village).due_at
    village.asks("小张", "1")
    village.asks("小张", "来不了")
    village.asks("赵所长", f"办不了 {code} 没有水电工")
    village.asks("老陈", f"接 {code}")
    village.asks("老陈", f"完成 {code}")
    village.asks("王奶奶", "2")
    village.asks("王奶奶", "1")
    assert order(village).status == "offering"
    assert order(village).due_at == due


def test_a_village_without_a_station_climbs_to_its_town(village: Village) -> None:
    towns = village.spec.model_dump(mode="json")["towns"]
    rural = next(one for one in towns if one["name"] == "麻步镇")
    rural["villages"][0]["station"] = False
    village.keeps(towns=towns)
    off_duty(village, Role.STATION_CHIEF)
    village.joins("麻步所长", 61, rural["code"] + "000", volunteer=False, posts=((Role.TOWN_HEAD, rural["code"] + "000"),))
    code = village.says("赵大爷", FAR_NEED, "1")
    village.until(15, 1)
    assert code in village.heard("麻步所长")[-1]
    assert order(village).rung == "town"

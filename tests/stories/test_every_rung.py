"""The rungs between village and county: hamlet heads, paired units, neighbours, departments – as the county's file has them."""

from typing import Any

from sqlalchemy import select

from app.people.model import Duty, Role, Team
from tests.stories.ladder import NEED, about, climbs, facts, order
from tests.stories.village import SURE, Village

HOME = "330326100001"
WATER = {"skills": ("water_electric",), "born": 1980, "shown": SURE}


def ladder(village: Village, *steps: dict[str, Any], **county: Any) -> None:
    """The ten-minute clock of the town climbs these steps, and the county file says the rest."""
    clock = {"respond": "10m", "offers": ["0m"], "ladder": list(steps)}
    village.keeps(clock={"urban": clock}, **county)


def town_with(village: Village, **changed: Any) -> list[dict[str, Any]]:
    """The county's towns, the villager's own village changed."""
    towns: list[dict[str, Any]] = village.spec.model_dump(mode="json")["towns"]
    home = next(one for town in towns for one in town["villages"] if one["code"] == HOME)
    home.update(changed)
    return towns


TEAM = {"code": "T1", "name": "供电所服务队", "kind": "repair", "at": "330326"}
KINDS = {"repair": {"name": "维修队", "skills": ["water_electric"]}}
PAIRED: dict[str, Any] = {
    "team_kinds": KINDS,
    "teams": [TEAM],
    "pair_kinds": {"office": "机关党组织"},
    "pairings": [{"unit": "县供电所", "kind": "office", "with": HOME, "team": "T1"}],
}


def team_of(village: Village, name: str, number: int) -> int:
    """Somebody from far away joins the paired team, and leads it."""
    far = next(one for town in village.spec.towns for one in town.villages if one.name == "显桥村")
    with village.house.db.transaction() as session:
        team = session.scalars(select(Team.id)).one()
    leader = village.joins(name, number, far.code, home=(far.lat, far.lon), team_ids=(team,), **WATER)
    with village.house.db.transaction() as session:
        session.get_one(Team, team).leader_id = leader
    return leader


def test_at_half_of_the_limit_the_paired_unit_s_team_is_asked(village: Village) -> None:
    step = {"share": 0.5, "rung": "paired", "tell": ["pair_contact"], "offer": "paired"}
    ladder(village, step, {"share": 1, "rung": "town", "tell": ["town_head"]}, **PAIRED)
    leader = team_of(village, "老电工", 80)
    for name in ("小张", "老陈"):
        village.asks(name, "休息")
    village.says("王奶奶", NEED, "1")
    village.later(minutes=4)
    before = {one for row in facts(village, "OrderOffered") for one in row.data["volunteer_ids"]}
    village.later(minutes=7)
    assert climbs(village) == [(5, "paired", 1), (10, "town", 1)]
    asked = [one for row in facts(village, "OrderOffered") for one in row.data["volunteer_ids"]]
    assert asked.count(leader) == 1
    assert before <= {leader}


def test_a_rung_may_only_ask_and_tell_nobody(village: Village) -> None:
    ladder(
        village,
        {"after": "5m", "rung": "paired", "offer": "paired"},
        {"after": "10m", "rung": "town", "tell": ["town_head"]},
        **PAIRED,
    )
    village.says("王奶奶", NEED, "1")
    village.later(minutes=9)
    assert climbs(village) == [(5, "paired", 0)]
    assert "已请那里的志愿者" in facts(village, "OrderClimbed")[0].words
    village.later(minutes=2)
    assert climbs(village)[1:] == [(10, "town", 1)]


def test_the_head_of_the_hamlet_that_was_named_hears_first(village: Village) -> None:
    step = {"after": "2m", "rung": "hamlet", "tell": ["hamlet_head"]}
    towns = town_with(village, hamlets=["上湾", "下湾"])
    ladder(village, step, {"after": "10m", "rung": "town", "tell": ["town_head"]}, towns=towns)
    for number, name in enumerate(("上湾长", "下湾长"), 1):
        village.joins(name, 80 + number, HOME, volunteer=False, posts=((Role.HAMLET_HEAD, f"{HOME}{number:02d}"),))
    code = village.says("王奶奶", "我家水管爆了,今天下午能来人修不,城东社区下湾,电话13800001234", "1")
    village.later(minutes=3)
    assert about(village, "下湾长", code) == 1
    assert about(village, "上湾长", code) == 0
    assert "已报乡镇" in village.asks("下湾长", f"办不了 {code} 没有水电工")


def test_the_neighbouring_village_s_chief_hears_on_the_neighbours_rung(village: Village) -> None:
    step = {"after": "5m", "rung": "neighbour", "tell": ["station_chief"], "offer": "neighbour"}
    ladder(village, step, {"after": "10m", "rung": "town", "tell": ["town_head"]})
    town = next(one for one in village.spec.towns if one.code == HOME[:9])
    beside = next(one for one in town.villages if one.code != HOME)
    village.joins("邻村站长", 90, beside.code, volunteer=False, posts=((Role.STATION_CHIEF, beside.code),))
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=6)
    assert about(village, "邻村站长", code) == 1
    assert about(village, "李主任", code) == 0
    assert order(village).rung == "neighbour"


def test_only_the_department_that_can_do_it_hears(village: Village) -> None:
    step = {"after": "5m", "rung": "department", "tell": ["department_head"]}
    departments = [
        {"code": "power", "name": "供电分中心", "skills": ["water_electric"]},
        {"code": "health", "name": "卫健分中心", "skills": ["medical"]},
    ]
    ladder(village, step, {"after": "10m", "rung": "county", "tell": ["dispatcher"]}, departments=departments)
    for number, code in enumerate(("power", "health")):
        posts = ((Role.DEPARTMENT_HEAD, "330326000000"),)
        person = village.joins(f"{code}负责人", 95 + number, HOME, volunteer=False, posts=posts)
        with village.house.db.transaction() as session:
            session.scalars(select(Duty).where(Duty.person_id == person)).one().department = code
    order_code = village.says("王奶奶", NEED, "1")
    village.later(minutes=6)
    assert about(village, "power负责人", order_code) == 1
    assert about(village, "health负责人", order_code) == 0
    assert "不在您管的地方" in village.asks("health负责人", f"延期 {order_code} 不懂")


def test_a_ladder_changed_meanwhile_does_not_touch_an_order_under_way(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    due = order(village).due_at
    ladder(village, {"after": "1m", "rung": "director", "tell": ["director"]})
    village.later(minutes=21)
    assert climbs(village) == [(10, "town", 2), (20, "county", 1)]
    assert order(village).due_at == due

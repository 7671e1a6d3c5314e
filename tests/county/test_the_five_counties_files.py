"""Each county's file holds the levels, numbers and names that its article states."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from app.county.loading import counts_of
from app.county.rows import areas_of, stations_of
from app.county.spec import CountySpec, read_county
from app.county.territory import TownSpec, VillageSpec
from app.intake.county import lexicon_of
from app.intake.reading import read

FOLDER = Path(__file__).parent.parent.parent / "counties"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
FIVE = {"zigui": "420527", "hanbin": "610902", "pingyang": "330326", "hongan": "421122", "daye": "420281"}


@cache
def county(name: str) -> CountySpec:
    return read_county(FOLDER / f"{name}.yaml")


def villages(spec: CountySpec) -> list[tuple[TownSpec, VillageSpec]]:
    return [(town, village) for town in spec.towns for village in town.villages]


def teams(spec: CountySpec) -> Counter[str]:
    return Counter(team.kind for team in spec.all_teams)


def called(spec: CountySpec, name: str) -> VillageSpec:
    return next(village for _, village in villages(spec) if village.name == name)


def sizes(spec: CountySpec) -> dict[str, int]:
    return {framework.name: framework.count for framework in spec.frameworks}


@pytest.mark.parametrize(("name", "code"), FIVE.items())
def test_there_are_five_counties_with_their_own_codes_and_numbers(name: str, code: str) -> None:
    """X5, X6: one model for five articles; hamlets carry two digits of ours behind the village's twelve."""
    spec = county(name)
    assert spec.code == code
    codes = [row["code"] for row in areas_of(spec)]
    assert len(codes) == len(set(codes))
    assert {len(one) for one in codes} <= {12, 14}
    assert len({spec.prefix for spec in map(county, FIVE)}) == len(FIVE)


@pytest.mark.parametrize("name", FIVE)
def test_communities_and_villages_have_codes_of_their_kind(name: str) -> None:
    for _, village in villages(county(name)):
        assert (1 <= int(village.code[-3:]) <= 199) == village.name.endswith("社区")
        assert int(village.code[-3:]) <= 399


@pytest.mark.parametrize("name", FIVE)
def test_every_county_can_be_asked_for_the_daily_needs(name: str) -> None:
    """X5, 002-43: whatever else a county offers, a burst pipe and a lonely elder are in its list."""
    items = {item.code for item in county(name).items}
    assert items >= {"water_electric", "meal", "elder_care", "medical_escort", "mediation", "digital", "paperwork"}


@pytest.mark.parametrize("name", FIVE)
def test_every_service_is_reached_by_something_villagers_say(name: str) -> None:
    """002-43: at least one phrase of each item is read as that item, and nine in ten of all; danger is not an item."""
    spec = county(name)
    lexicon = lexicon_of(spec)
    where = spec.towns[-1].villages[-1].name
    right: Counter[str] = Counter()
    spoken = [(item, phrase) for item in spec.items if item.urgency != "emergency" for phrase in item.spoken]
    for item, phrase in spoken:
        reading = read(f"{phrase},{where},明天上午,电话13800000888", now=NOW, lexicon=lexicon)
        right[item.code] += item.code in {request.category for request in reading.requests}
    assert not [item.code for item, _ in spoken if not right[item.code]]
    assert right.total() >= 0.9 * len(spoken)


@pytest.mark.parametrize("name", FIVE)
def test_hamlets_of_a_county_are_told_apart_by_their_names(name: str) -> None:
    names = [hamlet for _, village in villages(county(name)) for hamlet in village.hamlets]
    assert len(names) == len(set(names))


def test_zigui_has_four_levels_and_a_station_in_8_communities_and_186_villages() -> None:
    """000-12, 000-49, 000-60: 县、乡、村、村落; 194 points; a hundred 小区, a thousand 村落."""
    spec = county("zigui")
    assert (spec.levels.county, spec.levels.town, spec.levels.village, spec.levels.group) == ("县", "乡(镇)", "村", "村落")
    by_kind = Counter(village.name.endswith("社区") for _, village in villages(spec))
    assert (by_kind[True], by_kind[False]) == (8, 186)
    assert all(village.station for _, village in villages(spec))
    hamlets = Counter(village.name.endswith("社区") for _, village in villages(spec) for _ in village.hamlets)
    assert (hamlets[True], hamlets[False]) == (100, 1000)
    assert len(spec.towns) == 12


def test_zigui_has_an_emergency_team_at_every_point() -> None:
    """000-54: 194 emergency teams, and people of the 应急 at the county."""
    spec = county("zigui")
    assert teams(spec)["alert"] == 194
    assert spec.team_kinds["alert"].skills == ("rescue",)


def test_zigui_pairs_a_unit_with_a_village_and_puts_it_on_the_ladder() -> None:
    """000-23, 000-28, 000-41: 县委政法委 and 京丈坪村; teams 主题性、普惠性、特惠性, 康乃馨 among them."""
    spec = county("zigui")
    [pairing] = spec.pairings
    assert (pairing.unit, pairing.with_) == ("县委政法委", called(spec, "京丈坪村").code)
    for clock in (spec.clock.urban, spec.clock.elsewhere):
        assert [step.rung for step in clock.ladder][:3] == ["hamlet", "village", "paired"]
    assert {"theme", "common", "special"} <= set(spec.team_kinds)
    assert "康乃馨志愿服务队" in {team.name for team in spec.teams if team.kind == "special"}


def test_zigui_knows_its_framework_and_makes_nothing_up() -> None:
    """000-16, X11: 4568, of which the article names all levels, two modes, two themes and three standards."""
    spec = county("zigui")
    said = {one.code: (one.count, len(one.entries)) for one in spec.frameworks}
    assert [said[code] for code in ("levels", "modes", "themes", "standards")] == [(4, 4), (5, 2), (6, 2), (8, 3)]


def test_zigui_gives_long_things_a_clock_in_days() -> None:
    """000-25: 牵线搭桥 is no ten-minute order."""
    spec = county("zigui")
    resource = next(item for item in spec.items if item.code == "resource")
    assert (resource.clock, resource.professional) == ("long", True)
    assert spec.policy_for(urban=False, named="long")["respond_seconds"] == 30 * 86400


def test_hanbin_has_27_halls_387_stations_506_points_and_722_organisations() -> None:
    """001-34, 001-36, 001-54: 54 communities in the city, 333 stations in the country."""
    spec = county("hanbin")
    doors = Counter(row["kind"] for row in stations_of(spec))
    assert (doors["centre"], doors["hall"], doors["station"]) == (1, 27, 387)
    urban = [village for town, village in villages(spec) if (town.urban if village.urban is None else village.urban)]
    assert len(urban) == 54
    assert all(village.name.endswith("社区") for village in urban)
    assert counts_of(spec)["实践点"] == 506
    assert len(spec.all_teams) == 722
    assert len(areas_of(spec)) == 921


def test_hanbin_pairs_a_town_with_its_unit_and_a_village_with_four_teams_of_its_own() -> None:
    """001-13, 001-40, 001-45: 洪山镇 and 卫健局, 青春村 and 红十字会; the four teams of 青春村."""
    spec = county("hanbin")
    towns = {town.name: town for town in spec.towns}
    youth = called(spec, "青春村")
    assert {(one.unit, one.kind, one.with_) for one in spec.pairings} == {
        ("区卫健局", "contact", towns["洪山镇"].code),
        ("区红十字会", "cobuild", youth.code),
    }
    assert sum(team.at == youth.code and team.kind == "village" for team in spec.teams) == 4
    assert "大湾村" in {village.name for village in towns["洪山镇"].villages}
    assert "搬迁安置点" in called(spec, "中心社区").hamlets


def test_hanbin_is_a_district_and_says_so() -> None:
    """001-26, 001-39: 区、镇、村; 中心派单."""
    spec = county("hanbin")
    assert (spec.levels.county, spec.rungs.county, spec.rungs.paired) == ("区", "区中心", "包联单位")
    assert "paired" in [step.rung for step in spec.clock.elsewhere.ladder]


def test_hanbin_serves_farms_and_companies_too() -> None:
    """001-01, 001-37: water in a drought, rice to plant and to reap, workers for a company."""
    spec = county("hanbin")
    assert {"drought_water", "farm_labor", "company_labour", "lecture"} <= {item.code for item in spec.items}
    assert sizes(spec)["整合资源六种方式"] == 6


def test_hongan_has_403_stations_everywhere_and_ten_points_in_town() -> None:
    """003-12, 003-30: full coverage; 体育馆、科技馆、图书馆、文化馆 and six more."""
    spec = county("hongan")
    assert sum(village.station for _, village in villages(spec)) == len(villages(spec)) == 403
    points = [hamlet for _, village in villages(spec) for hamlet in village.hamlets]
    assert len(points) == 10
    assert {"县体育馆", "县科技馆", "县图书馆", "县文化馆"} <= set(points)
    towns = {town.name: {village.name for village in town.villages} for town in spec.towns}
    assert "北门岗社区" in towns["城关镇"]
    assert "李家畈村" in towns["觅儿寺镇"]


def test_hongan_has_one_main_team_22_special_ones_and_five_in_every_village() -> None:
    """003-13, 003-45, 003-62: 1 总队, 22 特色队, over 500 支队 and 分队, at least five teams a village, 铜锣联防 in each."""
    spec = county("hongan")
    counted = teams(spec)
    assert (counted["chief"], counted["special"], counted["gong"]) == (1, 22, 403)
    platforms = sum(counted[kind] for kind in ("theory", "edu", "sport", "tech", "legal", "clinic", "manner", "handy"))
    assert 500 < counted["branch"] + counted["squad"] + platforms < 600
    per_village = Counter(team.at for team in spec.all_teams if len(team.at) == 12)
    assert {per_village[village.code] for _, village in villages(spec)} == {5}


def test_hongan_counts_its_work_by_13856_and_its_columns_are_the_eight_platforms() -> None:
    """003-01, 003-29, 003-37, 003-48: one goal, three 单, eight platforms, five ways, six themes."""
    spec = county("hongan")
    by_code = {one.code: one for one in spec.frameworks}
    assert [by_code[code].count for code in ("goal", "orders", "platforms", "ways", "themes")] == [1, 3, 8, 5, 6]
    assert tuple(column.name for column in spec.columns) == by_code["platforms"].entries
    assert by_code["ways"].entries == ("讲", "评", "帮", "乐", "庆")


def test_hongan_gives_about_ten_points_an_hour_from_a_day_on() -> None:
    """003-19, X8: 100 hours are about 1000 points; a rule with a first day, to be changed in the file."""
    [rule] = county("hongan").points
    assert rule.per_hour * 100 == 1000


def test_hongan_tells_the_station_at_once_and_helps_in_four_ways() -> None:
    """003-25, 003-39: station, hall and centre see to an order in turn; 助老、助残、助困、助学."""
    spec = county("hongan")
    first, *others = spec.clock.urban.ladder
    assert (first.after, first.rung) == (0, "village")
    assert [step.rung for step in others if step.tell] == ["town", "county", "director"]
    assert {"elder_care", "disabled_help", "hardship_help", "study_help"} <= {item.code for item in spec.items}


def test_daye_goes_down_to_2609_hamlets_and_68_estates() -> None:
    """004-07, 004-17, 004-18, 004-55: 市、镇、村, and 湾组 or 小区 below."""
    spec = county("daye")
    assert (spec.levels.county, spec.levels.group) == ("市", "湾组(小区)")
    assert (len(spec.towns), len(villages(spec))) == (14, 379)
    hamlets = Counter(village.name.endswith("社区") for _, village in villages(spec) for _ in village.hamlets)
    assert (hamlets[False], hamlets[True]) == (2609, 68)


def test_daye_s_network_of_teams_is_as_it_is_told() -> None:
    """004-29, 004-30, 004-33, 004-40: 1 总队, 14 支队, 379 小队, 31 部门队, seven professions, 935 organisations."""
    spec = county("daye")
    counted = teams(spec)
    assert [counted[kind] for kind in ("chief", "branch", "squad", "unit", "expert")] == [1, 14, 379, 31, 7]
    assert len(spec.all_teams) == 935
    desks = {"便民服务中心", "综治中心"}
    departments = {department.name for department in spec.departments}
    assert len(departments - desks) == 31
    assert departments >= desks


def test_daye_holds_the_places_and_teams_of_its_article() -> None:
    """004-15, 004-16, 004-25: 坳头村幸福院, 沼山村, 北海湾, 黄三房湾, 火石村; 徐大姐劝导队, 爱心车队 …"""
    spec = county("daye")
    towns = {town.name: {village.name for village in town.villages} for town in spec.towns}
    assert called(spec, "坳头村").host == "坳头村幸福院"
    assert "坳头村" in towns["灵乡镇"]
    assert "沼山村" in towns["保安镇"]
    assert "火石村" in towns["金山店镇"]
    assert "北海湾" in called(spec, "后畈村").hamlets
    assert {"徐大姐文明劝导队", "爱心车队", "港湖村志愿服务队"} <= {team.name for team in spec.teams}


def test_daye_takes_in_public_nuisances_and_never_loses_a_petition() -> None:
    """004-02, 004-26, 004-42, 004-43: 卫生、交通、环境; a petition stays with the centre's desk, in private."""
    spec = county("daye")
    items = {item.code: item for item in spec.items}
    assert {"sanitation", "street_traffic"} <= set(items)
    assert (items["petition"].professional, items["petition"].private, items["petition"].clock) == (True, True, "case")
    assert (sizes(spec)["六有"], sizes(spec)["八大任务"]) == (6, 8)

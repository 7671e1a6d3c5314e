"""A county file is read whole, or refused with every fault, its line and its remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.county.faults import CountyFault, Fault
from app.county.spec import read_county
from tests.operator_desk import PINGYANG

Write = Callable[..., Path]


def faults(path: Path) -> list[Fault]:
    with pytest.raises(CountyFault) as refused:
        read_county(path)
    return refused.value.faults


def line_of(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_the_small_county_is_read(write: Write) -> None:
    spec = read_county(write())
    assert spec.area_code == "330326000000"
    assert spec.towns[1].villages[0].host == "显桥文化礼堂"


def test_an_hour_without_quotes_stays_an_hour(write: Write) -> None:
    assert read_county(write()).clock.elsewhere.cut_off == "17:30"


@pytest.mark.parametrize(
    ("replaced", "said"),
    [
        (("prefix: PY", "prefix: py"), "prefix"),
        (("code: 330326120\n", "code: 3303261\n"), "9 位区划代码"),
        (("code: 330326120\n", "code: 330327120\n"), "不属于本县"),
        (("330326120201, name: 上垟村", "330326120200, name: 上垟村"), "出现了两次"),
        (("served_by: 330326120200", "served_by: 330326120202"), "不是一个有站的村"),
        (("skill: water_electric, syn", "skill: plumber, syn"), "没有「plumber」这项技能"),
        (("column: convenience, synonyms", "column: special, synonyms"), "没有「special」这个栏目"),
        (("kind: station, at: 330326100001", "kind: station, at: 330326999999"), "不在本县"),
        (("respond: 10m", "respond: soon"), "不是一段时间"),
        (("offers: [0m, 3m, 6m]", "offers: [0m, 3m, 12m]"), "不能晚于 respond"),
        (("cut_off: 17:30", "cut_off: 25:30"), "不是钟点"),
        (("tell: [town_head]}]}\n  else", "tell: [mayor]}]}\n  else"), "只能填"),
        (("{after: 10m, rung", "{after: 10m, at: 15:00, rung"), "也只能填一个"),
        (("urban: true", "urban: perhaps"), "是或否"),
        (("groups: 12", "groups: twelve"), "整数"),
        (("    urban: true", "    urban: true\n    urban: false"), "写了两遍"),
        (("host: 显桥文化礼堂", "hsot: 显桥文化礼堂"), "不认识这一项"),
        (("prefix: PY\n", ""), "缺少这一项"),
    ],
)
def test_a_fault_names_file_line_and_remedy(write: Write, replaced: tuple[str, str], said: str) -> None:
    path = write(replaced)
    found = faults(path)
    assert any(said in f"{fault}" for fault in found), [str(fault) for fault in found]
    for fault in found:
        assert str(fault).startswith(f"{path}:{fault.line}: ")
        assert fault.remedy
        assert "。改法:" in str(fault)


def test_the_line_is_the_line_of_the_wrong_value(write: Write) -> None:
    path = write(("groups: 12", "groups: twelve"))
    assert [fault.line for fault in faults(path)] == [line_of(path, "twelve")]


def test_all_faults_are_told_at_once_in_the_order_of_their_lines(write: Write) -> None:
    found = faults(write(("prefix: PY", "prefix: py"), ("groups: 12", "groups: twelve"), ("respond: 10m", "respond: soon")))
    assert len(found) == 3
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "没有内容"),
        (b"- a\n- b\n", "没有内容"),
        (b"code: 330326\n  name: [\n", "YAML 写法不对"),
        ("code: 330326\nname: 平阳".encode("gbk"), "UTF-8"),
        (b"code: &x [*x]\n", "引用"),
        (b"code: \x07\n", "控制字符"),
    ],
)
def test_a_file_that_is_no_county_is_refused_in_plain_words(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    assert said in str(faults(path)[0])


def test_a_missing_file_is_told() -> None:
    assert "没有这个文件" in str(faults(Path("nowhere.yaml"))[0])


def test_a_folder_is_no_county(tmp_path: Path) -> None:
    assert "打不开" in str(faults(tmp_path)[0])


def test_pingyang_holds_what_the_article_counts() -> None:
    spec = read_county(PINGYANG)
    villages = [village for town in spec.towns for village in town.villages]
    assert (len(spec.towns), sum(village.station for village in villages)) == (16, 453)
    assert sum(not village.station for village in villages) >= 10
    assert len(spec.teams) == 1010
    assert sum(team.kind == "troupe" for team in spec.teams) == 181
    assert sum(spec.team_kinds[team.kind].professional for team in spec.teams) == 7
    assert (len(spec.columns), len(spec.items)) == (2, 20)
    assert all(sum(item.column == column.code for item in spec.items) == 10 for column in spec.columns)


def test_pingyang_holds_the_two_places_of_the_story() -> None:
    towns = {town.name: town for town in read_county(PINGYANG).towns}
    assert towns["昆阳镇"].urban
    assert not towns["麻步镇"].urban
    assert "城东社区" in {village.name for village in towns["昆阳镇"].villages}
    hosts = {village.name: village.host for village in towns["麻步镇"].villages}
    assert hosts["显桥村"] == "显桥文化礼堂"
    assert {town.name for town in towns.values() if town.urban} == {"昆阳镇", "鳌江镇"}


def test_village_codes_tell_communities_from_villages() -> None:
    for town in read_county(PINGYANG).towns:
        for village in town.villages:
            assert (1 <= int(village.code[-3:]) <= 199) == village.name.endswith("社区")
            assert int(village.code[-3:]) <= 399

"""部门分中心负责人 in a list: by the department's name or code, refused when it cannot be told whose, and told of orders."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.commands.county import county
from app.commands.people import people
from app.people.model import Duty, Person, Role, Volunteer
from tests.operator_desk import OperatorDesk
from tests.people_import.conftest import Sheet

Write = Callable[..., Path]
HEADER = "姓名,手机,村,身份,部门"
JUSTICE = "{code: justice, name: 司法分中心, skills: [water_electric]}"
DEPARTMENTS = f"departments: [{JUSTICE}, {{code: health, name: 健康平台(卫健局)}}]"


@pytest.fixture
def seat(operator: OperatorDesk, write: Write) -> OperatorDesk:
    """An operator whose county has departments."""
    loaded = operator.runs(county, "load", write(("clock:", f"{DEPARTMENTS}\nclock:")), "--apply")
    assert loaded.exit_code == 0, loaded.output
    return operator


def heads(operator: OperatorDesk) -> set[tuple[str | None, str | None]]:
    with operator.db.reading() as session:
        query = select(Person.name, Duty.department).join(Duty, Duty.person_id == Person.id)
        held = query.where(Duty.role == Role.DEPARTMENT_HEAD, Duty.area_code == "330326000000")
        return {(name, department) for name, department in session.execute(held)}


def refusal(path: Path) -> str:
    with path.with_name(path.name + ".refused.csv").open(encoding="utf-8-sig") as lines:
        (row,) = csv.DictReader(lines)
        return row["原因"]


@pytest.mark.parametrize(
    "row",
    [
        "分中心负责人,司法分中心",
        "分中心负责人,justice",
        "部门负责人,司法分中心",
        "司法分中心,",
        "司法分中心负责人,",
        "justice,",
        "司法分中心负责人,司法分中心",
    ],
)
def test_a_department_is_named_by_its_name_or_its_code(seat: OperatorDesk, sheet: Sheet, row: str) -> None:
    result = seat.runs(people, "import", sheet(HEADER, f"周主任,13800000021,城东社区,{row}"))
    assert "新登记 1 人" in result.output, result.output
    assert heads(seat) == {("周主任", "justice")}
    with seat.db.reading() as session:
        assert session.scalars(select(Volunteer)).all() == []


@pytest.mark.parametrize("name", ["健康平台(卫健局)", "健康平台（卫健局）", "健康平台", "卫健局", "卫健局负责人"])
def test_a_platform_goes_by_its_host_as_well(seat: OperatorDesk, sheet: Sheet, name: str) -> None:
    seat.runs(people, "import", sheet(HEADER, f"周主任,13800000021,城东社区,{name},"))
    assert heads(seat) == {("周主任", "health")}


def test_a_list_of_heads_needs_no_villages(seat: OperatorDesk, sheet: Sheet) -> None:
    path = sheet("姓名,手机,部门,职务", "周主任,13800000021,司法分中心,部门负责人", "吴主任,13800000022,卫健局,分中心负责人")
    assert "新登记 2 人" in seat.runs(people, "import", path).output
    assert heads(seat) == {("周主任", "justice"), ("吴主任", "health")}
    with seat.db.reading() as session:
        assert set(session.scalars(select(Person.area_code))) == {"330326000000"}


def test_the_county_s_own_word_for_the_post_is_known(seat: OperatorDesk, sheet: Sheet, write: Write) -> None:
    file = write(("clock:", f"posts: {{department_head: 平台长}}\n{DEPARTMENTS}\nclock:"))
    assert seat.runs(county, "load", file, "--apply").exit_code == 0
    seat.runs(people, "import", sheet(HEADER, "周主任,13800000021,城东社区,平台长,justice"))
    assert heads(seat) == {("周主任", "justice")}


def test_imported_again_the_head_leads_the_department_the_list_says_now(seat: OperatorDesk, sheet: Sheet) -> None:
    seat.runs(people, "import", sheet(HEADER, "周主任,13800000021,城东社区,分中心负责人,司法分中心"))
    again = seat.runs(people, "import", sheet(HEADER, "周主任,13800000021,城东社区,分中心负责人,卫健局"))
    assert "更新 1 人" in again.output
    assert heads(seat) == {("周主任", "health")}


def test_a_villager_known_before_becomes_a_head(seat: OperatorDesk, sheet: Sheet) -> None:
    seat.runs(people, "import", sheet(HEADER, "周主任,13800000021,城东社区,志愿者,"))
    seat.runs(people, "import", sheet(HEADER, "周主任,13800000021,城东社区,分中心负责人,justice"))
    assert heads(seat) == {("周主任", "justice")}


def test_where_a_volunteer_works_makes_nobody_a_head(seat: OperatorDesk, sheet: Sheet) -> None:
    path = sheet(HEADER, "小张,13800000002,城东社区,志愿者,税务局", "老陈,13800000003,城东社区,,司法分中心")
    assert "新登记 2 人" in seat.runs(people, "import", path).output
    assert heads(seat) == set()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            "城东社区,分中心负责人,税务局",
            "没有「税务局」这个部门分中心,可填名称或代号:司法分中心(justice)、健康平台",
        ),
        ("城东社区,分中心负责人,", "没有写是哪个部门分中心的负责人,在「部门」一栏写名称或代号:司法分中心(justice)"),
        ("城东社区,分中心负责人,司法分中心、health", "一个人只能负责一个部门分中心:司法分中心、health"),
        ("城东社区,司法分中心,health", "一个人只能负责一个部门分中心:司法分中心、health"),
        ("城东社区,税务分中心,", "不认识身份「税务分中心」"),
        (",站长,司法分中心", "没有写村"),
    ],
)
def test_whose_head_it_is_must_be_told(seat: OperatorDesk, sheet: Sheet, row: str, why: str) -> None:
    path = sheet(HEADER, f"周主任,13800000021,{row}")
    seat.runs(people, "import", path)
    assert why in refusal(path)
    assert heads(seat) == set()


def test_a_county_without_departments_says_so(operator: OperatorDesk, sheet: Sheet) -> None:
    path = sheet(HEADER, "周主任,13800000021,城东社区,分中心负责人,司法分中心")
    operator.runs(people, "import", path)
    assert "县的文件里没有部门分中心" in refusal(path)

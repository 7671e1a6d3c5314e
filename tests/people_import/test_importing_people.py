"""Lists of people from a county's books: tolerated in many shapes, refused row by row, safe to run again."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from app.commands import people as people_commands
from app.commands.county import county
from app.commands.people import people
from app.people.duty import on_duty
from app.people.model import Credential, Duty, Person, Readiness, Role, Team, TeamMember, Volunteer
from app.people.queries import phone_of
from app.people.roster import phone_in
from tests.operator_desk import OperatorDesk
from tests.people_import.conftest import Sheet

Write = Callable[..., Path]

HEADER = "姓名,手机,村,技能,身份,出生年"


def names(operator: OperatorDesk) -> list[str | None]:
    with operator.db.reading() as session:
        return list(session.scalars(select(Person.name).order_by(Person.id)))


def refusals(path: Path) -> list[dict[str, str]]:
    with path.with_name(path.name + ".refused.csv").open(encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def test_a_list_is_enrolled(operator: OperatorDesk, sheet: Sheet) -> None:
    path = sheet(HEADER, "小张,13800000002,城东社区,水电维修,志愿者,1996", "李主任,13800000004,昆阳镇城东社区,,站长,1970")
    result = operator.runs(people, "import", path)
    assert result.exit_code == 0, result.output
    assert "新登记 2 人" in result.output
    with operator.db.reading() as session:
        helper = session.scalars(select(Person).where(Person.name == "小张")).one()
        assert phone_of(session, helper) == "13800000002"
        assert (helper.area_code, helper.born) == ("330326100001", 1996)
        assert session.get_one(Volunteer, helper.id).skills == ["water_electric"]
        (chief,) = on_duty(session, "330326", ["330326100001"], Role.STATION_CHIEF, now=operator.clock())
        assert chief.name == "李主任"
        assert session.get(Volunteer, chief.id) is None


def test_posts_stand_where_they_belong(operator: OperatorDesk, sheet: Sheet) -> None:
    path = sheet(
        HEADER, "甲,13800000011,昆阳镇,,所长,", "乙,13800000012,显桥村,,调度员、志愿者,", "丙,13800000013,显桥村,,主任,"
    )
    assert "新登记 3 人" in operator.runs(people, "import", path).output
    with operator.db.reading() as session:
        posts = set(session.execute(select(Duty.role, Duty.area_code)))
    assert posts == {("town_head", "330326100000"), ("dispatcher", "330326000000"), ("director", "330326000000")}


def test_running_it_again_adds_nobody_and_renews(operator: OperatorDesk, sheet: Sheet) -> None:
    operator.runs(people, "import", sheet(HEADER, "小张,13800000002,城东社区,,,"))
    result = operator.runs(people, "import", sheet(HEADER, "张小,138 0000 0002,显桥村,水电维修,志愿者、站长,1996"))
    assert "新登记 0 人,更新 1 人" in result.output
    assert names(operator) == ["张小"]
    again = operator.runs(people, "import", sheet(HEADER, "张小,13800000002,显桥村,,站长、志愿者,"))
    assert again.exit_code == 0
    with operator.db.reading() as session:
        person = session.scalars(select(Person)).one()
        assert (person.area_code, person.born) == ("330326120200", 1996)
        assert session.get_one(Volunteer, person.id).skills == ["water_electric"]
        assert session.scalar(select(func.count()).select_from(Duty)) == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",13800000002,城东社区,,,", "没有姓名"),
        ("小张,,城东社区,,,", "没有手机号"),
        ("小张,1380000,城东社区,,,", "手机号不对"),
        ("小张,1.38E+10,城东社区,,,", "设为文本"),
        ("小张,13800000002,,,,", "没有写村"),
        ("小张,13800000002,不知名村,,,", "县里没有「不知名村」"),
        ("小张,13800000002,昆阳镇,,,", "请写到村"),
        ("小张,13800000002,城东社区,捉妖,,", "不认识技能「捉妖」"),
        ("小张,13800000002,城东社区,,皇帝,", "不认识身份「皇帝」"),
        ("小张,13800000002,城东社区,,,九六年", "出生年"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_number_and_reason(
    operator: OperatorDesk, sheet: Sheet, row: str, why: str
) -> None:
    path = sheet(HEADER, "老陈,13800000003,城东社区,,,", "", row)
    result = operator.runs(people, "import", path)
    assert "新登记 1 人" in result.output
    (refused,) = refusals(path)
    assert refused["行号"] == "4"
    assert why in refused["原因"]
    assert why in result.stderr


def test_two_villages_of_one_name_need_their_town(operator: OperatorDesk, sheet: Sheet, write: Write) -> None:
    twin = write(("name: 上垟村", "name: 城东社区"))
    operator.runs(county, "load", twin, "--apply")
    path = sheet(
        "姓名,手机,乡镇,村", "甲,13800000011,,城东社区", "乙,13800000012,麻步镇,城东社区", "丙,13800000013,,麻步镇城东"
    )
    assert "新登记 2 人" in operator.runs(people, "import", path).output
    assert "请写明乡镇:昆阳镇城东社区、麻步镇城东社区" in refusals(path)[0]["原因"]


def test_a_village_of_another_town_is_not_guessed(operator: OperatorDesk, sheet: Sheet) -> None:
    path = sheet("姓名,手机,乡镇,村", "甲,13800000011,昆阳镇,显桥村")
    operator.runs(people, "import", path)
    assert names(operator) == []
    assert "「昆阳镇」里没有「显桥村」" in refusals(path)[0]["原因"]


def test_a_phone_that_stands_twice_is_enrolled_once(operator: OperatorDesk, sheet: Sheet) -> None:
    path = sheet(HEADER, "小张,13800000002,城东社区,,,", "小章,13800000002,城东社区,,,")
    operator.runs(people, "import", path)
    assert names(operator) == ["小张"]
    assert "与第 2 行是同一个手机号" in refusals(path)[0]["原因"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_files_as_excel_saves_them_are_read(operator: OperatorDesk, sheet: Sheet, encoding: str) -> None:
    path = sheet("志愿者名单,,", "志愿者姓名 ,联系电话(手机),所在村", "小张,13800000002,城东社区", encoding=encoding)
    operator.runs(people, "import", path)
    assert names(operator) == ["小张"]


def test_an_excel_file_with_numbers_and_dates_is_read(operator: OperatorDesk, tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["2026年志愿者名单"])
    page.append(["序号", "姓名", "手机号码", "村(社区)", "特长", "出生日期"])
    page.append([1, "小张", 13800000002, "城东社区", "水电维修", datetime(1996, 5, 4)])  # noqa: DTZ001
    page.append([None, None, None, None, None, None])
    page.append([2, "老陈", "138-0000-0003", "显桥", None, None])
    path = tmp_path / "people.xlsx"
    book.save(path)
    assert "新登记 2 人" in operator.runs(people, "import", path).output
    with operator.db.reading() as session:
        assert session.scalars(select(Person.born).order_by(Person.id)).all() == [1996, None]


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.csv"), (b"a,b,c\n1,2,3\n", "a.csv"), (b"\xff\xfe\x00", "a.csv"), (b"not a zip", "a.xlsx"), (b"", "a.xlsx")],
)
def test_a_file_that_is_no_list_is_refused_whole(operator: OperatorDesk, tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = operator.runs(people, "import", path)
    assert result.exit_code == 1
    assert "表头" in result.stderr or "打不开" in result.stderr


def test_no_whole_phone_number_is_printed_or_kept_in_the_report(operator: OperatorDesk, sheet: Sheet) -> None:
    path = sheet(HEADER, "小张,13800000002,不知名村,,,", "老陈,13800000003,城东社区,,,")
    result = operator.runs(people, "import", path)
    report = path.with_name(path.name + ".refused.csv").read_text(encoding="utf-8-sig")
    for text in (result.output, result.stderr, report):
        assert "13800000002" not in text
        assert "13800000003" not in text
    assert "138****0002" in report


def test_check_writes_nothing_and_an_old_report_goes_when_all_is_well(operator: OperatorDesk, sheet: Sheet) -> None:
    operator.runs(people, "import", sheet(HEADER, "小张,1380,城东社区,,,"))
    path = sheet(HEADER, "小张,13800000002,城东社区,,,")
    assert "可以登记 1 人" in operator.runs(people, "import", path, "--check").output
    assert names(operator) == []
    assert not path.with_name(path.name + ".refused.csv").exists()


def test_a_long_list_is_committed_in_batches(operator: OperatorDesk, sheet: Sheet) -> None:
    lines = [f"甲,1380000{number:04d},城东社区,水电维修,,1980" for number in range(people_commands.BATCH + 5)]
    assert "新登记 1,005 人" in operator.runs(people, "import", sheet(HEADER, *lines)).output
    assert "新登记 0 人,更新 1,005 人" in operator.runs(people, "import", sheet(HEADER, *lines)).output


def test_volunteers_of_a_place_on_the_map_are_ready(operator: OperatorDesk, sheet: Sheet, write: Write) -> None:
    operator.runs(county, "load", write(("groups: 12,", "groups: 12, lat: 27.6652, lon: 120.5741,")), "--apply")
    operator.runs(people, "import", sheet(HEADER, "小张,13800000002,城东社区,水电维修,,", "老陈,13800000003,显桥村,水电维修,,"))
    with operator.db.reading() as session:
        rows = session.execute(select(Readiness.skill, Readiness.lat).order_by(Readiness.skill)).all()
    assert list(rows) == [("*", 27.6652), ("water_electric", 27.6652)]


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13800000002", "13800000002"),
        ("138 0000 0002", "13800000002"),
        ("138-0000-0002", "13800000002"),
        ("+86 13800000002", "13800000002"),
        ("13800000002.0", "13800000002"),
        ("0577-63700000", "057763700000"),
        ("同上", "同上"),
    ],
)
def test_phones_are_read_as_people_type_them(typed: str, phone: str) -> None:
    assert phone_in(typed) == phone


def test_certificates_insurance_and_vetting_are_kept_and_renewed(operator: OperatorDesk, sheet: Sheet, write: Write) -> None:
    papers = ("skills:", "certificates: {driver: 驾驶证, electrician: 电工证}\nskills:")
    operator.runs(county, "load", write(papers), "--apply")
    header = "姓名,手机,村,证书,保险到期,身份核验"
    first = sheet(header, "小张,13800000002,城东社区,电工证 2027/6/30、驾驶证,2027年3月,是", "老陈,13800000003,显桥村,无,,")
    assert "新登记 2 人" in operator.runs(people, "import", first).output
    operator.runs(people, "import", sheet(header, "小张,13800000002,城东社区,,2028-01-31,"))
    with operator.db.reading() as session:
        kept = set(session.execute(select(Credential.kind, Credential.code, Credential.valid_until)))
    assert kept == {
        ("certificate", "electrician", date(2027, 6, 30)),
        ("certificate", "driver", None),
        ("insurance", "", date(2028, 1, 31)),
        ("vetting", "", None),
    }


@pytest.mark.parametrize(
    ("row", "why"),
    [("飞行证,,", "不认识证书「飞行证」"), (",下个月,", "保险到期「下个月」不对"), (",2027-13-01,", "保险到期")],
)
def test_papers_that_cannot_be_read_are_refused_with_the_reason(
    operator: OperatorDesk, sheet: Sheet, row: str, why: str
) -> None:
    path = sheet("姓名,手机,村,证书,保险到期,身份核验", f"小张,13800000002,城东社区,{row}")
    operator.runs(people, "import", path)
    assert why in refusals(path)[0]["原因"]


def test_members_and_leaders_of_teams_come_from_the_list(operator: OperatorDesk, sheet: Sheet) -> None:
    with operator.db.transaction() as session:
        session.add(Team(county="330326", code="T1", name="城东队", kind="village", area_code="330326100001", skills=[]))
    header = "姓名,手机,村,队伍,身份"
    operator.runs(people, "import", sheet(header, "小张,13800000002,城东社区,城东队,队长", "老陈,13800000003,城东社区,,"))
    result = operator.runs(
        people, "import", sheet(header, "老陈,13800000003,城东社区,T1,", "丙,13800000004,城东社区,没有的队,")
    )
    assert "没有「没有的队」这支队伍" in result.output
    with operator.db.reading() as session:
        members = set(session.scalars(select(Person.name).join(TeamMember, TeamMember.person_id == Person.id)))
        leader = session.scalars(select(Person.name).join(Team, Team.leader_id == Person.id)).one()
    assert (members, leader) == ({"小张", "老陈"}, "小张")


def test_the_head_of_a_hamlet_is_written_behind_his_village(desk: OperatorDesk, write: Write, sheet: Sheet) -> None:
    """000-12, 000-52: 城东社区下湾 is his post; he lives in the village like anybody else."""
    path = write(("groups: 12, host", "groups: 12, hamlets: [上湾, 下湾], host"))
    assert desk.runs(county, "load", path).exit_code == 0
    lines = ("姓名,手机,村,身份", "刘大伯,13800000001,城东社区下湾,村落长", "李主任,13800000002,城东社区上湾,站长")
    assert desk.runs(people, "import", sheet(*lines)).exit_code == 0
    with desk.db.reading() as session:
        rows = session.execute(select(Person.name, Person.area_code, Duty.area_code).join(Duty).order_by(Person.name))
        found = {name: (home, post) for name, home, post in rows}
    assert found == {"刘大伯": ("330326100001", "33032610000102"), "李主任": ("330326100001", "330326100001")}

"""``flask demo people``: always the same people, nobody twice, somebody on duty everywhere."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.commands.county import county
from app.commands.demo import demo
from app.people.duty import on_duty
from app.people.model import ANY_SKILL, Duty, Identity, Person, Readiness, Role, Team, TeamMember, Volunteer
from app.people.queries import person_known_as, phone_of
from app.places.model import Station, StationKind
from tests.operator_desk import PINGYANG, OperatorDesk

CHIEFS = {"station_chief": 453, "town_head": 16, "dispatcher": 3, "director": 1}


@pytest.fixture
def operator(desk: OperatorDesk) -> OperatorDesk:
    assert desk.runs(county, "load", PINGYANG).exit_code == 0
    return desk


def counted(operator: OperatorDesk, table: type) -> int:
    with operator.db.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_volunteers_are_invented_with_all_that_matching_and_pushing_need(operator: OperatorDesk) -> None:
    result = operator.runs(demo, "people", "--volunteers", 600)
    assert result.exit_code == 0, result.output
    with operator.db.reading() as session:
        volunteers = session.execute(select(Volunteer.person_id, Volunteer.skills)).all()
        ready = {(row.person_id, row.skill) for row in session.scalars(select(Readiness))}
        following = set(session.scalars(select(Identity.person_id).where(Identity.app == "service", Identity.following)))
    assert len(volunteers) == 602
    assert {one for one in ready if "&" not in one[1]} == {
        (one.person_id, skill) for one in volunteers for skill in (ANY_SKILL, *one.skills)
    }
    assert {skill for _, skill in ready} >= {f"{ANY_SKILL}&vetted", "driving&driver"}
    assert {one.person_id for one in volunteers} <= following


def test_somebody_is_on_duty_at_every_level(operator: OperatorDesk) -> None:
    operator.runs(demo, "people", "--volunteers", 0)
    with operator.db.reading() as session:
        held = dict(session.execute(select(Duty.role, func.count()).group_by(Duty.role)).all())
        places = set(session.scalars(select(Duty.area_code).where(Duty.role == Role.STATION_CHIEF)))
        stations = set(session.scalars(select(Station.area_code).where(Station.kind == StationKind.STATION)))
    assert held == CHIEFS
    assert places == stations


def test_running_it_again_adds_only_what_is_missing(operator: OperatorDesk) -> None:
    operator.runs(demo, "people", "--volunteers", 20)
    before = counted(operator, Person)
    assert "新增 0 人" in operator.runs(demo, "people", "--volunteers", 20).output
    assert "新增 10 人" in operator.runs(demo, "people", "--volunteers", 30).output
    assert counted(operator, Person) == before + 10


def test_the_same_people_are_invented_every_time(operator: OperatorDesk) -> None:
    operator.runs(demo, "people", "--volunteers", 5)
    with operator.db.reading() as session:
        query = select(Person.name, Person.area_code, Volunteer.skills).join(Volunteer, Volunteer.person_id == Person.id)
        found = [tuple(row) for row in session.execute(query.order_by(Person.id).limit(4))]
    assert found[0] == ("小张", "330326100001", ["care", "digital", "driving", "water_electric"])
    assert found[2][:2] == ("温荣", "330326100001")


def test_the_four_of_the_story_hold_phones(operator: OperatorDesk, tmp_path: Path) -> None:
    file = tmp_path / "var" / "phones.json"
    operator.runs(demo, "people", "--volunteers", 0, "--phones", file)
    phones = {entry["name"]: entry for entry in json.loads(file.read_text(encoding="utf-8"))}
    assert {"王奶奶", "小张", "老陈", "李主任"} <= set(phones)
    assert phones["王奶奶"]["about"] == "昆阳镇城东社区"
    with operator.db.reading() as session:
        for name, entry in phones.items():
            person = person_known_as(session, "service", entry["openid"])
            assert person is not None
            assert person.name == name
            assert (phone_of(session, person) or "").startswith("138000")
        (chief,) = on_duty(session, "330326", ["330326100001"], Role.STATION_CHIEF, now=operator.clock())
        assert chief.name == "李主任"


def test_below_a_village_its_hamlets_have_heads_and_beside_it_is_the_paired_unit(
    desk: OperatorDesk, write: Callable[..., Path], tmp_path: Path
) -> None:
    """000-12, 000-23: in a county with a fourth level and a paired unit, both have a phone on the desk."""
    hamlets = ("groups: 12, host", "groups: 12, hamlets: [上湾, 下湾], host")
    pair = ("teams:\n", "pair_kinds: {help: 帮扶}\npairings:\n  - {unit: 县委政法委, kind: help, with: 330326100001}\nteams:\n")
    assert desk.runs(county, "load", write(hamlets, pair)).exit_code == 0
    file = tmp_path / "phones.json"
    desk.runs(demo, "people", "--volunteers", 0, "--phones", file)
    phones = {entry["role"]: entry["about"] for entry in json.loads(file.read_text(encoding="utf-8"))}
    assert phones["村落长"] == "昆阳镇城东社区上湾"
    assert phones["结对联系人"] == "县委政法委"
    with desk.db.reading() as session:
        held = select(Duty.area_code).where(Duty.role == Role.HAMLET_HEAD).order_by(Duty.area_code)
        assert list(session.scalars(held)) == ["33032610000101", "33032610000102"]


def test_teams_have_people_and_leaders(operator: OperatorDesk) -> None:
    operator.runs(demo, "people", "--volunteers", 600)
    with operator.db.reading() as session:
        with_people = set(session.scalars(select(TeamMember.team_id)))
        led = set(session.scalars(select(Team.id).where(Team.leader_id.is_not(None))))
        professional = set(session.scalars(select(Team.id).where(Team.professional)))
    assert with_people == led
    assert professional <= led


def test_without_a_county_it_says_what_to_do(desk: OperatorDesk) -> None:
    result = desk.runs(demo, "people")
    assert result.exit_code == 1
    assert "flask county load" in result.stderr

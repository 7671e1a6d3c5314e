"""Prepared statements give what the ORM gives, write what waits, and fail as the ORM fails."""

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import Database
from app.people.model import Identity, Person, Standing, Volunteer
from app.prepared import Prepared, columns_of, one_of, write_changes
from app.remembering import forget, remember, remembered, remembering
from app.things import PreparedOf, got, made, made_each, things_with
from tests.pushed_clock import PushedClock

NAME = Prepared(select(Person.name).where(Person.id == bindparam("id")))
NAMED = PreparedOf(Person, select(*columns_of(Person)).where(Person.name == bindparam("name")))
HERE = Prepared(select(Person.id).where(one_of(Person.name, ["小张", "老陈"])).order_by(Person.id))


def test_what_is_made_is_what_the_orm_would_read(database: Database, clock: PushedClock) -> None:
    with database.transaction() as session:
        person = made(session, Person, county="330326", name="小张", created_at=clock())
        volunteer = made(session, Volunteer, person_id=person.id, county="330326", skills=["修水管"], joined_at=clock())
        assert got(session, Volunteer, person.id) is volunteer
        assert NAMED.thing(session, name="小张") is person
    with database.reading() as session:
        kept = session.get_one(Volunteer, person.id)
        assert (kept.skills, kept.standing, kept.free, kept.joined_at) == (["修水管"], "active", None, clock())
        assert session.scalars(select(Volunteer.person_id).where(Volunteer.free.is_(None))).all() == [person.id]


def test_a_change_that_waits_is_written_before_anything_is_asked(database: Database, clock: PushedClock) -> None:
    with database.transaction() as session:
        both = [made(session, Person, county="330326", created_at=clock()) for _ in range(2)]
        for person, name in zip(both, ("小张", "老陈"), strict=True):
            person.name = name
        assert NAME.value(session, id=both[1].id) == "老陈"
        assert [number for (number,) in HERE.all(session)] == [one.id for one in both]
        assert not session.dirty
        both[0].born, both[1].name = 1960, "小张"
        session.add(Person(county="330326", name="小张", created_at=clock()))  # left to the flush, with the changes
        assert len(NAMED.things(session, name="小张")) == 3
    with database.reading() as session:
        rows = session.execute(select(Person.name, Person.born).order_by(Person.id)).all()
        assert [tuple(row) for row in rows] == [("小张", 1960), ("小张", None), ("小张", None)]


def test_what_the_session_holds_stays_unless_it_is_asked_for_afresh(database: Database, clock: PushedClock) -> None:
    with database.transaction() as session:
        person = made(session, Person, county="330326", name="小张", created_at=clock())
        session.connection().exec_driver_sql("UPDATE people SET born = 1960")
        assert NAMED.things(session, name="小张")[0].born is None
        again = NAMED.thing(session, fresh=True, name="小张")
        assert again is person
        assert person.born == 1960


def test_a_change_back_to_what_it_was_is_no_change(database: Database, clock: PushedClock) -> None:
    with database.transaction() as session:
        person = made(session, Person, county="330326", name="小张", created_at=clock())
        person.name = "老陈"
        person.name = "小张"
        write_changes(session)
        assert not session.is_modified(person)


def test_a_fault_of_the_driver_comes_as_sqlalchemys_own(database: Database, clock: PushedClock) -> None:
    def twice() -> None:
        with database.transaction() as session:
            person = made(session, Person, county="330326", created_at=clock())
            for _ in range(2):
                made(session, Identity, person_id=person.id, app="service", openid="o1")

    with pytest.raises(IntegrityError) as fault:
        twice()
    assert "o1" not in str(fault.value).partition("DETAIL")[0]
    with database.reading() as session:
        assert session.scalars(select(Person)).all() == []


def test_a_list_and_a_forgotten_value_are_refused(database: Database) -> None:
    with database.reading() as session:
        with pytest.raises(TypeError, match="is a list"):
            Prepared(select(Person.id).where(Person.id.in_([1, 2]))).all(session)
        with pytest.raises(KeyError):
            NAME.all(session)


def test_the_same_change_of_many_rows_reaches_these_and_no_others(database: Database, clock: PushedClock) -> None:
    with database.transaction() as session:
        people = made_each(session, Person, [{"county": "330326", "name": name, "created_at": clock()} for name in "甲乙丙"])
        skilled = [{"person_id": one.id, "county": "330326", "joined_at": clock(), "skills": []} for one in people]
        volunteers = made_each(session, Volunteer, skilled)
        for one in volunteers[:2]:
            one.skills, one.standing = ["修水管"], Standing.RESTING
        write_changes(session)
        assert not session.dirty
    with database.reading() as session:
        rows = session.execute(select(Volunteer.skills, Volunteer.standing).order_by(Volunteer.person_id)).all()
        assert [tuple(row) for row in rows] == [(["修水管"], "resting"), (["修水管"], "resting"), ([], "active")]


def test_several_are_made_in_their_order_or_none_of_them(database: Database, clock: PushedClock) -> None:
    def people(session: Session) -> list[Person]:
        return made_each(session, Person, [{"county": "330326", "name": name, "created_at": clock()} for name in "甲乙丙"])

    def one_twice() -> None:
        with database.transaction() as session:
            row = {"person_id": people(session)[0].id, "app": "service", "openid": "o1"}
            made_each(session, Identity, [row, row])

    with pytest.raises(IntegrityError):
        one_twice()
    with database.transaction() as session:
        assert session.scalars(select(Person)).all() == []
        assert [one.name for one in people(session)] == ["甲", "乙", "丙"]
        assert made_each(session, Person, []) == []
    with database.reading() as session:
        assert session.scalars(select(Person.name).order_by(Person.id)).all() == ["甲", "乙", "丙"]


def test_rows_are_found_by_a_list_of_numbers_or_words(database: Database, clock: PushedClock) -> None:
    with database.transaction() as session:
        people = made_each(session, Person, [{"county": "330326", "name": name, "created_at": clock()} for name in "甲乙丙"])
        assert things_with(session, Person, "name", ["丙", "甲", "丁'"]) == [people[0], people[2]]
        assert things_with(session, Person, "id", [people[1].id]) == [people[1]]
        assert things_with(session, Person, "id", []) == []


def test_what_is_remembered_is_asked_once_until_it_is_forgotten(database: Database) -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append("asked")
        return "李主任"

    with database.reading() as session:
        for _ in range(2):
            assert remembered(session, "post", ask) == "李主任"
        assert len(asked) == 2
        remember(session, "post", "nobody listens outside")
        with remembering(session):
            assert [remembered(session, "post", ask) for _ in range(3)] == ["李主任"] * 3
            assert len(asked) == 3
            remember(session, "post", "王主任")
            assert remembered(session, "post", ask) == "王主任"
            forget(session, "post")
            assert remembered(session, "post", ask) == "李主任"
        assert len(asked) == 4
        remembered(session, "post", ask)
        assert len(asked) == 5

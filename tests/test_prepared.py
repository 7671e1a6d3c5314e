"""Prepared statements give what the ORM gives, write what waits, and fail as the ORM fails."""

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from app.db import Database
from app.people.model import Identity, Person, Volunteer
from app.prepared import Prepared, columns_of, one_of, write_changes
from app.things import PreparedOf, got, made
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

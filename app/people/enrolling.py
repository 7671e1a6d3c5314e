"""Enrolling many people at once: lists from a county's books, and the invented people of a demonstration."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, select, update
from sqlalchemy.orm import Session

from app.db import vault_of
from app.events import record
from app.people.actions import enlist
from app.people.events import VolunteerJoined
from app.people.model import Credential, Duty, Identity, Person, Readiness, Role, Standing, Team, TeamMember, Volunteer
from app.people.readiness import Ready, Shown, refresh, rows_of, show

Row = Mapping[str, Any]
SERVICE = "service"


@dataclass(frozen=True)
class Entry:
    """One person to enrol. ``home`` is latitude and longitude; ``posts`` are (role, twelve-digit area code)."""

    name: str
    phone: str
    area_code: str
    home: tuple[float, float] | None = None
    volunteer: bool = True
    skills: tuple[str, ...] = ()
    born: int | None = None
    shown: tuple[Shown, ...] = ()
    """Certificates, insurance, vetting."""
    posts: tuple[tuple[Role, str], ...] = ()
    heads: tuple[str, ...] = ()
    """The code of the department whose sub-centre they lead, or none; that post stands at the county's area."""
    openid: str | None = None
    """Their openid at the service account, when they follow it already."""
    team_ids: tuple[int, ...] = ()
    leads: bool = False
    """Whether they lead those teams."""


def known(session: Session, county: str, phones: Iterable[str]) -> dict[str, int]:
    """Person ids by phone, of those phones the county knows already."""
    vault = vault_of(session)
    by_digest = {vault.digest(phone): phone for phone in phones}
    query = select(Person.phone_digest, Person.id).where(Person.county == county, Person.phone_digest.in_(by_digest))
    return {by_digest[str(digest)]: person_id for digest, person_id in session.execute(query.order_by(Person.id.desc()))}


def add(session: Session, county: str, entries: Sequence[Entry], *, now: datetime) -> list[int]:
    """Add people nobody knows yet, in bulk; returns their ids in the order of ``entries``."""
    ids = _new_ids(session, len(entries))
    people = list(zip(ids, entries, strict=True))
    _pour(session, Person, _people(session, county, people, now))
    _pour(session, Identity, (_identity(id_, entry.openid) for id_, entry in people if entry.openid))
    volunteers = [(id_, entry) for id_, entry in people if entry.volunteer]
    _pour(session, Volunteer, (_volunteer(county, id_, entry, now) for id_, entry in volunteers))
    _pour(session, Credential, (row for id_, entry in volunteers for row in _credentials(id_, entry)))
    _pour(session, Readiness, (row for id_, entry in volunteers for row in _ready(county, id_, entry)))
    _pour(session, TeamMember, ({"team_id": team, "person_id": id_} for id_, entry in people for team in entry.team_ids))
    duties = ((id_, role, area, None) for id_, entry in people for role, area in entry.posts)
    led = ((id_, Role.DEPARTMENT_HEAD, f"{county}000000", code) for id_, entry in people for code in entry.heads)
    _pour(session, Duty, (_duty(county, *one) for one in (*duties, *led)))
    return ids


def take(session: Session, county: str, entries: Sequence[Entry], *, now: datetime) -> tuple[int, int]:
    """Enrol a batch from a list: new people are added, known phones renewed. Returns (added, renewed)."""
    before = known(session, county, [entry.phone for entry in entries])
    fresh = [entry for entry in entries if entry.phone not in before]
    for id_, entry in zip(add(session, county, fresh, now=now), fresh, strict=True):
        if entry.volunteer:
            record(session, VolunteerJoined(county=county, at=now, actor_id=None, person_id=id_))
        _lead(session, id_, entry)
    _renew(session, [(before[entry.phone], entry) for entry in entries if entry.phone in before], now=now)
    return len(fresh), len(entries) - len(fresh)


def _renew(session: Session, people: Sequence[tuple[int, Entry]], *, now: datetime) -> None:
    """What the list says replaces what we had; skills people told us themselves stay."""
    ids = [id_ for id_, _ in people]
    persons = {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(ids)))}
    volunteers = {one.person_id: one for one in session.scalars(select(Volunteer).where(Volunteer.person_id.in_(ids)))}
    held = {
        tuple(row) for row in session.execute(select(Duty.person_id, Duty.role, Duty.area_code).where(Duty.person_id.in_(ids)))
    }
    for id_, entry in people:
        person = persons[id_]
        found_by = (person.area_code, person.born)
        person.name, person.area_code, person.born = entry.name, entry.area_code, entry.born or person.born
        if entry.volunteer:
            _renew_volunteer(session, person, volunteers.get(id_), entry, now=now)
            moved = found_by != (person.area_code, person.born)
            if (entry.shown and show(session, id_, entry.shown)) or moved:
                refresh(session, session.get_one(Volunteer, id_))
        there = set(session.scalars(select(TeamMember.team_id).where(TeamMember.person_id == id_))) if entry.team_ids else set()
        session.add_all(TeamMember(team_id=team, person_id=id_) for team in entry.team_ids if team not in there)
        _lead(session, id_, entry)
        _put_at_head(session, person, entry.heads)
        for role, area in entry.posts:
            if (id_, str(role), area) not in held:
                session.add(Duty(county=person.county, area_code=area, role=str(role), person_id=id_))


def _put_at_head(session: Session, person: Person, departments: Sequence[str]) -> None:
    """Of this department's sub-centre from now on, whichever it was before."""
    area, role = f"{person.county}000000", Role.DEPARTMENT_HEAD
    query = select(Duty).where(Duty.person_id == person.id, Duty.role == role, Duty.area_code == area)
    for code in departments:
        held = session.scalars(query).first()
        if held:
            held.department = code
        else:
            session.add(Duty(**_duty(person.county, person.id, role, area, code)))


def _lead(session: Session, person_id: int, entry: Entry) -> None:
    if entry.leads and entry.team_ids:
        session.execute(update(Team).where(Team.id.in_(entry.team_ids)).values(leader_id=person_id))


def _renew_volunteer(session: Session, person: Person, volunteer: Volunteer | None, entry: Entry, *, now: datetime) -> None:
    """Who rests or has left is not called back by a list."""
    if volunteer is None or (volunteer.standing == Standing.ACTIVE and not _says(volunteer, entry)):
        skills = {*entry.skills, *(volunteer.skills if volunteer else ())}
        enlist(session, person, skills=sorted(skills), home=entry.home, now=now)


def _says(volunteer: Volunteer, entry: Entry) -> bool:
    return set(entry.skills) <= set(volunteer.skills) and entry.home in (None, (volunteer.lat, volunteer.lon))


def _people(session: Session, county: str, people: Sequence[tuple[int, Entry]], now: datetime) -> Iterable[dict[str, Any]]:
    vault = vault_of(session)
    for id_, entry in people:
        yield {
            "id": id_,
            "county": county,
            "name": entry.name,
            "phone_sealed": vault.seal(entry.phone),
            "phone_digest": vault.digest(entry.phone),
            "area_code": entry.area_code,
            "born": entry.born,
            "created_at": now,
        }


def _identity(id_: int, openid: str | None) -> Row:
    return {"person_id": id_, "app": SERVICE, "openid": openid, "following": True}


def _volunteer(county: str, id_: int, entry: Entry, now: datetime) -> Row:
    lat, lon = entry.home or (None, None)
    skills = sorted(set(entry.skills))
    place = {"lat": lat, "lon": lon, "joined_at": now, "free": None}
    return {"person_id": id_, "county": county, "standing": str(Standing.ACTIVE), "skills": skills} | place


def _credentials(id_: int, entry: Entry) -> Iterable[Row]:
    for one in entry.shown:
        yield {"volunteer_id": id_, "kind": str(one.kind), "code": one.code, "valid_until": one.valid_until}


def _ready(county: str, id_: int, entry: Entry) -> Iterable[Row]:
    if entry.home is None:
        return iter(())
    known_of = {"area_code": entry.area_code, "born": entry.born, "shown": entry.shown}
    return rows_of(Ready(county=county, person_id=id_, home=entry.home, skills=entry.skills, **known_of))  # type: ignore[arg-type]


def _duty(county: str, id_: int, role: Role, area: str, department: str | None) -> Row:
    post = {"county": county, "area_code": area, "role": str(role), "department": department}
    return post | {"person_id": id_, "on_duty": True, "deputy": False}


def _new_ids(session: Session, count: int) -> list[int]:
    """Ids for ``count`` people, so that all their rows can go in at once."""
    if session.get_bind().dialect.name == "postgresql":
        series = func.generate_series(1, count).table_valued("n")
        sequence = func.pg_get_serial_sequence("people", "id")
        return sorted(session.scalars(select(func.nextval(sequence)).select_from(series)))
    first = (session.scalar(select(func.max(Person.id))) or 0) + 1
    return list(range(first, first + count))


def _pour(session: Session, model: type[Any], rows: Iterable[Row]) -> None:
    """Insert many rows: COPY on PostgreSQL, executemany elsewhere. Every row has the keys of the first."""
    filled = list(rows)
    if not filled:
        return
    table, connection = cast(Table, model.__table__), session.connection()
    dialect = connection.dialect
    binds = [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in filled[0]]
    names = ", ".join(f'"{name}"' for name in filled[0])
    values = ([bind(row[name]) if bind else row[name] for name, bind in binds] for row in filled)
    if dialect.name != "postgresql":
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(binds))})'  # noqa: S608 (our own names)
        connection.exec_driver_sql(statement, [tuple(row) for row in values])
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in values:
            copy.write_row(row)

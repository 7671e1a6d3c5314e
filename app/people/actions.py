"""Meeting people, learning what they tell us, enlisting volunteers, and forgetting whoever leaves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session, object_session

from app.db import UTCDateTime, vault_of
from app.errors import Invalid
from app.events import record
from app.people.events import PersonErased, VolunteerJoined
from app.people.model import Consent, Cover, Credential, Duty, Identity, Person, Shift, Standing, TeamMember, Volunteer
from app.people.queries import person_known_as
from app.people.readiness import refresh
from app.people.rules import is_phone
from app.prepared import Prepared, table_of, upserting, valued
from app.things import got, made

_SPOKE = Prepared(
    update(table_of(Identity))
    .where(Identity.app == bindparam("in_app"), Identity.openid == bindparam("as_openid"))
    .values(spoke_at=bindparam("now", type_=UTCDateTime), following=True)
)
_IDENTITY = upserting(
    Identity,
    lambda insert: (
        valued(insert, "person_id", "app", "openid", "unionid", "following")
        .on_conflict_do_nothing(index_elements=[Identity.app, Identity.openid])
        .returning(Identity.id)
    ),
)


def meet(session: Session, *, app: str, openid: str, county: str, now: datetime, unionid: str | None = None) -> Person:
    """The person behind an openid, made at the first meeting; a known unionid joins two apps to one person.

    Two people who were met apart stay two; a unionid that comes to light later is kept for whichever app comes next.
    """
    known = person_known_as(session, app, openid)
    if known:
        if unionid:
            nameless = (Identity.app == app, Identity.openid == openid, Identity.unionid.is_(None))
            session.execute(update(Identity).where(*nameless).values(unionid=unionid))
        return known
    joined = _same_union(session, unionid)
    person = joined or made(session, Person, county=county, created_at=now)
    if _IDENTITY.value(session, person_id=person.id, app=app, openid=openid, unionid=unionid, following=True):
        return person
    if joined is None:  # somebody met them a moment ago
        session.delete(person)
    return _met_meanwhile(session, app, openid)


def _met_meanwhile(session: Session, app: str, openid: str) -> Person:
    known = person_known_as(session, app, openid)
    if known is None:
        raise RuntimeError("an openid is taken by nobody")
    return known


def _same_union(session: Session, unionid: str | None) -> Person | None:
    if not unionid:
        return None
    query = select(Person).join(Identity, Identity.person_id == Person.id).where(Identity.unionid == unionid)
    return session.scalars(query.limit(1)).first()


def keep_session_key(session: Session, *, app: str, openid: str, key: str) -> None:
    """WeChat's key of this login, sealed; the one before is of no use any more."""
    sealed = vault_of(session).seal(key) if key else None
    known = (Identity.app == app, Identity.openid == openid)
    session.execute(update(Identity).where(*known).values(session_key_sealed=sealed))


def spoke(session: Session, *, app: str, openid: str, now: datetime) -> None:
    """They wrote to us: they follow, and customer messages may answer for 48 hours."""
    _SPOKE.all(session, in_app=app, as_openid=openid, now=now)


def learn_phone(session: Session, person: Person, phone: str) -> None:
    """Keep a phone number, sealed. Raises ``Invalid`` when it is none."""
    if not is_phone(phone):
        raise Invalid("这个电话号码好像不对，手机号是11位数字，请再说一遍。")
    vault = vault_of(session)
    person.phone_sealed, person.phone_digest = vault.seal(phone), vault.digest(phone)


def learn_home(person: Person, *, area_code: str, address: str | None = None) -> None:
    person.area_code = area_code
    if address:
        person.address = address[:120]
    session = object_session(person)
    volunteer = got(session, Volunteer, person.id) if session and person.id else None
    if session and volunteer:
        refresh(session, volunteer)  # they are found by their village too


def agree(session: Session, person: Person, *, kind: str, text_version: str, now: datetime) -> None:
    session.add(Consent(person_id=person.id, kind=kind, text_version=text_version, given_at=now))


def enlist(
    session: Session, person: Person, *, skills: Sequence[str], home: tuple[float, float] | None, now: datetime
) -> Volunteer:
    """Make a person a volunteer (again); ``home`` is latitude and longitude."""
    volunteer = session.get(Volunteer, person.id)
    if volunteer is None:
        volunteer = Volunteer(person_id=person.id, county=person.county, joined_at=now, skills=[])
        session.add(volunteer)
    volunteer.standing, volunteer.skills = Standing.ACTIVE, sorted(set(skills))
    if home:
        volunteer.lat, volunteer.lon = home
    session.flush()
    refresh(session, volunteer)
    record(session, VolunteerJoined(county=person.county, at=now, actor_id=person.id, person_id=person.id))
    return volunteer


def rest(session: Session, volunteer: Volunteer, *, resting: bool) -> None:
    """休息 and 上班: offers stop and start again."""
    volunteer.standing = Standing.RESTING if resting else Standing.ACTIVE
    refresh(session, volunteer)


def be_free(session: Session, volunteer: Volunteer, free: Mapping[str, Any] | None) -> None:
    """The weekly times somebody has for helping, as ``people.free`` reads them; ``None``: at any time."""
    volunteer.free = dict(free) if free else None
    refresh(session, volunteer)


def erase(session: Session, person: Person, *, now: datetime) -> None:
    """Wipe everything personal: on unfollowing, on taking back the authorisation, and on 注销."""
    volunteer = session.get(Volunteer, person.id)
    if volunteer:
        volunteer.standing, volunteer.skills, volunteer.lat, volunteer.lon = Standing.LEFT, [], None, None
        volunteer.free = None
        session.execute(delete(Credential).where(Credential.volunteer_id == person.id))
        refresh(session, volunteer)
    for table in (Identity, TeamMember, Duty, Shift, Cover):
        session.execute(delete(table).where(table.person_id == person.id))
    session.execute(
        update(Consent).where(Consent.person_id == person.id, Consent.withdrawn_at.is_(None)).values(withdrawn_at=now)
    )
    person.name = person.phone_sealed = person.phone_digest = person.area_code = person.address = person.born = None
    person.erased_at = now
    record(session, PersonErased(county=person.county, at=now, actor_id=person.id, person_id=person.id))


def erase_identity(session: Session, *, app: str, openid: str, now: datetime) -> Person | None:
    """Forget whoever this openid is; returns the emptied person, or ``None`` when nobody was known by it."""
    person = person_known_as(session, app, openid)
    if person:
        erase(session, person, now=now)
    return person

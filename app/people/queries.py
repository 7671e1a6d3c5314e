"""Who somebody is, how to reach them, which posts they hold."""

from collections import Counter

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db import vault_of
from app.people.model import Duty, Identity, Person, Standing, Team, Volunteer
from app.people.rules import masked
from app.prepared import columns_of
from app.things import PreparedOf, got

_KNOWN_AS = PreparedOf(
    Person,
    select(*columns_of(Person))
    .join(Identity, Identity.person_id == Person.id)
    .where(Identity.app == bindparam("app"), Identity.openid == bindparam("openid")),
)


def person_known_as(session: Session, app: str, openid: str) -> Person | None:
    return _KNOWN_AS.thing(session, app=app, openid=openid)


def phone_of(session: Session, person: Person) -> str | None:
    """The whole number: only for the person, and for the other party of an accepted order."""
    return vault_of(session).open(person.phone_sealed) if person.phone_sealed else None


def session_key_of(session: Session, person_id: int, app: str) -> str:
    """WeChat's key of the last login of this person; ``''`` when there is none."""
    query = select(Identity.session_key_sealed).where(Identity.person_id == person_id, Identity.app == app)
    sealed = session.scalars(query.order_by(Identity.id.desc()).limit(1)).first()
    return vault_of(session).open(sealed) if sealed else ""


def masked_phone_of(session: Session, person: Person) -> str | None:
    phone = phone_of(session, person)
    return masked(phone) if phone else None


def volunteer_of(session: Session, person_id: int) -> Volunteer | None:
    """The person's volunteering, unless they have left it."""
    volunteer = got(session, Volunteer, person_id)
    return volunteer if volunteer and volunteer.standing != Standing.LEFT else None


def teams_called(session: Session, county: str) -> dict[str, int]:
    """Team ids by name and by code; of two teams with one name, neither goes by it."""
    teams = session.execute(select(Team.id, Team.name, Team.code).where(Team.county == county).order_by(Team.id)).all()
    names = Counter(name for _, name, _ in teams)
    return {name: id_ for id_, name, _ in teams if names[name] == 1} | {code: id_ for id_, _, code in teams}


def duties_of(session: Session, person_id: int) -> list[Duty]:
    return list(session.scalars(select(Duty).where(Duty.person_id == person_id).order_by(Duty.id)))

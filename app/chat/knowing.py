"""Who writes and where their talk stands: as little as can be asked of the database, since every message asks it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from app.catalogue.model import County
from app.chat.model import Inbound, Talk
from app.chat.said import Said
from app.orders.model import Order
from app.people.model import Identity, Person, Volunteer
from app.prepared import Prepared, columns_of, table_of, upserting, valued
from app.things import loose, thing_of

_TALK = columns_of(Talk)
_KEPT = tuple(column.key for column in _TALK if column.key != "person_id")
_BLANK = ("person_id", "stage", "memory", "helps", "updated_at")
_KNOWN = Prepared(
    select(Identity.following, Identity.spoke_at, County.revision, *_TALK, *columns_of(Person))
    .join(Person, Identity.person_id == Person.id)
    .join(County, County.code == Person.county)
    .join(Talk, Talk.person_id == Person.id)
    .where(Identity.app == bindparam("app"), Identity.openid == bindparam("openid"))
    .with_for_update(of=(Talk, Person), key_share=True)
)
"""Both rows are locked, because PostgreSQL shows whoever waited only the locked rows as they have become meanwhile."""
_TIES = Prepared(
    select(
        exists().where(Inbound.app == bindparam("app"), Inbound.key == bindparam("key")),
        exists().where(
            or_(Order.requester_id == bindparam("person"), Order.proxy_id == bindparam("person")), Order.closed_at.is_(None)
        ),
        exists().where(Volunteer.person_id == bindparam("person")),
    )
)
"""Asked under the lock, so that it shows what was done while this message waited for it."""
_BEGIN = upserting(Talk, lambda insert: valued(insert, *_BLANK).on_conflict_do_nothing())
_LOCKED = Prepared(select(*_TALK).where(Talk.person_id == bindparam("person")).with_for_update())
_KEEP = Prepared(
    update(table_of(Talk))
    .where(Talk.person_id == bindparam("person"))
    .values({name: bindparam(name, type_=table_of(Talk).c[name].type) for name in _KEPT})
)


@dataclass(frozen=True)
class Acquaintance:
    """Somebody who has written before, and whose turn it is: two messages of one person wait here for each other."""

    person: Person
    talk: Talk
    following: bool
    spoke_at: datetime | None
    revision: int
    """Of the person's county."""


@dataclass(frozen=True)
class Ties:
    """What spares most messages most questions."""

    repeated: bool = False
    """This very message was taken before."""
    orders: bool = True
    """The person may have an open order."""
    volunteer: bool = True
    """The person is, or was, a volunteer."""


NOT_ASKED = Ties()


def known(session: Session, said: Said) -> Acquaintance | None:
    row = _KNOWN.first(session, app=said.app, openid=said.openid)
    if row is None:
        return None
    talk, person = row[3 : 3 + len(_TALK)], row[3 + len(_TALK) :]
    return Acquaintance(thing_of(session, Person, person, fresh=True), loose(Talk, talk), *row[:3])


def ties(session: Session, said: Said, person: Person) -> Ties:
    row = _TIES.first(session, app=said.app, key=said.key, person=person.id)
    return Ties(*map(bool, row or ()))


def begun(session: Session, person: Person, *, stage: str, now: datetime) -> Talk:
    """Of two first messages at one moment the second waits here for the first one's talk."""
    _BEGIN.all(session, person_id=person.id, stage=stage, memory={}, helps=0, updated_at=now)
    return loose(Talk, _LOCKED.all(session, person=person.id)[0])


def as_it_stands(talk: Talk) -> dict[str, Any]:
    """What ``keep`` compares with."""
    return {name: getattr(talk, name) for name in _KEPT}


def keep(session: Session, talk: Talk, before: dict[str, Any]) -> None:
    """Write the talk back, if this turn has moved it."""
    present = as_it_stands(talk)
    if present != before:
        _KEEP.all(session, person=talk.person_id, **present)

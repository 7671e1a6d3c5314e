"""敲门名单: people no channel reached, what they must hear, and that somebody has told them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from app.db import upserting
from app.errors import Conflict, NotFound
from app.events import record
from app.outbox.events import KnockSettled
from app.outbox.model import NOTIFICATIONS, Knock, Notification, Status, move
from app.outbox.rules import PHONE
from app.people.model import Person

NOT_BY_HAND = frozenset({"offer", "taken", "rated", "nudged", "remind", "climb", "human", "unmanned", "duty"})
"""What nobody knocks on a door for: somebody else is asked, or the matter goes up by itself."""
STILL_TRUE = timedelta(days=3)
"""What is older is not sent again to whoever can be reached again."""
_C = NOTIFICATIONS.c


@dataclass(frozen=True)
class Door:
    """One line of the list."""

    number: int
    person: Person
    order_id: int | None
    words: str
    """What they must hear, without any phone number."""
    since: datetime


def list_door(session: Session, notification_id: int, *, now: datetime) -> None:
    """Put whom this notification did not reach on the list."""
    notification = session.get_one(Notification, notification_id)
    if notification.kind in NOT_BY_HAND or not notification.text:
        return
    same = (Knock.person_id == notification.person_id, Knock.order_id == notification.order_id, Knock.settled_at.is_(None))
    before = session.scalars(select(Knock).where(*same).limit(1)).first() if notification.order_id else None
    if before:
        before.notification_id = max(before.notification_id, notification_id)  # they fail in any order
        return
    row = {"county": notification.county, "person_id": notification.person_id, "order_id": notification.order_id}
    made = None
    while made is None:  # somebody else may have taken the number a moment ago
        number = _free_number(session, notification.county)
        values = row | {"number": number, "notification_id": notification_id, "since": now}
        made = session.scalar(upserting(session, Knock).values(values).on_conflict_do_nothing().returning(Knock.id))


def _free_number(session: Session, county: str) -> int:
    taken = set(session.scalars(select(Knock.number).where(Knock.county == county, Knock.settled_at.is_(None))))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def doors(session: Session, county: str, scopes: Sequence[str], *, limit: int = 30) -> list[Door]:
    """Whom to knock for below these areas, the longest waiting first."""
    query = (
        select(Knock, Person, Notification.text)
        .join(Person, Person.id == Knock.person_id)
        .join(Notification, Notification.id == Knock.notification_id)
        .where(Knock.county == county, Knock.settled_at.is_(None), *_below(county, scopes))
        .order_by(Knock.id)
        .limit(limit)
    )
    return [
        Door(knock.number, person, knock.order_id, PHONE.sub("", text), knock.since)
        for knock, person, text in session.execute(query)
    ]


def _below(county: str, scopes: Sequence[str]) -> list[ColumnElement[bool]]:
    """Whose home lies below one of these areas; without a home, the county's."""
    return [] if county in scopes else [or_(*(Person.area_code.startswith(scope, autoescape=True) for scope in scopes))]


def told(session: Session, county: str, scopes: Sequence[str], number: int, *, actor_id: int, now: datetime) -> Person:
    """敲到: somebody went there and said it. Raises ``NotFound`` for a number not on one's list, ``Conflict`` when told."""
    query = (
        select(Knock, Person).join(Person, Person.id == Knock.person_id).where(Knock.county == county, Knock.number == number)
    )
    query = query.where(*_below(county, scopes)).order_by(Knock.id.desc()).limit(1).with_for_update(of=Knock)
    found = session.execute(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound(f"您的敲门名单里没有 {number} 号，回「敲门」看名单。")
    knock, person = found
    if knock.settled_at:
        raise Conflict(f"{number} 号已经有人告诉过了，谢谢您！")
    knock.settled_at, knock.told_by = now, actor_id
    event = KnockSettled(county=county, at=now, order_id=knock.order_id, actor_id=actor_id, person_id=person.id)
    record(session, event)
    return person


def deliver_again(session: Session, person_id: int, *, now: datetime) -> int:
    """They can be reached again: what they missed and is still true is owed anew, and nobody need knock; returns how much."""
    missed = (_C.person_id == person_id, _C.owed_at > now - STILL_TRUE, _C.kind.not_in(NOT_BY_HAND))
    current = or_(_C.expires_at.is_(None), _C.expires_at > now)
    lost = (_C.status == Status.UNREACHABLE,)
    waiting = select(Knock.notification_id).where(Knock.person_id == person_id, Knock.settled_at.is_(None))
    these = (*missed, *lost, current, _C.id.in_(waiting))
    moved = move(session, Status.OWED, *these, channel=0, attempts=0, unsure_since=None, due_at=now)
    session.execute(update(Knock).where(Knock.person_id == person_id, Knock.settled_at.is_(None)).values(settled_at=now))
    return len(moved)

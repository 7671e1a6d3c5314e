"""The book of what was said to us and what we answered: each message claimed once, all of it sealed at rest."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.chat.model import Inbound
from app.chat.said import Said
from app.db import vault_of
from app.prepared import Prepared, inserting, table_of, upserting, valued

KEPT_TEXT = 2000
"""Characters of a message that are kept."""

_KEPT = ("app", "key", "kind", "text_sealed", "media_id", "at")
_CLAIM = upserting(
    Inbound,
    lambda insert: (
        valued(insert, *_KEPT).on_conflict_do_nothing(index_elements=[Inbound.app, Inbound.key]).returning(Inbound.id)
    ),
)
_KEEP = inserting(Inbound, *_KEPT, "person_id", "reply_sealed")
_ANSWERED = Prepared(
    update(table_of(Inbound))
    .where(Inbound.id == bindparam("entry"))
    .values(person_id=bindparam("person"), reply_sealed=bindparam("sealed"))
)


def claim(session: Session, said: Said, *, now: datetime) -> int | None:
    """The new entry's id, or ``None`` for a repeat. A repeat waits here until the first one is done."""
    number: int | None = _CLAIM.value(session, **_row(session, said, now))
    return number


def answered(session: Session, entry_id: int, *, person_id: int, reply: str) -> None:
    _ANSWERED.all(session, entry=entry_id, person=person_id, sealed=_sealed(session, reply))


def keep(session: Session, said: Said, *, person_id: int, reply: str, now: datetime) -> None:
    """Claim and answer in one, for whoever holds the person's lock and has seen that it is no repeat."""
    _KEEP.all(session, **_row(session, said, now), person_id=person_id, reply_sealed=_sealed(session, reply))


def _row(session: Session, said: Said, now: datetime) -> dict[str, Any]:
    return {
        "app": said.app,
        "key": said.key,
        "kind": said.kind,
        "text_sealed": _sealed(session, said.text[:KEPT_TEXT]),
        "media_id": said.media_id or None,
        "at": now,
    }


def stored_reply(session: Session, said: Said) -> str:
    """What the first of these repeats was answered; ``''``: nothing."""
    query = select(Inbound.reply_sealed).where(Inbound.app == said.app, Inbound.key == said.key)
    return _opened(session, session.scalars(query).one())


def is_known(session: Session, said: Said) -> bool:
    """Whether this is a repeat."""
    return session.scalar(select(Inbound.id).where(Inbound.app == said.app, Inbound.key == said.key)) is not None


def last_words(session: Session, person_id: int, count: int) -> list[str]:
    """What this person wrote before the present message, newest first."""
    query = select(Inbound.text_sealed).where(Inbound.person_id == person_id, Inbound.text_sealed.is_not(None))
    return [_opened(session, sealed) for sealed in session.scalars(query.order_by(Inbound.id.desc()).limit(count))]


def forget(session: Session, person_id: int) -> None:
    """Wipe what this person said and heard; the keys stay, so that a late repeat is still known."""
    wiped = {"text_sealed": None, "reply_sealed": None, "media_id": None, "person_id": None}
    session.execute(update(Inbound).where(Inbound.person_id == person_id).values(**wiped))


def _sealed(session: Session, text: str) -> bytes | None:
    return vault_of(session).seal(text) if text else None


def _opened(session: Session, sealed: bytes | None) -> str:
    return vault_of(session).open(sealed) if sealed else ""

"""Taking the lead, keeping it, giving it up; showing that one is alive; and leaving a fingerprint."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app.db import upserting
from app.pulse.model import Fingerprint, Heartbeat, Lease


def hold(session: Session, name: str, *, holder: str, lasting: timedelta, now: datetime) -> bool:
    """Take or renew a lease; whether ``holder`` has it until ``now + lasting``. One statement, so two cannot both get it."""
    until = now + lasting
    mine_or_free = or_(Lease.holder == holder, Lease.until <= now)
    row = upserting(session, Lease).values(name=name, holder=holder, until=until)
    taken = row.on_conflict_do_update(
        index_elements=["name"], set_={"holder": holder, "until": until}, where=mine_or_free
    ).returning(Lease.holder)
    return session.execute(taken).first() is not None


def let_go(session: Session, name: str, *, holder: str) -> None:
    """Give a lease up, if it is still ours, so that another need not wait for its end."""
    session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


def beat(session: Session, name: str, *, now: datetime, detail: str | None = None) -> None:
    """Show that ``name`` is alive and well."""
    news = {"at": now, "detail": detail and detail[:200]}
    row = upserting(session, Heartbeat).values(name=name, **news)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_=news))


def leave_fingerprint(session: Session, name: str, digest: str) -> None:
    """Keep the digest, unless there is one already: the first stays for ever."""
    session.execute(upserting(session, Fingerprint).values(name=name, digest=digest).on_conflict_do_nothing())

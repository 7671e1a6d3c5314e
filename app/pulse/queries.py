"""Who is alive, and since when not; and what was kept to be known again."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.pulse.model import Fingerprint, Heartbeat, Lease


def age(session: Session, name: str, *, now: datetime) -> timedelta | None:
    """How long ago ``name`` last showed that it is alive; ``None``: never."""
    at = session.scalars(select(Heartbeat.at).where(Heartbeat.name == name)).first()
    return None if at is None else now - at


def is_fresh(session: Session, name: str, *, within: timedelta, now: datetime) -> bool:
    since = age(session, name, now=now)
    return since is not None and since <= within


def ages(session: Session, *, now: datetime) -> dict[str, timedelta]:
    return {beat.name: now - beat.at for beat in session.scalars(select(Heartbeat).order_by(Heartbeat.name))}


def leader(session: Session, name: str, *, now: datetime) -> str | None:
    """Who holds the lease; ``None``: nobody."""
    return session.scalars(select(Lease.holder).where(Lease.name == name, Lease.until > now)).first()


def fingerprint(session: Session, name: str) -> str | None:
    """The digest kept under this name; ``None``: none yet."""
    return session.scalars(select(Fingerprint.digest).where(Fingerprint.name == name)).first()

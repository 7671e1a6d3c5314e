"""Notifications we owe people, and every try to hand one over."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Table, TextClause, update
from sqlalchemy import text as sql
from sqlalchemy.engine import Row
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningUpdate

from app.db import Base, Id, UTCDateTime
from app.prepared import one_of


class Lane(StrEnum):
    URGENT = "urgent"
    ROUTINE = "routine"
    BULK = "bulk"


class Status(StrEnum):
    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    """The platform took it; whether the person saw it is not known yet."""
    DELIVERED = "delivered"
    """The platform reported that it reached the phone."""
    UNKNOWN = "unknown"
    """It may or may not have arrived: a timeout after the ten minutes in which a repeat is harmless."""
    UNREACHABLE = "unreachable"
    """Every channel refused: somebody must knock on the door."""
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


MOVES: dict[Status, frozenset[Status]] = {
    Status.OWED: frozenset({Status.SENDING, Status.WITHDRAWN, Status.EXPIRED}),
    Status.SENDING: frozenset({Status.OWED, Status.SENT, Status.UNKNOWN, Status.UNREACHABLE, Status.EXPIRED}),
    Status.SENT: frozenset({Status.DELIVERED, Status.OWED, Status.UNREACHABLE}),
    Status.UNKNOWN: frozenset({Status.DELIVERED, Status.OWED, Status.UNREACHABLE}),
    Status.DELIVERED: frozenset(),
    Status.UNREACHABLE: frozenset({Status.OWED}),
    Status.WITHDRAWN: frozenset(),
    Status.EXPIRED: frozenset(),
}


ALL_KINDS = "*"
IN_TIME = "in_time"


class Notification(Base):
    """One thing one person must hear. ``card`` holds the typed template values, ``text`` the same in plain words."""

    __tablename__ = "notifications"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    order_id: Mapped[int | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(20))
    lane: Mapped[str] = mapped_column(String(10))
    card: Mapped[dict[str, Any]]
    text: Mapped[str] = mapped_column(String(700))
    path: Mapped[str | None] = mapped_column(String(300))
    """Where a tap leads: a path below PUBLIC_URL."""
    status: Mapped[str] = mapped_column(String(12), default=Status.OWED)
    channel: Mapped[int] = mapped_column(default=0)
    """Index into the fallback order: how many channels were given up on."""
    attempts: Mapped[int] = mapped_column(default=0)
    """Tries on the present channel."""
    owed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """From when the person should have it (after quiet hours, if any); never changes."""
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When to try next."""
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The running claim's mark: only who holds it may settle."""
    unsure_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The first try on the present channel that may have arrived (a timeout)."""
    handed_over_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "ix_notifications_due",
            "lane",
            "due_at",
            "id",
            sqlite_where=sql("status = 'owed'"),
            postgresql_where=sql("status = 'owed'"),
        ),
        Index(
            "ix_notifications_sending",
            "claimed_at",
            sqlite_where=sql("status = 'sending'"),
            postgresql_where=sql("status = 'sending'"),
        ),
        Index(
            "ix_notifications_knock",
            "county",
            "id",
            sqlite_where=sql("status IN ('unreachable', 'unknown')"),
            postgresql_where=sql("status IN ('unreachable', 'unknown')"),
        ),
        Index(
            "ix_notifications_order",
            "order_id",
            sqlite_where=sql("order_id IS NOT NULL"),
            postgresql_where=sql("order_id IS NOT NULL"),
        ),
        Index(None, "person_id", "id"),
    )


NOTIFICATIONS = cast(Table, Notification.__table__)
"""For statements about many at once, which need no objects."""


def move(
    session: Session,
    to: Status,
    *where: ColumnElement[bool] | TextClause,
    returning: Sequence[ColumnElement[Any]] = (NOTIFICATIONS.c.id,),
    **values: Any,
) -> Sequence[Row[Any]]:
    """Move all notifications that ``where`` selects and ``MOVES`` lets go there; returns those that moved."""
    session.flush()
    return session.execute(moving(to, *where, returning=returning, **values)).all()


def moving(
    to: Status,
    *where: ColumnElement[bool] | TextClause,
    returning: Sequence[ColumnElement[Any]] = (NOTIFICATIONS.c.id,),
    **values: Any,
) -> ReturningUpdate[tuple[Any, ...]]:
    """The statement that does it: the one place that assigns ``status``. What somebody else has moved meanwhile stays."""
    movable = one_of(NOTIFICATIONS.c.status, [status for status, goals in MOVES.items() if to in goals])
    return update(NOTIFICATIONS).where(*where, movable).values(status=to, **values).returning(*returning)


class Delivery(Base):
    """One try to hand a notification over on one channel, and what came of it."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    notification_id: Mapped[int] = mapped_column(ForeignKey("notifications.id"), index=True)
    channel: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    outcome: Mapped[str] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(20))
    detail: Mapped[str | None] = mapped_column(String(200))
    provider_id: Mapped[str | None] = mapped_column(String(40), index=True)
    """The platform's message id, by which its receipt finds this try."""
    receipt: Mapped[str | None] = mapped_column(String(12))
    """What the platform reported afterwards: ``delivered`` or ``failed``; a second report is ignored."""


class Receipt(Base):
    """A report that came before its try was written down; it waits here to be matched."""

    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    provider_id: Mapped[str] = mapped_column(String(40), index=True)
    delivered: Mapped[bool]
    detail: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Outage(Base):
    """A channel, or one kind of message on it, that is not used for a while; a row, so that every process knows."""

    __tablename__ = "outages"

    channel: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    """``*``: the whole channel."""
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    code: Mapped[str | None] = mapped_column(String(20))
    detail: Mapped[str | None] = mapped_column(String(200))


class Tally(Base):
    """How many notifications came to what, per day and lane: read by measures that must not count rows."""

    __tablename__ = "tallies"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    """In Shanghai, such as 2026-11-24."""
    lane: Mapped[str] = mapped_column(String(10), primary_key=True)
    what: Mapped[str] = mapped_column(String(12), primary_key=True)
    """A status, or ``in_time``: handed over within ten seconds of being due."""
    n: Mapped[int] = mapped_column(Id)


class Knock(Base):
    """敲门名单: somebody no channel reached must be told by word of mouth; ``number`` is unique among a county's open ones."""

    __tablename__ = "knocks"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    notification_id: Mapped[int] = mapped_column(Id)
    """What they must hear; the newest about the same order takes the place of the one before."""
    order_id: Mapped[int | None] = mapped_column(Id)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When somebody had told them, or they could be reached again."""
    told_by: Mapped[int | None] = mapped_column(Id)
    """Who knocked; ``None``: they could be reached again."""

    __table_args__ = (
        Index(
            "ix_knocks_open_number",
            "county",
            "number",
            unique=True,
            sqlite_where=sql("settled_at IS NULL"),
            postgresql_where=sql("settled_at IS NULL"),
        ),
        Index(None, "county", "since"),
    )

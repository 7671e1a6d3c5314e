"""Facts: an event is written once, and whatever follows from it happens in the same transaction."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, Id, UTCDateTime
from app.prepared import inserting
from app.wording import USUAL, Wording

WORDS = 200
"""Characters of a line in the public timeline; a longer reason is cut there and whole in ``data``."""

FACTS = "facts recorded"
"""Set in ``session.info`` once a transaction has written a fact."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Subclasses are past tense and add their own plain-valued fields.

    ``actor_id`` is the person who did it; ``None`` means the service itself.
    """

    county: str
    at: datetime
    order_id: int | None = None
    actor_id: int | None = None
    wording: Wording = USUAL
    """What the county calls the steps; it goes into ``words`` and is not kept beside them."""

    @property
    def words(self) -> str:
        """One sentence for the order's public timeline, without personal data; empty: not shown there."""
        return ""


class EventRow(Base):
    """The log: audit trail, public timeline of an order, and source of statistics. Rows are never changed."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    order_id: Mapped[int | None] = mapped_column(Id)
    actor_id: Mapped[int | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    words: Mapped[str] = mapped_column(String(WORDS), default="")
    data: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "county", "order_id", "id"), Index(None, "county", "name", "at"))


_RECORD = inserting(EventRow, "county", "order_id", "actor_id", "name", "at", "words", "data")


def record(session: Session, event: Event) -> None:
    """Write the fact, then run the reactions listed for its type; a reaction that fails fails the deed."""
    session.info[FACTS] = True
    _RECORD.all(session, **_row(event))
    for react in session.info["reactions"].get(type(event), ()):
        react(session, event)


def _row(event: Event) -> dict[str, Any]:
    common = {"county", "at", "order_id", "actor_id", "wording"}
    return {
        "county": event.county,
        "order_id": event.order_id,
        "actor_id": event.actor_id,
        "name": type(event).__name__,
        "at": event.at,
        "words": event.words[:WORDS],
        "data": {f.name: _plain(getattr(event, f.name)) for f in fields(event) if f.name not in common},
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

"""Offers: who was asked to take an order, why them, and what they answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime
from app.errors import Conflict


class Answer(StrEnum):
    """How an offer stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """Others were faster, or the order was cancelled."""
    RELEASED = "released"
    """Accepted, then could not come."""
    FINISHED = "finished"


MOVES: dict[Answer, frozenset[Answer]] = {
    Answer.OPEN: frozenset({Answer.ACCEPTED, Answer.DECLINED, Answer.WITHDRAWN}),
    Answer.ACCEPTED: frozenset({Answer.RELEASED, Answer.FINISHED, Answer.WITHDRAWN}),
    Answer.DECLINED: frozenset({Answer.ACCEPTED}),
    Answer.WITHDRAWN: frozenset({Answer.ACCEPTED, Answer.OPEN}),
    Answer.RELEASED: frozenset({Answer.OPEN}),
    Answer.FINISHED: frozenset({Answer.OPEN}),
}


class Offer(Base):
    __tablename__ = "offers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.person_id"))
    status: Mapped[str] = mapped_column(String(10), default=Answer.OPEN)
    batch: Mapped[int] = mapped_column(default=0)
    """Which round of asking; 0: took it unasked."""
    routine: Mapped[bool] = mapped_column(default=True)
    """Whether it counts among the ordinary offers one volunteer may get in a day and a week."""
    reasons: Mapped[list[str]]
    """Why this volunteer, in words."""
    rank: Mapped[int] = mapped_column(default=0)
    """Which place of its round; 0: not found by ranking."""
    explained: Mapped[dict[str, Any] | None]
    """Why this volunteer, in numbers: ``ranking.Explained``."""
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    arrived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(None, "order_id", "volunteer_id", unique=True),
        Index(None, "volunteer_id", "offered_at"),
        Index(
            "ix_offers_standing",
            "volunteer_id",
            sqlite_where=text("status IN ('open', 'accepted')"),
            postgresql_where=text("status IN ('open', 'accepted')"),
        ),
        Index(
            "ix_offers_done",
            "volunteer_id",
            "finished_at",
            sqlite_where=text("finished_at IS NOT NULL"),
            postgresql_where=text("finished_at IS NOT NULL"),
        ),
    )

    def move(self, to: Answer, *, now: datetime) -> None:
        """Raises ``Conflict`` when the table of moves does not allow it."""
        if to not in MOVES[Answer(self.status)]:
            raise Conflict("这一单您已经答复过了。")
        self.status = to
        self.answered_at = now


class AcceptRate(Base):
    """What share of the offers in a town was taken of late: how many must be asked for one who comes."""

    __tablename__ = "accept_rates"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    area_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    """Twelve digits of the town."""
    rate: Mapped[float]
    learnt_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Suggestion(Base):
    """The teams the desk was shown for an order, in their order: 「派 A07 给 1」 means the first of these."""

    __tablename__ = "suggestions"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    teams: Mapped[list[Any]]
    """Each with ``team_id``, ``name`` and ``reasons``."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

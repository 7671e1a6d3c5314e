"""Deadlines: everything that must happen later to an order if nobody acts, as rows with a due time."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime


class Deadline(Base):
    __tablename__ = "deadlines"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """What to do then: see ``escalation.rules``."""
    step: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    met_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was acted on, or had become pointless."""
    late_seconds: Mapped[int | None]
    """How late it was acted on; ``None`` while it waits, or when it had become pointless."""

    __table_args__ = (
        Index("ix_deadlines_due", "due_at", "id", sqlite_where=text("met_at IS NULL"), postgresql_where=text("met_at IS NULL")),
        Index("ix_deadlines_order", "order_id"),
    )


class Gap(Base):
    """无人值班: a township, or the county, with nobody on duty; one row for each shift in which that was so."""

    __tablename__ = "gaps"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    area_code: Mapped[str] = mapped_column(String(18))
    role: Mapped[str] = mapped_column(String(20))
    shift_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When the shift began in which nobody came."""
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(None, "county", "area_code", "role", "shift_at", unique=True),
        Index("ix_gaps_open", "county", sqlite_where=text("cleared_at IS NULL"), postgresql_where=text("cleared_at IS NULL")),
    )

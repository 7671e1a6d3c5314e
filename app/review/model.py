"""What was masked and waits for the county desk to look at."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime


class Review(Base):
    """One masked text: what it said, sealed, and how it is shown until somebody decides."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    kind: Mapped[str] = mapped_column(String(12))
    """``words`` or ``rating`` of an order, ``complaint``, ``list``."""
    order_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """Who said it."""
    original_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    shown: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(Id)
    passed: Mapped[bool | None]

    __table_args__ = (Index(None, "county", "decided_at", "id"),)

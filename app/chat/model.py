"""What was said to us and what we answered, and where each conversation stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime


class Inbound(Base):
    """One message or event, claimed once by its key; a repeat finds the stored reply. ``app.chat.inbox`` keeps it."""

    __tablename__ = "inbound"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    app: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(160))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    media_id: Mapped[str | None] = mapped_column(String(200))
    reply_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (Index(None, "app", "key", unique=True),)


class Talk(Base):
    """Where the conversation with one person stands; survives interruptions of any length."""

    __tablename__ = "talks"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(String(20), default="idle")
    memory: Mapped[dict[str, Any]]
    """What the stage needs: drafts, the question asked, what a bare digit means."""
    helps: Mapped[int] = mapped_column(default=0)
    """Help texts given on ``helps_on``; after three a person takes over."""
    helps_on: Mapped[str | None] = mapped_column(String(10))
    danger_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When 「有人有危险吗?」 was put to the person and is not answered yet."""
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When a bare digit last answered an offer or gave a rating: a second press in the same moment answers nothing else."""
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SeenLine(Base):
    """A line of a group talk that was decided on: pasted again, it is not found again. Kept for a month, as a digest only."""

    __tablename__ = "seen_lines"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    said_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was said in the group, if the talk told it."""
    order_id: Mapped[int | None] = mapped_column(Id)
    """The order it became; ``None``: whoever pasted it passed it over, or an alarm was told on."""
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (Index(None, "county", "seen_at"),)


class GroupList(Base):
    """A 接龙 that was pasted: its last version, sealed because names and numbers stand in it."""

    __tablename__ = "group_lists"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    key: Mapped[str] = mapped_column(String(64))
    """The digest of its title and of whose area it is."""
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    """``signup`` or ``goods``."""
    area_code: Mapped[str | None] = mapped_column(String(18))
    pasted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    entries_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """A JSON list of lines: no, name, items, people, note, phone, village, group."""
    versions: Mapped[list[str]]
    """Digests of the versions there were, the last one last: an older one pasted late changes nothing."""
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (Index(None, "county", "key", unique=True),)

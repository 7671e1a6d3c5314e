"""A voice message on its way to words, and the recording itself for as long as it is kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime
from app.errors import Conflict


class Hearing(StrEnum):
    """Who listens, or what came of it."""

    WAITING = "waiting"
    """The machine has not understood it yet."""
    WITH_DUTY = "with_duty"
    """Somebody on duty was asked to listen."""
    WRITTEN = "written"
    """Its words are known, and not answered yet."""
    ANSWERED = "answered"
    LOST = "lost"
    """WeChat has it no longer, and we never got it."""


MOVES: dict[Hearing, frozenset[Hearing]] = {
    Hearing.WAITING: frozenset({Hearing.WITH_DUTY, Hearing.WRITTEN, Hearing.LOST}),
    Hearing.WITH_DUTY: frozenset({Hearing.WRITTEN, Hearing.LOST}),
    Hearing.WRITTEN: frozenset({Hearing.ANSWERED}),
    Hearing.ANSWERED: frozenset(),
    Hearing.LOST: frozenset({Hearing.WRITTEN}),
}


class Voice(Base):
    """One voice message. ``V12`` is what people call it."""

    __tablename__ = "voices"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    app: Mapped[str] = mapped_column(String(10))
    media_id: Mapped[str] = mapped_column(String(200))
    """As it was sent: what can be sent on to somebody else."""
    clear_media_id: Mapped[str | None] = mapped_column(String(200))
    """The 16 kHz copy, where there is one: what a machine understands best."""
    status: Mapped[str] = mapped_column(String(12))
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the jobs take it up next; ``None``: they have nothing to do with it."""
    tries: Mapped[int] = mapped_column(default=0)
    """Of the step it is at."""
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    written_by: Mapped[int | None] = mapped_column(Id)
    """Who wrote the words down; ``None``: a machine."""

    __table_args__ = (
        Index(
            "ix_voices_due",
            "due_at",
            sqlite_where=sql("due_at IS NOT NULL"),
            postgresql_where=sql("due_at IS NOT NULL"),
        ),
        Index(
            "ix_voices_with_duty",
            "county",
            "id",
            sqlite_where=sql("status = 'with_duty'"),
            postgresql_where=sql("status = 'with_duty'"),
        ),
        Index(None, "said_at"),
    )

    @property
    def code(self) -> str:
        return f"V{self.id}"

    def move(self, to: Hearing) -> None:
        """Raises ``Conflict`` when ``MOVES`` does not let it go there."""
        if to not in MOVES[Hearing(self.status)]:
            raise Conflict(f"{self.code} 已经有人听过、写下来了。")
        self.status, self.tries = to, 0


class Recording(Base):
    """The sound of a voice message, sealed: a voice is personal."""

    __tablename__ = "recordings"

    voice_id: Mapped[int] = mapped_column(ForeignKey("voices.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    content_type: Mapped[str] = mapped_column(String(40))
    seconds: Mapped[int]
    """0 when the file does not tell."""

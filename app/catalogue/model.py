"""A county's service: who it is, what can be asked for, and the rules it keeps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime

TWO_ADULTS = 2


class County(Base):
    """One county as its file states it. ``document`` is that file, normalised; ``revision`` grows with every change."""

    __tablename__ = "counties"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    prefix: Mapped[str] = mapped_column(String(4))
    """Letters before every order number, such as PY."""
    document: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    """JSON, not JSONB: what stands first in the file is shown first, and JSONB forgets the order of keys."""
    policies: Mapped[dict[str, Any]]
    """What orders freeze: ``["urban" | "elsewhere"][urgency]``, ``["named"][clock][urgency]``; and beside it the county's
    ``calendar`` (``rest``, ``work``), ``departments`` (skills by code), ``phone`` and ``packages`` (name and parts by code).
    """
    digest: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=1)
    loaded_at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True)
class PackagePart:
    """One item of a package, with what it is called there. Parts of one step go on at the same time."""

    item: str
    name: str
    people: int
    step: int


@dataclass(frozen=True)
class Package:
    """Several items under one name; ``parts`` in the order of their steps."""

    code: str
    name: str
    parts: tuple[PackagePart, ...]


class Item(Base):
    """One service of the county's list (002-43); ``column`` is the sub-column it stands in."""

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    code: Mapped[str] = mapped_column(String(40))
    column: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    synonyms: Mapped[list[str]]
    skill: Mapped[str | None] = mapped_column(String(40))
    """The skill a volunteer needs; ``None``: anybody can help."""
    professional: Mapped[bool] = mapped_column(default=False)
    """Goes to the county desk, which picks a professional team (002-45)."""
    private: Mapped[bool] = mapped_column(default=False)
    """What was said is shown only to the people on the order (mediation, counselling)."""
    urgency: Mapped[str] = mapped_column(String(10), default="normal")
    clock: Mapped[str | None] = mapped_column(String(40))
    """The county's clock of this name, in place of its area's."""
    minutes: Mapped[int] = mapped_column(default=60)
    """How long it usually takes."""
    guard: Mapped[dict[str, Any] | None]
    """Who must not be asked, as the county's file says: ``age``, ``certificate``, ``risky``, ``minors``; frozen into orders."""
    retired: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "county", "code", unique=True),)

    @property
    def fewest(self) -> int:
        """How many must come at least: never one alone with a child (001-03)."""
        return TWO_ADULTS if self.guard and self.guard.get("minors") else 1

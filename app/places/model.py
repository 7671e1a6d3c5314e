"""Areas by their official codes, with our own suffix below the village, and the stations that serve them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime


class Level(StrEnum):
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    GROUP = "group"


class StationKind(StrEnum):
    CENTRE = "centre"
    HALL = "hall"
    STATION = "station"
    SUBCENTRE = "subcentre"
    """A department's sub-centre, beside the tree (002-05)."""


class Area(Base):
    """A place of the tree. ``code`` is the twelve-digit statistical code; a group adds two digits of ours (X6)."""

    __tablename__ = "areas"

    code: Mapped[str] = mapped_column(String(18), primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    level: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    parent_code: Mapped[str | None] = mapped_column(String(18))
    urban: Mapped[bool] = mapped_column(default=False)
    """Whether the county's ten-minute rule holds here (002-41)."""
    groups: Mapped[int] = mapped_column(default=0)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    served_by: Mapped[str | None] = mapped_column(String(18))
    """The village whose station serves this one too, when it has none of its own (X7)."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(18))

    __table_args__ = (Index(None, "county", "level", "name"), Index(None, "county", "parent_code"))


class Station(Base):
    """A centre, hall, station or sub-centre: a door people can knock on."""

    __tablename__ = "stations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    area_code: Mapped[str] = mapped_column(String(18))
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    host: Mapped[str | None] = mapped_column(String(80))
    """The building it lives in, such as a culture hall (002-19)."""
    open: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (Index(None, "county", "area_code", "kind", "name", unique=True),)


class Pairing(Base):
    """A unit that stands beside a village or town: one of the county's kinds of partner (000-27, 002-20)."""

    __tablename__ = "pairings"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    area_code: Mapped[str] = mapped_column(String(18))
    """Twelve digits; a town's end in three noughts."""
    unit: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40))
    team_code: Mapped[str | None] = mapped_column(String(20))
    """The team that comes for the unit."""
    since: Mapped[date | None]
    until: Mapped[date | None]

    __table_args__ = (Index(None, "county", "area_code"),)


class VillageGroup(Base):
    """A WeChat group the mini-program was opened from, and the village whose people talk there."""

    __tablename__ = "village_groups"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    digest: Mapped[str] = mapped_column(String(64))
    """Of WeChat's opengid, which itself is kept nowhere."""
    area_code: Mapped[str | None] = mapped_column(String(18))
    """``None``: nobody has said whose group it is."""
    named_by: Mapped[int | None] = mapped_column(Id)
    """The person who said so first."""
    confirmed_by: Mapped[int | None] = mapped_column(Id)
    """Somebody on duty there, or a second villager; ``None``: one villager's word."""
    named_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (Index(None, "county", "digest", unique=True),)

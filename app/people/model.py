"""People: who they are to WeChat, what they agreed to, who volunteers, in which team, and who is on duty where."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime


class Role(StrEnum):
    HAMLET_HEAD = "hamlet_head"
    """村落长, 湾组长: below the village (000-12)."""
    STATION_CHIEF = "station_chief"
    PAIR_CONTACT = "pair_contact"
    """Whom a paired unit has named for a village or town (002-20)."""
    TOWN_HEAD = "town_head"
    DEPARTMENT_HEAD = "department_head"
    """Of a department's sub-centre (002-05); ``Duty.department`` says which."""
    DISPATCHER = "dispatcher"
    DIRECTOR = "director"


RUNG_WORDS = {
    "hamlet": "村落",
    "village": "村（社区）",
    "paired": "结对单位",
    "neighbour": "邻村",
    "town": "乡镇",
    "department": "部门分中心",
    "county": "县中心",
    "director": "中心主任",
}
"""Every rung of the ladder, the lowest first, and what it is called where the county does not say otherwise."""
RUNGS = tuple(RUNG_WORDS)


class Standing(StrEnum):
    """Whether a volunteer may be asked."""

    ACTIVE = "active"
    RESTING = "resting"
    LEFT = "left"


ANY_SKILL = "*"
"""The skill everybody who is ready has."""


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    name: Mapped[str | None] = mapped_column(String(40))
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_digest: Mapped[str | None] = mapped_column(String(64))
    area_code: Mapped[str | None] = mapped_column(String(18))
    """The village (or group) where the person lives."""
    address: Mapped[str | None] = mapped_column(String(120))
    born: Mapped[int | None]
    """Year of birth."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the personal data was wiped; the row stays so that orders keep their numbers."""

    __table_args__ = (Index(None, "county", "phone_digest"),)


class Identity(Base):
    """How one WeChat app knows a person: openids are per app and case-sensitive; unionid may be absent."""

    __tablename__ = "identities"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    app: Mapped[str] = mapped_column(String(10))
    """``service`` (the service account), ``mini`` (the mini-program), ``kf`` (微信客服), ``robot`` (the group robot)."""
    openid: Mapped[str] = mapped_column(String(64))
    unionid: Mapped[str | None] = mapped_column(String(64), index=True)
    following: Mapped[bool] = mapped_column(default=True)
    spoke_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The last message from this person; customer messages may answer for 48 hours."""
    session_key_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the mini-program's last login: opens what WeChat seals for it. It leaves the house for nobody."""

    __table_args__ = (Index(None, "app", "openid", unique=True),)


class Consent(Base):
    """What somebody agreed to, in which wording, and when that was taken back."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text_version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Volunteer(Base):
    __tablename__ = "volunteers"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    county: Mapped[str] = mapped_column(String(6))
    standing: Mapped[str] = mapped_column(String(10), default=Standing.ACTIVE)
    skills: Mapped[list[str]]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    free: Mapped[dict[str, Any] | None]
    """Weekly free times as ``people.free`` keeps them; ``None``: at any time."""
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Proof(StrEnum):
    """What a volunteer can show."""

    CERTIFICATE = "certificate"
    INSURANCE = "insurance"
    """Needed before risky work (志愿服务条例 17)."""
    VETTING = "vetting"
    """Their record was checked: they may help children (001-03)."""


class Credential(Base):
    """Something a volunteer has shown, and until when it holds."""

    __tablename__ = "credentials"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.person_id"))
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(40), default="")
    """Which certificate, by the county's own list; empty for the other kinds."""
    valid_until: Mapped[date | None]
    """The last day; ``None``: it does not end."""

    __table_args__ = (Index(None, "volunteer_id", "kind", "code", unique=True),)


ASKED_FOR = ("lat", "lon", "born", "shown_until", "insured_until", "vetted_until", "free", "person_id")
"""Columns of ``readiness`` that matching reads."""


class Readiness(Base):
    """Where the volunteers who may be asked stand, by skill and map cell: the one table matching reads.

    One row for each skill of an active volunteer and one for ``ANY_SKILL``; again for each of these and every certificate or
    vetting they have, so that the few who hold one are found without passing everybody. ``people.readiness`` keeps it;
    ``people.rules.cell_of`` gives the cell. Days are ``YYYY-MM-DD``, empty for never.
    """

    __tablename__ = "readiness"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    skill: Mapped[str] = mapped_column(String(90), primary_key=True)
    """A skill, or a skill and what is shown with it: ``readiness.key``."""
    cell: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    lat: Mapped[float]
    lon: Mapped[float]
    area_code: Mapped[str] = mapped_column(String(18), default="")
    born: Mapped[int] = mapped_column(default=0)
    """Year; 0: not known."""
    shown_until: Mapped[str] = mapped_column(String(10), default="")
    """How long the certificate or vetting of this row's ``skill`` holds."""
    insured_until: Mapped[str] = mapped_column(String(10), default="")
    vetted_until: Mapped[str] = mapped_column(String(10), default="")
    free: Mapped[str] = mapped_column(String(600), default="")
    """``Volunteer.free`` as text; empty: at any time."""

    __table_args__ = (
        Index(None, "person_id", "skill"),
        Index("ix_readiness_of_place", "county", "skill", "area_code", *ASKED_FOR),
        {"sqlite_with_rowid": False},
    )
    """The second holds all that matching reads, so that everybody of a place is read in one go."""


class Team(Base):
    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    area_code: Mapped[str] = mapped_column(String(18))
    skills: Mapped[list[str]]
    professional: Mapped[bool] = mapped_column(default=False)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    accept_rate: Mapped[float | None]
    """The share of its members' offers that were taken of late; ``None``: not known yet."""

    __table_args__ = (Index(None, "county", "code", unique=True), Index(None, "county", "area_code"))


class TeamMember(Base):
    __tablename__ = "team_members"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class Duty(Base):
    """A post somebody holds at an area: station chief, township head, county dispatcher, director."""

    __tablename__ = "duties"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    area_code: Mapped[str] = mapped_column(String(18))
    role: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    on_duty: Mapped[bool] = mapped_column(default=True)
    """Whether they are told, while the post has no roster; ``people.duty`` decides who is on duty at a moment."""
    deputy: Mapped[bool] = mapped_column(default=False)
    """副班: hears what is urgent when whoever is on duty has not looked."""
    department: Mapped[str | None] = mapped_column(String(40))
    """Whose sub-centre a department's head leads; they stand at the county's area."""

    __table_args__ = (Index(None, "county", "area_code", "role", "person_id", unique=True),)


class Shift(Base):
    """排班: somebody is on duty at a post every week on these days between these hours. A post with shifts goes by them."""

    __tablename__ = "shifts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    area_code: Mapped[str] = mapped_column(String(18))
    role: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    days: Mapped[str] = mapped_column(String(7))
    """1 is Monday: ``12345``."""
    begin: Mapped[str] = mapped_column(String(5))
    """HH:MM in Shanghai."""
    end: Mapped[str] = mapped_column(String(5))
    """HH:MM; not later than ``begin``: on the next day."""
    deputy: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "county", "role", "area_code"),)


class Cover(Base):
    """交班 at a post with shifts: somebody else has it until the roster's next shift begins."""

    __tablename__ = "covers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    area_code: Mapped[str] = mapped_column(String(18))
    role: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (Index(None, "county", "role", "area_code"),)

"""An order: a request somebody has promised to see through, and the only table of its moves."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, UTCDateTime
from app.errors import Conflict
from app.wording import USUAL, Wording, wording_of


class Status(StrEnum):
    PLACED = "placed"
    AT_DESK = "at_desk"
    OFFERING = "offering"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    DONE = "done"
    BUNDLED = "bundled"
    MERGED = "merged"
    CLOSED = "closed"
    UNMET = "unmet"
    CANCELLED = "cancelled"

    @property
    def shown(self) -> str:
        return status_words(self, USUAL)

    @property
    def final(self) -> bool:
        return not MOVES[self]


SHOWN = {
    Status.PLACED: "已{0.place}",
    Status.AT_DESK: "待选派",
    Status.OFFERING: "{0.offer}中",
    Status.ACCEPTED: "已{0.accept}",
    Status.UNDER_WAY: "服务中",
    Status.DONE: "待评价",
    Status.BUNDLED: "已列入项目",
    Status.MERGED: "已合并",
    Status.CLOSED: "已{0.close}",
    Status.UNMET: "未能办理",
    Status.CANCELLED: "已撤单",
}


def status_words(status: Status, wording: Wording) -> str:
    """What people read, in their county's words."""
    return SHOWN[status].format(wording)


MOVES: dict[Status, frozenset[Status]] = {
    Status.PLACED: frozenset({Status.OFFERING, Status.AT_DESK, Status.BUNDLED, Status.MERGED, Status.CANCELLED}),
    Status.AT_DESK: frozenset({Status.OFFERING, Status.BUNDLED, Status.MERGED, Status.UNMET, Status.CANCELLED}),
    Status.OFFERING: frozenset(
        {Status.ACCEPTED, Status.AT_DESK, Status.BUNDLED, Status.MERGED, Status.UNMET, Status.CANCELLED}
    ),
    Status.ACCEPTED: frozenset({Status.UNDER_WAY, Status.OFFERING, Status.DONE, Status.MERGED, Status.CANCELLED}),
    Status.UNDER_WAY: frozenset({Status.DONE, Status.OFFERING}),
    Status.DONE: frozenset({Status.CLOSED, Status.OFFERING, Status.MERGED}),
    Status.BUNDLED: frozenset({Status.CLOSED, Status.AT_DESK, Status.OFFERING, Status.DONE, Status.CANCELLED}),
    Status.MERGED: frozenset(
        {Status.PLACED, Status.OFFERING, Status.AT_DESK, Status.DONE, Status.CLOSED, Status.UNMET, Status.CANCELLED}
    ),
    Status.CLOSED: frozenset(),
    Status.UNMET: frozenset(),
    Status.CANCELLED: frozenset(),
}


class Form(StrEnum):
    """How an order is made up."""

    SINGLE = "single"
    WHOLE = "whole"
    """A package: one number for the villager, its parts are orders of their own."""
    PART = "part"
    """Of a package: taken and done like any other, but the villager, the clock and the ladder know only the whole."""
    ROUND = "round"
    """Small orders of one village bought and delivered together; whoever composed it is its requester."""


NOTE = "\n补充："
"""Between the words an order was placed with and what was said of it later (``noting``)."""
VILLAGERS = (Form.SINGLE, Form.WHOLE)
"""What somebody asked for: what they see, rate, and what is counted."""


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    number: Mapped[str] = mapped_column(String(24), unique=True)
    """For ever, such as PY-20261124-0007."""
    code: Mapped[str] = mapped_column(String(8))
    """For the chat, such as A07: unique among the county's open orders."""
    status: Mapped[str] = mapped_column(String(10), default=Status.PLACED)
    requester_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proxy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who ordered for the requester: hears the same, and speaks for them when they have no WeChat (002-36)."""
    source: Mapped[str | None] = mapped_column(String(10))
    """How it came to the desk: ``phone``; ``None``: as ``door`` says."""
    door: Mapped[str] = mapped_column(String(10))
    """Where it came in: chat, mini, page, desk."""
    request_key: Mapped[str | None] = mapped_column(String(80))
    """The client's own key of the request: a repeat finds the order it made."""

    form: Mapped[str] = mapped_column(String(6), default=Form.SINGLE)
    parent_id: Mapped[int | None] = mapped_column(Id)
    """Of a part: the whole; of a household's order: the round it goes along with. That row is always locked first."""
    step: Mapped[int] = mapped_column(default=0)
    """Of a part: in which step of the package it is done."""
    waits: Mapped[bool] = mapped_column(default=False)
    """Of a part: an earlier step is not done yet, so nobody is late."""
    merged_into: Mapped[int | None] = mapped_column(Id)
    """The order about the same thing that stays: what becomes of it becomes of this one."""

    item_code: Mapped[str | None] = mapped_column(String(40))
    """The item; of a whole, the package."""
    item_name: Mapped[str] = mapped_column(String(40))
    skill: Mapped[str | None] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(2000))
    """The need as it was said."""
    private: Mapped[bool] = mapped_column(default=False)
    urgency: Mapped[str] = mapped_column(String(10))
    needed: Mapped[int] = mapped_column(default=1)
    """How many people must come; of a whole, how many parts must be taken."""
    accepted: Mapped[int] = mapped_column(default=0)
    """How many have promised to; changed only under the row's lock."""

    area_code: Mapped[str | None] = mapped_column(String(18))
    place: Mapped[str] = mapped_column(String(120))
    """Town, village, group and landmark in words."""
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    contact: Mapped[str | None] = mapped_column(String(40))
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    time_start: Mapped[datetime | None] = mapped_column(UTCDateTime)
    time_end: Mapped[datetime | None] = mapped_column(UTCDateTime)
    time_words: Mapped[str] = mapped_column(String(60))

    rung: Mapped[str] = mapped_column(String(12), default="village")
    desk: Mapped[str | None] = mapped_column(String(40))
    """Which desk it was handed to: ``county``, ``town``, or a department's code; ``None``: none."""
    desk_name: Mapped[str | None] = mapped_column(String(60))
    policy: Mapped[dict[str, Any]]
    """The county's clock and ladder as they stood when the order was placed; later edits do not touch it."""
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """By when somebody must have accepted; it never restarts, and only the villager's own 改时间 moves it."""
    counts_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when its clock counts, once the villager has moved the wish; ``None``: since ``placed_at``."""
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rating: Mapped[int | None]
    rating_words: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        Index(
            "ix_orders_open_code",
            "county",
            "code",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_orders_open",
            "county",
            "area_code",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_orders_proxy",
            "proxy_id",
            "id",
            sqlite_where=text("proxy_id IS NOT NULL"),
            postgresql_where=text("proxy_id IS NOT NULL"),
        ),
        Index(
            "ix_orders_parts",
            "parent_id",
            sqlite_where=text("parent_id IS NOT NULL"),
            postgresql_where=text("parent_id IS NOT NULL"),
        ),
        Index(
            "ix_orders_merged",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
        Index(None, "county", "placed_at"),
        Index(None, "requester_id", "id"),
        Index(None, "requester_id", "request_key", unique=True),
    )

    @property
    def asked(self) -> str:
        """The words it was placed with."""
        return self.words.split(NOTE)[0]

    @property
    def notes(self) -> list[str]:
        """What was said after the placing, in its order."""
        return self.words.split(NOTE)[1:]

    @property
    def wording(self) -> Wording:
        """What its county called the steps when it was placed."""
        return wording_of(self.policy or {})

    @property
    def shown(self) -> str:
        """Its status as people read it."""
        return status_words(Status(self.status), self.wording)

    @property
    def full(self) -> bool:
        return self.accepted >= self.needed

    def speaks(self, person_id: int) -> bool:
        """Whether this person asked for it, or for whoever needs it."""
        return person_id in (self.requester_id, self.proxy_id)

    def move(self, to: Status, *, now: datetime) -> None:
        """Raises ``Conflict`` when the table of moves does not allow it."""
        if to not in MOVES[Status(self.status)]:
            raise Conflict(f"{self.code} 现在是「{self.shown}」，不能改为「{status_words(to, self.wording)}」。")
        self.status = to
        if to.final:
            self.closed_at = now
        if to is Status.DONE:
            self.done_at = now


class Likeness(Base):
    """Two orders that may be about the same thing, as was suggested once, and what was decided."""

    __tablename__ = "likenesses"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    other_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    """The earlier one."""
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)
    same: Mapped[bool | None]
    """``None``: nobody has said yet."""


class Bill(Base):
    """What goods cost that were bought for an order, as whoever bought them says; the last one counts."""

    __tablename__ = "bills"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    cents: Mapped[int]
    noted_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Counter(Base):
    """Numbers given out one by one, per county and purpose."""

    __tablename__ = "counters"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    value: Mapped[int]


class Evidence(Base):
    """What was shown of an order's end: words, or a photo by its media id."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    county: Mapped[str] = mapped_column(String(6))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str | None] = mapped_column(String(200))
    media_id: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

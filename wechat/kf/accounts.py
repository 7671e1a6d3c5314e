"""The 微信客服 accounts: where there is something to read, who reads, and how far they have come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from app.db import upserting
from app.prepared import Prepared
from wechat.model import KfAccount

Moment = datetime | BindParameter[datetime]
LEASE = timedelta(seconds=30)
"""Longer than one call and one message may take; renewed with every message."""
TOKEN_LASTS = timedelta(minutes=9)
"""The callback's token is good for ten."""
LONGEST_TOKEN = 200
LOST_AFTER = timedelta(minutes=5)
"""An account is read again after so long without news: a callback may have got lost."""
PAUSES = (2, 10, 30, 60, 300)
"""Seconds until reading is tried again, by how often it has failed in a row."""
TOLD_AFTER = 3
"""Failures in a row from which on operators hear of it."""


class Overtaken(Exception):
    """Somebody else reads by now: what was about to be written is not."""


@dataclass(frozen=True)
class Reading:
    """One reading of one account: whose it is and where it began."""

    open_kfid: str
    holder: str
    cursor: str
    token: str
    wanted_at: datetime


def look_now(session: Session, open_kfid: str, *, token: str, now: datetime) -> None:
    """There is something to read; reading begins at the next beat, whatever paused it."""
    token = token if len(token) <= LONGEST_TOKEN else ""
    news = {"token": token, "token_at": now, "wanted_at": now}
    blank = {"open_kfid": open_kfid, "cursor": "", "holder": "", "failures": 0, "failure": ""}
    row = upserting(session, KfAccount).values(blank | news)
    session.execute(row.on_conflict_do_update(index_elements=["open_kfid"], set_=news))


def claim(session: Session, holder: str, *, now: datetime) -> Reading | None:
    """The account that has waited longest, leased to ``holder``; ``None`` when nothing is to be read."""
    longest = select(KfAccount).where(*_to_be_read(now, now - LOST_AFTER)).order_by(KfAccount.wanted_at).limit(1)
    row = session.scalars(longest.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.holder, row.lease_until, row.wanted_at = holder, now + LEASE, row.wanted_at or now
    fresh = row.token_at is not None and now - row.token_at < TOKEN_LASTS
    return Reading(row.open_kfid, holder, row.cursor, row.token if fresh else "", row.wanted_at)


def waiting(session: Session, *, now: datetime) -> bool:
    return _WAITING.first(session, now=now, lost=now - LOST_AFTER) is not None


def _to_be_read(now: Moment, lost: Moment) -> tuple[ColumnElement[bool], ...]:
    free = or_(KfAccount.lease_until.is_(None), KfAccount.lease_until <= now)
    quiet = and_(KfAccount.wanted_at.is_(None), KfAccount.read_at < lost)
    return free, or_(KfAccount.wanted_at <= now, quiet)


_WAITING = Prepared(select(KfAccount.open_kfid).where(*_to_be_read(bindparam("now"), bindparam("lost"))).limit(1))
"""Asked every second by every jobs process."""


def hold_on(session: Session, reading: Reading, *, now: datetime, cursor: str | None = None) -> None:
    """Renew the lease, and move on to ``cursor``, with what else this transaction writes; raises ``Overtaken``."""
    moved = {"lease_until": now + LEASE} | ({} if cursor is None else {"cursor": cursor})
    _written(session, reading, moved)


def read_to_the_end(session: Session, reading: Reading, *, now: datetime) -> None:
    """Nothing more to read, unless news came meanwhile."""
    _written(session, reading, {"holder": "", "lease_until": None, "read_at": now, "failures": 0, "failure": ""})
    seen = (KfAccount.open_kfid == reading.open_kfid, KfAccount.wanted_at == reading.wanted_at)
    session.execute(update(KfAccount).where(*seen).values(wanted_at=None))


def failed(session: Session, reading: Reading, why: str, *, now: datetime) -> None:
    """It is tried again after a pause; the more often it failed, the longer."""
    row = session.get(KfAccount, reading.open_kfid, with_for_update=True)
    if row is None or row.holder != reading.holder:
        return
    pause = PAUSES[min(row.failures, len(PAUSES) - 1)]
    row.holder, row.lease_until = "", None
    row.failures, row.failure, row.wanted_at = row.failures + 1, why[:200], now + timedelta(seconds=pause)


def trouble(session: Session) -> str | None:
    """What keeps us from reading, in words for operators; ``None`` when all is well."""
    rows = session.scalars(select(KfAccount).where(KfAccount.failures >= TOLD_AFTER)).all()
    return "；".join(f"微信客服 {row.open_kfid} 读不到消息：{row.failure}" for row in rows) or None


def _written(session: Session, reading: Reading, values: Mapping[str, object]) -> None:
    ours = (KfAccount.open_kfid == reading.open_kfid, KfAccount.holder == reading.holder)
    done = session.execute(update(KfAccount).where(*ours).values(**values).returning(KfAccount.open_kfid))
    if done.first() is None:
        raise Overtaken

"""Handing over: claim what is due as plain parcels, and take back what a dead process held."""

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, Text, bindparam, cast, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.db import UTCDateTime, vault_of
from app.outbox.actions import match_receipts, phone_seal
from app.outbox.bulk import among, among_these, plain, read_moments, these
from app.outbox.delivery import Parcel
from app.outbox.model import NOTIFICATIONS, Lane, Status, move, moving
from app.outbox.rules import LANES, PHONE, floors, may_repeat
from app.outbox.settling import count
from app.people.model import Identity, Person
from app.prepared import Prepared

STUCK = timedelta(seconds=60)
"""Longer than any honest try: whoever claimed it is dead."""
MANY = 1000

_N, _P, _I = NOTIFICATIONS.c, Person.__table__.c, Identity.__table__.c
_OWED = sql("notifications.status = 'owed'")
"""Spelt out, because SQLite uses a partial index only for the very words of its condition."""
_SENDING = sql("status = 'sending'")
_MOMENT: BindParameter[datetime] = bindparam("moment", type_=UTCDateTime)
_CARRIED = (
    _N.id, _N.county, _N.person_id, _N.order_id, _N.kind, _N.lane, cast(_N.card, Text), _N.text, _N.path, _N.channel,
    _N.attempts, plain(_N.owed_at), plain(_N.unsure_since), plain(_N.expires_at),
)  # fmt: skip
"""In the order of ``Parcel``."""
UNSURE, EXPIRES_AT = -2, -1

# Built once: building these takes longer than the database needs to answer them.
_WORK = Prepared(select(*(select(_N.id).where(_OWED, _N.lane == lane.value, _N.due_at <= _MOMENT).exists() for lane in LANES)))
_DUE = select(_N.id).where(_OWED, _N.lane == bindparam("of_lane"), _N.due_at <= _MOMENT).order_by(_N.due_at, _N.id)
_PICKED = _DUE.limit(bindparam("most", type_=Integer)).with_for_update(skip_locked=True).cte("picked")
_CLAIM = moving(Status.SENDING, _N.id.in_(select(_PICKED.c.id)), returning=_CARRIED, claimed_at=_MOMENT)

Ways = tuple[str | None, bool, datetime | None, str | None, bytes | None, str | None]
NOBODY: Ways = (None, False, None, None, None, None)
"""How somebody is reached: the last fields of ``Parcel``, in its order."""


def claim(session: Session, *, limit: int, now: datetime) -> list[Parcel]:
    """Mark up to ``limit`` due notifications as on their way, urgent ones first, and hand them out as plain parcels.

    Other processes claim others meanwhile. What has expired, and what is too old to be repeated after a timeout, is put
    away instead.
    """
    taken, moment = _taken(session, limit, now), read_moments(session)
    expired = {row[0] for row in taken if row[EXPIRES_AT] and moment(row[EXPIRES_AT]) <= now}
    stale = {row[0] for row in taken if row[UNSURE] and not may_repeat(moment(row[UNSURE]), at=now)}
    _put_away(session, Status.EXPIRED, expired, now)
    _put_away(session, Status.UNKNOWN, stale - expired, now)
    gone = expired | stale
    return _parcels(session, [row for row in taken if row[0] not in gone] if gone else taken, now)


def _taken(session: Session, limit: int, now: datetime) -> list[Any]:
    """First what each lane may take while later ones keep their floors, then whatever is left of the places."""
    lanes, kept = _lanes_with_work(session, now), floors(limit)
    rows: list[Any] = []
    full = []
    for place, lane in enumerate(lanes):
        most = limit - len(rows) - sum(kept[later] for later in lanes[place + 1 :])
        taken = _taken_of(session, lane, most, now)
        rows += taken
        full += [lane] if len(taken) == most else []
    for lane in full:
        rows += _taken_of(session, lane, limit - len(rows), now)
    return rows


def _lanes_with_work(session: Session, now: datetime) -> list[Lane]:
    (has_work,) = _WORK.all(session, moment=now)
    return [lane for lane, has in zip(LANES, has_work, strict=True) if has]


def _taken_of(session: Session, lane: Lane, most: int, now: datetime) -> Sequence[Any]:
    if most <= 0:
        return []
    return session.connection().execute(_CLAIM, {"of_lane": lane.value, "most": most, "moment": now}).all()


def _put_away(session: Session, to: Status, ids: set[int], now: datetime) -> None:
    if ids:
        gone = move(session, to, among(session, _N.id, list(ids)), returning=(_N.id, _N.lane))
        count(session, [(row.lane, to) for row in gone], now=now)


def _parcels(session: Session, rows: Sequence[Any], now: datetime) -> list[Parcel]:
    people, moment = _reached_by(session, {row[2] for row in rows}) if rows else {}, read_moments(session)
    return [
        Parcel(
            number, county, person_id, order_id, kind, lane, _card(card), with_phones(session, text), path, channel, attempts,
            moment(owed_at), moment(unsure_since), now, *people.get(person_id, NOBODY),
        )
        for number, county, person_id, order_id, kind, lane, card, text, path, channel, attempts, owed_at, unsure_since, _
        in rows
    ]  # fmt: skip


@lru_cache(maxsize=1024)
def _card(text: str) -> Mapping[str, Any]:
    """Many people get the same card: it is read once."""
    return MappingProxyType(json.loads(text))


def with_phones(session: Session, text: str) -> str:
    """The text with the numbers it speaks of: they stand in it as references until it leaves (``actions.phone_of``)."""
    return PHONE.sub(lambda found: _number(session, found), text) if "⟦" in text else text


def _number(session: Session, reference: re.Match[str]) -> str:
    person_id = int(reference["person"])
    if not hmac.compare_digest(reference["seal"], phone_seal(session, person_id)):
        return ""
    sealed = session.scalars(select(_P.phone_sealed).where(_P.id == person_id)).one_or_none()
    return vault_of(session).open(sealed) if sealed else "（号码已删除）"


def _reached_by(session: Session, person_ids: set[int]) -> dict[int, Ways]:
    """By person; of several openids in one app, one that follows, else the newest."""
    connection, moment = session.connection(), read_moments(session)
    people: dict[int, Ways] = {}
    known = connection.execute(_reaching(connection.dialect.name), {"these": these(session, list(person_ids))})
    for person_id, phone, app, openid, following, spoke_at in known.all():
        service, follows, spoke, mini, _, kf = people.get(person_id, NOBODY)
        if app == "service":
            people[person_id] = (openid, bool(following), moment(spoke_at), mini, phone, kf)
        else:
            mini = openid if app == "mini" and following else mini
            kf = openid if app == "kf" and following else kf
            people[person_id] = (service, follows, spoke, mini, phone, kf)
    return people


@cache
def _reaching(dialect: str) -> Select[Any]:
    known = select(_P.id, _P.phone_sealed, _I.app, _I.openid, plain(_I.following), plain(_I.spoke_at))
    known = known.select_from(Person.__table__.outerjoin(Identity.__table__, _I.person_id == _P.id))
    return known.where(among_these(dialect, _P.id)).order_by(_I.following, _I.id)


def reclaim(session: Session, *, now: datetime) -> int:
    """Owe again what a dead process claimed and never settled; the platform drops the repeat if it was sent after all."""
    dead = select(_N.id).where(_SENDING, _N.claimed_at < now - STUCK).limit(MANY).with_for_update(skip_locked=True)
    match_receipts(session, now=now)
    return len(move(session, Status.OWED, _N.id.in_(select(dead.cte("dead").c.id)), due_at=now))

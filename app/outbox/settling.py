"""Settling: what the channels said is written down, and every notification moves to what came of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Integer, Table, Update, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.db import UTCDateTime, upserting
from app.events import record
from app.outbox.actions import match_receipts
from app.outbox.bulk import among_these, insert_rows, moments, these
from app.outbox.delivery import NO_CHANNEL, Parcel, Try, Verdict
from app.outbox.events import ChannelAlarmed, NotificationUnreachable
from app.outbox.model import ALL_KINDS, IN_TIME, NOTIFICATIONS, Delivery, Outage, Status, Tally, move, moving
from app.outbox.rules import TRIES_A_CHANNEL, delay_after, may_repeat
from app.people.model import Identity

PROMPT = timedelta(seconds=10)
"""Handed over within this of being due: the measure of GOV.UK Notify."""
WAIT = timedelta(minutes=2)
SHUT_TEMPLATE = timedelta(hours=1)
SHUT_CHANNEL = timedelta(minutes=5)

_N = NOTIFICATIONS.c
DELIVERIES = cast(Table, Delivery.__table__)
TRY_COLUMNS = ("county", "notification_id", "channel", "at", "outcome", "code", "detail", "provider_id")
SENT = Status.SENT.value
TAKEN = (Verdict.SENT, Verdict.ALREADY)

Changed = list[tuple[str, str]]
"""Lane and what became of a notification, for the tallies."""


def settle(session: Session, tries: Sequence[Try], *, now: datetime) -> None:
    """Write down every try and move the notifications to what came of them.

    A notification that was reclaimed since is left to its new holder; the try is still on record.
    """
    _write_down(session, tries, now)
    changed = _sent(session, [one for one in tries if one.outcome.verdict in TAKEN], now)
    for one in tries:
        if one.outcome.verdict not in TAKEN:
            changed += _SETTLED[one.outcome.verdict](session, one, now)
    count(session, changed, now=now)
    match_receipts(session, now=now)


def _write_down(session: Session, tries: Sequence[Try], now: datetime) -> None:
    at = moments(session)(now)
    rows = [
        (
            one.parcel.county,
            one.parcel.id,
            one.channel,
            at,
            one.outcome.verdict.value,
            one.outcome.code,
            one.outcome.detail and one.outcome.detail[:200],
            one.outcome.provider_id,
        )
        for one in tries
        if not (one.channel == NO_CHANNEL and one.outcome.verdict is Verdict.WAIT)
    ]
    insert_rows(session, DELIVERIES, TRY_COLUMNS, rows)


def _sent(session: Session, tries: Sequence[Try], now: datetime) -> Changed:
    together: dict[tuple[datetime, int], dict[int, Parcel]] = defaultdict(dict)
    for one in tries:
        together[one.parcel.claimed_at, one.index][one.parcel.id] = one.parcel
    session.flush()
    connection = session.connection()
    prompt = now - PROMPT
    changed: Changed = []
    for (claimed_at, index), parcels in together.items():
        held = {"these": these(session, list(parcels)), "mark": claimed_at, "way": index, "moment": now}
        moved = [parcels[one] for one in connection.execute(_handed_over(connection.dialect.name), held).scalars()]
        changed += [(parcel.lane, SENT) for parcel in moved]
        changed += [(parcel.lane, IN_TIME) for parcel in moved if parcel.owed_at >= prompt]
    return changed


@cache
def _handed_over(dialect: str) -> Update:
    held = (among_these(dialect, _N.id), _N.claimed_at == bindparam("mark", type_=UTCDateTime))
    at = bindparam("moment", type_=UTCDateTime)
    return moving(Status.SENT, *held, channel=bindparam("way", type_=Integer), handed_over_at=at, unsure_since=None)


def _again(session: Session, one: Try, due_at: datetime, **values: Any) -> Changed:
    held = (_N.id == one.parcel.id, _N.claimed_at == one.parcel.claimed_at)
    move(session, Status.OWED, *held, **{"channel": one.index, "due_at": due_at, **values})
    return []


def _retry(session: Session, one: Try, now: datetime) -> Changed:
    attempts = one.parcel.attempts + 1
    if attempts >= TRIES_A_CHANNEL:
        return _fall_back(session, one, now)
    return _again(session, one, now + delay_after(attempts, one.parcel.id), attempts=attempts)


def _wait(session: Session, one: Try, now: datetime) -> Changed:
    pause = _pause(one, WAIT)
    if one.channel == NO_CHANNEL:
        return _again(session, one, now + pause)
    attempts = one.parcel.attempts + 1
    return (
        _fall_back(session, one, now) if attempts >= TRIES_A_CHANNEL else _again(session, one, now + pause, attempts=attempts)
    )


def _fall_back(session: Session, one: Try, now: datetime) -> Changed:
    return _again(session, one, now, channel=one.index + 1, attempts=0, unsure_since=None)


def _disable_identity(session: Session, one: Try, now: datetime) -> Changed:
    parcel = one.parcel
    known = {"service": parcel.service_openid, "mini": parcel.mini_openid, "kf": parcel.kf_openid}
    openid = known.get(one.app or "")
    session.execute(update(Identity).where(Identity.app == one.app, Identity.openid == openid).values(following=False))
    return _fall_back(session, one, now)


def _disable_template(session: Session, one: Try, now: datetime) -> Changed:
    shut(session, one, kind=one.parcel.kind, until=now + _pause(one, SHUT_TEMPLATE), now=now)
    return _fall_back(session, one, now)


def _alarm(session: Session, one: Try, now: datetime) -> Changed:
    shut(session, one, kind=ALL_KINDS, until=now + _pause(one, SHUT_CHANNEL), now=now)
    return _again(session, one, now, channel=one.parcel.channel)


def _unknown(session: Session, one: Try, now: datetime) -> Changed:
    """A timeout is never ``sent``: repeat while the platform still drops a second one, then say that we do not know."""
    since = one.parcel.unsure_since or one.parcel.claimed_at
    attempts = one.parcel.attempts + 1
    due_at = now + delay_after(attempts, one.parcel.id)
    if may_repeat(since, at=due_at):
        return _again(session, one, due_at, attempts=attempts, unsure_since=since)
    return _ended(session, one, Status.UNKNOWN)


def _give_up(session: Session, one: Try, now: datetime) -> Changed:
    changed = _ended(session, one, Status.UNREACHABLE)
    if changed:
        parcel = one.parcel
        record(
            session,
            NotificationUnreachable(
                county=parcel.county,
                at=now,
                order_id=parcel.order_id,
                notification_id=parcel.id,
                person_id=parcel.person_id,
                kind=parcel.kind,
                lane=parcel.lane,
            ),
        )
    return changed


def _ended(session: Session, one: Try, to: Status) -> Changed:
    held = (_N.id == one.parcel.id, _N.claimed_at == one.parcel.claimed_at)
    return [(row.lane, to) for row in move(session, to, *held, returning=(_N.lane,), channel=one.index)]


def _pause(one: Try, otherwise: timedelta) -> timedelta:
    seconds = one.outcome.wait_seconds
    return otherwise if seconds is None else timedelta(seconds=seconds)


_SETTLED: Mapping[Verdict, Callable[[Session, Try, datetime], Changed]] = {
    Verdict.RETRY: _retry,
    Verdict.WAIT: _wait,
    Verdict.FALL_BACK: _fall_back,
    Verdict.DISABLE_IDENTITY: _disable_identity,
    Verdict.DISABLE_TEMPLATE: _disable_template,
    Verdict.UNKNOWN: _unknown,
    Verdict.GIVE_UP: _give_up,
    Verdict.ALARM: _alarm,
}


def shut(session: Session, one: Try, *, kind: str, until: datetime, now: datetime) -> None:
    """Do not use this channel (for this kind) until then; the first to find out raises the alarm."""
    found = session.get(Outage, (one.channel, kind))
    row = {
        "channel": one.channel,
        "kind": kind,
        "until": until,
        "code": one.outcome.code,
        "detail": (one.outcome.detail or "")[:200],
    }
    news = {name: row[name] for name in ("until", "code", "detail")}
    session.execute(upserting(session, Outage).values(row).on_conflict_do_update(index_elements=["channel", "kind"], set_=news))
    if found is None or found.until <= now:
        alarm = ChannelAlarmed(
            county=one.parcel.county,
            at=now,
            order_id=one.parcel.order_id,
            channel=one.channel,
            kind=kind,
            code=one.outcome.code,
            detail=one.outcome.detail,
        )
        record(session, alarm)
    session.expire_all()


def count(session: Session, changed: Iterable[tuple[str, str]], *, now: datetime) -> None:
    """Add to the day's tallies, always in the same order so that two processes cannot wait for each other."""
    day = f"{in_shanghai(now):%F}"
    rows = [{"day": day, "lane": lane, "what": what, "n": n} for (lane, what), n in sorted(Counter(changed).items())]
    if rows:
        session.connection().execute(_added(session.get_bind().dialect.name), rows)


@cache
def _added(dialect: str) -> Insert:
    row = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(Tally)
    return row.on_conflict_do_update(index_elements=["day", "lane", "what"], set_={"n": Tally.n + row.excluded.n})

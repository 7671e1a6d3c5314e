"""What is asked of the outbox: who heard what about an order, on whose door to knock, and how late we are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.outbox.model import ALL_KINDS, IN_TIME, Delivery, Lane, Notification, Outage, Status, Tally
from app.people.model import Person
from app.prepared import Prepared

SHOWN = {
    Status.OWED: "待发送",
    Status.SENDING: "发送中",
    Status.SENT: "已发出",
    Status.DELIVERED: "已送达",
    Status.UNKNOWN: "不确定是否收到",
    Status.UNREACHABLE: "联系不上",
    Status.WITHDRAWN: "已撤回",
    Status.EXPIRED: "已过时",
}
CHANNELS_SHOWN = {"template": "微信通知", "subscribe": "订阅消息", "custom": "聊天消息", "sms": "短信"}
MOST_COUNTED = 10_000
_OWED = sql("notifications.status = 'owed'")
_SENDING = sql("notifications.status = 'sending'")
_KNOCK = sql("notifications.status IN ('unreachable', 'unknown')")


@dataclass(frozen=True)
class Told:
    """One line of the per-order delivery view."""

    notification_id: int
    person_id: int
    name: str | None
    kind: str
    status: str
    words: str
    """The status as people read it."""
    channel: str | None
    """As people read it; ``None``: not tried yet."""
    at: datetime
    """The last try, or when it was owed."""
    tries: int
    why: str | None
    """The platform's code and words of the last try, for operators."""


def of_order(session: Session, county: str, order_id: int) -> list[Told]:
    """Everything anybody was told, or should have been, about an order; oldest first."""
    mine = (Notification.county == county, Notification.order_id == order_id)
    found = select(Notification, Person.name).join(Person, Person.id == Notification.person_id)
    rows = session.execute(found.where(*mine).order_by(Notification.id)).all()
    tries: dict[int, list[Delivery]] = {}
    ids = [notification.id for notification, _ in rows]
    for one in session.scalars(select(Delivery).where(Delivery.notification_id.in_(ids)).order_by(Delivery.id)):
        tries.setdefault(one.notification_id, []).append(one)
    return [_told(notification, name, tries.get(notification.id, [])) for notification, name in rows]


def reached(session: Session, order_id: int, kind: str) -> set[int]:
    """Whom a notification of this kind about an order has left for, or is on its way to."""
    stayed = [Status.OWED, Status.WITHDRAWN, Status.EXPIRED]
    query = select(Notification.person_id).where(Notification.order_id == order_id, Notification.kind == kind)
    return set(session.scalars(query.where(Notification.status.not_in(stayed))))


def to_knock(session: Session, county: str, *, limit: int = 200) -> list[Told]:
    """People no channel reached, and those of whom we do not know: the newest first, for knocking on doors."""
    found = select(Notification, Person.name).join(Person, Person.id == Notification.person_id)
    found = found.where(Notification.county == county, _KNOCK).order_by(Notification.id.desc()).limit(limit)
    rows = session.execute(found).all()
    last = select(func.max(Delivery.id)).where(Delivery.notification_id.in_([n.id for n, _ in rows]))
    newest = session.scalars(select(Delivery).where(Delivery.id.in_(last.group_by(Delivery.notification_id))))
    tries = {one.notification_id: [one] for one in newest}
    return [_told(notification, name, tries.get(notification.id, [])) for notification, name in rows]


def _told(notification: Notification, name: str | None, tries: list[Delivery]) -> Told:
    last = tries[-1] if tries else None
    why = " ".join(part for part in (last.code, last.detail) if part) if last else ""
    return Told(
        notification_id=notification.id,
        person_id=notification.person_id,
        name=name,
        kind=notification.kind,
        status=notification.status,
        words=SHOWN[Status(notification.status)],
        channel=CHANNELS_SHOWN.get(last.channel, last.channel) if last and last.channel != "none" else None,
        at=last.at if last else notification.owed_at,
        tries=len(tries),
        why=why or None,
    )


@dataclass(frozen=True)
class Closed:
    """Channels and kinds that are not to be used now."""

    outages: Mapping[tuple[str, str], datetime] = field(default_factory=dict)

    def for_kind(self, channel: str, kind: str) -> bool:
        """Whether this kind is dead on this channel (a banned template): the next one, for good."""
        return (channel, kind) in self.outages

    def until(self, channel: str) -> datetime | None:
        """When the whole channel opens again; ``None``: it is open."""
        return self.outages.get((channel, ALL_KINDS))


def closed(session: Session, *, now: datetime) -> Closed:
    return Closed({(channel, kind): until for channel, kind, until in _SHUT.all(session, now=now)})


_SHUT = Prepared(select(Outage.channel, Outage.kind, Outage.until).where(Outage.until > bindparam("now")))
"""Asked whenever the courier looks."""


def outages(session: Session, *, now: datetime) -> list[Outage]:
    """What is shut at the moment, for the health page."""
    return list(session.scalars(select(Outage).where(Outage.until > now).order_by(Outage.channel, Outage.kind)))


def waiting(session: Session, lane: Lane, *, now: datetime) -> int:
    """How many are due and not claimed; counts no further than ``MOST_COUNTED``."""
    due = select(Notification.id).where(_OWED, Notification.lane == lane, Notification.due_at <= now).limit(MOST_COUNTED)
    return session.execute(select(func.count()).select_from(due.subquery())).scalar_one()


def on_the_way(session: Session) -> int:
    """How many are claimed and not settled; counts no further than ``MOST_COUNTED``."""
    claimed = select(Notification.id).where(_SENDING).limit(MOST_COUNTED)
    return session.execute(select(func.count()).select_from(claimed.subquery())).scalar_one()


def oldest_due(session: Session, lane: Lane, *, now: datetime) -> timedelta:
    """How long the first in line has been due; zero when nothing is."""
    first = select(Notification.due_at).where(_OWED, Notification.lane == lane, Notification.due_at <= now)
    due_at = session.scalars(first.order_by(Notification.due_at, Notification.id).limit(1)).first()
    return timedelta(0) if due_at is None else now - due_at


def stuck(session: Session, *, now: datetime, longer_than: timedelta) -> int:
    """How many have been on their way for longer than that: a dead process holds them."""
    held = select(Notification.id).where(_SENDING, Notification.claimed_at < now - longer_than).limit(MOST_COUNTED)
    return session.execute(select(func.count()).select_from(held.subquery())).scalar_one()


def tallies(session: Session, *, day: str | None = None) -> dict[tuple[str, str], int]:
    """By lane and what became of them (a status, or ``in_time``), for one day (``2026-11-24``) or for ever."""
    added = select(Tally.lane, Tally.what, func.sum(Tally.n)).group_by(Tally.lane, Tally.what)
    added = added if day is None else added.where(Tally.day == day)
    return {(lane, what): int(n) for lane, what, n in session.execute(added)}


def share_in_time(session: Session, *, now: datetime) -> float | None:
    """Of today's messages (Shanghai) handed to a platform, the share that was within ten seconds of being due."""
    today = tallies(session, day=f"{in_shanghai(now):%F}")
    sent = sum(n for (_, what), n in today.items() if what == Status.SENT)
    return sum(n for (_, what), n in today.items() if what == IN_TIME) / sent if sent else None

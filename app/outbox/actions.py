"""Owing people something to hear, taking it back, and hearing from the platform whether it arrived."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from app.db import UTCDateTime, vault_of
from app.outbox.bulk import insert_rows, listed, moments
from app.outbox.model import NOTIFICATIONS, Delivery, Lane, Notification, Receipt, Status, move, moving
from app.outbox.rules import Value, fitted, plain_text
from app.people.model import Identity
from app.prepared import Prepared, one_of
from app.things import made

Thing = TypeVar("Thing")
_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

ROWS_A_STATEMENT = 1000
COLUMNS = (
    "county", "order_id", "kind", "lane", "card", "text", "path", "status", "channel", "attempts",
    "owed_at", "due_at", "expires_at", "person_id",
)  # fmt: skip
OWED = Status.OWED.value
_C = NOTIFICATIONS.c
RECEIPTS_AT_ONCE = 500
RECEIPTS_WAIT = timedelta(days=1)
MATCHED_BY_OPENID = timedelta(minutes=10)
NO_PROVIDER_ID = ("", "0")
"""WeChat has been seen to report ``MsgID`` 0 for messages that carried a ``client_msg_id``."""
_ANY_RECEIPT = select(Receipt.id).limit(1)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something a person must hear: as a card of typed values, and in plain words for channels without cards."""

    county: str
    person_id: int
    kind: str
    """Names the template: ``offer``, ``accepted`` …; at most 20 characters."""
    card: Mapping[str, Value] = field(repr=False)
    text: str = field(repr=False)
    lane: Lane = Lane.ROUTINE
    path: str | None = None
    """Where a tap leads, below PUBLIC_URL; at most 300 characters."""
    order_id: int | None = None
    due_at: datetime | None = None
    """Not before (quiet hours are the caller's matter); ``None``: at once."""
    expires_at: datetime | None = None
    """Pointless from then on."""


def phone_of(session: Session, person_id: int) -> str:
    """A reference to somebody's phone number, to be put into a notice's text: the number itself never rests in the outbox.

    It carries a seal of the vault, for people's own words stand in notices too: nobody may write such a reference and read
    somebody's number in the answer.
    """
    return f"⟦phone {person_id} {phone_seal(session, person_id)}⟧"


def phone_seal(session: Session, person_id: int) -> str:
    return vault_of(session).digest(f"phone of {person_id}")[:32]


def owe(session: Session, notice: Notice, *, now: datetime) -> Notification:
    """Owe one person one notification. Raises ``ValueError`` naming a card field that its type cannot show: a bug of ours."""
    return made(session, Notification, **_row(notice, now), person_id=notice.person_id)


def owe_many(session: Session, notices: Iterable[Notice], *, now: datetime) -> int:
    """Owe many different notices, in few statements; returns how many."""
    moment = moments(session)
    rows = (_flat(notice, moment, now) for notice in notices)
    count = 0
    for chunk in _chunks(rows):
        insert_rows(session, NOTIFICATIONS, COLUMNS, chunk)
        count += len(chunk)
    return count


def _flat(notice: Notice, moment: Callable[[datetime | None], Any], now: datetime) -> tuple[Any, ...]:
    """The values of ``COLUMNS``, as the driver takes them."""
    due_at = moment(now if notice.due_at is None else max(notice.due_at, now))
    return (
        notice.county,
        notice.order_id,
        notice.kind,
        notice.lane.value,
        _card_text(tuple(notice.card.items())),
        plain_text(notice.text),
        notice.path,
        OWED,
        0,
        0,
        due_at,
        due_at,
        moment(notice.expires_at),
        notice.person_id,
    )


@lru_cache(maxsize=1024)
def _card_text(card: tuple[tuple[str, Value], ...]) -> str:
    """The fitted card as JSON; many people get the same one."""
    return _AS_JSON({key: fitted(key, value) for key, value in card})


def owe_all(session: Session, notice: Notice, person_ids: Iterable[int], *, now: datetime) -> int:
    """Owe the same notice to all these people (``notice.person_id`` is not looked at); returns how many.

    One INSERT … SELECT per thousand people. A caller with tens of thousands gives them in chunks, one transaction each,
    so that other writers get their turn in between.
    """
    row = _row(notice, now)
    count = 0
    for chunk in _chunks(person_ids):
        constants = [literal(value, NOTIFICATIONS.c[name].type) for name, value in row.items()]
        people = select(*constants, listed(session, chunk))
        session.execute(insert(NOTIFICATIONS).from_select([*row, "person_id"], people))
        count += len(chunk)
    return count


def _row(notice: Notice, now: datetime) -> dict[str, Any]:
    due_at = max(notice.due_at or now, now)
    return {
        "county": notice.county,
        "order_id": notice.order_id,
        "kind": notice.kind,
        "lane": notice.lane.value,
        "card": {key: fitted(key, value) for key, value in notice.card.items()},
        "text": plain_text(notice.text),
        "path": notice.path,
        "status": OWED,
        "channel": 0,
        "attempts": 0,
        "owed_at": due_at,
        "due_at": due_at,
        "expires_at": notice.expires_at,
    }


def _chunks(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    source = iter(things)
    while chunk := list(islice(source, ROWS_A_STATEMENT)):
        yield chunk


def withdraw(session: Session, *, order_id: int, kinds: Collection[str] | None = None, now: datetime) -> int:
    """Take back what is still owed about an order (of these kinds, or all); returns how many nobody will see.

    What is on its way cannot be called back; if that try fails it is not tried again.
    """
    on_their_way, owed = _taking_back(None if kinds is None else frozenset(kinds))
    on_their_way.all(session, order=order_id, now=now)
    return len(owed.all(session, order=order_id))


@cache
def _taking_back(kinds: frozenset[str] | None) -> tuple[Prepared, Prepared]:
    """As ``_withdraw``, about one order and these kinds."""
    about = [_C.order_id == bindparam("order")]
    if kinds is not None:
        about.append(one_of(_C.kind, sorted(kinds)))
    expired = update(NOTIFICATIONS).where(*about, _C.status == Status.SENDING)
    hurried = expired.values(expires_at=bindparam("now", type_=UTCDateTime))
    return Prepared(hurried), Prepared(moving(Status.WITHDRAWN, *about))


def forget(session: Session, *, person_id: int, now: datetime) -> None:
    """Blank what was ever said to a person, and take back what is owed: they left and are to be erased."""
    _forget(session, [_C.person_id == person_id], now)


def forget_about(session: Session, *, order_id: int, now: datetime) -> None:
    """Blank what anybody was told about an order, and take back what is owed: whose it was is to be erased."""
    _forget(session, [_C.order_id == order_id], now)


def forget_these(session: Session, notification_ids: Collection[int], *, now: datetime) -> None:
    """Blank these notifications and take back what is owed of them."""
    if notification_ids:
        _forget(session, [_C.id.in_(notification_ids)], now)


def _forget(session: Session, about: list[ColumnElement[bool]], now: datetime) -> None:
    _withdraw(session, about, now)
    session.execute(update(NOTIFICATIONS).where(*about).values(card={}, text=""))


def _withdraw(session: Session, about: list[ColumnElement[bool]], now: datetime) -> int:
    session.flush()
    session.execute(update(NOTIFICATIONS).where(*about, _C.status == Status.SENDING).values(expires_at=now))
    return len(move(session, Status.WITHDRAWN, *about))


def receipt(
    session: Session,
    *,
    provider_id: str,
    openid: str | None = None,
    delivered: bool,
    detail: str | None = None,
    now: datetime,
) -> None:
    """The platform reports on a message it took (``TEMPLATESENDJOBFINISH``, ``subscribe_msg_sent_event``).

    Delivered, or not: then the next channel is tried at once. A report that is earlier than our own note of the try waits
    for it; a second report changes nothing.
    """
    known = provider_id not in NO_PROVIDER_ID
    wanted = _try_by_id(provider_id) if known else _try_by_openid(openid, now)
    attempt = session.scalars(wanted.with_for_update(of=Delivery).limit(1)).first()
    if attempt is not None:
        _report(session, attempt, delivered=delivered, now=now)
    elif known:
        session.add(Receipt(provider_id=provider_id, delivered=delivered, detail=(detail or "")[:200], at=now))


def match_receipts(session: Session, *, now: datetime) -> int:
    """Bring early reports together with the tries they speak of; returns how many."""
    if session.connection().execute(_ANY_RECEIPT).first() is None:
        return 0
    pairs = select(Receipt, Delivery).join(Delivery, Delivery.provider_id == Receipt.provider_id)
    matched = session.execute(pairs.order_by(Receipt.id).limit(RECEIPTS_AT_ONCE)).all()
    for early, attempt in matched:
        if attempt.receipt is None:
            _report(session, attempt, delivered=early.delivered, now=now)
    done = [early.id for early, _ in matched]
    session.execute(delete(Receipt).where(Receipt.id.in_(done) | (Receipt.at < now - RECEIPTS_WAIT)))
    return len(done)


def _report(session: Session, attempt: Delivery, *, delivered: bool, now: datetime) -> None:
    attempt.receipt = "delivered" if delivered else "failed"
    this = _C.id == attempt.notification_id
    if delivered:
        move(session, Status.DELIVERED, this)
        return
    gone = _C.status.in_([Status.SENT, Status.UNKNOWN])
    move(session, Status.OWED, this, gone, channel=_C.channel + 1, attempts=0, unsure_since=None, due_at=now)


def _try_by_id(provider_id: str) -> Select[Delivery]:
    mine = (Delivery.provider_id == provider_id, Delivery.receipt.is_(None))
    return select(Delivery).where(*mine).order_by(Delivery.id.desc())


def _try_by_openid(openid: str | None, now: datetime) -> Select[Delivery]:
    """The oldest unreported recent try to this openid: all there is to go by when the platform names no message."""
    return (
        select(Delivery)
        .join(Notification, Notification.id == Delivery.notification_id)
        .join(Identity, Identity.person_id == Notification.person_id)
        .where(Identity.openid == openid, Delivery.receipt.is_(None), Delivery.at > now - MATCHED_BY_OPENID)
        .where(Notification.status.in_([Status.SENT, Status.UNKNOWN]), Delivery.outcome.in_(["sent", "already"]))
        .order_by(Delivery.id)
    )

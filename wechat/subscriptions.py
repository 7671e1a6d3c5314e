"""The ledger of subscriptions: one more for each 允许, one less for each message, none after a refusal."""

from datetime import datetime

from sqlalchemy import Update, delete, select, update
from sqlalchemy.orm import Session

from app.db import upserting
from wechat.model import Subscription


def allowed(session: Session, *, app: str, openid: str, template_id: str, now: datetime) -> None:
    """They tapped 允许. Not idempotent: claim the event or the request first."""
    row = upserting(session, Subscription).values(app=app, openid=openid, template_id=template_id, balance=1, updated_at=now)
    one_more = {"balance": Subscription.balance + 1, "updated_at": now}
    session.execute(row.on_conflict_do_update(index_elements=["app", "openid", "template_id"], set_=one_more))


def take_one(session: Session, *, app: str, openid: str, template_id: str, now: datetime) -> bool:
    """Use one up before sending; ``False`` when none is left."""
    one_less = _row(app, openid, template_id).where(Subscription.balance > 0)
    taken = one_less.values(balance=Subscription.balance - 1, updated_at=now).returning(Subscription.balance)
    return session.execute(taken).first() is not None


def give_back(session: Session, *, app: str, openid: str, template_id: str, now: datetime) -> None:
    """The one taken was not used: the message did not go out."""
    session.execute(_row(app, openid, template_id).values(balance=Subscription.balance + 1, updated_at=now))


def refused(session: Session, *, app: str, openid: str, template_id: str, now: datetime) -> None:
    """They refused, or the platform says that none is left (43101): what we believed is void."""
    session.execute(_row(app, openid, template_id).values(balance=0, updated_at=now))


def balance(session: Session, *, app: str, openid: str, template_id: str) -> int:
    found = session.scalar(
        select(Subscription.balance).where(
            Subscription.app == app, Subscription.openid == openid, Subscription.template_id == template_id
        )
    )
    return found or 0


def forget(session: Session, *, app: str, openid: str) -> None:
    session.execute(delete(Subscription).where(Subscription.app == app, Subscription.openid == openid))


def _row(app: str, openid: str, template_id: str) -> Update:
    return update(Subscription).where(
        Subscription.app == app, Subscription.openid == openid, Subscription.template_id == template_id
    )

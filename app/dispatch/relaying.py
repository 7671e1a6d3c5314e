"""What the villager hears, whoever ordered for them hears too; and instead of them, when they cannot be reached (002-36)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.dispatch.links import link
from app.orders.model import Order
from app.orders.queries import follows
from app.outbox.actions import Notice, owe


def owe_villager(session: Session, order: Order, notice: Notice, *, now: datetime) -> None:
    """Owe the notice to the requester, and the same to their proxy; without WeChat, to the proxy alone."""
    if order.proxy_id is None or follows(session, order.requester_id):
        owe(session, notice, now=now)
    if order.proxy_id is not None:
        path = link(session, order, order.proxy_id) if notice.path else None
        text = f"【替{order.contact or '群众'}】{notice.text}"
        owe(session, replace(notice, person_id=order.proxy_id, text=text, path=path), now=now)

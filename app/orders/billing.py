"""票据: what goods cost that were bought for a villager, noted by whoever bought them and shown to whoever pays."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid
from app.events import record
from app.orders.events import BillNoted
from app.orders.model import Bill, Order, Status
from app.patterns import regex

AMOUNT = regex(r"[¥¥]?\s?(\d{1,5})(?:[.。](\d{1,2}))?\s?(?:元|块钱?|圆)?")
MOST = 2_000_000
"""Cents: what a volunteer lays out for somebody's daily needs is never more."""


def cents_of(said: str) -> int:
    """36.5, 36.50元, 36块: in cents. Raises ``Invalid`` for anything else."""
    found = AMOUNT.fullmatch(said.strip())
    if found is None:
        raise Invalid("请说票据上的金额，比如「票据 A12 36.5」。")
    cents = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0") or 0)
    if not 0 < cents <= MOST:
        raise Invalid("这个金额不对，请再看一下票据。")
    return cents


def note(session: Session, order: Order, cents: int, *, actor_id: int, now: datetime) -> Bill:
    """A later one corrects an earlier one; both stay. Raises ``Conflict`` once the order is closed."""
    if Status(order.status).final:
        raise Conflict(f"{order.code} 现在是「{order.shown}」，不能再登记票据。")
    bill = Bill(order_id=order.id, cents=cents, noted_by=actor_id, noted_at=now)
    session.add(bill)
    session.flush()
    record(session, BillNoted(county=order.county, at=now, order_id=order.id, actor_id=actor_id, cents=cents))
    return bill


def bill_of(session: Session, order: Order) -> Bill | None:
    return session.scalars(select(Bill).where(Bill.order_id == order.id).order_by(Bill.id.desc()).limit(1)).first()

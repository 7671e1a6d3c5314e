"""补充: what is said of an order while nobody has taken it yet; whoever takes it reads it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import Conflict, NotAllowed
from app.events import record
from app.orders.events import OrderNoted
from app.orders.model import NOTE, Order, Status

OPEN = frozenset({Status.PLACED, Status.AT_DESK, Status.OFFERING})
LONGEST, MOST = 200, 5


def note(session: Session, order: Order, words: str, *, actor_id: int, now: datetime) -> None:
    """Add ``words``, already fit for others to read, to the order's own.

    Raises ``NotAllowed`` for anybody but the villager and their proxy, ``Conflict`` once somebody has taken it or after five.
    """
    if not order.speaks(actor_id):
        raise NotAllowed(f"您名下没有单号 {order.code}。回「我的订单」看看您的单号。")
    if order.status not in OPEN:
        raise Conflict(f"{order.code} 现在是「{order.shown}」，不用再补充了。")
    if len(order.notes) >= MOST:
        raise Conflict(f"{order.code} 已经补充了{MOST}次，别的话等有人接了再说。")
    order.words = f"{order.words[: 2000 - len(NOTE) - LONGEST]}{NOTE}{words[:LONGEST]}"
    record(session, OrderNoted(county=order.county, at=now, order_id=order.id, actor_id=actor_id))

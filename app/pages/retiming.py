"""改时间 on the villager's own page: another day and part of it, chosen and not typed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.dispatch.rewishing import new_wish
from app.errors import Invalid
from app.house import House
from app.orders.actions import lock
from app.orders.model import Order
from app.orders.retiming import MAY_MOVE, retime
from app.orders.words import WEEKDAYS
from app.pages.deeds import Deed
from app.people.model import Person

DAYS = 8
NAMED = ("今天", "明天", "后天")
PARTS = ("上午", "中午", "下午", "晚上")


def form(order: Order, person: Person, house: House) -> dict[str, Any]:
    """The days and parts to choose from, for whoever may move this order now; nothing for anybody else."""
    if not order.speaks(person.id) or order.status not in MAY_MOVE:
        return {}
    today = in_shanghai(house.clock()).date()
    days = [(n, today + timedelta(days=n)) for n in range(DAYS)]
    shown = [(f"{day.month}月{day.day}日", NAMED[n] if n < len(NAMED) else f"周{WEEKDAYS[day.weekday()]}") for n, day in days]
    return {"days": shown, "parts_of_day": PARTS}


def _move(session: Session, order_id: int, person_id: int, house: House) -> str:
    order = lock(session, order_id)
    day, part = request.form.get("day", "")[:10], request.form.get("part", "")
    now, book = house.clock(), house.lexicons.of(session, order.county)
    wish = new_wish(order, f"{day}{part}", now=now, lexicon=book.lexicon) if day and part in PARTS else None
    if wish is None:
        raise Invalid("请选哪一天、什么时候。")
    retime(session, order, wish, actor_id=person_id, now=now)
    return f"时间改成了 {order.time_words}。"


DEEDS: Mapping[str, Deed] = {"retime": _move}

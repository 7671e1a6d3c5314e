"""How an order is spoken of: on a card, in one line, in full."""

from datetime import datetime

from app.clock import in_shanghai
from app.orders.model import Order, Status
from app.orders.rules import starts_at
from app.outbox.actions import Notice
from app.outbox.model import Lane
from app.people.model import RUNG_WORDS

WEEKDAYS = "一二三四五六日"


def about(
    order: Order, person_id: int, kind: str, *, text: str, note: str, path: str | None = None, lane: Lane | None = None
) -> Notice:
    """A notification about an order: ``note`` is the one thing to know or press, at most 20 characters."""
    return Notice(
        county=order.county,
        person_id=person_id,
        order_id=order.id,
        kind=kind,
        lane=lane or (Lane.ROUTINE if order.urgency == "normal" else Lane.URGENT),
        card={
            "character_string1": order.code,
            "thing2": order.item_name if order.private else f"{order.item_name}：{order.asked}",
            "thing3": order.time_words or "尽快",
            "thing4": order.place or "见详情",
            "thing5": note,
        },
        text=text,
        path=path,
    )


def one_line(order: Order) -> str:
    """A07 水电维修 派单中 11月24日 10:03 点单"""
    return f"{order.code} {order.item_name}「{order.shown}」{in_shanghai(order.placed_at):%m月%d日 %H:%M}{order.wording.place}"


def when_words(start: datetime, end: datetime | None, *, whole_days: bool) -> str:
    """A wished time in words that stay true tomorrow, at most 20 characters: 11月25日周三 08:00–12:00."""
    begin, last = in_shanghai(start), in_shanghai(end or start)
    same_day = begin.date() == last.date()
    if whole_days:
        return _day(begin) if same_day else f"{_day(begin)}到{last.month}月{last.day}日"
    if end is None:
        return f"{_day(begin)} {begin:%H:%M}"
    return f"{_day(begin)} {begin:%H:%M}–{last:%H:%M}" if same_day else f"{_day(begin)}到{last.month}月{last.day}日"


def _day(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日周{WEEKDAYS[moment.weekday()]}"


def waiting_words(order: Order) -> str:
    """What the villager must know of an order that waits or is due another day: night, cut-off, days off (002-42)."""
    placed, due = in_shanghai(order.placed_at), in_shanghai(order.due_at)
    latest = f"最迟{due:%m月%d日 %H:%M}前要有人接。"
    if order.status == Status.PLACED:
        begins = in_shanghai(starts_at(order.policy, order.placed_at))
        day = "明早" if begins.date() > placed.date() else "今早"
        return f"现在是夜间，{day}{clock_words(begins)}{order.wording.offer}。{latest}\n{pressing_words(order)}"
    if order.policy.get("workdays"):
        return f"休息日不算，{latest}"
    if order.policy.get("respond_seconds") or due.date() == placed.date():
        return ""
    return f"过了{clock_words(due)}，算明天的单，{latest}"


def rung_words(order: Order, rung: str | None = None) -> str:
    """What its county calls the rung it stands on, or another one: 县中心, 区中心, 市中心 (000-12, 001-39, 004-55)."""
    rung = rung or order.rung
    own: dict[str, str] = order.policy.get("rungs") or {}
    return own.get(rung) or RUNG_WORDS.get(rung, rung)


def pressing_words(order: Order) -> str:
    """Where to turn at night with what cannot wait."""
    phone = order.policy.get("phone")
    return f"急事请打{phone}" if phone else "急事请回「人工」"


def clock_words(moment: datetime) -> str:
    """7点, 7点30分: an hour of the day as people say it, in Shanghai's time."""
    local = in_shanghai(moment)
    return f"{local.hour}点{f'{local.minute}分' if local.minute else ''}"

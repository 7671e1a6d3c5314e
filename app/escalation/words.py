"""What the clock says to those who answer for an order, and to those who carry it out."""

from collections.abc import Sequence

from app.clock import in_shanghai
from app.escalation.rules import WAITING
from app.orders.model import Order
from app.orders.words import about
from app.outbox.actions import Notice
from app.outbox.model import Lane


def climbed(order: Order, person_id: int, *, why: str, path: str, advice: Sequence[str] = (), more: str = "") -> Notice:
    """``advice``: the teams suggested to the desk, one line each, numbered; ``more``: which parts of a package are missing."""
    danger = order.urgency == "emergency"
    missing = f"{more}。\n" if more else ""
    head = f"【紧急求助 {order.code}】{order.words[:120]}\n地点：" if danger else f"【请过问 {order.code}】"
    what = "" if danger else f" {order.item_name}"
    cannot = f"；办不了请回「办不了 {order.code} 原因」" if order.status in WAITING else ""
    text = (
        f"{head}{order.place}{what}\n{in_shanghai(order.placed_at):%m月%d日 %H:%M} {order.wording.place}，"
        f"现在「{order.shown}」，{why}。\n{missing}要求时间：{order.time_words}\n看详情点开链接{cannot}。"
    )
    if advice:
        text += "\n".join(["\n建议派给：", *advice, f"回「派 {order.code} 给 1」就派第一支，也可以写队名。"])
    note = more or why
    note = f"{why}，点开选队伍" if advice and not danger else note
    note = f"紧急：{why}" if danger and "紧急" not in why else note
    return about(order, person_id, "climb", text=text, note=note, path=path, lane=Lane.URGENT)


def overnight(order: Order, person_id: int, *, path: str) -> Notice:
    text = (
        f"【原则上不过夜】{order.code}（{order.item_name}，{order.place}）该今天办完，现在还是「{order.shown}」。\n"
        f"请问一问；办完了请志愿者回「完成 {order.code}」，确实要过夜请回「延期 {order.code} 原因」。"
    )
    return about(order, person_id, "unfinished", text=text, note="该今天办完，还没办完", path=path)


def postponed(order: Order, *, reason: str, path: str) -> Notice:
    text = f"您的单子 {order.code}（{order.item_name}）今天办不完，延到明天接着办：{reason}。不同意请回「催 {order.code}」。"
    return about(order, order.requester_id, "unfinished", text=text, note="今天办不完，明天接着办", path=path)


def transferred(order: Order, *, to: str, reason: str, path: str) -> Notice:
    text = (
        f"您的单子 {order.code}（{order.item_name}）现在由{to}办：{reason}。\n"
        f"时间仍从您{order.wording.place}算起。回「进度 {order.code}」随时看到哪了。"
    )
    return about(order, order.requester_id, "transferred", text=text, note=f"现在由{to}办", path=path)


def finished_question(order: Order, person_id: int, *, path: str) -> Notice:
    text = f"{order.code}（{order.item_name}）办好了吗？办好了请回「完成 {order.code}」。"
    if person_id == order.requester_id:
        text = f"您的单子 {text.removesuffix('。')}，没办好请回「催 {order.code}」。"
    return about(order, person_id, "unfinished", text=text, note="办好了请回：完成", path=path, lane=Lane.ROUTINE)

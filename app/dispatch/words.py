"""What dispatch says to volunteers and villagers: one sentence of fact, one of what to press."""

from datetime import datetime

from app.clock import in_shanghai
from app.dispatch.model import Offer
from app.orders.model import Form, Order, Status
from app.orders.words import about, rung_words
from app.outbox.actions import Notice
from app.outbox.model import Lane


def offer(order: Order, offer: Offer, *, path: str, again: bool = False, leads: str = "") -> Notice:
    """``again``: WeChat drops a card that is the same as one of the last minute, so the second one differs.

    ``leads``: the team whose leader this is, who may pick somebody else.
    """
    text = asked_again(order, offer)
    if leads:
        text += f"\n您是「{leads}」队长，也可以回「派 {order.code} 给 队员姓名」。"
    note = "又要人了，能去回1，去不了回2" if again else f"能去回1{order.wording.accept}，去不了回2"
    return about(order, offer.volunteer_id, "offer", text=text, path=path, note=note)


def asked_again(order: Order, offer: Offer) -> str:
    """The whole offer in words: for the message, and for whoever asks what or where it is."""
    return (
        f"【{order.wording.offer} {order.code}】{order.item_name}：{_need(order)}\n时间：{order.time_words}\n"
        f"地点：{order.place}（{'、'.join(offer.reasons)}）\n能去请回 1 {order.wording.accept}，去不了回 2。"
    )


def task(order: Order, offer: Offer, *, phone: str | None) -> str:
    """What a volunteer has promised, for whoever asks what or where it is."""
    call = f"，电话 {phone}" if phone else "，没留电话"
    return (
        f"{order.code} {order.item_name}：{order.asked[:60]}\n时间：{order.time_words}\n"
        f"地点：{order.place}（{'、'.join(offer.reasons)}）\n联系：{order.contact or '群众'}{call}{_notes(order)}"
    )


def for_leader(order: Order, leader_id: int, *, team: str, path: str) -> Notice:
    text = (
        f"【队里有新单 {order.code}】{order.item_name}：{_need(order)}\n时间：{order.time_words}\n地点：{order.place}\n"
        f"已通知就近的人。您是「{team}」队长，要指定谁去请回「派 {order.code} 给 队员姓名」，自己去回「接 {order.code}」。"
    )
    return about(order, leader_id, "offer", text=text, note=f"可回：派 {order.code} 给 队员名", path=path)


def called(told: Order, order: Order) -> str:
    """How a villager knows it: by the own code, and of a package by the part too."""
    part = f"·{order.item_name}" if order.form == Form.PART else ""
    return f"{told.code}（{told.item_name}{part}）"


def accepted_for_villager(told: Order, order: Order, *, name: str, phone: str | None, some: str = "", path: str) -> Notice:
    """``told``: the villager's own order, where ``order`` is a part of it or the one it goes along with.

    ``some``: who comes so far, when several must.
    """
    call = f"，电话 {phone}" if phone else ""
    count = f"{some}。\n" if some else ""
    text = (
        f"您的单子 {called(told, order)}有人接了：{name}{call}。\n{count}约定时间：{order.time_words}。\n"
        f"有变化请回「取消 {told.code}」或「改 {told.code} 新的时间」。"
    )
    note = f"{name[:8]}来帮您，点开有电话"
    if order.form == Form.PART:
        note = f"{order.item_name[:8]}：{name[:4]}来，{told.accepted}/{told.needed}"
    elif order.needed > 1:
        note = f"{name[:8]}来帮您，已有{order.accepted}/{order.needed}人"
    return about(told, told.requester_id, "accepted", text=text, path=path, note=note)


def taken(order: Order, volunteer_id: int) -> Notice:
    text = f"{order.code}（{order.item_name}）已有人{order.wording.accept}，谢谢您！"
    return about(order, volunteer_id, "taken", text=text, note=f"已有人{order.wording.accept}，谢谢您", lane=Lane.ROUTINE)


def released_for_villager(own: Order, order: Order, *, missing: bool, asked: int, told: int, path: str) -> Notice:
    """``asked``: how many have an offer now; ``told``: how many on duty were asked to look after it."""
    why = "原来的志愿者到点没来，也没回话" if missing else "原来的志愿者临时来不了"
    then = f"已问了另外{asked}个人" if asked else "附近一时没有别的志愿者"
    if order.status == Status.AT_DESK:
        then = f"{rung_words(order, 'county')}正在另选派人"
    elif not asked:
        then += "，已请值班的人想办法" if told else f"，没人接会自动{order.wording.climb}"
    others = f"另外{order.accepted}人照旧来。" if order.accepted else ""
    text = f"您的单子 {called(own, order)}：{why}，{then}，不用您重新说。{others}"
    note = "志愿者没来，正另找人" if missing else "志愿者来不了，正另找人"
    return about(own, own.requester_id, "released", text=text, path=path, note=note)


def passed_on(order: Order, person_id: int, *, who: str, words: str, at: datetime) -> Notice:
    """转告: the other side's own words, at most 200 characters of them."""
    return Notice(
        county=order.county,
        person_id=person_id,
        order_id=order.id,
        kind="answer",
        lane=Lane.URGENT,
        card={"thing1": f"{order.code} {who}", "thing2": words, "time3": at, "thing4": "要回话请发：转告 …"},
        text=f"【{order.code} {who}转告您】{words[:200]}\n要回话请发「转告 您的话」。",
    )


def not_waited_for(order: Order, volunteer_id: int) -> Notice:
    text = f"{order.code}（{order.item_name}）到点没等到您的回话，已另找人，不用去了。下次来不了早说一声就好。"
    return about(order, volunteer_id, "late", text=text, note="没等到您回话，已另找人")


def reminder(order: Order, volunteer_id: int, *, path: str) -> Notice:
    text = (
        f"提醒您：{order.code}（{order.item_name}）约在 {order.time_words}，地点：{order.place}。\n"
        f"到了请回「到了 {order.code}」，来不了请回「来不了 {order.code}」。"
    )
    return about(order, volunteer_id, "remind", text=text, path=path, note="快到时间了，别忘了去")


def arrived(told: Order, order: Order, *, name: str, path: str) -> Notice:
    text = f"{name} 已经到了，为您办 {called(told, order)}。"
    return about(told, told.requester_id, "arrived", text=text, path=path, note=f"{name} 已到达")


def done(order: Order, *, path: str) -> Notice:
    text = (
        f"您的单子 {order.code}（{order.item_name}）说是办好了。满意吗？请回一个数字：\n"
        "5 很满意  4 满意  3 一般  2 不满意  1 很不满意\n没办好也请告诉我们，可以重新派人。"
    )
    return about(order, order.requester_id, "done", text=text, path=path, note="请评价：回1到5，5最满意")


def turn_has_come(part: Order, volunteer_id: int, *, path: str) -> Notice:
    text = f"{part.code}（{part.item_name}）轮到您了：前一步已经办完。地点：{part.place}。到了回「到了 {part.code}」。"
    return about(part, volunteer_id, "turn", text=text, path=path, note="前一步办完了，轮到您了")


def cancelled(order: Order, volunteer_id: int) -> Notice:
    why = {
        Status.CANCELLED: "群众已撤单",
        Status.MERGED: "和别的单是同一件事，已合并",
        Status.BUNDLED: "已合到一单里一起办",
    }.get(Status(order.status), "这单没能办成")
    text = f"{order.code}（{order.item_name}）{why}，不用去了，谢谢您！"
    return about(order, volunteer_id, "cancelled", text=text, note=f"{why}，不用去了")


def retimed(order: Order, volunteer_id: int, *, path: str) -> Notice:
    text = f"{order.code}（{order.item_name}）群众改了时间：{order.time_words}。来不了请回「来不了 {order.code}」。"
    return about(order, volunteer_id, "retimed", text=text, path=path, note=f"改到 {order.time_words}")


def nudged(order: Order, volunteer_id: int, *, path: str) -> Notice:
    text = (
        f"群众在催 {order.code}（{order.item_name}），时间：{order.time_words}。\n"
        f"到了请回「到了」，来不了请回「来不了 {order.code}」。"
    )
    return about(order, volunteer_id, "nudged", text=text, path=path, note="群众在催，请尽快回话")


def rated(order: Order, volunteer_id: int) -> Notice:
    text = f"{order.code}（{order.item_name}）群众给您评了 {order.rating} 分，谢谢您！"
    return about(order, volunteer_id, "rated", text=text, note=f"群众评 {order.rating} 分，谢谢您")


def _need(order: Order) -> str:
    if order.private:
        return f"内容不公开，{order.wording.accept}后联系"
    if order.form == Form.PART:
        return f"套餐里的第{order.step}步。{order.asked[:50]}"
    people = f"（需要{order.needed}人）" if order.needed > 1 else ""
    return order.asked[:60] + people


def _notes(order: Order) -> str:
    """What the villager said afterwards, for whoever has promised to come."""
    return "".join(f"\n群众说：{said}" for said in order.notes)


def promised(order: Order, *, phone: str | None) -> str:
    """What a volunteer hears on accepting: where, when, whom to call, what to say next."""
    who = order.contact or "群众"
    call = f"，电话 {phone}" if phone else ""
    more = f"\n（还差 {order.needed - order.accepted} 人）" if not order.full else ""
    text = (
        f"{order.wording.accept}成功！{order.code} {order.item_name}\n时间：{order.time_words}\n"
        f"地点：{order.place}\n联系：{who}{call}{_notes(order)}{more}\n"
        f"到了回「到了」，办完回「完成」，去不了回「来不了 {order.code}」。"
    )
    if order.form == Form.ROUND:
        text += f"\n看各家要什么回「清单 {order.code}」，送到一家报一家：「送到 单号」。"
    elif order.waits:
        text += "\n前一步还没办完，办完会通知您。"
    return text


def late_question(order: Order, volunteer_id: int, *, path: str) -> Notice:
    since = f"{in_shanghai(order.time_start):%m月%d日 %H:%M}" if order.time_start else order.time_words
    text = f"{order.code}（{order.item_name}）约在 {since}，您到了吗？到了回「到了」，来不了回「来不了 {order.code}」。"
    return about(order, volunteer_id, "late", text=text, path=path, note="您到了吗？请回话")

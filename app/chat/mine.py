"""What a villager asks about their own orders and data: progress, cancelling, nudging, changing, rating, leaving."""

from datetime import timedelta

from app.chat import words
from app.chat.commands import Command, Verb
from app.chat.turn import Stage, Turn
from app.dispatch.rewishing import new_wish
from app.errors import Refused
from app.escalation.rules import WAITING
from app.escalation.standing import standing, until_words
from app.intake.text.phones import without_phones
from app.orders import actions as orders
from app.orders.billing import bill_of
from app.orders.model import Order, Status
from app.orders.parts import whole_of
from app.orders.queries import called, of_requester, stays_for
from app.orders.retiming import retime
from app.orders.rules import money
from app.orders.words import one_line
from app.patterns import regex
from app.people.actions import erase
from app.people.queries import masked_phone_of, volunteer_of
from app.places.queries import line_of

RATINGS = (
    (5, regex(r"(?:[修弄做办搞剪理洗扫装送帮]得)?(?:非常|很|特别|十分|挺|真的?)(?:满意|好|不错|感谢)|五星|好评|5分|五分")),
    (4, regex(r"满意|不错|好|可以|行|4分|四分")),
    (3, regex(r"一般|凑合|还行|马马虎虎|3分|三分")),
    (2, regex(r"不(?:太|大|怎么|是很|算)?(?:满意|好)|不行|没(?:修|办|弄|做)好|差评|2分|两分")),
    (1, regex(r"(?:非常|很|特别|十分|太)(?:不满意|差|糟)|(?:根本)?没(?:有)?(?:来人|人来)|1分|一分")),
)
"""Whole answers only: 「水还在漏，谢谢」 gives no stars."""
_PARTS = regex(r"[ ,，。.!！]+|(?=谢谢|辛苦)")
_KIND = regex(r"(?:谢谢|辛苦|多谢|麻烦)(?:你们?|您|师傅|大家|他|她|小伙子?)?(?:了)?")
_STARS = regex(r"(?:我)?(?:给|打|评)?([1-5一二三四五])(?:分|星|颗星)(?!钟|之)")
ABOUT_RATING = regex(r"满意|评价|还在漏|没(?:修|办|弄|做)好|没(?:有)?(?:来人|人来)|还没有?人?来")
CHANGE = "改"
_ABOUT_ORDERS = regex(
    r"取消|撤单|撤销|撤|不要了|不用了|不用来了|催一?下?|快点|改到?|推迟|那个|这个|那单|那一?件|的|了|吧|个|我|把|要|订单|单子|一下|[A-Za-z0-9\s,。.!?]"
)
"""What is left without these names the order meant."""
STALE = timedelta(hours=12)
"""A side question older than this is not waited for any more."""


def progress(turn: Turn, command: Command) -> str:
    """到哪了: the true state, who has it, since when, until when."""
    if command.code:
        order = called(turn.session, turn.person.county, command.code)
        order = whole_of(turn.session, order) if order else None
        if order is None or not order.speaks(turn.person.id):
            raise Refused(f"您名下没有单号 {command.code}。回「我的订单」看看您的单号。")
        return _in_full(turn, order)
    own = of_requester(turn.session, turn.person.id)
    if not own:
        return "您还没有点过单。要人帮忙，直接说一句话就行。"
    if len(own) == 1:
        return _in_full(turn, own[0])
    return "您的单子：\n" + "\n".join(_in_short(turn, order) for order in own) + "\n看一单的详情，回「进度 单号」。"


def _in_short(turn: Turn, order: Order) -> str:
    return f"{one_line(order)}\n  {_who(turn, order)}"


def _in_full(turn: Turn, order: Order) -> str:
    bill = bill_of(turn.session, order)
    lines = [
        one_line(order),
        f"内容：{order.asked[:60]}",
        *(f"补充：{said}" for said in order.notes),
        f"时间：{order.time_words}",
        f"地点：{order.place}",
        *([f"票据：{money(bill.cents)}"] if bill else []),
        _who(turn, order),
    ]
    return "\n".join(lines)


def _who(turn: Turn, order: Order) -> str:
    return standing(turn.session, order, now=turn.now)


def own_order(turn: Turn, command: Command, verb: str) -> Order:
    """The order meant, locked: the named one, or the only open one. Raises ``Refused`` asking which.

    A new time says nothing of the order it is for: 「改到明天」 names none.
    """
    if command.code:
        return orders.lock_own(turn.session, turn.person.county, command.code, turn.person.id)
    still_open = of_requester(turn.session, turn.person.id, closed=0)
    if not still_open:
        raise Refused("您现在没有没办完的单子。")
    meant = named_in(turn.text, still_open) if verb != CHANGE else None
    if meant:
        return orders.lock(turn.session, meant.id)
    if len(still_open) > 1:
        listed = "\n".join(f"{verb} {one.code}({one.item_name})" for one in still_open)
        raise Refused(f"您有{len(still_open)}个单子，要{verb}哪一个？\n{listed}")
    return orders.lock(turn.session, still_open[0].id)


def named_in(text: str, several: list[Order]) -> Order | None:
    """取消灯的那个, 买米的不要了: the one of these orders whose own words hold what is said; ``None`` when none or two do."""
    said = _ABOUT_ORDERS.sub("", text)
    if len(several) == 1 or not said:
        return several[0] if len(several) == 1 else None
    worth = {one.id: sum(sign in one.words or sign in one.item_name for sign in said) for one in several}
    best = max(worth.values())
    first = [one for one in several if worth[one.id] == best]
    return first[0] if len(first) == 1 and best * 2 >= len(said) else None


def running(turn: Turn, *, limit: int = 5) -> list[Order]:
    """The open orders this person speaks for, the newest first; nothing is asked where it is known that there are none."""
    return of_requester(turn.session, turn.person.id, closed=0, limit=limit) if turn.ties.orders else []


def only_dropped(turn: Turn) -> str | None:
    """What was put away is the need half said; the orders that run are named, so that nobody takes them for cancelled."""
    own = running(turn, limit=3)
    codes = "、".join(f"{one.code}（{one.item_name}）" for one in own)
    dropped = f"好的，刚才说的没有{turn.wording.place}。您的{codes}还在办；那个也不要，请发「取消 "
    return f"{dropped}{own[0].code}」。" if own else None


def cancel(turn: Turn, command: Command) -> str:
    if command.rest:
        return _cancel_all(turn)
    order = own_order(turn, command, "取消")
    told = "，来的人会收到通知" if order.accepted else ""
    orders.cancel(turn.session, order, actor_id=turn.person.id, reason="群众取消", now=turn.now)
    return f"{order.code}（{order.item_name}）已经取消{told}。"


def _cancel_all(turn: Turn) -> str:
    """都取消: every open order of one's own; what has begun stays, and is named."""
    own = of_requester(turn.session, turn.person.id, closed=0, limit=50)
    if not own:
        raise Refused("您现在没有没办完的单子。")
    said = []
    for one in own:
        try:
            said.append(cancel(turn, Command(Verb.CANCEL, code=one.number)))
        except Refused as refusal:
            said.append(str(refusal))
    return "\n".join(said)


def nudge(turn: Turn, command: Command) -> str:
    order = own_order(turn, command, "催")
    orders.nudge(turn.session, stays_for(turn.session, order), now=turn.now)
    return f"已经帮您催了 {order.code}。\n{_who(turn, order)}"


def change(turn: Turn, command: Command) -> str:
    """改 A07 明天下午: only the time can be changed once it is an order; anything else is a new order."""
    order = own_order(turn, command, CHANGE)
    if not command.rest:
        return f"{order.code} 要改到什么时候？请连着说，比如「改 {order.code} 明天下午」。"
    wish = new_wish(order, command.rest, now=turn.now, lexicon=turn.lexicon)
    if wish is None:
        return f"没听明白要改到什么时候。请说「改 {order.code} 明天下午」；别的内容要改，请先「取消 {order.code}」再重新说。"
    due_at = order.due_at
    retime(turn.session, order, wish, actor_id=turn.person.id, now=turn.now)
    told = "，来的人会收到通知" if order.accepted else ""
    latest = f"，{until_words(order, turn.now)}" if order.due_at != due_at and order.status in WAITING else ""
    return f"{order.code} 的时间改成了 {order.time_words}{told}{latest}。"


def rate(turn: Turn, order: Order, rating: int, said: str = "") -> str:
    """1–5; a low one asks why and offers to have it done again."""
    if rating <= 2:
        turn.remember(Stage.RATING, order=order.id, rating=rating)
        return f"{order.code} 没让您满意，很抱歉。要重新派人来请回 1，不用了回 0；也请说一句哪里不好。"
    orders.rate(
        turn.session, orders.lock(turn.session, order.id), rating=rating, words=said, actor_id=turn.person.id, now=turn.now
    )
    return f"谢谢您的评价（{rating}分）！{order.code} 已{order.wording.close}。有事随时再说。"


def stars_in(text: str) -> int | None:
    """「5分 小伙子人好」: stars said in so many words, whatever is being talked about."""
    found = _STARS.match(text)
    return int(found[1]) if found and found[1].isdigit() else "一二三四五".index(found[1]) + 1 if found else None


def rating_in_words(text: str) -> int | None:
    said = [one for part in _PARTS.split(text) if (one := part.strip("的了吧啊呀哈~")) and not _KIND.fullmatch(one)]
    stars = [next((stars for stars, pattern in RATINGS if pattern.fullmatch(one)), None) for one in said]
    return min((one for one in stars if one), default=None) if None not in stars else None


def ask_for_stars(order: Order) -> str:
    return f"您是说 {order.code}（{order.item_name}）吗？请回一个数字：5 很满意，4 满意，3 一般，2 不满意，1 很不满意。"


def after_low_rating(turn: Turn, command: Command | None) -> str:
    memory = turn.talk.memory
    order = orders.lock(turn.session, memory["order"])
    turn.forget()
    if order.status != Status.DONE:
        return f"{order.code} 现在是「{order.shown}」。"
    digit = command.rest if command and command.verb is Verb.DIGIT else ""
    if digit == "0":
        orders.rate(
            turn.session, order, rating=memory["rating"], words=memory.get("why", ""), actor_id=turn.person.id, now=turn.now
        )
        return f"知道了。{order.code} 已按 {memory['rating']} 分{order.wording.close}，您的意见已记下。"
    if digit == "1":
        orders.reopen(turn.session, order, reason=memory.get("why", "不满意"), now=turn.now)
        return f"好的，{order.code} 重新派人，时间仍从您第一次{order.wording.place}算起。"
    if digit in {"3", "4", "5"}:  # pressed wrong the first time
        return rate(turn, order, int(digit))
    turn.remember(Stage.RATING, order=order.id, rating=memory["rating"], why=without_phones(turn.said.text)[:300])
    return "记下了。要重新派人来请回 1，不用了回 0。"


def my_data(turn: Turn) -> str:
    person = turn.person
    home = "".join(area.name for area in reversed(line_of(turn.session, person.area_code)[:-1])) if person.area_code else "未说"
    volunteer = volunteer_of(turn.session, person.id)
    skills = [turn.book.spec.skills.get(code, code) for code in volunteer.skills] if volunteer else []
    lines = [
        "这里记着您的：",
        f"称呼：{person.name or '未说'}",
        f"电话：{masked_phone_of(turn.session, person) or '未说'}（加密保存）",
        f"住处：{home}",
        f"志愿者：{'是，会' + ('、'.join(skills) or '力气活') if volunteer else '不是'}",
        f"没办完的单子：{len(of_requester(turn.session, person.id, closed=0, limit=50))} 个",
        "要全部删除请回「注销」。",
    ]
    return "\n".join(lines)


def leave(turn: Turn) -> str:
    turn.remember(Stage.LEAVING)
    return "注销会删除您的姓名、电话、住处和聊天记录，没办完的单子会撤掉，不能恢复。\n确定注销请回 1，不注销回 0。"


def leaving(turn: Turn, command: Command | None) -> str:
    if command and command.verb is Verb.DIGIT and command.rest == "1":
        turn.remember(Stage.IDLE)
        erase(turn.session, turn.person, now=turn.now)
        return words.GOODBYE
    turn.forget()
    return "好的，没有注销。"

"""转告: 「我晚到半小时」, 「叫师傅带梯子来」 – what one side of an accepted order says to the other through us.

While nobody has taken it, what the villager says more is noted in the order (补充).
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.chat import ordering
from app.chat.commands import Command, Verb
from app.chat.mine import running
from app.chat.turn import Stage, Turn
from app.dispatch.passing import SAID, pass_on, sides
from app.dispatch.queries import tasks_of
from app.errors import Refused
from app.intake.reading import Intent, Reading, read
from app.intake.text.numerals import NUMBER
from app.intake.text.phones import without_phones
from app.orders import noting
from app.orders.actions import find_called, lock
from app.orders.model import Order, Status
from app.outbox.model import Notification
from app.patterns import regex
from app.people.model import Person
from app.review.actions import for_others

_OTHER = (
    r"师傅|他们?|她们?|人家|对方|志愿者|群众|来的人|那?户人家?|主人家?|(?:小|老)[\u4e00-\u9fff]|"
    r"[\u4e00-\u9fff]{1,3}?(?:师傅|奶奶|爷爷|大爷|大妈|大娘|阿姨|婶|叔|哥|姐)"
)
_TOLD = regex(
    rf"(?:麻烦|请|帮我|帮忙|你们?|您)*(?:(?P<say>(?:转告|告诉|告知|通知)(?:一下|一声)?(?:{_OTHER})|(?:跟|和|给|同|对)(?:{_OTHER})(?:说|讲|带个话|捎个话)(?:一下|一声)?)"
    rf"|(?:叫|让|喊|麻烦)(?:{_OTHER}))(?:说)?[,,:。 ]*(?P<said>.{{2,}})"
)
_ON_THE_WAY = regex(
    rf"到(?:你家|你们家|您家)?(?:门口|楼下|村口|路口|院子|巷口)了?|没人(?:在家|开门|应)|(?:晚|迟)(?:点|一会儿?|些|到|一下|来|(?:\d+|半个?|{NUMBER})(?:多|来)?(?:分钟|个?小时|个?钟头))|堵车|堵在|在?路上|(?:马上|就快?|快)要?到了?|(?:才|刚|已经)?(?:出发|动身)|(?:\d+|{NUMBER})(?:多|来)?(?:分钟|个?小时|个?钟头)(?:后|左右|就)*(?:到|来)"
)
_ASIDE = regex(
    rf"有(?:点|些|个)?(?:急|小)?事|我|你们?|您|师傅|可能|要|会|得|的|了|着|有点|一?会儿?|半个?|小时|钟头|分钟|点|来|到|啊|哈|吧|就|马上|稍|再|还|等|请|去|{NUMBER}|[\s\d,。.!~]"
)
_OF_THEM = regex(r"[他她]|师傅|来的人")
"""他会不会修啊 is no question about how to use this."""
_SHORT = 24
_A_SENTENCE = 4
"""Characters from which something is said that somebody could read."""
ANSWERED_WITHIN = timedelta(minutes=30)
"""So long what is said may answer what the other side has said."""


def on_the_way(text: str) -> bool:
    """Whether this is what somebody says who is coming: late, held up, nearly there."""
    return len(text) <= _SHORT and bool(_ON_THE_WAY.search(text))


def only_on_the_way(text: str) -> bool:
    """The same and nothing else: 「我晚到,孩子晕倒了」 says more."""
    return on_the_way(text) and not _ASIDE.sub("", _ON_THE_WAY.sub("", text))


def told(turn: Turn, command: Command) -> str:
    """转告 [A07] 我晚到半小时."""
    order = find_called(turn.session, turn.person.county, command.code) if command.code else _only(turn)
    if not command.rest:
        raise Refused(f"要转告什么？请连着说，比如「转告 {order.code} 我晚到半小时」。")
    return _passed(turn, order, command.rest)


def heard(turn: Turn) -> str | None:
    """Plain words that are meant for the other side; ``None`` when these are not, or there is no other side."""
    if turn.stage not in {Stage.IDLE, Stage.ORDERING, Stage.PASSING}:
        return None
    found = _TOLD.fullmatch(turn.text)
    coming = found is None and turn.stage is not Stage.ORDERING and turn.ties.volunteer and on_the_way(turn.text)
    if turn.stage is Stage.PASSING and (found or coming):
        turn.forget()
    if coming:
        return _told(turn, _tasks(turn), turn.text)
    if found is None:
        return None
    return _told(turn, _between(turn), found["said"]) or (_not_yet(turn) if found["say"] else None)


def _told(turn: Turn, orders: list[Order], words: str) -> str | None:
    if len(orders) > 1:
        raise Refused(_which(orders, words))
    return _passed(turn, orders[0], words) if orders else None


def _not_yet(turn: Turn) -> str | None:
    own = running(turn, limit=1)
    return f"{own[0].code} 还没有人接。有人接了马上告诉您，那时再说一遍，就转告他（她）。" if own else None


def offered(turn: Turn, reading: Reading) -> str | None:
    """Words we do not know what to do with, while somebody is coming: are they for the other side? ``None``: surely not."""
    vague = not any(one.village or one.phone or one.time_kind for one in reading.requests)
    bare = vague and reading.intent in {Intent.REQUEST, Intent.CONSULT}
    proposes = reading.intent in PROPOSED and bool(_tasks(turn)) and not running(turn, limit=1)
    of_them = reading.intent is Intent.HELP and _OF_THEM.search(turn.text) is not None
    if not bare and not proposes and not of_them and reading.intent not in UNCLEAR:
        return None
    orders = _between(turn)
    if not orders and vague and reading.intent in NOTED:
        return _to_be_noted(turn)
    sure = any(one.category for one in reading.requests)
    if len(orders) != 1 or (bare and sure and not _talked_with(turn, orders[0])):
        return None
    turn.remember(Stage.PASSING, order=orders[0].id, said=without_phones(turn.said.text)[:SAID])
    own = f"，是您自己要{turn.wording.place}回 2" if bare else ""
    own += f"，真来不了回「来不了 {orders[0].code}」" if proposes else ""
    return f"这句话要转告{_names(turn, orders[0])}吗？要转告回 1{own}，不用回 0。"


def _to_be_noted(turn: Turn) -> str | None:
    """Nobody has taken it yet: 「我耳朵不好，敲门大声点」 waits in the order for whoever does."""
    own = [one for one in running(turn) if one.status in noting.OPEN]
    if len(own) != 1 or len(turn.text.strip()) < _A_SENTENCE:
        return None
    turn.remember(Stage.PASSING, order=own[0].id, said=without_phones(turn.said.text)[: noting.LONGEST], note=True)
    return f"这句话要记在 {own[0].code} 里，给来的人看吗？要记回 1，不用回 0。"


def _noted(turn: Turn, memory: dict[str, Any]) -> str:
    order = lock(turn.session, memory["order"])
    if order.status not in noting.OPEN:  # somebody has taken it since the question
        return _passed(turn, order, memory["said"])
    fit = for_others(turn.session, order.county, memory["said"])[: noting.LONGEST]
    noting.note(turn.session, order, fit, actor_id=turn.person.id, now=turn.now)
    return f"记下了，谁接 {order.code} 都看得到：「{fit[:60]}」"


def _talked_with(turn: Turn, order: Order) -> bool:
    """Whether a need without place, time and phone is likelier said of this order: by whoever is at work on it, or when
    the other side has just said something.
    """
    if order.requester_id != turn.person.id and order.proxy_id != turn.person.id:
        return True
    lately = (Notification.owed_at > turn.now - ANSWERED_WITHIN, Notification.kind == "answer")
    mine = (Notification.person_id == turn.person.id, Notification.order_id == order.id)
    return turn.session.scalars(select(Notification.id).where(*mine, *lately).limit(1)).first() is not None


PROPOSED = frozenset({Intent.RESCHEDULE, Intent.CANCEL})
"""Said by who has promised to come and has no order of their own: a matter for the other side."""
NOTED = frozenset({Intent.CHITCHAT, Intent.INFO})
"""What may be meant for whoever will come."""
UNCLEAR = frozenset({Intent.CHITCHAT, Intent.INFO, Intent.COMPLAINT, Intent.DENY})


def pressed(turn: Turn, command: Command | None) -> str | None:
    """The answer to 「要转告吗」; ``None`` when this message is about something else, and the question is dropped."""
    memory = dict(turn.talk.memory)
    turn.forget()
    digit = command.rest if command and command.verb is Verb.DIGIT else ""
    yes = digit == "1" or (command is not None and command.verb is Verb.YES)
    if memory.get("note"):
        return _noted(turn, memory) if yes else "好的，不记。" if digit == "0" else None
    if yes:
        return _passed(turn, turn.session.get_one(Order, memory["order"]), memory["said"])
    if digit == "2":
        return ordering.begin(turn, read(memory["said"], now=turn.now, lexicon=turn.lexicon), said=memory["said"])
    return "好的，不转告。" if digit == "0" else None


def _passed(turn: Turn, order: Order, words: str) -> str:
    fit = for_others(turn.session, order.county, words)[:SAID]
    people = pass_on(turn.session, order, fit, actor_id=turn.person.id, now=turn.now)
    return f"已转告{_called(order, people)}：「{fit[:60]}」"


def _only(turn: Turn) -> Order:
    orders = _between(turn)
    if not orders:
        raise Refused("您现在没有已经接上的单子，没有人可转告。要找值班的人请回「人工」。")
    if len(orders) > 1:
        raise Refused(_which(orders, "…"))
    return orders[0]


def _which(orders: list[Order], words: str) -> str:
    listed = "\n".join(f"转告 {one.code} {words[:20]}（{one.item_name}）" for one in orders)
    return f"您有{len(orders)}个单子，要转告哪一个？\n{listed}"


def _between(turn: Turn) -> list[Order]:
    """The orders on which somebody stands on the other side of this person."""
    own = running(turn)
    return _tasks(turn) + [one for one in own if one.accepted or one.status in FOLLOWING]


FOLLOWING = frozenset({Status.MERGED, Status.BUNDLED})
"""Somebody may be coming, though not for this very row."""


def _tasks(turn: Turn) -> list[Order]:
    return [order for _, order in tasks_of(turn.session, turn.person.id)] if turn.ties.volunteer else []


def _names(turn: Turn, order: Order) -> str:
    people = [turn.session.get_one(Person, one) for one in sides(turn.session, order).beyond(turn.person.id)]
    return _called(order, people)


def _called(order: Order, people: list[Person]) -> str:
    """By name; a villager who told none by the name the order gives."""
    names = [one.name or (order.contact if one.id == order.requester_id else "") or "群众" for one in people]
    return "、".join(dict.fromkeys(names[:3])) or "对方"

"""What people say about their own orders in plain words, where others would use a command: 快点来, 修好了, 改到下午, 好的."""

from datetime import timedelta

from app.chat import mine, volunteering, words
from app.chat.commands import Command, Verb
from app.chat.turn import Turn
from app.dispatch.queries import tasks_of
from app.escalation.standing import standing
from app.intake.reading import Reading
from app.intake.retelling import shift_in
from app.orders.model import Order, Status
from app.orders.queries import of_requester
from app.patterns import regex

_SHORT = 16
LONGEST_DONE = 24
"""Characters of 「修好了，换了个龙头」."""
_HURRY = regex(r"(?:快|早)(?:点|些|一点)|搞快|赶快|赶紧|抓紧|等不及")
_ASIDE = regex(
    r"能不能|能|可以|可不可以|麻烦|请|师傅|你们?|您|他们?|叫|让|喊|派|个?人|来|过来|再|要|的|了|吗|嘛|不|行|好|啊|哈|撒|吧|一下|[\s,。.!?~]"
)
_DONE = regex(r"(?:修|弄|搞|整|办|做|装|换|理|剪|洗|送|通|收|搬|割|教|补|接|取|买|打扫)(?:理)?(?:好|完|到|通|亮)了")
_NOT_DONE = regex(r"没|未|不(?!错)|吗|么|嘛|\?|什么时候|几时|才|还要|再|要是|如果|等")
_ANEW = regex(r"^(?:改|换|挪|调)(?:到|成|为|个时间|时间|一下)*|(?:改|换|挪)(?:到|成)")
JUST_NOW = timedelta(minutes=10)


def meant(turn: Turn, reading: Reading) -> str | None:
    """The answer, where the words are about an order of this person's; ``None`` where they are not."""
    done = _done(turn)
    if done:
        return done
    own = mine.running(turn)
    if not own or any(one.category for one in reading.requests):
        return mine.change(turn, Command(Verb.CHANGE, rest=turn.text)) if own and shift_in(turn.text) else None
    timed = any(one.time_kind and one.time_start for one in reading.requests)
    if (timed and _ANEW.search(turn.text)) or shift_in(turn.text):
        return mine.change(turn, Command(Verb.CHANGE, rest=turn.text))
    if not timed and hurries(turn.text):
        return mine.nudge(turn, Command(Verb.NUDGE))
    return None


def hurries(text: str) -> bool:
    """快点来: asks for no other time, only that somebody comes."""
    return len(text) <= _SHORT and bool(_HURRY.search(text))


def only_hurries(text: str) -> bool:
    """The same and nothing else: 「快点,我妈不行了」 says more."""
    return hurries(text) and not _ASIDE.sub("", _HURRY.sub("", text))


def _done(turn: Turn) -> str | None:
    """修好了: said by whoever is at work it ends the task; by the villager it may mean that nobody need come any more."""
    done = _DONE.search(turn.text) if len(turn.text) <= LONGEST_DONE else None
    if done is None or _NOT_DONE.search(turn.text):
        return None
    tasks = tasks_of(turn.session, turn.person.id) if turn.ties.volunteer else []
    if tasks:
        return volunteering.answer(turn, Command(Verb.FINISH, rest=turn.text[done.end() :].strip(" ,。")))
    own = mine.running(turn)
    helped = [one for one in own if one.status in volunteering.HELPED]
    if len(helped) != 1:
        return None
    return _ended(turn, helped[0])


def _ended(turn: Turn, order: Order) -> str:
    if order.status == Status.ACCEPTED:
        return (
            f"太好了！{order.code} 是志愿者来办好的吗？是的请回「完成 {order.code}」；"
            f"自己好了、不用人来了，请回「取消 {order.code}」。"
        )
    return volunteering.answer(turn, Command(Verb.FINISH, code=order.code))


def yes(turn: Turn) -> str:
    """好的, 知道了, 1 – when nothing was asked: where the order just placed stands, else a kind word."""
    placed = _just_placed(turn)
    if placed:
        return f"{placed.code} 已经{placed.wording.place}了，不用再回。\n{standing(turn.session, placed, now=turn.now)}"
    return words.ALL_WELL


def digit(turn: Turn, number: str) -> str | None:
    """A digit that answers nothing: pressed once more after the order was placed or rated; ``None`` when neither was."""
    if number == "1" and _just_placed(turn):
        return yes(turn)
    last = next((one for one in of_requester(turn.session, turn.person.id) if one.closed_at), None)
    rated = last is not None and last.rating and last.closed_at and turn.now - last.closed_at < JUST_NOW
    return f"{last.code} 已经评过了，谢谢您！" if last and rated and "1" <= number <= "5" else None


def _just_placed(turn: Turn) -> Order | None:
    own = mine.running(turn, limit=1)
    return own[0] if own and turn.now - own[0].placed_at < JUST_NOW else None

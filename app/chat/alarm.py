"""Somebody is in danger: the number first, an order of top urgency at once, and whatever is said next goes to it."""

from datetime import timedelta

from sqlalchemy import bindparam, select

from app.chat import words
from app.chat.draft import SAFETY, Draft
from app.chat.inbox import last_words
from app.chat.placing import place_draft, with_known
from app.chat.turn import Stage, Turn
from app.db import UTCDateTime
from app.intake.reading import Intent, Reading, Request, read
from app.intake.text.phones import without_phones
from app.orders.actions import correct, lock
from app.orders.model import Order
from app.outbox.queries import of_order
from app.patterns import regex
from app.places.model import Area
from app.prepared import columns_of
from app.things import PreparedOf

STILL_FRESH = timedelta(minutes=30)
"""So long after an alarm a place, a phone or the same cry belongs to it and makes no second order."""
ANSWER_WITHIN = timedelta(minutes=30)
"""So long a 9 answers 「有人有危险吗?」."""
NO_DANGER = frozenset({"没有", "没", "没事", "没有危险", "没危险", "不是", "没人", "没有人"})
WORDS = 14
_NOTHING = regex(
    r"没(?:有)?(?:啥|什么|么)?(?:大)?(?:事|危险)|开(?:个)?玩笑|误(?:报|会)|(?:搞|弄|说|按|发)错了|闹着玩|试(?:试|一下)的?|不要紧了?"
)
_SOMETHING = regex(r"不是没事|没事才怪|不能没事|吗|么$|\?")
SAYS_MORE = frozenset({Intent.INFO, Intent.DENY, Intent.RESCHEDULE})


def raised(turn: Turn, reading: Reading, said: str) -> str:
    """The first lines are the numbers to call; the order is there before anything is asked."""
    first = "\n".join(words.NUMBERS_FIRST.get(number, f"现在请马上打 {number}！") for number in reading.numbers or ("120",))
    request = reading.requests[0] if reading.requests else Request()
    known = _fresh_alarm(turn)
    return f"{first}\n{_told_more(turn, known, request, said) if known else _placed(turn, request, said)}"


def _placed(turn: Turn, request: Request, said: str) -> str:
    draft = with_known(turn, Draft.of(request, said)).as_alarm()
    return _what_happens(turn, place_draft(turn, draft, urgency="emergency"))


def _what_happens(turn: Turn, order: Order) -> str:
    """Only what is true: who has really been told, and what is still missing."""
    told = [one.name or "值班的人" for one in of_order(turn.session, order.county, order.id)]
    who = f"已通知{'、'.join(dict.fromkeys(told))}" if told else "现在没有人值班，请一定打电话"
    place = f"地点：{order.place}，不对请马上再说一句。" if order.area_code else "您在哪个村（社区）？几组？请马上回一句。"
    phone = "" if order.phone_sealed else "也请留个电话。"
    return f"{who}，单号 {order.code}。\n{place}{phone}"


def more_about(turn: Turn, reading: Reading) -> str | None:
    """A place or phone said after an alarm completes it; ``None`` when this message is about something else."""
    if reading.intent is Intent.REQUEST and reading.requests and reading.requests[0].category:
        return None
    alarm = _fresh_alarm(turn)
    if alarm is None or (turn.stage is Stage.ORDERING and alarm.area_code and alarm.phone_sealed):
        return None
    request = reading.requests[0] if reading.requests else None
    if request and (request.village_code or request.phone or request.group or request.landmark):
        if reading.intent in SAYS_MORE or not alarm.area_code:
            return _told_more(turn, alarm, request, turn.said.text)
    elif not alarm.area_code and turn.stage is Stage.IDLE and (request is None or not request.category):
        return _what_happens(turn, alarm)
    return None


def taken_back(turn: Turn) -> str | None:
    """没事了, 开玩笑的, said after an alarm: only a person can call that off; ``None`` when there is none, or more is said."""
    said = turn.text.strip(" ,。.!~")
    alarm = _fresh_alarm(turn) if len(said) <= WORDS and _NOTHING.search(said) and not _SOMETHING.search(said) else None
    if alarm is None:
        return None
    turn.talk.danger_asked_at = None
    return f"没事就好。值班的人已经知道了，还会问您一声；真的不用来了，请回「取消 {alarm.code}」。\n{SAFETY}"


def located(turn: Turn, village: Area) -> str | None:
    """A shared position after an alarm is where help is needed; ``None`` without one."""
    alarm = _fresh_alarm(turn)
    if alarm is None or alarm.area_code:
        return None
    order = lock(turn.session, alarm.id)
    correct(turn.session, order, area_code=village.code, place=village.name, phone=None, words=order.words, now=turn.now)
    return f"位置收到了。{_what_happens(turn, order)}"


def _told_more(turn: Turn, order: Order, request: Request, said: str) -> str:
    draft = with_known(turn, Draft.of(request, said))
    spoken = bool(request.village_code)
    order = lock(turn.session, order.id)
    correct(
        turn.session,
        order,
        area_code=draft.village_code if spoken or not order.area_code else order.area_code,
        place=draft.place if spoken or not order.area_code else f"{order.place}{_detail(request)}",
        phone=request.phone or (draft.phone if not order.phone_sealed else None),
        words=f"{order.words} / {without_phones(said)}",
        now=turn.now,
    )
    return f"补上了。{_what_happens(turn, order)}"


def _detail(request: Request) -> str:
    return f"{f'{request.group}组' if request.group else ''}{request.landmark or ''}"


def _fresh_alarm(turn: Turn) -> Order | None:
    if not turn.ties.orders:
        return None
    return _ALARM.thing(turn.session, person=turn.person.id, since=turn.now - STILL_FRESH)


_ALARM = PreparedOf(
    Order,
    select(*columns_of(Order))
    .where(Order.requester_id == bindparam("person"), Order.urgency == "emergency", Order.closed_at.is_(None))
    .where(Order.placed_at > bindparam("since", type_=UTCDateTime))
    .order_by(Order.id.desc())
    .limit(1),
)


def ask(turn: Turn) -> str:
    """「有人有危险吗?」: from now on, for a while, 9 is an alarm."""
    turn.talk.danger_asked_at = turn.now
    return words.DANGER_QUESTION


def answered(turn: Turn, text: str) -> str | None:
    """The answer to 「有人有危险吗?」; ``None`` when it was not asked lately, or this is no answer."""
    asked_at = turn.talk.danger_asked_at
    if asked_at is None or turn.now - asked_at > ANSWER_WITHIN:
        return None
    if text == "9":
        turn.talk.danger_asked_at = None
        before = next((said for said in last_words(turn.session, turn.person.id, 5) if not said.strip().isdigit()), "")
        return raised(turn, read(before, now=turn.now, lexicon=turn.lexicon), before or "有人有危险")
    if text in NO_DANGER:
        turn.talk.danger_asked_at = None
        return words.ALL_WELL
    return None

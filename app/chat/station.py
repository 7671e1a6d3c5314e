"""The station's desk on a phone: what is waiting, what is not closed, what cannot be done, who shall go."""

from app.chat.commands import Command
from app.chat.turn import Turn
from app.errors import Refused
from app.escalation.climbing import DESK, cannot
from app.escalation.manning import names_of, places_without
from app.escalation.overnight import postpone
from app.escalation.reach import lock_within, scopes_of
from app.orders.model import Order, Status
from app.orders.parts import parts_of, progress, untaken
from app.orders.queries import handed_to, not_closed
from app.orders.words import one_line
from app.patterns import regex
from app.people.model import Person
from app.people.queries import duties_of

MOST, SHOWN = 200, 3
_TITLES = frozenset({"奶奶", "爷爷", "大爷", "大妈", "大娘", "大伯", "阿姨", "婆婆", "嫂子", "婶", "叔", "伯", "师傅"})
_ABOUT = regex(
    r"(?P<who>[\u4e00-\u9fff]{2,4}?)(?:家里?|屋里?)?(?:的|那个?)?(?:事情?|单子?|订单|活)(?:办|弄|搞)?得?"
    r"(?:怎么样|咋样|怎样|到哪(?:一步|儿|里)?|好没(?:有)?|了没(?:有)?|有人(?:接|去)没?(?:有)?|谁去|谁接)[了啦]?"
)


def scopes(turn: Turn) -> list[str]:
    """What this person answers for. Raises ``NotAllowed`` for whoever holds no post."""
    return scopes_of(turn.session, turn.person)


def unclosed(turn: Turn, *, only_waiting: bool) -> str:
    """未销号 and 待办: the open orders of one's own area, the most overdue first."""
    areas = scopes(turn)
    handed = handed_to(turn.session, turn.person.county, _departments(turn))
    orders = [*handed, *not_closed(turn.session, turn.person.county, areas, limit=30)]
    orders = list({order.id: order for order in orders}.values())
    if only_waiting:
        orders = [order for order in orders if order.status in {Status.OFFERING, Status.AT_DESK, Status.PLACED}]
    lacking = _without_duty(turn) if only_waiting else ""
    if not orders:
        return lacking + "没有等着办的单。" if only_waiting else f"都{turn.wording.close}了，没有没办完的单。"
    shown = "\n".join(_in_a_line(turn, order) for order in orders[:8])
    more = f"\n……共 {len(orders)} 单" if len(orders) > 8 else ""
    title = "待办" if only_waiting else f"未{turn.wording.close}"
    first = orders[0].code
    return f"{lacking}{title}：\n{shown}{more}\n派 {first} 给 某某队；办不了 {first} 原因"


def about_person(turn: Turn) -> str | None:
    """王奶奶的事怎么样了: the open orders of somebody in one's own area; ``None`` for everything else."""
    asked = _ABOUT.fullmatch(turn.text.strip(" ?？。"))
    areas = [duty.area_code for duty in duties_of(turn.session, turn.person.id)] if asked else []
    if asked is None or not areas:
        return None
    orders = not_closed(turn.session, turn.person.county, areas, limit=MOST)
    found = [
        one for one in orders if _is_called(asked["who"], turn.session.get_one(Person, one.requester_id).name, one.contact)
    ]
    shown = "\n".join(_in_a_line(turn, one) for one in found[:SHOWN])
    return shown or f"没有找到{asked['who']}还没办完的单。回「未{turn.wording.close}」看全部。"


def _is_called(who: str, *names: str | None) -> bool:
    """Whether one of these is the name said: 王奶奶 is any 王."""
    surname = who[0] if who[1:] in _TITLES else ""
    return any(name and (name == who or (surname and name[0] == surname)) for name in names)


def _departments(turn: Turn) -> list[str]:
    return [duty.department for duty in duties_of(turn.session, turn.person.id) if duty.department]


def _without_duty(turn: Turn) -> str:
    """To the county: which places have nobody on duty now (无人值班)."""
    whole = f"{turn.person.county}000000"
    if not any(duty.area_code == whole and duty.role in DESK for duty in duties_of(turn.session, turn.person.id)):
        return ""
    names = places_without(turn.session, turn.person.county)
    return f"无人值班：{names_of(names)}\n" if names else ""


def _in_a_line(turn: Turn, order: Order) -> str:
    return f"{one_line(order)} {order.place}{_parts(turn, order)}{_overdue(turn, order)}"


def _parts(turn: Turn, order: Order) -> str:
    parts = parts_of(turn.session, order)
    missing = "、".join(f"{one.code}{one.item_name}" for one in untaken(parts))
    return f" {progress(parts)}{f'，还差 {missing}' if missing else ''}" if parts else ""


def _overdue(turn: Turn, order: Order) -> str:
    waiting = order.status in {Status.OFFERING, Status.AT_DESK, Status.PLACED}
    return " 超时！" if waiting and order.due_at < turn.now else ""


def own_area(turn: Turn, code: str, *, whole: bool = True) -> Order:
    """The order called so – for a part of a package its ``whole`` – locked, when it lies where this person answers for."""
    if not code:
        raise Refused("请带上单号，比如「办不了 A07 没有水电工」。")
    return lock_within(turn.session, turn.person, code, whole=whole)


def cannot_do(turn: Turn, command: Command) -> str:
    """办不了: up to the next rung at once, with the reason (002-21)."""
    order = own_area(turn, command.code)
    if not command.rest:
        raise Refused(f"请说一句原因，比如「办不了 {order.code} 没有水电工」。")
    return cannot(turn.session, order, actor_id=turn.person.id, reason=command.rest, now=turn.now)


def postponed(turn: Turn, command: Command) -> str:
    """延期: it may stay overnight, for a reason (002-42)."""
    order = own_area(turn, command.code)
    if not command.rest:
        raise Refused(f"请说一句原因，比如「延期 {order.code} 要等配件」。")
    return postpone(turn.session, order, actor_id=turn.person.id, reason=command.rest, now=turn.now)

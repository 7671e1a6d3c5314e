"""转 A07 县里 · 镇里 · 综治中心, with a reason, and 退回 A07: which desk has an order now."""

from app.chat.commands import Command
from app.chat.station import own_area
from app.chat.turn import Turn
from app.errors import Refused
from app.escalation.transferring import COUNTY, TOWN, Desk, give_back, transfer

COUNTIES = ("县中心", "区中心", "市中心", "县里", "区里", "市里", "县上", "区上", "市上", "县", "区", "市")
TOWNS = ("乡镇", "镇里", "乡里", "所里", "街道", "镇上", "镇", "乡")
EXAMPLE = "请说转到哪里、为什么，比如「转 A07 镇里 要协调车辆」「转 A07 县里 村里没有水电工」。"


def transferred(turn: Turn, command: Command) -> str:
    """转: another desk has it from now on; the clock goes on as it is, and the villager hears who has it (004-40)."""
    order = own_area(turn, command.code)
    desk, reason = _desk(turn, order.code, command.rest)
    if not reason:
        raise Refused(f"请说一句原因，比如「转 {order.code} {desk.name} 要他们协调」。")
    people = transfer(turn.session, order, desk, actor_id=turn.person.id, reason=reason, now=turn.now)
    names = "、".join(person.name or "值班的人" for person in people[:2])
    return f"{order.code} 已转{desk.name}（{names}），时间仍从群众{order.wording.place}算起，群众也知道了。"


def returned(turn: Turn, command: Command) -> str:
    """退回: the desk before has it again."""
    order = own_area(turn, command.code)
    if not command.rest:
        raise Refused(f"请说一句原因，比如「退回 {order.code} 不归我们管」。")
    back = give_back(turn.session, order, actor_id=turn.person.id, reason=command.rest, now=turn.now)
    return f"{order.code} 已退回{back}，时间仍从群众{order.wording.place}算起。"


def _desk(turn: Turn, code: str, said: str) -> tuple[Desk, str]:
    """The desk that is named first, and the reason behind it."""
    rungs = turn.book.spec.rungs
    county, town = Desk(COUNTY, rungs.county), Desk(TOWN, rungs.town)
    for words, desk in (((rungs.county, *COUNTIES), county), ((rungs.town, *TOWNS), town)):
        named = next((word for word in words if said.startswith(word) and not _goes_on(said, word)), None)
        if named:
            return desk, said.removeprefix(named).strip(" ,:、")
    name = said.split(maxsplit=1)[0].strip(",:、") if said.split() else ""
    found = [one for one in turn.book.spec.departments if name and (name in one.name or said.startswith(one.name))]
    exact = [one for one in found if one.name == name or said.startswith(one.name)]
    if not found:
        known = "、".join(one.name for one in turn.book.spec.departments)
        raise Refused(f"{EXAMPLE}\n还可以转：{known}"[:600] if known else EXAMPLE)
    if len(found) > 1 and len(exact) != 1:
        raise Refused("是哪一个？\n" + "\n".join(f"转 {code} {one.name} 原因" for one in found))
    chosen = (exact or found)[0]
    rest = said.removeprefix(chosen.name if said.startswith(chosen.name) else name)
    return Desk(chosen.code, chosen.name), rest.strip(" ,:、")


def _goes_on(said: str, word: str) -> bool:
    """县 of 县医院分中心 is no county desk: a single character stands alone."""
    return len(word) == 1 and len(said) > 1 and said[1] not in " ,:、"

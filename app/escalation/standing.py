"""「到哪了」: who has an order, since when and until when, in words for the villager, true at every status (002-40)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.dispatch.model import Answer, Offer
from app.dispatch.queries import offers_of
from app.escalation.events import OrderClimbed, OrderTransferred
from app.escalation.queries import waiting_for
from app.escalation.rules import HEIGHT, Kind
from app.orders.events import OrderCancelled, OrderSentToDesk, OrderUnmet
from app.orders.model import Form, Order, Status
from app.orders.parts import parts_of, progress
from app.orders.queries import last_fact, last_time
from app.orders.rules import starts_at
from app.orders.words import pressing_words, rung_words
from app.people.model import Person
from app.people.queries import phone_of

Words = Callable[[Session, Order, datetime], str]
NAMES = 2


def standing(session: Session, order: Order, *, now: datetime) -> str:
    """One or two short sentences; the phone of whoever comes stands in them, so they are for the villager alone."""
    if order.form == Form.WHOLE and order.status in {Status.OFFERING, Status.ACCEPTED, Status.UNDER_WAY}:
        return _whole(session, order, now)
    return STANDING[Status(order.status)](session, order, now)


def _whole(session: Session, order: Order, now: datetime) -> str:
    """Each part in a line, with who does it: 「1/2 已接单」."""
    parts = parts_of(session, order)
    lines = [f"{one.step} {one.item_name}：{one.shown}{_part_comers(session, one)}" for one in parts]
    waiting = f"{until_words(order, now)}。{_ladder(session, order, now)}" if order.status == Status.OFFERING else ""
    return "\n".join(filter(None, [progress(parts), *lines, waiting]))


def _done_by(session: Session, order: Order) -> list[Offer]:
    """Whoever did it: the order itself, its parts, or the order it went along with."""
    went_with = [one for one in (order.merged_into, order.parent_id) if one]
    doers = [order.id, *(part.id for part in parts_of(session, order)), *went_with]
    return [offer for one in doers for offer in offers_of(session, one, Answer.FINISHED)]


def _part_comers(session: Session, part: Order) -> str:
    offers = offers_of(session, part.id, Answer.ACCEPTED, Answer.FINISHED)
    return f"，{_comers(session, offers)}" if offers else ""


def _placed(_session: Session, order: Order, now: datetime) -> str:
    begins = moment_words(starts_at(order.policy, order.placed_at), now)
    return f"夜里不{order.wording.offer}，{begins} 开始通知志愿者，{until_words(order, now)}。{pressing_words(order)}。"


def _offering(session: Session, order: Order, now: datetime) -> str:
    asked = offers_of(session, order.id, Answer.OPEN)
    some = f"，已有{order.accepted}/{order.needed}人{order.wording.accept}" if order.accepted else ""
    since = f"，最近一次 {moment_words(max(one.offered_at for one in asked), now)}" if asked else ""
    told = f"已通知{len(asked)}名志愿者" if asked else "附近还没找到合适的志愿者"
    return f"{told}{since}{some}，{until_words(order, now)}。{_ladder(session, order, now)}"


def _at_desk(session: Session, order: Order, now: datetime) -> str:
    since = last_time(session, order, OrderTransferred if order.desk else OrderSentToDesk) or order.placed_at
    who = order.desk_name or rung_words(order, "county")
    return f"{who}从 {moment_words(since, now)} 起在选派，{until_words(order, now)}。{_ladder(session, order, now)}"


def _accepted(session: Session, order: Order, now: datetime) -> str:
    tasks = offers_of(session, order.id, Answer.ACCEPTED)
    since = min((one.answered_at for one in tasks if one.answered_at), default=None)
    when = f"，{moment_words(since, now)} 接的单" if since else ""
    return f"来帮您的是{_comers(session, tasks)}{when}，约的时间是{order.time_words or '尽快'}。"


def _under_way(session: Session, order: Order, now: datetime) -> str:
    tasks = offers_of(session, order.id, Answer.ACCEPTED, Answer.FINISHED)
    since = min((one.arrived_at for one in tasks if one.arrived_at), default=None)
    return f"正在办：{_comers(session, tasks)}{f'，{moment_words(since, now)} 到的' if since else ''}。"


def _done(session: Session, order: Order, now: datetime) -> str:
    until = (order.done_at or now) + timedelta(days=int(order.policy.get("rate_within_days", 3)))
    at = f"，{moment_words(order.done_at, now)} 办完" if order.done_at else ""
    who = _comers(session, _done_by(session, order))
    unrated = f"{moment_words(until, now)} 前没评，就按未评价{order.wording.close}。"
    return f"办的人：{who}{at}。\n满意吗？请回 1 到 5，5 最满意；{unrated}"


def _bundled(session: Session, order: Order, now: datetime) -> str:
    round_ = session.get(Order, order.parent_id) if order.parent_id else None
    if round_:
        offers = offers_of(session, round_.id, Answer.ACCEPTED)
        who = f"{_comers(session, offers)}在办，买好送到您家" if offers else f"正在找人，{until_words(order, now)}"
        return f"和同村的几家合成一单 {round_.code}，一起买、一起送：{who}。"
    return f"已列入项目，由{rung_words(order, 'county')}安排，{until_words(order, now)}。"


def _merged(session: Session, order: Order, now: datetime) -> str:
    stays = session.get_one(Order, order.merged_into or 0)
    return f"和 {stays.code} 是同一件事，一起办：{standing(session, stays, now=now)}"


def _closed(session: Session, order: Order, now: datetime) -> str:
    who = _comers(session, _done_by(session, order))
    rated = f"您评了{order.rating}分" if order.rating else "没有评价"
    return f"办的人：{who}，{moment_words(order.closed_at or now, now)} {order.wording.close}，{rated}。"


def _unmet(session: Session, order: Order, now: datetime) -> str:
    return f"{moment_words(order.closed_at or now, now)} 记为未能办理{_reason(session, order, OrderUnmet)}。"


def _cancelled(session: Session, order: Order, now: datetime) -> str:
    return f"{moment_words(order.closed_at or now, now)} 已撤单{_reason(session, order, OrderCancelled)}。"


STANDING: dict[Status, Words] = {
    Status.PLACED: _placed,
    Status.OFFERING: _offering,
    Status.AT_DESK: _at_desk,
    Status.ACCEPTED: _accepted,
    Status.UNDER_WAY: _under_way,
    Status.DONE: _done,
    Status.BUNDLED: _bundled,
    Status.MERGED: _merged,
    Status.CLOSED: _closed,
    Status.UNMET: _unmet,
    Status.CANCELLED: _cancelled,
}


def until_words(order: Order, now: datetime) -> str:
    """By when somebody must have accepted, or should have."""
    due = moment_words(order.due_at, now)
    return f"最迟 {due} 前要有人接" if order.due_at > now else f"本该 {due} 前有人接，已经超时"


def _ladder(session: Session, order: Order, now: datetime) -> str:
    """Which rung has it since when, and when the next one hears."""
    climbed = _last_climb(session, order)
    has = ""
    if climbed:
        at, told = climbed
        names = [name for name in session.scalars(select(Person.name).where(Person.id.in_(told)).order_by(Person.id)) if name]
        who = f"（{'、'.join(names[:NAMES])}）" if names else ""
        has = f"{moment_words(at, now)} 已报{rung_words(order)}{who}。"
    ahead = [one for one in waiting_for(session, order.id) if one.kind == Kind.CLIMB]
    ladder = order.policy.get("ladder") or []
    higher = [one for one in ahead if HEIGHT.get(ladder[one.step]["rung"], 0) >= HEIGHT.get(order.rung, 0)]
    if not higher:
        return has
    rung = ladder[higher[0].step]["rung"]
    return f"{has}{moment_words(max(higher[0].due_at, now), now)} 还没人接就报{rung_words(order, rung)}。"


def _last_climb(session: Session, order: Order) -> tuple[datetime, list[int]] | None:
    row = last_fact(session, order, OrderClimbed)
    return (row[0], list(row[1].get("told") or [])) if row else None


def _reason(session: Session, order: Order, fact: type[OrderUnmet | OrderCancelled]) -> str:
    found = last_fact(session, order, fact)
    return f"：{found[1]['reason']}" if found and found[1].get("reason") else ""


def _comers(session: Session, offers: list[Offer]) -> str:
    """Names, and the phones of those who are still to come or there."""
    said = []
    for offer in offers:
        person = session.get_one(Person, offer.volunteer_id)
        phone = phone_of(session, person) if offer.status == Answer.ACCEPTED else None
        said.append(f"{person.name or '志愿者'}{f' {phone}' if phone else ''}")
    return "、".join(said) or "—"


def moment_words(moment: datetime, now: datetime) -> str:
    """10:05 today, 11月25日 10:05 on any other day."""
    local = in_shanghai(moment)
    same_day = local.date() == in_shanghai(now).date()
    return f"{local:%H:%M}" if same_day else f"{local.month}月{local.day}日 {local:%H:%M}"

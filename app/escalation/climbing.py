"""Up the ladder: who answers for an order at each rung, what they are told, and what they may do about it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.dispatch.asking import link, offer
from app.errors import Conflict, NotAllowed
from app.escalation import words
from app.escalation.answering import answerable, first_answerable
from app.escalation.events import OrderClimbed
from app.escalation.model import Deadline
from app.escalation.planning import replan
from app.escalation.queries import roles_over, waiting_for
from app.escalation.rules import HEIGHT, OWN_RUNG, WAITING, Kind
from app.events import record
from app.orders.actions import give_up, send_to_desk
from app.orders.model import Form, Order, Status
from app.orders.parts import parts_of, progress, untaken
from app.orders.words import rung_words
from app.outbox.actions import owe, owe_many
from app.people.model import Role

DESK = frozenset({Role.DISPATCHER, Role.DIRECTOR})


def cannot(session: Session, order: Order, *, actor_id: int, reason: str, now: datetime) -> str:
    """办不了: the next rung above one's own hears at once, without waiting for its hour (002-21).

    Returns what happened, in words. Nobody pushes past the rung above: that is for whoever stands there to say. Only the
    county's desk and director may at last say 未能办理. Raises ``NotAllowed`` for an order of another place.
    """
    if order.status not in WAITING:
        raise Conflict(f"{order.code} 现在是「{order.shown}」。")
    roles = roles_over(session, order, actor_id)
    if not roles:
        raise NotAllowed(f"{order.code} 不在您管的地方。")
    own = max(HEIGHT[OWN_RUNG[role]] for role in roles)
    if HEIGHT.get(order.rung, 0) > own and not roles & DESK:
        return f"{order.code} 已报{rung_words(order)}，等他们回话。"
    above = _skip_to(session, order, own, now=now)
    if above is not None:
        tell_rung(session, order, above, why=f"下级办不了：{reason}"[:60], but_not=actor_id, now=now)
        replan(session, order, now=now)
        return f"{order.code} 已报{rung_words(order)}，理由：{reason}。"
    parts = [one for one in parts_of(session, order) if one.status == Status.OFFERING]
    for one in parts:
        send_to_desk(session, one, reason=reason, actor_id=actor_id, now=now)
    if parts:
        return f"{order.code} 还没人接的已转{rung_words(order, 'county')}选派，理由：{reason}。"
    if order.form != Form.WHOLE and order.status in {Status.PLACED, Status.OFFERING}:
        send_to_desk(session, order, reason=reason, actor_id=actor_id, now=now)
        return f"{order.code} 已转{rung_words(order, 'county')}选派，理由：{reason}。"
    if not roles & DESK:
        return f"{order.code} 已在{rung_words(order, 'county')}，等他们回话。"
    give_up(session, order, reason=reason, actor_id=actor_id, now=now)
    return f"{order.code} 已记为「未能办理」，会告诉群众理由：{reason}。"


def _skip_to(session: Session, order: Order, own: int, *, now: datetime) -> Deadline | None:
    """The first waiting climb above one's own rung, carried out now; those up to one's own are passed over."""
    climbs = [one for one in waiting_for(session, order.id) if one.kind == Kind.CLIMB]
    for climb in sorted(climbs, key=lambda one: one.step):
        if HEIGHT.get(order.policy["ladder"][climb.step]["rung"], 0) > own:
            for passed in climbs:
                if passed.step <= climb.step:
                    passed.met_at, passed.late_seconds = now, 0
            return climb
    return None


def tell_rung(
    session: Session, order: Order, climb: Deadline, *, why: str, but_not: int | None = None, late: int = 0, now: datetime
) -> None:
    """The order stands on this rung from now on; its people hear why, and its volunteers are asked when the county says so.

    Where nobody is on duty the next rung is told in the same step, the director last (002-37).
    """
    ladder = order.policy["ladder"]
    waiting = {one.step: one for one in waiting_for(session, order.id) if one.kind == Kind.CLIMB}
    for step in range(climb.step, len(ladder)):
        if step > climb.step:
            if step not in waiting:
                return
            waiting[step].met_at, waiting[step].late_seconds = now, 0
            why, late = f"{rung_words(order)}无人值班"[:60], 0
        rung = ladder[step]
        before, order.rung = order.rung, rung["rung"]
        told = tell(session, order, rung["tell"], before=before, why=why, but_not=but_not, late=late, now=now)
        ask_there(session, order, step, now=now)
        if told or not rung["tell"]:
            return


def ask_there(session: Session, order: Order, step: int, *, now: datetime) -> None:
    """The volunteers of this rung are asked anew, while the order still looks for people (002-20)."""
    scope = order.policy["ladder"][step].get("offer")
    batches = len(order.policy.get("offers_at") or [0])
    for one in parts_of(session, order) or [order]:
        if scope and one.status == Status.OFFERING and not one.full:
            offer(session, one, batch=batches + step + 1, scope=scope, now=now)


def tell(
    session: Session,
    order: Order,
    roles: Sequence[str],
    *,
    before: str,
    why: str,
    but_not: int | None = None,
    late: int = 0,
    now: datetime,
) -> list[int]:
    """Those who answer for it on its rung hear why; returns who they are, which the fact records (002-39)."""
    parts = parts_of(session, order)
    missing = "、".join(f"{one.item_name}（{one.code}）" for one in untaken(parts))
    people = [one for one in answerable(session, order, roles, rung=order.rung, now=now) if one.id != but_not]
    more = f"{progress(parts)}，还差{missing}" if parts else ""
    told_each = (words.climbed(order, one.id, why=why, path=link(session, order, one.id), more=more) for one in people)
    owe_many(session, told_each, now=now)
    told = [person.id for person in people]
    record(
        session,
        OrderClimbed(
            county=order.county,
            at=now,
            order_id=order.id,
            wording=order.wording,
            before=before,
            after=order.rung,
            after_words=rung_words(order),
            why=why,
            told=told,
            late_seconds=late,
            asks_only=not roles,
        ),
    )
    return told


def remind_the_last(session: Session, order: Order, *, late: int, now: datetime) -> None:
    """Still nobody: the highest rung on which somebody is on duty hears it once more."""
    ladder = order.policy.get("ladder") or [{"rung": order.rung, "tell": [Role.DISPATCHER]}]
    manned = (one for one in reversed(ladder) if answerable(session, order, one["tell"], rung=one["rung"], now=now))
    roles = next(manned, ladder[-1])["tell"]
    tell(session, order, roles, before=order.rung, why=f"仍然没人{order.wording.accept}", late=late, now=now)


def ask_to_look(session: Session, order: Order, role: Role, *, why: str, now: datetime) -> int:
    """Whoever answers for the place in this role, or above it when nobody is on duty, is asked to look after the order.

    Returns how many there are.
    """
    people = first_answerable(session, order, role, now=now)
    for person in people:
        owe(session, words.climbed(order, person.id, why=why, path=link(session, order, person.id)), now=now)
    return len(people)

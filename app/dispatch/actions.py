"""What follows from each answer of a volunteer: taking an order, declining, giving back, arriving, finishing."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.dispatch import rules
from app.dispatch.events import OfferDeclined, OrderAccepted, OrderFinished, OrderReleased, VolunteerArrived
from app.dispatch.guards import Guard
from app.dispatch.loads import MEMORY
from app.dispatch.model import Answer, Offer
from app.dispatch.queries import offer_between, offers_of, tasks_of
from app.errors import Conflict, NotAllowed
from app.events import record
from app.orders.actions import lock
from app.orders.model import Form, Order, Status
from app.orders.parts import part_lines, parts_of, untaken
from app.orders.queries import bundled_in
from app.people.model import Person, Volunteer
from app.people.queries import volunteer_of
from app.people.readiness import shown_by
from app.prepared import columns_of
from app.things import PreparedOf


def accept(session: Session, order_id: int, volunteer_id: int, *, now: datetime) -> Order:
    """接单: once and for all. Raises ``Conflict`` in words when somebody else was first or the volunteer has promised to be
    elsewhere then, ``NotAllowed`` when unfit.
    """
    _one_at_a_time(session, volunteer_id)
    order = lock(session, order_id)
    if order.form == Form.WHOLE:
        raise Conflict(_which_part(session, order))
    made = offer_between(session, order_id, volunteer_id)
    _check_fitness(session, order, volunteer_id, made, now=now)
    if made and made.status == Answer.ACCEPTED:
        return order
    if order.status != Status.OFFERING or order.full:
        raise Conflict(_too_late(order))
    _check_freedom(session, order, volunteer_id, made, now=now)
    if made is None:
        made = _taken_unasked(session, order, volunteer_id, now=now)
    made.move(Answer.ACCEPTED, now=now)
    order.accepted += 1
    if order.full:
        order.move(Status.ACCEPTED, now=now)
    session.flush()
    record(
        session,
        OrderAccepted(
            county=order.county,
            at=now,
            order_id=order.id,
            wording=order.wording,
            actor_id=volunteer_id,
            volunteer_id=volunteer_id,
            accepted=order.accepted,
            needed=order.needed,
        ),
    )
    return order


def _one_at_a_time(session: Session, volunteer_id: int) -> None:
    """Whoever takes two orders at the same moment takes one after the other. Always before the order's own lock."""
    _HELD.thing(session, fresh=True, volunteer=volunteer_id)


_HELD = PreparedOf(
    Volunteer,
    select(*columns_of(Volunteer)).where(Volunteer.person_id == bindparam("volunteer")).with_for_update(key_share=True),
)


def _check_fitness(session: Session, order: Order, person_id: int, made: Offer | None, *, now: datetime) -> None:
    volunteer = volunteer_of(session, person_id)
    if volunteer is None:
        raise NotAllowed("您还不是志愿者。想帮忙请回「我要当志愿者」，一分钟就好。")
    if order.requester_id == person_id:
        raise NotAllowed(f"{order.code} 是您自己点的单，不能自己接。")
    if order.skill and order.skill not in volunteer.skills and not _chosen(made):
        raise NotAllowed(f"{order.code} 要会「{order.item_name}」的人，您的技能里没有这一项。")
    person = session.get_one(Person, person_id)
    guard = Guard.of(order.policy, urgency=order.urgency)
    against = guard.against(born=person.born, shown=shown_by(session, person_id), today=in_shanghai(now).date())
    if against:
        raise NotAllowed(f"{order.code} {against}，不能接。谢谢您！")


def _chosen(made: Offer | None) -> bool:
    return made is not None and not rules.CHOICES.isdisjoint(made.reasons)


def _check_freedom(session: Session, order: Order, volunteer_id: int, made: Offer | None, *, now: datetime) -> None:
    """Nobody promises two things for the same hours, and nobody collects addresses by taking and giving back."""
    if made and made.status == Answer.RELEASED:
        raise NotAllowed(f"{order.code} 您说过来不了，已经在另找人。还想去的话，请让站里派给您。")
    if not _chosen(made) and _released_today(session, volunteer_id, now) >= rules.RELEASES_A_DAY:
        raise NotAllowed("今天来不了的次数多了，请站里安排。")
    for _, other in tasks_of(session, volunteer_id):
        if order.form == Form.PART and other.parent_id == order.parent_id:
            continue  # whoever buys may also cook
        if rules.clash((order.time_start, order.time_end), (other.time_start, other.time_end)):
            raise Conflict(
                f"这个时间您已经接了 {other.code}（{other.item_name}，{other.time_words}），{order.code} 赶不过来。"
                f"要换请先回「来不了 {other.code}」。"
            )


def _released_today(session: Session, volunteer_id: int, now: datetime) -> int:
    query = select(func.count()).where(Offer.volunteer_id == volunteer_id, Offer.offered_at > now - MEMORY)
    query = query.where(Offer.status == Answer.RELEASED, Offer.answered_at >= rules.today(now))
    return session.execute(query).scalar_one()


def _taken_unasked(session: Session, order: Order, volunteer_id: int, *, now: datetime) -> Offer:
    """接 by the code: only what is not private, and only in the volunteer's own town."""
    if order.private:
        raise NotAllowed(f"{order.code} 的内容不公开，要由站里派给您才能接。")
    home = session.get_one(Person, volunteer_id).area_code or ""
    if not rules.same_town(home, order.area_code or ""):
        raise NotAllowed(f"{order.code} 不在您的乡镇，也没有派给您，不能接。谢谢您！")
    made = Offer(
        county=order.county,
        order_id=order.id,
        volunteer_id=volunteer_id,
        batch=0,
        offered_at=now,
        routine=False,
        reasons=[f"主动{order.wording.accept}"],
        status=Answer.OPEN,
    )
    session.add(made)
    return made


def _which_part(session: Session, whole: Order) -> str:
    codes = "、".join(f"接 {one.code}（{one.item_name}）" for one in untaken(parts_of(session, whole)))
    return f"{whole.code} 是套餐，要接其中一项：{codes}。" if codes else f"{whole.code} 各项都有人接了，谢谢您！"


def _too_late(order: Order) -> str:
    if order.status in {Status.ACCEPTED, Status.UNDER_WAY, Status.OFFERING}:
        return f"{order.code} 已有人{order.wording.accept}，谢谢您！"
    return f"{order.code} 现在是「{order.shown}」，不能再接了。谢谢您！"


def decline(session: Session, order_id: int, volunteer_id: int, *, now: datetime) -> Order:
    """不接: nobody is forced; the next one is asked at once."""
    order = lock(session, order_id)
    made = offer_between(session, order_id, volunteer_id)
    if made is None:
        raise Conflict(f"{order.code} 没有派给您，不用回复。")
    made.move(Answer.DECLINED, now=now)
    session.flush()
    record(
        session,
        OfferDeclined(county=order.county, at=now, order_id=order.id, actor_id=volunteer_id, volunteer_id=volunteer_id),
    )
    return order


def release(session: Session, order_id: int, volunteer_id: int, *, now: datetime) -> Order:
    """来不了: any time before the end, without blame (志愿服务条例 22); the order looks for people again."""
    order, made = _own_task(session, order_id, volunteer_id)
    return _given_back(session, order, made, missing=False, now=now)


def release_missing(session: Session, order_id: int, volunteer_id: int, *, now: datetime) -> Order:
    """The hour has long passed, they were asked and did not answer: the order looks for people again."""
    order, made = _own_task(session, order_id, volunteer_id)
    return _given_back(session, order, made, missing=True, now=now)


def _given_back(session: Session, order: Order, made: Offer, *, missing: bool, now: datetime) -> Order:
    made.move(Answer.RELEASED, now=now)
    made.arrived_at = None
    order.accepted -= 1
    if order.status in {Status.ACCEPTED, Status.UNDER_WAY}:
        order.move(Status.OFFERING, now=now)
    session.flush()
    record(
        session,
        OrderReleased(
            county=order.county,
            at=now,
            order_id=order.id,
            wording=order.wording,
            actor_id=None if missing else made.volunteer_id,
            volunteer_id=made.volunteer_id,
            missing=missing,
        ),
    )
    return order


def arrive(session: Session, order_id: int, volunteer_id: int, *, now: datetime) -> Order:
    order, made = _own_task(session, order_id, volunteer_id)
    if made.arrived_at:
        return order
    made.arrived_at = now
    if order.status == Status.ACCEPTED:
        order.move(Status.UNDER_WAY, now=now)
    session.flush()
    record(
        session,
        VolunteerArrived(county=order.county, at=now, order_id=order.id, actor_id=volunteer_id, volunteer_id=volunteer_id),
    )
    return order


def finish(session: Session, order_id: int, volunteer_id: int, *, now: datetime) -> Order:
    """完成: when everybody who came has finished, the villager is asked to rate."""
    order, made = _own_task(session, order_id, volunteer_id)
    waiting = bundled_in(session, order) if order.form == Form.ROUND else []
    if waiting:
        codes = "、".join(one.code for one in waiting[:8])
        raise Conflict(f"{order.code} 里还有 {codes} 没报送到。都送到了请回「送到 全部」。")
    return _finished(session, order, made, actor_id=volunteer_id, now=now)


def confirm(session: Session, order_id: int, requester_id: int, *, now: datetime) -> Order:
    """办好了, said by the villager: whoever had promised has done it, though they forgot to say so.

    Raises ``NotAllowed`` for somebody else's order, ``Conflict`` when nobody has promised to come.
    """
    order = lock(session, order_id)
    if not order.speaks(requester_id):
        raise NotAllowed(f"您名下没有单号 {order.code}。回「我的订单」看看您的单号。")
    parts = parts_of(session, order)
    if untaken(parts):
        raise Conflict(f"{order.code} 还有没人接的：{'；'.join(part_lines(untaken(parts)))}。")
    promised = [made for one in (order, *parts) for made in offers_of(session, one.id, Answer.ACCEPTED)]
    if not promised:
        raise Conflict(f"{order.code} 现在是「{order.shown}」。不用来人了，请回「取消 {order.code}」。")
    for made in promised:
        _finished(session, session.get_one(Order, made.order_id), made, actor_id=requester_id, now=now)
    return order


def _finished(session: Session, order: Order, made: Offer, *, actor_id: int, now: datetime) -> Order:
    if order.status == Status.AT_DESK:  # the desk was still looking for more
        order.move(Status.OFFERING, now=now)
    if order.status == Status.OFFERING:  # those who came were enough
        order.needed = order.accepted
        order.move(Status.ACCEPTED, now=now)
    made.move(Answer.FINISHED, now=now)
    made.finished_at, made.arrived_at = now, made.arrived_at or now
    session.flush()
    still = offers_of(session, order.id, Answer.ACCEPTED)
    if not still:
        order.move(Status.DONE, now=now)
    elif order.status == Status.ACCEPTED and all(other.arrived_at for other in still):
        order.move(Status.UNDER_WAY, now=now)
    minutes = int((now - made.arrived_at).total_seconds() // 60)
    record(
        session,
        OrderFinished(
            county=order.county,
            at=now,
            order_id=order.id,
            actor_id=actor_id,
            volunteer_id=made.volunteer_id,
            minutes=minutes,
        ),
    )
    return order


def _own_task(session: Session, order_id: int, volunteer_id: int) -> tuple[Order, Offer]:
    order = lock(session, order_id)
    made = offer_between(session, order_id, volunteer_id)
    if made is None or made.status != Answer.ACCEPTED:
        raise NotAllowed(f"{order.code} 不在您的任务里。回「我的任务」看看您接的单。")
    return order, made

"""How an order's offers stand, and what a volunteer has promised."""

from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.dispatch.model import Answer, Offer
from app.orders.model import Order, Status
from app.prepared import columns_of, one_of
from app.things import PreparedOf


def offers_of(session: Session, order_id: int, *answers: Answer) -> list[Offer]:
    return _offers_with(*answers).things(session, order=order_id)


@cache
def _offers_with(*answers: Answer) -> PreparedOf[Offer]:
    mine = (Offer.order_id == bindparam("order"), one_of(Offer.status, answers))
    return PreparedOf(Offer, select(*columns_of(Offer)).where(*mine).order_by(Offer.id))


def offer_between(session: Session, order_id: int, volunteer_id: int) -> Offer | None:
    return _BETWEEN.thing(session, fresh=True, order=order_id, volunteer=volunteer_id)


_BETWEEN = PreparedOf(
    Offer,
    select(*columns_of(Offer)).where(Offer.order_id == bindparam("order"), Offer.volunteer_id == bindparam("volunteer")),
)


def latest_open(session: Session, volunteer_id: int) -> tuple[Offer, Order] | None:
    """The offer a bare ``1`` or ``2`` answers: the newest unanswered one."""
    return next(iter(open_offers(session, volunteer_id, limit=1)), None)


def open_offers(session: Session, volunteer_id: int, *, limit: int = 20) -> list[tuple[Offer, Order]]:
    """Unanswered offers of orders still looking, newest first."""
    query = (
        select(Offer, Order)
        .join(Order, Order.id == Offer.order_id)
        .where(Offer.volunteer_id == volunteer_id, Offer.status == Answer.OPEN, Order.status == Status.OFFERING)
        .order_by(Offer.offered_at.desc(), Offer.id.desc())
        .limit(limit)
    )
    return [(offer, order) for offer, order in session.execute(query)]


def tasks_of(session: Session, volunteer_id: int) -> list[tuple[Offer, Order]]:
    """我的任务: what this volunteer has promised and not finished, the soonest first."""
    query = (
        select(Offer, Order)
        .join(Order, Order.id == Offer.order_id)
        .where(Offer.volunteer_id == volunteer_id, Offer.status == Answer.ACCEPTED, Order.closed_at.is_(None))
        .order_by(Order.time_start, Order.id)
    )
    return [(offer, order) for offer, order in session.execute(query)]


def just_done(session: Session, volunteer_id: int, *, since: datetime) -> Order | None:
    """What this volunteer finished last, since then; else the only task they have arrived at."""
    mine = select(Order, Offer).join(Offer, Offer.order_id == Order.id).where(Offer.volunteer_id == volunteer_id)
    done = mine.where(Offer.status == Answer.FINISHED, Offer.finished_at >= since).order_by(Offer.finished_at.desc())
    found = session.execute(done.limit(1)).first()
    if found:
        return found[0]
    there = [order for offer, order in tasks_of(session, volunteer_id) if offer.arrived_at]
    return there[0] if len(there) == 1 else None


def served(session: Session, volunteer_id: int) -> list[tuple[datetime | None, datetime | None]]:
    """Arrival and end of every service whose order the villager has confirmed by rating or by silence."""
    query = (
        select(Offer.arrived_at, Offer.finished_at)
        .join(Order, Order.id == Offer.order_id)
        .where(Offer.volunteer_id == volunteer_id, Offer.status == Answer.FINISHED, Order.status == Status.CLOSED)
    )
    return [(arrived, finished) for arrived, finished in session.execute(query)]

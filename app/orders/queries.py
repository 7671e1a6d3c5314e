"""Finding orders: by the code people say, by person, by station."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.events import Event, EventRow
from app.orders.model import VILLAGERS, Form, Order, Status
from app.people.model import Identity
from app.prepared import Prepared, columns_of
from app.things import PreparedOf


def called(session: Session, county: str, code: str) -> Order | None:
    """The order a person means: the open one with this short code, else the newest closed one, or a full number."""
    query = select(Order).where(Order.county == county)
    code = code.upper()
    query = query.where(Order.number == code) if "-" in code else query.where(Order.code == code)
    return session.scalars(query.order_by(Order.closed_at.is_not(None), Order.id.desc()).limit(1)).first()


def of_requester(session: Session, person_id: int, *, closed: int = 1, limit: int = 5) -> list[Order]:
    """A villager's own orders, and those they placed for others: the open ones, newest first, then the last ``closed`` ones."""
    last = _CLOSED.things(session, person=person_id, count=closed) if closed else []
    return _OPEN.things(session, person=person_id, count=limit) + last


_A_VILLAGERS = or_(*(Order.form == form for form in VILLAGERS))
_OWN = (
    select(*columns_of(Order))
    .where(or_(Order.requester_id == bindparam("person"), Order.proxy_id == bindparam("person")))
    .where(_A_VILLAGERS)
)
_FOLLOWS = select(Identity.id).where(Identity.following)
_DECIDED = or_(
    Order.requester_id == bindparam("person"),
    and_(Order.proxy_id == bindparam("person"), ~_FOLLOWS.where(Identity.person_id == Order.requester_id).exists()),
)
_LIMIT = bindparam("count", type_=Integer)
_OPEN = PreparedOf(Order, _OWN.where(Order.closed_at.is_(None)).order_by(Order.id.desc()).limit(_LIMIT))
_CLOSED = PreparedOf(Order, _OWN.where(Order.closed_at.is_not(None)).order_by(Order.id.desc()).limit(_LIMIT))
_AWAITING_RATING = PreparedOf(
    Order,
    select(*columns_of(Order))
    .where(_A_VILLAGERS, _DECIDED, Order.status == Status.DONE, Order.closed_at.is_(None))
    .order_by(Order.done_at.desc())
    .limit(1),
)
_LAST_TIME = Prepared(
    select(EventRow.at, EventRow.data)
    .where(EventRow.county == bindparam("county"), EventRow.order_id == bindparam("order"), EventRow.name == bindparam("name"))
    .order_by(EventRow.id.desc())
    .limit(1)
)


def awaiting_rating(session: Session, person_id: int) -> Order | None:
    """The order this villager was last asked to rate, of theirs or of somebody without WeChat they ordered for."""
    return _AWAITING_RATING.thing(session, person=person_id)


def follows(session: Session, person_id: int) -> bool:
    """Whether this person can be reached by us."""
    return session.scalars(_FOLLOWS.where(Identity.person_id == person_id).limit(1)).first() is not None


def decides(session: Session, order: Order, person_id: int) -> bool:
    """The requester; whoever ordered for them, when they have no WeChat."""
    return order.requester_id == person_id or (order.proxy_id == person_id and not follows(session, order.requester_id))


def not_closed(session: Session, county: str, area_prefixes: Sequence[str], *, limit: int = 10) -> list[Order]:
    """未销号: the open orders below these areas, the most overdue first."""
    query = select(Order).where(*still_open(county, area_prefixes))
    return list(session.scalars(query.order_by(Order.due_at, Order.id).limit(limit)))


def handed_to(session: Session, county: str, desks: Sequence[str]) -> list[Order]:
    """The open orders these desks were handed, the most overdue first."""
    query = select(Order).where(Order.county == county, Order.closed_at.is_(None), Order.desk.in_(desks))
    return list(session.scalars(query.order_by(Order.due_at, Order.id))) if desks else []


def still_open(county: str, area_prefixes: Sequence[str]) -> list[ColumnElement[bool]]:
    """Open, and below one of these areas. An area's code begins with its parent's; the county's own six digits mean all,
    orders without a place among them. Parts go with their whole, what was merged or bundled with what it went into.
    """
    places = [Order.county == county, Order.closed_at.is_(None), Order.form != Form.PART]
    places.append(Order.status.not_in([Status.MERGED, Status.BUNDLED]))
    if county not in area_prefixes:
        places.append(or_(*(Order.area_code.startswith(prefix, autoescape=True) for prefix in area_prefixes)))
    return places


def merged_with(session: Session, order: Order) -> list[Order]:
    """The open orders about the same thing that were merged into this one."""
    query = select(Order).where(Order.merged_into == order.id, Order.closed_at.is_(None)).order_by(Order.id)
    return list(session.scalars(query))


def heard_by(session: Session, order: Order) -> list[Order]:
    """The villagers' orders that a fact about this one concerns: its own, its whole, the households' of a round, and what was
    merged with any of them.
    """
    if order.form == Form.ROUND:
        own = bundled_in(session, order)
    else:
        own = [session.get_one(Order, order.parent_id) if order.form == Form.PART else order]
    return [one for each in own for one in (each, *merged_with(session, each))]


def bundled_in(session: Session, round_: Order) -> list[Order]:
    """The households' orders that wait for this round."""
    query = select(Order).where(Order.parent_id == round_.id, Order.status == Status.BUNDLED).order_by(Order.id)
    return list(session.scalars(query))


def stays_for(session: Session, order: Order) -> Order:
    """The order that is seen through for this one: itself, or the one it was merged into."""
    return session.get_one(Order, order.merged_into) if order.merged_into else order


def last_time(session: Session, order: Order, fact: type[Event]) -> datetime | None:
    """When this last happened to the order."""
    found = last_fact(session, order, fact)
    return found[0] if found else None


def last_fact(session: Session, order: Order, fact: type[Event]) -> tuple[datetime, dict[str, Any]] | None:
    """When this last happened to the order, and what was written down about it."""
    row = _LAST_TIME.first(session, county=order.county, order=order.id, name=fact.__name__)
    return (row[0], row[1]) if row else None


def timeline(session: Session, order: Order) -> list[tuple[datetime, str]]:
    """The public story of an order: when and what, oldest first."""
    query = select(EventRow.at, EventRow.words).where(EventRow.county == order.county, EventRow.order_id == order.id)
    return [(at, words) for at, words in session.execute(query.where(EventRow.words != "").order_by(EventRow.id))]

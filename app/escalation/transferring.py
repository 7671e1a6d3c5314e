"""转: an order handed to another desk – county, township, a department's sub-centre – and back; its clock goes on (004-40)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.county.spec import CountySpec
from app.errors import Conflict, Invalid, NotAllowed
from app.escalation.answering import UPWARDS, first_answerable, places_over
from app.escalation.events import OrderTransferred
from app.escalation.queries import roles_over, waiting_for
from app.escalation.rules import HEIGHT, WAITING, Kind
from app.events import EventRow, record
from app.orders.model import Order, Status
from app.orders.words import rung_words
from app.people.duty import on_duty
from app.people.model import Duty, Person, Role

COUNTY, TOWN = "county", "town"
ROLE_OF = {COUNTY: Role.DISPATCHER, TOWN: Role.TOWN_HEAD}


@dataclass(frozen=True)
class Desk:
    """``code``: ``county``, ``town``, or that of a department."""

    code: str
    name: str

    @property
    def rung(self) -> str:
        return self.code if self.code in ROLE_OF else "department"


def desks_of(spec: CountySpec) -> list[Desk]:
    """Every desk an order of this county can be handed to."""
    departments = (Desk(one.code, one.name) for one in spec.departments)
    return [Desk(COUNTY, spec.rungs.county), Desk(TOWN, spec.rungs.town), *departments]


def desk_called(spec: CountySpec, code: str) -> Desk:
    """Raises ``Invalid`` when the county's file has no such desk."""
    desks = desks_of(spec)
    found = next((one for one in desks if one.code == code), None)
    if found is None:
        raise Invalid("没有这个地方可以转，可以转：" + "、".join(one.name for one in desks))
    return found


def transfer(session: Session, order: Order, desk: Desk, *, actor_id: int, reason: str, now: datetime) -> list[Person]:
    """Hand the order to another desk; returns who answers for it there, who all hear it.

    Raises ``Conflict`` when somebody has accepted already, when it is there already, or when nobody is on duty there.
    """
    if order.status not in WAITING - {Status.BUNDLED}:
        raise Conflict(f"{order.code} 现在是「{order.shown}」，不用转了。")
    if order.desk == desk.code or (order.status == Status.AT_DESK and not order.desk and desk.code == COUNTY):
        raise Conflict(f"{order.code} 已经在{desk.name}。")
    people = people_at(session, order, desk, now=now)
    if not people:
        raise Conflict(f"{desk.name}现在没有人值班，没有转。请转别处，或回「办不了 {order.code} 原因」。")
    before = {"desk": order.desk, "name": order.desk_name, "rung": order.rung, "status": str(order.status)}
    order.desk, order.desk_name, order.rung = desk.code, desk.name, desk.rung
    if order.status != Status.AT_DESK:
        order.move(Status.AT_DESK, now=now)
    _pass_over(session, order, now)
    _record(session, order, people, before=before, actor_id=actor_id, reason=reason, now=now)
    return people


def give_back(session: Session, order: Order, *, actor_id: int, reason: str, now: datetime) -> str:
    """退回: to whoever had it before; volunteers are asked again where they were. Returns where it is now, in words.

    Raises ``NotAllowed`` for anybody but the desk that has it and those above.
    """
    if not order.desk or order.status not in {Status.AT_DESK, Status.OFFERING}:
        raise Conflict(f"{order.code} 没有转到别处，不用退回。")
    if not _may_return(session, order, actor_id):
        raise NotAllowed(f"{order.code} 现在在{order.desk_name}，由他们退回。")
    before = _way(session, order)[-1]
    order.desk, order.desk_name, order.rung = before["desk"], before["name"], before["rung"] or order.rung
    if before["status"] != Status.AT_DESK and order.status == Status.AT_DESK:
        order.move(Status.OFFERING, now=now)
    own = Desk(order.desk, order.desk_name or "") if order.desk else None
    people = people_at(session, order, own, now=now) if own else first_answerable(session, order, Role.STATION_CHIEF, now=now)
    _record(session, order, people, before=None, actor_id=actor_id, reason=reason, now=now)
    return order.desk_name or (rung_words(order, "county") if order.status == Status.AT_DESK else "村里")


def people_at(session: Session, order: Order, desk: Desk, *, now: datetime) -> list[Person]:
    """Who answers for this order at this desk now; above a township without anybody, the county and the director."""
    if desk.code in ROLE_OF:
        return first_answerable(session, order, ROLE_OF[desk.code], now=now)
    codes = places_over(session, order)
    heads = on_duty(session, order.county, codes, Role.DEPARTMENT_HEAD, now=now)
    own = (Duty.county == order.county, Duty.role == Role.DEPARTMENT_HEAD, Duty.department == desk.code)
    ids = set(session.scalars(select(Duty.person_id).where(*own, Duty.area_code.in_(codes))))
    return [person for person in heads if person.id in ids]


def _may_return(session: Session, order: Order, person_id: int) -> bool:
    roles = roles_over(session, order, person_id)
    if order.desk in ROLE_OF:
        return not roles.isdisjoint(UPWARDS[UPWARDS.index(ROLE_OF[order.desk]) :])
    return not roles.isdisjoint({Role.DEPARTMENT_HEAD, Role.DISPATCHER, Role.DIRECTOR})


def _pass_over(session: Session, order: Order, now: datetime) -> None:
    """The rungs up to the desk need not be told any more; those above it are, in their hour."""
    ladder = order.policy.get("ladder") or []
    for one in waiting_for(session, order.id):
        if one.kind == Kind.CLIMB and HEIGHT.get(ladder[one.step]["rung"], 0) <= HEIGHT[order.rung]:
            one.met_at, one.late_seconds = now, 0
    session.flush()


def _record(
    session: Session,
    order: Order,
    people: list[Person],
    *,
    before: dict[str, str | None] | None,
    actor_id: int,
    reason: str,
    now: datetime,
) -> None:
    session.flush()
    event = OrderTransferred(
        county=order.county,
        at=now,
        order_id=order.id,
        actor_id=actor_id,
        before=before,
        to=order.desk_name or (rung_words(order, "county") if order.status == Status.AT_DESK else "村里"),
        rung=order.rung,
        reason=reason[:60],
        told=[person.id for person in people if person.id != actor_id],
    )
    record(session, event)


def _way(session: Session, order: Order) -> list[dict[str, str | None]]:
    """Where it was before each transfer that was not given back, the first first."""
    mine = (EventRow.county == order.county, EventRow.order_id == order.id, EventRow.name == OrderTransferred.__name__)
    way: list[dict[str, str | None]] = []
    for data in session.scalars(select(EventRow.data).where(*mine).order_by(EventRow.id)):
        if data["before"]:
            way.append(data["before"])
        else:
            way.pop()
    return way

"""Who answers for an order on each rung, as of now: whoever holds the post today, wherever the order came in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.dispatch.scopes import neighbours
from app.orders.model import Order
from app.people.duty import holders, on_duty
from app.people.model import Duty, Person, Role, Team
from app.places.model import Level, Pairing
from app.places.queries import hamlets_named, line_of

UPWARDS = (Role.HAMLET_HEAD, Role.STATION_CHIEF, Role.TOWN_HEAD, Role.DISPATCHER, Role.DIRECTOR)


def answerable(session: Session, order: Order, tell: Sequence[str], *, rung: str = "", now: datetime) -> list[Person]:
    """Who answers for this place in these roles, on duty now: the village's, its neighbour's, its township's, the county's.

    On the rung ``neighbour`` the neighbouring villages' people are meant; leaders of paired units' teams are contacts too.
    """
    codes = neighbours(session, order) if rung == "neighbour" else places_over(session, order)
    people: dict[int, Person] = {}
    for role in map(Role, tell):
        people |= {person.id: person for person in _holding(session, order, codes, role, now)}
        if role is Role.PAIR_CONTACT:
            people |= {person.id: person for person in paired_leaders(session, order, now=now)}
    return list(people.values())


def first_answerable(session: Session, order: Order, role: Role, *, now: datetime) -> list[Person]:
    """Whoever answers for it in this role; nobody on duty there: the next role above."""
    for one in UPWARDS[UPWARDS.index(role) :]:
        people = answerable(session, order, [one], now=now)
        if people:
            return people
    return []


def places_over(session: Session, order: Order) -> list[str]:
    """The codes whose people answer for this order: its hamlet if it was named, village, who serves it, town, county."""
    if not order.area_code:
        return [f"{order.county}000000"]
    line = line_of(session, order.area_code)
    village = next((area.code for area in line if area.level == Level.VILLAGE), "")
    named = hamlets_named(session, order.county, village, f"{order.place} {order.words}") if village else []
    own = [code for area in line for code in (area.code, area.served_by) if code]
    return list(dict.fromkeys([*named, *own, f"{order.county}000000"]))


def _holding(session: Session, order: Order, codes: Sequence[str], role: Role, now: datetime) -> list[Person]:
    people = on_duty(session, order.county, codes, role, now=now)
    if role is Role.DIRECTOR and not people:  # above the director there is nobody: whoever holds the post hears it, at any hour
        return holders(session, order.county, codes, role)
    if role is not Role.DEPARTMENT_HEAD or not people:
        return people
    able = order.policy.get("departments") or []
    query = select(Duty.person_id).where(Duty.county == order.county, Duty.role == role, Duty.person_id.in_(_ids(people)))
    heads = set(session.scalars(query.where(or_(Duty.department.is_(None), Duty.department.in_(able)))))
    return [person for person in people if person.id in heads]


def _ids(people: Iterable[Person]) -> list[int]:
    return [person.id for person in people]


def paired_leaders(session: Session, order: Order, *, now: datetime) -> list[Person]:
    """The leaders of the teams that come for the units paired with the place today."""
    day = in_shanghai(now).date()
    codes = [area.code for area in line_of(session, order.area_code or "") if area.level != Level.COUNTY]
    query = (
        select(Person)
        .join(Team, Team.leader_id == Person.id)
        .join(Pairing, (Pairing.county == Team.county) & (Pairing.team_code == Team.code))
        .where(Pairing.county == order.county, Pairing.area_code.in_(codes))
        .where(or_(Pairing.since.is_(None), Pairing.since <= day), or_(Pairing.until.is_(None), Pairing.until >= day))
        .order_by(Person.id)
    )
    return list(session.scalars(query).unique())

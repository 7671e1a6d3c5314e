"""What somebody on duty answers for: areas, orders, and whose whole number they may read."""

from sqlalchemy.orm import Session

from app.errors import NotAllowed
from app.escalation.queries import roles_over
from app.orders.actions import lock_called
from app.orders.model import Order
from app.orders.parts import whole_of
from app.people.model import Person, Role
from app.people.queries import duties_of, masked_phone_of, phone_of
from app.places.queries import scope_of, served_from

NOWHERE = "-"
"""No area's code begins so."""
NEAR = frozenset({Role.HAMLET_HEAD, Role.STATION_CHIEF, Role.TOWN_HEAD})
"""Who goes to the door, or sends somebody: they read the whole number."""


def scopes_of(session: Session, person: Person) -> list[str]:
    """The beginnings of the area codes this person answers for, those of villages their station serves too among them (X7).

    Raises ``NotAllowed`` for everybody else.
    """
    duties = duties_of(session, person.id)
    if not duties:
        raise NotAllowed("这是给值班的人用的。要人帮忙，直接说一句话就行。")
    duties = [duty for duty in duties if duty.role != Role.DEPARTMENT_HEAD]  # they see what was handed to them
    codes = [duty.area_code for duty in duties]
    return [*map(scope_of, codes), *served_from(session, codes)] or [NOWHERE]


def lock_within(session: Session, person: Person, code: str, *, whole: bool = True) -> Order:
    """The order called so – for a part of a package its ``whole`` – locked, when it lies where this person answers for."""
    order = lock_called(session, person.county, code)
    order = whole_of(session, order) if whole else order
    scopes_of(session, person)  # whoever holds no post hears that it is not for them
    if not roles_over(session, order, person.id):
        raise NotAllowed(f"{order.code} 不在您管的地方。")
    return order


def phone_for(session: Session, reader: Person, person: Person) -> str | None:
    """Whole for whoever answers for that village or town, masked for everybody above."""
    home = person.area_code or NOWHERE
    near = any(one.role in NEAR and home.startswith(scope_of(one.area_code)) for one in duties_of(session, reader.id))
    return phone_of(session, person) if near else masked_phone_of(session, person)

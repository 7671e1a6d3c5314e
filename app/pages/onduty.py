"""What whoever is on duty may do on an order's page beyond a tap: hand it on with a reason, note what was said on the phone."""

from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from app.dispatch.phoning import confirm_by_phone
from app.errors import Invalid
from app.escalation.queries import roles_over
from app.escalation.reach import lock_within
from app.escalation.rules import WAITING
from app.escalation.transferring import desk_called, desks_of, give_back, transfer
from app.house import House
from app.intake.text.phones import without_phones
from app.orders.model import Order, Status
from app.orders.parts import whole_of
from app.pages.deeds import Deed
from app.people.model import Person

LONGEST = 60
AGAIN = "again"


def forms(session: Session, order: Order, person: Person, house: House) -> dict[str, Any]:
    """What the page offers this person: where it can be handed to, whether back, whether the villager can be rung about it."""
    order = whole_of(session, order)
    if not roles_over(session, order, person.id):
        return {}
    spec = house.lexicons.of(session, order.county).spec
    here = order.desk or ("county" if order.status == Status.AT_DESK else None)
    return {
        "desks": [one for one in desks_of(spec) if one.code != here] if order.status in WAITING - {Status.BUNDLED} else [],
        "returns": bool(order.desk) and order.status in {Status.AT_DESK, Status.OFFERING},
        "phones": order.status in {Status.ACCEPTED, Status.UNDER_WAY, Status.DONE} and not order.speaks(person.id),
    }


def _locked(session: Session, order_id: int, person_id: int) -> tuple[Order, Person]:
    person = session.get_one(Person, person_id)
    return lock_within(session, person, session.get_one(Order, order_id).number), person


def _said(name: str) -> str:
    return " ".join(request.form.get(name, "").split())[:LONGEST]


def _reason() -> str:
    reason = _said("reason")
    if not reason:
        raise Invalid("请写一句原因。")
    return reason


def _hand_on(session: Session, order_id: int, person_id: int, house: House) -> str:
    order, person = _locked(session, order_id, person_id)
    desk = desk_called(house.lexicons.of(session, order.county).spec, _said("to"))
    transfer(session, order, desk, actor_id=person.id, reason=_reason(), now=house.clock())
    return f"{order.code} 已转{desk.name}，时间仍从群众{order.wording.place}算起。"


def _hand_back(session: Session, order_id: int, person_id: int, house: House) -> str:
    order, person = _locked(session, order_id, person_id)
    back = give_back(session, order, actor_id=person.id, reason=_reason(), now=house.clock())
    return f"{order.code} 已退回{back}，时间仍从群众{order.wording.place}算起。"


def _phoned(session: Session, order_id: int, person_id: int, house: House) -> str:
    order, person = _locked(session, order_id, person_id)
    said, stars = without_phones(_said("reason")), _said("stars")
    if stars not in {*"12345", AGAIN}:
        raise Invalid("请选群众说的分数。")
    again = stars == AGAIN
    rating = 1 if again else int(stars)
    confirm_by_phone(session, order, actor_id=person.id, rating=rating, said=said, again=again, now=house.clock())
    return "记下了，重新派人。" if again else f"已{order.wording.close}：电话确认，群众评 {rating} 分。"


DEEDS: Mapping[str, Deed] = {"transfer": _hand_on, "return": _hand_back, "phoned": _phoned}

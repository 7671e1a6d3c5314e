"""转告 on an order's page: a line to whoever stands on the other side, while somebody is coming."""

from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from app.dispatch.passing import SAID, pass_on, sides
from app.errors import Invalid
from app.house import House
from app.orders.model import Order
from app.pages.deeds import Deed
from app.people.model import Person
from app.review.actions import for_others


def form(session: Session, order: Order, person: Person) -> dict[str, Any]:
    """Whom the page offers to tell something, by name; nobody when no one stands on the other side."""
    others = sides(session, order).beyond(person.id) if not order.closed_at else ()
    names = [session.get_one(Person, one).name or "群众" for one in others[:3]]
    return {"others": "、".join(dict.fromkeys(names)), "longest": SAID}


def _tell(session: Session, order_id: int, person_id: int, house: House) -> str:
    order = session.get_one(Order, order_id)
    words = for_others(session, order.county, " ".join(request.form.get("words", "").split()))[:SAID]
    if not words:
        raise Invalid("请写一句要转告的话。")
    pass_on(session, order, words, actor_id=person_id, now=house.clock())
    return f"已转告：「{words[:60]}」"


DEEDS: Mapping[str, Deed] = {"tell": _tell}

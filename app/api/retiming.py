"""改时间: the villager's own order at another time, chosen or said in words."""

from flask_openapi3.blueprint import APIBlueprint
from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from app.api.faults import REFUSALS
from app.api.gate import Gate
from app.api.orders import Named, shape_of
from app.api.shapes import Line, OrderShape, Shape
from app.api.wishes import the_time
from app.dispatch.rewishing import new_wish
from app.errors import Invalid
from app.house import House
from app.orders.actions import lock_own
from app.orders.model import Order
from app.orders.retiming import Span, retime
from app.orders.words import when_words
from app.people.model import Person


class NewTime(Shape):
    """Either chosen hours, or words; what words leave out is as before."""

    words: Line = Field("", max_length=60, examples=["明天下午"])
    time_start: AwareDatetime | None = Field(None, description="With its offset; not past.")
    time_end: AwareDatetime | None = Field(None, description="After ``time_start``.")


def blueprint(house: House) -> APIBlueprint:
    door = APIBlueprint("retiming", __name__, url_prefix="/api/v1", abp_responses=REFUSALS, abp_security=[{"token": []}])
    gate = Gate(house)

    @door.post("/orders/<number>/time", summary="改时间： the order at another time", responses={200: OrderShape})
    @gate
    def move(session: Session, person: Person, path: Named, body: NewTime) -> OrderShape:
        order = lock_own(session, person.county, path.number, person.id)
        retime(session, order, _wish(house, session, order, body), actor_id=person.id, now=house.clock())
        return shape_of(session, order, person)

    return door


def _wish(house: House, session: Session, order: Order, body: NewTime) -> Span:
    start, end = the_time(body, house.clock())
    if start:
        return Span(start, end, when_words(start, end, whole_days=False))
    wish = new_wish(order, body.words, now=house.clock(), lexicon=house.lexicons.of(session, order.county).lexicon)
    if wish is None:
        raise Invalid("请说要改到什么时候，比如「明天下午」。")
    return wish

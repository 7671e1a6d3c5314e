"""What whoever is on duty does: hand an order to another desk or back, ring the villager, and read the knock list."""

from datetime import datetime

from flask_openapi3.blueprint import APIBlueprint
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.described import Described
from app.api.faults import REFUSALS
from app.api.gate import Gate
from app.api.orders import Named, shape_of
from app.api.shapes import Line, OrderShape, Rating, Shape
from app.clock import SHANGHAI
from app.dispatch.phoning import confirm_by_phone
from app.escalation.reach import lock_within, phone_for, scopes_of
from app.escalation.transferring import desk_called, give_back, transfer
from app.house import House
from app.intake.text.phones import without_phones
from app.orders.model import Order
from app.outbox import knocking
from app.outbox.knocking import Door
from app.people.model import Person


class Handing(Shape):
    to: Line = Field(max_length=40, description="`county`, `town`, or the code of a department.", examples=["county"])
    reason: Line = Field(min_length=1, max_length=60)


class Returning(Shape):
    reason: Line = Field(min_length=1, max_length=60)


class DoorShape(Shape):
    number: int
    name: str | None
    phone: str | None = Field(description="Whole for whoever answers for that village or town, masked for those above.")
    order: str | None = Field(description="The code of the order it is about.")
    words: str = Field(description="What they must hear.")
    since: datetime


class Doors(Shape):
    doors: list[DoorShape]


class Numbered(Described):
    number: int = Field(ge=1, le=999_999_999, description="Of ``GET /knocks``.")


def blueprint(house: House) -> APIBlueprint:
    door = APIBlueprint("duties", __name__, url_prefix="/api/v1", abp_responses=REFUSALS, abp_security=[{"token": []}])
    gate = Gate(house)

    @door.post("/orders/<number>/transfer", summary="转： another desk has it from now on", responses={200: OrderShape})
    @gate
    def hand_on(session: Session, person: Person, path: Named, body: Handing) -> OrderShape:
        order = lock_within(session, person, path.number)
        desk = desk_called(house.lexicons.of(session, person.county).spec, body.to)
        transfer(session, order, desk, actor_id=person.id, reason=body.reason, now=house.clock())
        return shape_of(session, order, person)

    @door.post("/orders/<number>/return", summary="退回： the desk before has it again", responses={200: OrderShape})
    @gate
    def hand_back(session: Session, person: Person, path: Named, body: Returning) -> OrderShape:
        order = lock_within(session, person, path.number)
        give_back(session, order, actor_id=person.id, reason=body.reason, now=house.clock())
        return shape_of(session, order, person)

    @door.post("/orders/<number>/phoned", summary="电话确认： what the villager said on the phone", responses={200: OrderShape})
    @gate
    def phoned(session: Session, person: Person, path: Named, body: Rating) -> OrderShape:
        order = lock_within(session, person, path.number)
        said = {"rating": body.stars, "said": without_phones(body.words), "again": body.again}
        confirm_by_phone(session, order, actor_id=person.id, **said, now=house.clock())  # type: ignore[arg-type]
        return shape_of(session, order, person)

    @door.get("/knocks", summary="敲门名单： whom nothing reached", responses={200: Doors})
    @gate
    def knocks(session: Session, person: Person) -> Doors:
        return _doors(session, person)

    @door.post("/knocks/<int:number>/told", summary="敲到： they have been told; what is left", responses={200: Doors})
    @gate
    def told(session: Session, person: Person, path: Numbered) -> Doors:
        areas = scopes_of(session, person)
        knocking.told(session, person.county, areas, path.number, actor_id=person.id, now=house.clock())
        return _doors(session, person)

    return door


def _doors(session: Session, person: Person) -> Doors:
    found = knocking.doors(session, person.county, scopes_of(session, person))
    return Doors(doors=[_door(session, person, one) for one in found])


def _door(session: Session, reader: Person, one: Door) -> DoorShape:
    about = session.get(Order, one.order_id) if one.order_id else None
    return DoorShape(
        number=one.number,
        name=one.person.name,
        phone=phone_for(session, reader, one.person),
        order=about.code if about else None,
        words=one.words,
        since=one.since.astimezone(SHANGHAI),
    )

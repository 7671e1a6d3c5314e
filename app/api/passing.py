"""转告: either side of an accepted order tells the other something."""

from flask_openapi3.blueprint import APIBlueprint
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.faults import REFUSALS
from app.api.gate import Gate
from app.api.orders import Named
from app.api.shapes import Line, Shape
from app.dispatch.passing import SAID, pass_on
from app.house import House
from app.orders.actions import find_called
from app.people.model import Person
from app.review.actions import for_others


class Words(Shape):
    words: Line = Field(min_length=1, max_length=SAID, examples=["我晚到半小时"])


class Told(Shape):
    words: str = Field(description="As the other side reads it: without phone numbers, rude words masked.")
    told: int = Field(description="How many people hear it.")


def blueprint(house: House) -> APIBlueprint:
    door = APIBlueprint("passing", __name__, url_prefix="/api/v1", abp_responses=REFUSALS, abp_security=[{"token": []}])
    gate = Gate(house)

    @door.post("/orders/<number>/words", summary="转告： the other side hears these words", responses={200: Told})
    @gate
    def pass_words(session: Session, person: Person, path: Named, body: Words) -> Told:
        order = find_called(session, person.county, path.number)
        words = for_others(session, order.county, body.words)
        people = pass_on(session, order, words, actor_id=person.id, now=house.clock())
        return Told(words=words, told=len(people))

    return door

"""What the mini-program shows around the orders: who I am here, and what can be asked for."""

from flask_openapi3.blueprint import APIBlueprint
from sqlalchemy.orm import Session

from app.api.faults import REFUSALS
from app.api.gate import Gate
from app.api.shapes import Catalogue, ItemShape, Me, PackageShape
from app.catalogue.queries import county_of, items_of, packages_of
from app.house import House
from app.people.model import Person
from app.people.queries import masked_phone_of, volunteer_of


def blueprint(house: House) -> APIBlueprint:
    door = APIBlueprint("profile", __name__, url_prefix="/api/v1", abp_responses=REFUSALS, abp_security=[{"token": []}])
    gate = Gate(house)

    @door.get("/me", summary="我的信息", responses={200: Me})
    @gate
    def me(session: Session, person: Person) -> Me:
        volunteer = volunteer_of(session, person.id)
        return Me(
            name=person.name,
            phone=masked_phone_of(session, person),
            village_code=person.area_code,
            volunteer=bool(volunteer),
            skills=volunteer.skills if volunteer else [],
        )

    @door.get("/catalogue", summary="服务清单： what can be asked for", responses={200: Catalogue})
    @gate
    def catalogue(session: Session, person: Person) -> Catalogue:
        items = items_of(session, person.county)
        packages = packages_of(county_of(session, person.county)).values()
        return Catalogue(
            items=[ItemShape(code=one.code, name=one.name, column=one.column) for one in items],
            packages=[PackageShape(code=one.code, name=one.name, parts=[part.name for part in one.parts]) for one in packages],
        )

    return door

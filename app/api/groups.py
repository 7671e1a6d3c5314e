"""The group the mini-program was opened from: which village's it is, and who says so."""

from flask_openapi3.blueprint import APIBlueprint
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.entering import AGAIN, opengid_in
from app.api.faults import REFUSALS
from app.api.gate import Gate
from app.api.shapes import Shape
from app.api.wishes import the_village
from app.db import vault_of
from app.errors import Invalid
from app.house import House
from app.people.model import Person
from app.people.queries import duties_of, session_key_of
from app.places.groups import bind, met
from app.places.model import VillageGroup
from app.places.queries import area_called, line_of

APP = "mini"
LONGEST_TICKET = 80


class Entered(Shape):
    """What ``wx.getGroupEnterInfo`` gave."""

    encrypted_data: str = Field(min_length=1, max_length=4096)
    iv: str = Field(min_length=1, max_length=64)


class Naming(Shape):
    ticket: str = Field(min_length=1, max_length=LONGEST_TICKET)
    village_code: str = Field(pattern=r"^[0-9]{12}$", description="A village of this county.")


class GroupShape(Shape):
    ticket: str = Field(description="Stands for this group, for this person: goes into `from_group` of an order.")
    village_code: str | None = Field(description="`null`: nobody has said whose group it is. Ask.")
    village: str
    confirmed: bool = Field(description="`false`: one villager's word. Show it to be checked.")


def blueprint(house: House) -> APIBlueprint:
    door = APIBlueprint("groups", __name__, url_prefix="/api/v1", abp_responses=REFUSALS, abp_security=[{"token": []}])
    gate = Gate(house)

    @door.post("/groups", summary="从哪个群打开的： the group it was opened from", responses={200: GroupShape})
    @gate
    def entered(session: Session, person: Person, body: Entered) -> GroupShape:
        key = session_key_of(session, person.id, APP)
        if not key:
            raise Invalid(AGAIN)
        appid, now = house.settings.miniapp_appid, house.clock()
        opengid = opengid_in(body.encrypted_data, body.iv, key=key, appid=appid, now=now)
        return _shape(session, met(session, person.county, vault_of(session).digest(f"group {opengid}")), person)

    @door.post("/groups/village", summary="这是哪个村的群： whose group it is", responses={200: GroupShape})
    @gate
    def named(session: Session, person: Person, body: Naming) -> GroupShape:
        group = group_of(session, person, body.ticket, locked=True)
        village = the_village(session, person, body.village_code)
        on_duty = all(_answers_for(session, person, code) for code in {village.code, group.area_code or village.code})
        bind(session, group, village.code, person_id=person.id, on_duty=on_duty, now=house.clock())
        return _shape(session, group, person)

    return door


def group_of(session: Session, person: Person, ticket: str, *, locked: bool = False) -> VillageGroup:
    """The group this person came from; raises ``Invalid`` for a ticket that is not theirs."""
    numbers = vault_of(session).read_ticket(ticket)
    if numbers is None or len(numbers) != 2 or numbers[1] != person.id:
        raise Invalid("请从群里重新打开小程序。")
    group = session.get(VillageGroup, numbers[0], with_for_update=locked)
    if group is None or group.county != person.county:
        raise Invalid("请从群里重新打开小程序。")
    return group


def _answers_for(session: Session, person: Person, code: str) -> bool:
    """Whether they are on duty at the village, at what serves it, or above it."""
    above = {one for area in line_of(session, code) for one in (area.code, area.served_by) if one}
    above.add(f"{person.county}000000")
    return any(duty.on_duty and duty.area_code in above for duty in duties_of(session, person.id))


def _shape(session: Session, group: VillageGroup, person: Person) -> GroupShape:
    area = area_called(session, group.area_code) if group.area_code else None
    return GroupShape(
        ticket=vault_of(session).ticket(group.id, person.id),
        village_code=area.code if area else None,
        village=area.name if area else "",
        confirmed=bool(area and group.confirmed_by),
    )

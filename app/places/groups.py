"""Whose group it is: a WeChat group bound to a village by whoever is on duty there, or by two of its villagers."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import upserting
from app.errors import Conflict
from app.places.model import VillageGroup
from app.places.queries import area_called


def met(session: Session, county: str, digest: str) -> VillageGroup:
    """The group with this digest, locked; made when it is met for the first time."""
    row = upserting(session, VillageGroup).values(county=county, digest=digest)
    session.execute(row.on_conflict_do_nothing(index_elements=["county", "digest"]))
    query = select(VillageGroup).where(VillageGroup.county == county, VillageGroup.digest == digest)
    return session.scalars(query.with_for_update()).one()


def bind(session: Session, group: VillageGroup, area_code: str, *, person_id: int, on_duty: bool, now: datetime) -> None:
    """The group is that village's. One villager's word stands until somebody on duty or another villager confirms it.

    ``on_duty``: the person answers for that village and for the one it is bound to. Raises ``Conflict``.
    """
    same = group.area_code == area_code
    if on_duty:
        group.area_code, group.named_at, group.confirmed_by = area_code, now, person_id
        group.named_by = group.named_by or person_id
        return
    if same and group.confirmed_by is None and group.named_by != person_id:
        group.confirmed_by = person_id
        return
    if same:
        return
    if group.area_code is not None and (group.confirmed_by is not None or group.named_by != person_id):
        area = area_called(session, group.area_code)
        raise Conflict(f"这个群已经是{area.name if area else '别的村'}的了。不对的话，请村里值班的人来改。")
    group.area_code, group.named_by, group.named_at = area_code, person_id, now

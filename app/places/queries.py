"""Finding places: an area by its code, and the station that serves it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, literal, select
from sqlalchemy.orm import Session

from app.dbapi import Row
from app.places.model import Area, Level, Station, StationKind
from app.prepared import Prepared
from app.remembering import remember, remembered
from app.things import got, things_with


def area_called(session: Session, code: str) -> Area | None:
    return got(session, Area, code)


def line_of(session: Session, code: str) -> list[Area]:
    """The area and everything above it, nearest first: village, town, county."""
    line: list[Area] = []
    area = _area(session, code)
    while area and area not in line:
        line.append(area)
        area = _area(session, area.parent_code) if area.parent_code else None
    return line


def _area(session: Session, code: str) -> Area | None:
    return remembered(session, (Area, code), lambda: got(session, Area, code))


def foresee_lines(session: Session, codes: Sequence[str]) -> list[str]:
    """Ask for these areas and the hamlets in them together; returns the codes of all they stand in lines with.

    For a transaction that remembers (``app.remembering``).
    """
    for area in things_with(session, Area, "code", codes):
        remember(session, (Area, area.code), area)
    hamlets: dict[str, list[Row]] = {code: [] for code in codes}
    for area in things_with(session, Area, "parent_code", codes):
        if area.level == Level.GROUP and area.valid_to is None:
            hamlets[area.parent_code or ""].append((area.code, area.name))
    for code, named in hamlets.items():
        remember(session, (_HAMLETS, code), named)
    over = (area for code in codes for area in line_of(session, code))
    within = (code for named in hamlets.values() for code, _ in named)
    return list(dict.fromkeys([*(code for area in over for code in (area.code, area.served_by) if code), *within]))


def hamlets_named(session: Session, county: str, village: str, text: str) -> list[str]:
    """The codes of a village's hamlets whose names stand in these words (000-12)."""
    named = remembered(session, (_HAMLETS, village), lambda: _HAMLETS.all(session, county=county, village=village))
    return [code for code, name in named if name in text]


_HAMLETS = Prepared(
    select(Area.code, Area.name)
    .where(Area.county == bindparam("county"), Area.parent_code == bindparam("village"))
    .where(Area.level == literal(Level.GROUP), Area.valid_to.is_(None))
    .order_by(Area.code)
)


def served_from(session: Session, codes: Sequence[str]) -> list[str]:
    """The codes of the villages without a station that those of these villages serve (X7)."""
    return list(session.scalars(select(Area.code).where(Area.served_by.in_(codes)).order_by(Area.code)))


def scope_of(area_code: str) -> str:
    """The beginning that all codes below an area share: a county's code ends in six noughts, a town's in three."""
    for noughts, length in (("000000", 6), ("000", 9)):
        if area_code.endswith(noughts):
            return area_code[:length]
    return area_code


def villages_of(session: Session, county: str) -> list[Area]:
    query = select(Area).where(Area.county == county, Area.level == Level.VILLAGE, Area.valid_to.is_(None))
    return list(session.scalars(query.order_by(Area.code)))


def station_serving(session: Session, county: str, area_code: str) -> Station | None:
    """The village's own station, else the neighbour's that serves it, else the township hall, else the centre (X7)."""
    for area in line_of(session, area_code):
        for code in filter(None, (area.code, area.served_by)):
            query = select(Station).where(Station.county == county, Station.area_code == code, Station.open)
            query = query.where(Station.kind != StationKind.SUBCENTRE)
            station = session.scalars(query.order_by(Station.id).limit(1)).first()
            if station:
                return station
    return None

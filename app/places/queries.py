"""Finding places: an area by its code, and the station that serves it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, literal, select
from sqlalchemy.orm import Session

from app.places.model import Area, Level, Station, StationKind
from app.prepared import Prepared
from app.things import got


def area_called(session: Session, code: str) -> Area | None:
    return got(session, Area, code)


def line_of(session: Session, code: str) -> list[Area]:
    """The area and everything above it, nearest first: village, town, county."""
    line: list[Area] = []
    area = got(session, Area, code)
    while area and area not in line:
        line.append(area)
        area = got(session, Area, area.parent_code) if area.parent_code else None
    return line


def hamlets_named(session: Session, county: str, village: str, text: str) -> list[str]:
    """The codes of a village's hamlets whose names stand in these words (000-12)."""
    return [code for code, name in _HAMLETS.all(session, county=county, village=village) if name in text]


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

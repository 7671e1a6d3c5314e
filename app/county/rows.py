"""The rows a county file stands for: areas, stations, items, teams."""

from collections.abc import Iterator
from typing import Any

from app.county.spec import CountySpec
from app.county.territory import TownSpec, VillageSpec
from app.places.model import Level, StationKind

Row = dict[str, Any]


def areas_of(spec: CountySpec) -> list[Row]:
    """The tree: county, towns, villages, named hamlets; groups are a number of their village (X6)."""
    centre = spec.centre
    rows = [_area(spec.area_code, Level.COUNTY, spec.name, None) | {"lat": centre.lat, "lon": centre.lon}]
    for town in spec.towns:
        shared = {"urban": town.urban, "lat": town.lat, "lon": town.lon}
        rows.append(_area(town.area_code, Level.TOWN, town.name, spec.area_code) | shared)
        rows.extend(_village(town, village) for village in town.villages)
        rows.extend(hamlet for village in town.villages for hamlet in _hamlets(town, village))
    return [{"county": spec.code} | row for row in rows]


def stations_of(spec: CountySpec) -> list[Row]:
    """The doors: one centre, a hall in every town, a station in villages that have one, departments' sub-centres."""
    rows = [_station(spec.area_code, StationKind.CENTRE, spec.centre.name, spec.centre.host)]
    rows += [_station(spec.area_code, StationKind.SUBCENTRE, department.name, None) for department in spec.departments]
    for town in spec.towns:
        rows.append(_station(town.area_code, StationKind.HALL, town.hall or town.name + spec.stations.hall, town.host))
        rows.extend(_village_stations(spec, town))
    return [{"county": spec.code} | row for row in rows]


def items_of(spec: CountySpec) -> list[Row]:
    columns = {column.code: column.name for column in spec.columns}
    kept = ("code", "name", "skill", "professional", "private", "urgency", "minutes", "clock")
    return [
        {"county": spec.code, "column": columns[item.column], "synonyms": [*item.synonyms, *item.spoken], "retired": False}
        | {name: getattr(item, name) for name in kept}
        | {"guard": item.guard.model_dump(mode="json") if item.guard else None}
        for item in spec.items
    ]


def teams_of(spec: CountySpec) -> list[Row]:
    rows = []
    for team in spec.all_teams:
        kind = spec.team_kinds[team.kind]
        skills = kind.skills if team.skills is None else team.skills
        rows.append(
            {
                "county": spec.code,
                "code": team.code,
                "name": team.name,
                "kind": team.kind,
                "area_code": team.at.ljust(12, "0"),
                "skills": list(skills),
                "professional": kind.professional,
            }
        )
    return rows


def pairings_of(spec: CountySpec) -> list[Row]:
    return [
        {
            "county": spec.code,
            "area_code": pairing.with_.ljust(12, "0"),
            "unit": pairing.unit,
            "kind": pairing.kind,
            "team_code": pairing.team,
            "since": pairing.since,
            "until": pairing.until,
        }
        for pairing in spec.pairings
    ]


def _village(town: TownSpec, village: VillageSpec) -> Row:
    return _area(village.code, Level.VILLAGE, village.name, town.area_code) | {
        "urban": town.urban if village.urban is None else village.urban,
        "groups": village.groups,
        "lat": village.lat,
        "lon": village.lon,
        "served_by": village.served_by,
    }


def _hamlets(town: TownSpec, village: VillageSpec) -> Iterator[Row]:
    """Below the official codes: two digits of ours, by their place in the file (000-12, X6)."""
    shared = {name: _village(town, village)[name] for name in ("urban", "lat", "lon")}
    for number, name in enumerate(village.hamlets, start=1):
        yield _area(f"{village.code}{number:02d}", Level.GROUP, name, village.code) | shared


def _village_stations(spec: CountySpec, town: TownSpec) -> Iterator[Row]:
    for village in town.villages:
        if village.station:
            name = town.name + village.name + spec.stations.station
            yield _station(village.code, StationKind.STATION, name, village.host)


def _area(code: str, level: Level, name: str, parent: str | None) -> Row:
    """Every column of an area that the file decides."""
    row: Row = {"code": code, "level": str(level), "name": name, "parent_code": parent}
    return row | {"urban": False, "groups": 0, "lat": None, "lon": None, "served_by": None}


def _station(area_code: str, kind: StationKind, name: str, host: str | None) -> Row:
    return {"area_code": area_code, "kind": str(kind), "name": name, "host": host, "open": True}

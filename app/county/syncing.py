"""Making the tables say what the rows of a county file say, touching only what differs."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from app.catalogue.model import Item
from app.county.rows import Row
from app.county.spec import CountySpec
from app.people.model import Team, TeamMember
from app.places.model import Area, Pairing, Station, StationKind

Key = Callable[[Row], Hashable]

AREAS, STATIONS, ITEMS, TEAMS, PAIRINGS = (cast(Table, model.__table__) for model in (Area, Station, Item, Team, Pairing))


@dataclass(frozen=True)
class Gap:
    """The difference between table and file: rows to insert, (primary key, new values) to update, primary keys gone."""

    new: list[Row]
    changed: list[tuple[Any, Row]]
    gone: list[Any]


def sync_areas(session: Session, spec: CountySpec, rows: Sequence[Row], *, today: date) -> None:
    living = [row | {"valid_to": None, "successor_code": None} for row in rows]
    gap = _gap(session, AREAS, spec, _by_code(living), _code)
    _insert(session, AREAS, [row | {"valid_from": today} for row in gap.new])
    _update(session, AREAS, gap.changed)
    ended = [(code, {"valid_to": today, "successor_code": spec.successors.get(code)}) for code in gap.gone]
    still = set(session.scalars(select(Area.code).where(Area.county == spec.code, Area.valid_to.is_(None))))
    _update(session, AREAS, [(code, values) for code, values in ended if code in still])


def sync_stations(session: Session, spec: CountySpec, rows: Sequence[Row]) -> None:
    """A renamed station stays the same door; sub-centres share the county's area and go by name."""

    def key(row: Row) -> Hashable:
        return row["area_code"], row["kind"], row["name"] if row["kind"] == StationKind.SUBCENTRE else ""

    gap = _gap(session, STATIONS, spec, {key(row): row for row in rows}, key)
    _insert(session, STATIONS, gap.new)
    _update(session, STATIONS, gap.changed)
    _update(session, STATIONS, [(id_, {"open": False}) for id_ in gap.gone])


def sync_items(session: Session, spec: CountySpec, rows: Sequence[Row]) -> None:
    gap = _gap(session, ITEMS, spec, _by_code(rows), _code)
    _insert(session, ITEMS, gap.new)
    _update(session, ITEMS, gap.changed)
    _update(session, ITEMS, [(id_, {"retired": True}) for id_ in gap.gone])


def sync_teams(session: Session, spec: CountySpec, rows: Sequence[Row]) -> None:
    """Teams gone from the file are dissolved; their people stay volunteers."""
    gap = _gap(session, TEAMS, spec, _by_code(rows), _code)
    _insert(session, TEAMS, gap.new)
    _update(session, TEAMS, gap.changed)
    for team_id in gap.gone:
        session.execute(delete(TeamMember).where(TeamMember.team_id == team_id))
        session.execute(delete(Team).where(Team.id == team_id))


def sync_pairings(session: Session, spec: CountySpec, rows: Sequence[Row]) -> None:
    """A unit is known by its name, its kind and its place; pairings gone from the file are gone."""

    def key(row: Row) -> Hashable:
        return row["area_code"], row["kind"], row["unit"]

    gap = _gap(session, PAIRINGS, spec, {key(row): row for row in rows}, key)
    _insert(session, PAIRINGS, gap.new)
    _update(session, PAIRINGS, gap.changed)
    for id_ in gap.gone:
        session.execute(delete(Pairing).where(Pairing.id == id_))


def _code(row: Row) -> Hashable:
    return str(row["code"])


def _by_code(rows: Sequence[Row]) -> dict[Hashable, Row]:
    return {_code(row): row for row in rows}


def _gap(session: Session, table: Table, spec: CountySpec, wanted: Mapping[Hashable, Row], key: Key) -> Gap:
    known = session.execute(select(table).where(table.c.county == spec.code)).mappings()
    before = {key(dict(row)): dict(row) for row in known}
    (primary,) = (column.name for column in table.primary_key)
    changed = [
        (before[k][primary], differing)
        for k, row in wanted.items()
        if k in before and (differing := {name: value for name, value in row.items() if before[k][name] != value})
    ]
    new = [row for k, row in wanted.items() if k not in before]
    return Gap(new, changed, [row[primary] for k, row in before.items() if k not in wanted])


def _insert(session: Session, table: Table, rows: list[Row]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _update(session: Session, table: Table, changed: Sequence[tuple[Any, Row]]) -> None:
    (primary,) = table.primary_key
    for id_, values in changed:
        session.execute(update(table).where(primary == id_).values(values))
    session.expire_all()

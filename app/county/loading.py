"""Bringing the database to what a county file says: once, again, or after a change that somebody approved."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy.orm import Session

from app.catalogue.model import County
from app.clock import in_shanghai
from app.county.diff import Change, changes
from app.county.listing import Package
from app.county.rows import areas_of, items_of, pairings_of, stations_of, teams_of
from app.county.spec import CountySpec
from app.county.syncing import sync_areas, sync_items, sync_pairings, sync_stations, sync_teams
from app.county.values import Urgency


@dataclass(frozen=True)
class Loaded:
    """What a load found and did. ``first``: the county was unknown; ``written``: the database was changed."""

    county: str
    first: bool
    written: bool
    changes: list[Change]
    counts: dict[str, int]


def load(session: Session, spec: CountySpec, *, now: datetime, apply: bool = False) -> Loaded:
    """Load a county; an unknown one is written at once, a changed one only with ``apply``.

    Loading the same file twice writes nothing. Areas that are gone keep their row with ``valid_to`` and successor,
    items are retired, stations close: orders point at them for ever.
    """
    document = document_of(spec)
    row = session.get(County, spec.code, with_for_update=True)
    found = [] if row is None else changes(row.document, document)
    digest = digest_of(document)
    if row is None or (digest != row.digest and apply):
        _write(session, spec, now=now)
        _keep(session, row, spec, now=now)
        return Loaded(spec.code, row is None, True, found, counts_of(spec))
    return Loaded(spec.code, False, False, found, counts_of(spec))


def document_of(spec: CountySpec) -> dict[str, Any]:
    """The normalised county as plain JSON: what ``County.document`` holds."""
    return spec.model_dump(mode="json")


def policies_of(spec: CountySpec) -> dict[str, Any]:
    """What ``County.policies`` holds: the clocks an order may freeze, and what else is needed beside them."""

    def by_urgency(**kind: Any) -> dict[str, Any]:
        return {urgency: spec.policy_for(urgency=urgency, **kind) for urgency in get_args(Urgency)}

    return {
        "urban": by_urgency(urban=True),
        "elsewhere": by_urgency(urban=False),
        "named": {name: by_urgency(urban=False, named=name) for name in spec.clock.named},
        "calendar": spec.calendar.model_dump(mode="json"),
        "departments": {department.code: list(department.skills) for department in spec.departments},
        "phone": spec.centre.phone,
        "rungs": spec.rungs.otherwise(),
        "words": spec.words.otherwise(),
        "manned": spec.clock.manned.model_dump(),
        "packages": packages_of(spec),
    }


def packages_of(spec: CountySpec) -> dict[str, Any]:
    """Name and parts of each package by its code, the parts in the order of their steps (002-49)."""
    names = {item.code: item.name for item in spec.items}

    def parts(package: Package) -> list[dict[str, Any]]:
        told = [
            {"item": one.item, "name": one.name or names[one.item], "people": one.people, "step": one.step or n}
            for n, one in enumerate(package.items, 1)
        ]
        return sorted(told, key=lambda one: int(str(one["step"])))

    return {package.code: {"name": package.name, "parts": parts(package)} for package in spec.packages}


def digest_of(document: dict[str, Any]) -> str:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def counts_of(spec: CountySpec) -> dict[str, int]:
    """What the file holds, by words people know: 村 counts all villages, 站 those that have a station (X1, X7)."""
    villages = [village for town in spec.towns for village in town.villages]
    hamlets = sum(len(village.hamlets) for village in villages)
    return {
        "镇(乡)": len(spec.towns),
        "村(社区)": len(villages),
        "中心": 1,
        "所": len(spec.towns),
        "站": sum(village.station for village in villages),
        **({spec.levels.group: hamlets} if hamlets else {}),
        "分中心": len(spec.departments),
        "栏目": len(spec.columns),
        "服务项目": len(spec.items),
        "队伍": len(spec.all_teams),
    }


def _write(session: Session, spec: CountySpec, *, now: datetime) -> None:
    today = in_shanghai(now).date()
    sync_areas(session, spec, areas_of(spec), today=today)
    sync_stations(session, spec, stations_of(spec))
    sync_items(session, spec, items_of(spec))
    sync_teams(session, spec, teams_of(spec))
    sync_pairings(session, spec, pairings_of(spec))


def _keep(session: Session, row: County | None, spec: CountySpec, *, now: datetime) -> None:
    document = document_of(spec)
    if row is None:
        row = County(code=spec.code, revision=0)
        session.add(row)
    row.name, row.prefix = spec.name, spec.prefix
    row.document, row.digest, row.policies = document, digest_of(document), policies_of(spec)
    row.revision, row.loaded_at = row.revision + 1, now
    session.flush()

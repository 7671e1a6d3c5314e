"""What a county file must get right between its parts: codes that nest, names that exist, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from app.county.reading import Path

if TYPE_CHECKING:
    from app.county.spec import CountySpec
    from app.county.territory import TownSpec

SHORT = 8
"""With twelve digits behind it, a kind's code makes a team's code of twenty."""
Wrong = tuple[Path, str, str]
"""Where, what, remedy."""


def wrongs_of(spec: CountySpec) -> Iterator[Wrong]:
    yield from _catalogue(spec)
    yield from _towns(spec)
    yield from _teams(spec)
    yield from _pairings(spec)


def _catalogue(spec: CountySpec) -> Iterator[Wrong]:
    yield from _twice(("columns",), "code", [c.code for c in spec.columns])
    yield from _twice(("items",), "code", [i.code for i in spec.items])
    yield from _twice(("items",), "name", [i.name for i in spec.items])
    columns = {column.code for column in spec.columns}
    items = {item.code for item in spec.items}
    for n, item in enumerate(spec.items):
        if item.column not in columns:
            yield ("items", n, "column"), f"没有「{item.column}」这个栏目", f"填 {_some(columns)} 之一"
        yield from _skills(spec, ("items", n, "skill"), [item.skill] if item.skill else [])
        if item.clock and item.clock not in spec.clock.named:
            yield ("items", n, "clock"), f"没有「{item.clock}」这个时限", "先在 clock.named 里写上它"
        certificate = item.guard.certificate if item.guard else None
        if certificate and certificate not in spec.certificates:
            yield ("items", n, "guard", "certificate"), f"没有「{certificate}」这种证书", "先在 certificates 里写上它"
    yield from _twice(("frameworks",), "code", [f.code for f in spec.frameworks])
    for n, package in enumerate(spec.packages):
        if package.code in items:
            yield ("packages", n, "code"), f"「{package.code}」已经是一个服务项目的代号", "换一个代号"
        for missing in sorted({part.item for part in package.items} - items):
            yield ("packages", n, "items"), f"没有「{missing}」这个服务项目", "先在 items 里写上它"


def _towns(spec: CountySpec) -> Iterator[Wrong]:
    yield from _twice(("towns",), "code", [t.code for t in spec.towns])
    yield from _twice(("towns",), "name", [t.name for t in spec.towns])
    with_station = {v.code for town in spec.towns for v in town.villages if v.station}
    for n, town in enumerate(spec.towns):
        if not town.code.startswith(spec.code):
            yield ("towns", n, "code"), f"{town.name}的代码 {town.code} 不属于本县 {spec.code}", f"改成 {spec.code} 开头的代码"
        yield from _villages(("towns", n, "villages"), town, with_station)


def _villages(path: Path, town: TownSpec, with_station: set[str]) -> Iterator[Wrong]:
    yield from _twice(path, "code", [v.code for v in town.villages])
    yield from _twice(path, "name", [v.name for v in town.villages])
    for n, village in enumerate(town.villages):
        if not village.code.startswith(town.code):
            yield (*path, n, "code"), f"{village.name}的代码 {village.code} 不属于{town.name}", f"改成 {town.code} 开头的代码"
        yield from _twice((*path, n), "hamlets", village.hamlets)
        if village.code.endswith("000"):
            yield (*path, n, "code"), f"{village.name}的代码不能以 000 结尾", "居委会用 001–199,村委会用 200–399"
        if village.served_by and village.station:
            yield (*path, n, "served_by"), f"{village.name}自己有站,不用别村代管", "删去 served_by,或写 station: false"
        if village.served_by and not village.station and village.served_by not in with_station:
            yield (
                (*path, n, "served_by"),
                f"代管的 {village.served_by} 不是一个有站的村",
                "填有站的村的 12 位代码,或删去由镇所代管",
            )


def _teams(spec: CountySpec) -> Iterator[Wrong]:
    yield from _twice(("departments",), "code", [d.code for d in spec.departments])
    for n, department in enumerate(spec.departments):
        yield from _skills(spec, ("departments", n, "skills"), department.skills)
    for code, kind in spec.team_kinds.items():
        yield from _skills(spec, ("team_kinds", code, "skills"), kind.skills)
    for code, kind in spec.team_kinds.items():
        if kind.in_every and len(code) > SHORT:
            yield ("team_kinds", code, "in_every"), f"「{code}」太长,排不进队伍编号", f"代号最多 {SHORT} 个字母"
    yield from _twice(("teams",), "code", [t.code for t in spec.all_teams])
    places = {spec.code} | {t.code for t in spec.towns} | {v.code for t in spec.towns for v in t.villages}
    for n, team in enumerate(spec.teams):
        if team.kind not in spec.team_kinds:
            yield ("teams", n, "kind"), f"没有「{team.kind}」这种队伍", f"填 {_some(spec.team_kinds)} 之一,或先写进 team_kinds"
        if team.at not in places:
            yield ("teams", n, "at"), f"{team.name}所在的 {team.at} 不在本县", "填本县的 6 位、乡镇的 9 位或村的 12 位代码"
        yield from _skills(spec, ("teams", n, "skills"), team.skills or [])


def _pairings(spec: CountySpec) -> Iterator[Wrong]:
    places = {t.code for t in spec.towns} | {v.code for t in spec.towns for v in t.villages}
    teams = {team.code for team in spec.all_teams}
    for n, one in enumerate(spec.pairings):
        if one.kind not in spec.pair_kinds:
            yield (
                ("pairings", n, "kind"),
                f"没有「{one.kind}」这种结对",
                f"填 {_some(spec.pair_kinds)} 之一,或先写进 pair_kinds",
            )
        if one.with_ not in places:
            yield ("pairings", n, "with"), f"{one.unit}结对的 {one.with_} 不在本县", "填本县乡镇的 9 位或村的 12 位代码"
        if one.team and one.team not in teams:
            yield ("pairings", n, "team"), f"没有编号「{one.team}」的队伍", "先在 teams 里写上它"


def _skills(spec: CountySpec, path: Path, codes: Iterable[str]) -> Iterator[Wrong]:
    for code in codes:
        if code not in spec.skills:
            yield path, f"没有「{code}」这项技能", "先在 skills 里写上它"


def _twice(path: Path, key: str, values: Iterable[str]) -> Iterator[Wrong]:
    seen: set[str] = set()
    for n, value in enumerate(values):
        if value in seen:
            yield (*path, n, key), f"「{value}」出现了两次", "改掉其中一个"
        seen.add(value)


def _some(codes: Iterable[str]) -> str:
    return "、".join(sorted(codes)[:8])

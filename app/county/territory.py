"""Where a county's people and doors are: towns, villages, departments, teams."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from app.county.values import Latitude, Longitude, LongName, Name, Slug, Strict, TownCode, VillageCode


class Market(Strict):
    """The days of a town's market: the last digits of the solar or lunar day of the month."""

    calendar: Literal["solar", "lunar"]
    tails: tuple[Annotated[int, Field(ge=0, le=10)], ...] = Field(min_length=1)


class VillageSpec(Strict):
    code: VillageCode
    name: Name
    groups: Annotated[int, Field(ge=0, le=99)] = 0
    urban: bool | None = None
    """As its town, when not said."""
    lat: Latitude | None = None
    lon: Longitude | None = None
    station: bool = True
    served_by: VillageCode | None = None
    """The village whose station serves this one, when it has none of its own; else the town's hall does (X7)."""
    host: LongName | None = None
    """The building the station lives in (002-19)."""
    hamlets: tuple[Name, ...] = Field((), max_length=99)
    """The fourth level, below the village (000-12); new ones go to the end."""
    aliases: tuple[Name, ...] = ()
    """Other names people use: old brigades, landmarks."""


class TownSpec(Strict):
    code: TownCode
    name: Name
    urban: bool = False
    lat: Latitude | None = None
    lon: Longitude | None = None
    hall: LongName | None = None
    """The hall's full name, when it is not the town's name and ``stations.hall``."""
    host: LongName | None = None
    market: Market | None = None
    aliases: tuple[Name, ...] = ()
    villages: tuple[VillageSpec, ...] = Field(min_length=1)

    @property
    def area_code(self) -> str:
        return self.code + "000"


class Department(Strict):
    """A department's sub-centre (002-05)."""

    code: Slug
    name: LongName
    skills: tuple[Slug, ...] = ()


class PairingSpec(Strict):
    """A unit that stands beside a village or town: co-resident, co-builder, paired, 包联 … (002-20, 000-23, 001-13, 001-40)."""

    model_config = ConfigDict(serialize_by_alias=True)

    unit: LongName
    kind: Slug
    with_: Annotated[str, Field(alias="with")]
    """A town's 9 digits or a village's 12."""
    team: str | None = None
    """The code of the team that comes for the unit."""
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> "PairingSpec":
        if self.since and self.until and self.until < self.since:
            raise ValueError("until 不能早于 since|对调两个日期")
        return self


class TeamKind(Strict):
    name: Name
    skills: tuple[Slug, ...] = ()
    professional: bool = False
    in_every: Literal["town", "village"] | None = None
    """Every township, or every village with a station, has a team of this kind; they need not be listed (000-54, 003-62)."""


class TeamSpec(Strict):
    code: Annotated[str, Field(min_length=1, max_length=20)]
    name: LongName
    kind: Slug
    at: str
    """Where it belongs: the county's 6 digits, a town's 9 or a village's 12."""
    skills: tuple[Slug, ...] | None = None
    """As its kind, when not said."""


def teams_everywhere(kind: str, spec: TeamKind, towns: Iterable[TownSpec]) -> Iterator[TeamSpec]:
    """The teams of a kind that every township or village has: named after their place, numbered by its code."""
    for town in towns:
        if spec.in_every == "town":
            yield TeamSpec(code=f"{kind}{town.code}", name=town.name + spec.name, kind=kind, at=town.code)
        elif spec.in_every == "village":
            for village in town.villages:
                if village.station:
                    name = town.name + village.name + spec.name
                    yield TeamSpec(code=f"{kind}{village.code}", name=name, kind=kind, at=village.code)

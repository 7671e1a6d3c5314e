"""What a list of people is read against: the places, skills and posts of a county's file."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from app.county.spec import CountySpec
from app.county.territory import TownSpec, VillageSpec
from app.people.heads import names_of
from app.people.model import Role
from app.people.roster import ROLES, Book, Home

KINDS_OF_VILLAGE = ("村", "社区")


def book_of(spec: CountySpec) -> Book:
    homes: dict[str, list[Home]] = defaultdict(list)
    for name, home in _named(spec):
        if home not in homes[name]:
            homes[name].append(home)
    skills = {name: code for code, name in spec.skills.items()} | {code: code for code in spec.skills}
    certificates = {name: code for code, name in spec.certificates.items()} | {code: code for code in spec.certificates}
    posts = {
        spec.posts.hamlet_head: Role.HAMLET_HEAD,
        spec.posts.station_chief: Role.STATION_CHIEF,
        spec.posts.pair_contact: Role.PAIR_CONTACT,
        spec.posts.town_head: Role.TOWN_HEAD,
        spec.posts.department_head: Role.DEPARTMENT_HEAD,
        spec.posts.dispatcher: Role.DISPATCHER,
        spec.posts.director: Role.DIRECTOR,
    }
    return Book(
        county_area=spec.area_code,
        homes=homes,
        skills=skills,
        posts={**ROLES, **posts},
        departments=_departments(spec),
        certificates=certificates,
    )


def _departments(spec: CountySpec) -> dict[str, str]:
    """Their codes by every name that means one department only."""
    named = [(name, one.code) for one in spec.departments for name in names_of(one.code, one.name)]
    times = Counter(name for name, _ in named)
    return {name: code for name, code in named if times[name] == 1}


def _named(spec: CountySpec) -> Iterator[tuple[str, Home]]:
    """Every name a village or town goes by, with and without its town and its 村 or 社区."""
    for town in spec.towns:
        point = None if town.lat is None or town.lon is None else (town.lat, town.lon)
        itself = Home(town.area_code, town.name, town.area_code, town.name, point)
        for name in (town.name, town.code, town.area_code, *town.aliases):
            yield name, itself
        yield from _villages(spec, town, point)


def _villages(spec: CountySpec, town: TownSpec, town_point: tuple[float, float] | None) -> Iterator[tuple[str, Home]]:
    for village in town.villages:
        point = town_point if village.lat is None or village.lon is None else (village.lat, village.lon)
        home = Home(village.code, village.name, town.area_code, town.name, point)
        yield village.code, home
        yield from _hamlets(town, village, home)
        for name in {village.name, *village.aliases, *_short(village.name)}:
            yield name, home
            yield town.name + name, home
            yield spec.name + town.name + name, home


def _hamlets(town: TownSpec, village: VillageSpec, home: Home) -> Iterator[tuple[str, Home]]:
    """A hamlet is written behind its village: 京丈坪村三墩岩."""
    for number, name in enumerate(village.hamlets, start=1):
        own = replace(home, area_code=f"{village.code}{number:02d}", name=village.name + name)
        yield village.name + name, own
        yield town.name + village.name + name, own


def _short(name: str) -> Iterator[str]:
    for kind in KINDS_OF_VILLAGE:
        if name.endswith(kind) and len(name) > len(kind) + 1:
            yield name.removesuffix(kind)

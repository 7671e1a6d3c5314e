"""Which of the places a text names is the place of the need, and what must be asked about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.intake.places.find import Hit
from app.intake.places.groups import Group, group_alone
from app.intake.places.index import stem

if TYPE_CHECKING:
    from app.intake.lexicon import PlaceName


@dataclass(frozen=True)
class Where:
    """Town and village names as the county writes them. ``candidates`` has more than one place when the name is shared."""

    town: str | None = None
    village: str | None = None
    code: str | None = None
    group: int | None = None
    candidates: tuple["PlaceName", ...] = ()
    heard: str | None = None
    group_unsure: bool = False


def choose(text: str, hits: Sequence[Hit]) -> Where:
    """The likeliest place among ``hits``: with a group before without, said before heard, not denied, not a destination."""
    kept = [hit for hit in hits if not hit.denied]
    villages = [hit for hit in kept if hit.level == "village"]
    towns = {place.code for hit in kept if hit.level == "town" for place in hit.places}
    if not villages:
        return _town_only(text, [hit for hit in kept if hit.level == "town"])
    villages, nearby = _set_apart(villages)
    towns |= nearby
    best = max(villages, key=lambda hit: (hit.weight, -hit.start))
    places = best.places
    if len(places) > 1 and towns:
        places = tuple(place for place in places if place.town_code in towns) or places
    heard = text[best.start : best.end] if best.how == "sound" else None
    return _where(places, best.group or group_alone(text), heard)


def _set_apart(villages: list[Hit]) -> tuple[list[Hit], set[str]]:
    """石桥村 龙坪的: a bare name that is also the town of a doubtful village is that town, and lends it its group."""
    doubtful = next((hit for hit in villages if len(hit.places) > 1), None)
    if doubtful is None:
        return villages, set()
    codes = {place.town_code: place for place in doubtful.places}
    for hit in villages:
        place = codes.get(hit.places[0].town_code)
        if hit is not doubtful and hit.how == "stem" and place and place.town_name.startswith(stem(hit.places[0].name)):
            lent = doubtful if doubtful.group else replace(doubtful, group=hit.group)
            rest = [lent if other is doubtful else other for other in villages if other is not hit]
            return rest, {place.town_code}
    return villages, set()


def _town_only(text: str, towns: Sequence[Hit]) -> Where:
    alone = group_alone(text)
    group = alone.number if alone else None
    if not towns:
        return Where(group=group)
    place = max(towns, key=lambda hit: hit.weight).places[0]
    return Where(town=place.name, group=group)


def _where(places: tuple["PlaceName", ...], group: Group | None, heard: str | None) -> Where:
    first = places[0]
    number = group.number if group else None
    names = {place.name for place in places}
    if len(places) > 1:
        return Where(None, first.name if len(names) == 1 else None, None, number, places, heard)
    beyond = bool(number and first.groups and number > first.groups)
    unsure = bool(group and group.unsure) or beyond
    return Where(first.town_name, first.name, first.code, number, places, heard, unsure)

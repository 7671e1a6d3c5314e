"""The reader's lexicon of a county, made from its county file or from the copy of it that the database keeps."""

from app.county.spec import CountySpec
from app.county.territory import TownSpec
from app.intake.learned.model import OwnModel
from app.intake.lexicon import ItemName, Lexicon, MarketDays, PlaceName
from app.intake.packages import PackageName
from app.intake.times.words import Part

_NOON = 12 * 60


def _minutes(hour: str) -> int:
    hours, _, minutes = hour.partition(":")
    return int(hours) * 60 + int(minutes or 0)


def _places(town: TownSpec) -> list[PlaceName]:
    own = PlaceName(town.area_code, town.name, "town", town.area_code, town.name, urban=town.urban, aliases=town.aliases)
    villages = [
        PlaceName(
            village.code,
            village.name,
            "village",
            town.area_code,
            town.name,
            village.groups,
            town.urban if village.urban is None else village.urban,
            (*village.aliases, *village.hamlets),
        )
        for village in town.villages
    ]
    return [own, *villages]


def lexicon_of(spec: CountySpec, own: OwnModel | None = None) -> Lexicon:
    """Indexes a county: about 10 ms for 500 villages. Build it once and keep it; it is immutable."""
    parts = [
        Part((name,), _minutes(start), _minutes(end), afternoon=_minutes(start) >= _NOON - 60)
        for name, (start, end) in spec.parts_of_day.items()
    ]
    return Lexicon.build(
        (spec.code, spec.name),
        places=[place for town in spec.towns for place in _places(town)],
        items=[
            ItemName(i.code, i.name, i.column, i.synonyms, i.urgency, i.professional, i.spoken, i.never) for i in spec.items
        ],
        markets=[MarketDays(t.area_code, t.market.calendar, t.market.tails) for t in spec.towns if t.market],
        parts=parts,
        own=own,
        packages=_packages(spec),
    )


def _packages(spec: CountySpec) -> list[PackageName]:
    names = {item.code: item.name for item in spec.items}
    return [
        PackageName(one.code, one.name, one.synonyms, tuple(part.name or names[part.item] for part in one.items))
        for one in spec.packages
    ]

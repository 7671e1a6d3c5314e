"""What the reader knows of one county: its villages, its catalogue and its market days, indexed once."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from app.intake.items.index import ItemIndex, build_items
from app.intake.learned.model import OwnModel
from app.intake.packages import PackageName
from app.intake.places.index import PlaceIndex, build_places
from app.intake.times.words import Part, day_parts


@dataclass(frozen=True)
class PlaceName:
    """A town or a village as the reader needs it. ``groups`` is the number of 村民小组, 0 when unknown."""

    code: str
    name: str
    level: Literal["town", "village"]
    town_code: str
    town_name: str
    groups: int = 0
    urban: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemName:
    """A catalogue item as the reader needs it. ``spoken`` are whole phrases, ``never`` phrases that speak against it."""

    code: str
    name: str
    column: str = ""
    synonyms: tuple[str, ...] = ()
    urgency: str = "normal"
    professional: bool = False
    spoken: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class MarketDays:
    """The days on which a town holds its market: ``tails`` are last digits of the solar or lunar day of the month."""

    town_code: str
    calendar: Literal["solar", "lunar"]
    tails: tuple[int, ...]


@dataclass(frozen=True)
class Lexicon:
    """Everything of one county that reading needs; immutable, built once from a file or from rows, safe to share."""

    county_code: str
    county_name: str
    places: tuple[PlaceName, ...]
    items: tuple[ItemName, ...]
    markets: tuple[MarketDays, ...]
    parts: tuple[Part, ...]
    place_index: PlaceIndex = field(repr=False, compare=False)
    item_index: ItemIndex = field(repr=False, compare=False)
    market_of: dict[str, MarketDays] = field(repr=False, compare=False)
    item_of: dict[str, ItemName] = field(repr=False, compare=False)
    packages: tuple[PackageName, ...] = ()

    @classmethod
    def build(
        cls,
        county: tuple[str, str],
        *,
        places: Iterable[PlaceName] = (),
        items: Iterable[ItemName] = (),
        markets: Iterable[MarketDays] = (),
        parts: Iterable[Part] = (),
        packages: Iterable[PackageName] = (),
        own: OwnModel | None = None,
    ) -> "Lexicon":
        """Indexes a county given as ``(code, name)``; ``parts`` are the county's own parts of the day."""
        places, items, markets = tuple(places), tuple(items), tuple(markets)
        return cls(
            *county,
            places,
            items,
            markets,
            day_parts(parts),
            place_index=build_places(places),
            item_index=replace(build_items(items), own=own),
            market_of={market.town_code: market for market in markets},
            item_of={item.code: item for item in items},
            packages=tuple(packages),
        )

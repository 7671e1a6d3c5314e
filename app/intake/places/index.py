"""The county's place names by spelling and by sound, built once."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.intake.text.sounds import keys
from app.patterns import regex

if TYPE_CHECKING:
    from app.intake.lexicon import PlaceName

_ENDINGS = regex(r"(?:社区居委会|村民委员会|居委会|村委会|社区|行政村|自然村|村|街道|镇|乡|管理区|林场)$")
_SHORT = 2
"""A stem this short (茶园, 油坊) is also an ordinary word: it needs company to be a place."""


@dataclass(frozen=True)
class Spelling:
    """One way to write a place; ``weak`` when it needs company (村, a group, 我是 …) to be believed."""

    place: "PlaceName"
    weak: bool


@dataclass(frozen=True)
class PlaceIndex:
    """``spelled`` by exact words, ``sounded`` and ``blurred`` village stems by sound key, ``longest`` spelling in characters."""

    spelled: dict[str, tuple[Spelling, ...]]
    sounded: dict[str, tuple["PlaceName", ...]]
    blurred: dict[str, tuple["PlaceName", ...]]
    longest: int

    @cached_property
    def heads(self) -> dict[str, tuple[int, ...]]:
        """Two characters → how long the spellings are that begin with them, the longest first."""
        sizes: dict[str, set[int]] = {}
        for way in self.spelled:
            if len(way) > 1:
                sizes.setdefault(way[:2], set()).add(len(way))
        return {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()}


def stem(name: str) -> str:
    """``name`` without 村, 社区, 镇 …; the name itself when nothing useful would remain."""
    short = _ENDINGS.sub("", name)
    return short if len(short) >= _SHORT else name


def _spellings(place: "PlaceName") -> dict[str, bool]:
    ways = {place.name: False}
    for name in (place.name, *place.aliases):
        short = stem(name)
        ways.setdefault(name, len(name) <= _SHORT)
        ways.setdefault(short, len(short) <= _SHORT)
        if place.level == "village":
            ways.setdefault(short + "村", False)
            ways.setdefault(short + "大队", False)
    return ways


def build_places(places: Iterable["PlaceName"]) -> PlaceIndex:
    """500 villages take about 10 ms."""
    spelled: dict[str, list[Spelling]] = {}
    sounded: dict[str, list[PlaceName]] = {}
    blurred: dict[str, list[PlaceName]] = {}
    for place in places:
        for way, weak in _spellings(place).items():
            spelled.setdefault(way, []).append(Spelling(place, weak))
        if place.level != "village":
            continue
        for short in dict.fromkeys(stem(name) for name in (place.name, *place.aliases)):
            for key in keys(short):
                sounded.setdefault(key, []).append(place)
            for key in keys(short, blur=True):
                blurred.setdefault(key, []).append(place)
    return PlaceIndex(
        {way: tuple(found) for way, found in spelled.items()},
        {key: tuple(dict.fromkeys(found)) for key, found in sounded.items()},
        {key: tuple(dict.fromkeys(found)) for key, found in blurred.items()},
        max(map(len, spelled), default=0),
    )

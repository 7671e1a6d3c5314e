"""Finding villages and towns in a sentence: spelled first, then by sound where a village must stand."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.intake.places.groups import Group, group_after
from app.intake.text.masks import Span
from app.intake.text.sounds import keys
from app.patterns import regex

if TYPE_CHECKING:
    from app.intake.lexicon import Lexicon, PlaceName

How = Literal["spelled", "stem", "sound"]

_COMPANY_AFTER = regex(
    r"\s*(?:村|社区|大队|这边|那边|这里|那里|边上|屋场|的|人|阿|往[上下里]|$|[,,。;!?\n ()]|不是|第?[0-9一二三四五六七八九十]{1,3}(?:组|队|社))"
)
_COMPANY_BEFORE = regex(r"(?:我是|我在|我们|咱|住在?|说的是|家在|是|在|到|^|[,,。;!? \n::(]|\ue001)\s*$")
_DENIED = regex(r"(?:不是|不在|不住|莫去|别去|不去)\s*$")
_AWAY = regex(r"(?:去|到|往|回|从|送到|送去)\s*$")
_SUFFIX = regex(r"(?:村|社区|大队)(?!里|民|委|医|口|头|干|支|上)|(?=第?[0-9一二三四五六七八九十]{1,3}(?:组|队)(?!织|长))")
_HANZI = regex(r"[\u4e00-\u9fff]")
_SOUND_LENGTHS = (4, 3, 2)


@dataclass(frozen=True)
class Hit:
    """A place that the text names; ``places`` are all that it may be, ``end`` comes after a 村 that belongs to it."""

    places: tuple["PlaceName", ...]
    start: int
    end: int
    how: How
    denied: bool = False
    away: bool = False
    group: Group | None = None

    @property
    def level(self) -> str:
        return self.places[0].level

    @property
    def span(self) -> Span:
        return (self.start, self.end)

    @property
    def weight(self) -> float:
        worth = {"spelled": 2.0, "stem": 1.0, "sound": 0.5}[self.how]
        return worth + (2.0 if self.group else 0.0) - (1.5 if self.away else 0.0)


def _spelled(text: str, lexicon: "Lexicon") -> list[Hit]:
    found: list[Hit] = []
    index = lexicon.place_index
    at = 0
    while at < len(text):
        hit = None
        for length in index.heads.get(text[at : at + 2], ()):
            ways = index.spelled.get(text[at : at + length])
            if ways is None:
                continue
            strong = tuple(way.place for way in ways if not way.weak)
            if strong or _has_company(text, at, at + length):
                hit = _hit(text, strong or tuple(way.place for way in ways), (at, at + length))
                break
        if hit is not None:
            found.append(hit)
        at = hit.end if hit else at + 1
    return found


def _has_company(text: str, start: int, end: int) -> bool:
    return bool(_COMPANY_AFTER.match(text, end) and _COMPANY_BEFORE.search(text[max(0, start - 4) : start]))


def _hit(text: str, places: tuple["PlaceName", ...], span: Span, how: How | None = None) -> Hit:
    start, end = span
    before = text[max(0, start - 4) : start]
    villages = tuple(place for place in places if place.level == "village")
    return Hit(
        villages or places,
        start,
        end,
        how or ("spelled" if text[start:end] in {place.name for place in places} else "stem"),
        denied=bool(_DENIED.search(before)),
        away=bool(_AWAY.search(before)),
    )


def _by_sound(text: str, lexicon: "Lexicon", taken: list[Hit]) -> list[Hit]:
    """Names before 村 or a group that are spelled wrongly, as voice input writes them."""
    found: list[Hit] = []
    busy = {at for hit in taken for at in range(hit.start, hit.end)}
    for suffix in _SUFFIX.finditer(text):
        for length in _SOUND_LENGTHS:
            start = suffix.start() - length
            word = text[max(0, start) : suffix.start()]
            if start < 0 or not all(map(_HANZI.match, word)) or not busy.isdisjoint(range(start, suffix.end())):
                continue
            places = _sounding(word, lexicon, sure=suffix.end() > suffix.start())
            if places:
                found.append(_hit(text, places, (start, suffix.end()), "sound"))
                busy.update(range(start, suffix.end()))
                break
    return found


def _sounding(word: str, lexicon: "Lexicon", *, sure: bool) -> tuple["PlaceName", ...]:
    index = lexicon.place_index
    exact = tuple(dict.fromkeys(place for key in keys(word) for place in index.sounded.get(key, ())))
    if exact or not sure:
        return exact
    return tuple(dict.fromkeys(place for key in keys(word, blur=True) for place in index.blurred.get(key, ())))


def find_places(text: str, lexicon: "Lexicon") -> list[Hit]:
    """All towns and villages named in ``text``, in order, each with the group said after it."""
    hits = _spelled(text, lexicon)
    hits = sorted([*hits, *_by_sound(text, lexicon, hits)], key=lambda hit: hit.start)
    return [_with_group(text, hit) for hit in hits]


def _with_group(text: str, hit: Hit) -> Hit:
    if hit.level == "town":
        return hit
    group = group_after(text, hit.end)
    return Hit(hit.places, hit.start, hit.end, hit.how, hit.denied, hit.away, group) if group else hit

"""The catalogue as phrases with weights: the county's own words first, then ideas that meet them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from app.intake.items.concepts import CONCEPTS, Concept
from app.intake.learned.model import OwnModel
from app.intake.text.sounds import keys

if TYPE_CHECKING:
    from app.intake.lexicon import ItemName

Head = TypeVar("Head")

_OWN = 1.5
_SPOKEN = 1.8
_NAMED = 1.15
_RELATED = 0.85
_PER_CHARACTER = 0.25
_SINGLE = 0.6
_EACH = 0.08
_CLOSE = 0.2
_FAINT = 0.6
_LENT = 0.4
_SHORTEST_BY_SOUND = 2
_STEEP = 4


@dataclass(frozen=True)
class Worth:
    """What a phrase is worth for one item, as a score."""

    code: str
    score: float


@dataclass(frozen=True)
class ItemIndex:
    """Phrases of the whole catalogue: plain ones by text and by sound, gapped ones as their parts, pairs for resemblance.

    ``shares``: idea → item → which part of it the item answers; ``alone``: items that no idea belongs to.
    """

    plain: dict[str, tuple[Worth, ...]]
    gapped: tuple[tuple[tuple[str, ...], tuple[Worth, ...]], ...]
    sounded: dict[str, str]
    never: dict[str, tuple[str, ...]]
    pairs: dict[str, frozenset[str]]
    pair_weight: dict[str, float]
    longest: int
    shares: dict[str, dict[str, float]]
    alone: frozenset[str]
    own: OwnModel | None = None
    """The weights of the county's own orders, which go before the house's."""

    @cached_property
    def heads(self) -> dict[str, tuple[int, ...]]:
        """Character → how long the plain phrases are that begin with it."""
        return sizes_by_head((phrase[0], len(phrase)) for phrase in self.plain if phrase)

    @cached_property
    def sound_heads(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """Two syllables → how many the phrases have in all that begin with them."""
        syllables = (key.split("'") for key in self.sounded)
        return sizes_by_head(((one[0], one[1]), len(one)) for one in syllables if len(one) > 1)

    @cached_property
    def refusing(self) -> tuple[tuple[str, str], ...]:
        """Every phrase that speaks against an item, and the item."""
        return tuple((word, code) for code, words in self.never.items() for word in words)

    @cached_property
    def gapped_heads(self) -> dict[str, tuple[int, ...]]:
        """Character → places in ``gapped`` of the phrases that begin with it."""
        return sizes_by_head((pieces[0][0], place) for place, (pieces, _) in enumerate(self.gapped))

    @cached_property
    def parts(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """Idea, or item that no idea belongs to → the items that answer it, with the part each answers."""
        shared = {idea: tuple(parts.items()) for idea, parts in self.shares.items() if parts}
        return {code: ((code, 1.0),) for code in self.alone} | shared

    @cached_property
    def gapped_needs(self) -> tuple[frozenset[str], ...]:
        """For each place in ``gapped`` the characters without which the phrase cannot be there."""
        return tuple(frozenset("".join(pieces)) for pieces, _ in self.gapped)

    @cached_property
    def paired(self) -> dict[str, tuple[str, ...]]:
        """Pair of characters → the items in whose words it stands."""
        return {pair: tuple(code for code, pairs in self.pairs.items() if pair in pairs) for pair in self.pair_weight}


def sizes_by_head(pairs: Iterable[tuple[Head, int]]) -> dict[Head, tuple[int, ...]]:
    """Head → the sizes it was given with, the smallest first: what may begin there without trying every length."""
    found: dict[Head, set[int]] = {}
    for head, size in pairs:
        found.setdefault(head, set()).add(size)
    return {head: tuple(sorted(sizes)) for head, sizes in found.items()}


def _worth(phrase: str, base: float) -> float:
    length = len(phrase.replace("*", ""))
    return _SINGLE if length == 1 else base + _PER_CHARACTER * (min(length, 6) - 2)


def _bond(item: "ItemName", concept: Concept) -> float:
    """How far an idea belongs to an item: its anchor in the name, in the synonyms, or nowhere."""
    named = sum(anchor in item.name for anchor in concept.anchors if len(anchor) > 1)
    words = "\n".join(item.synonyms)
    met = sum(anchor in item.synonyms if len(anchor) == 1 else anchor in words for anchor in concept.anchors)
    if named:
        return _NAMED + _EACH * min(named + met - 1, 3)
    return _RELATED + _EACH * min(met - 1, 3) if met else 0.0


def _bonds(items: tuple["ItemName", ...]) -> dict[str, dict[str, float]]:
    """Item → idea → bond; an idea belongs to the items nearest to it and only faintly to the others."""
    bonds: dict[str, dict[str, float]] = {item.code: {} for item in items}
    for concept in CONCEPTS:
        met = {item.code: bond for item in items if (bond := _bond(item, concept))}
        nearest = max(met.values(), default=0.0)
        for code, bond in met.items():
            bonds[code][concept.name] = bond if bond >= nearest - _CLOSE else bond * _FAINT
    return bonds


def _phrases(item: "ItemName", bonds: dict[str, float]) -> dict[str, float]:
    """Every phrase that speaks for ``item`` with its score; the best score wins."""
    scores: dict[str, float] = {}
    own = [(item.name, _OWN), *((word, _OWN) for word in item.synonyms), *((word, _SPOKEN) for word in item.spoken)]
    for phrase, base in own:
        scores[phrase] = max(scores.get(phrase, 0.0), _worth(phrase, base))
    for concept in CONCEPTS:
        bond = bonds.get(concept.name, 0.0)
        for phrase in concept.phrases if bond else ():
            scores[phrase] = max(scores.get(phrase, 0.0), _worth(phrase, bond))
    return {phrase.strip().lower(): score for phrase, score in scores.items() if phrase.strip("* ")}


def _shares(bonds: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Idea → item → its part, so that the parts of an idea add up to one; the nearest item gets most of it."""
    shares: dict[str, dict[str, float]] = {}
    for code, of_item in bonds.items():
        for idea, bond in of_item.items():
            shares.setdefault(idea, {})[code] = bond**_STEEP
    return {idea: {code: part / sum(parts.values()) for code, part in parts.items()} for idea, parts in shares.items()}


def pairs_of(text: str) -> frozenset[str]:
    """All neighbouring pairs of characters."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def build_items(items: Iterable["ItemName"]) -> ItemIndex:
    """26 items take about 15 ms, the same ones again nothing: most of what changes in a county is not its catalogue."""
    return _built(tuple(items))


@lru_cache(maxsize=8)
def _built(items: tuple["ItemName", ...]) -> ItemIndex:
    plain: dict[str, list[Worth]] = {}
    pairs: dict[str, frozenset[str]] = {}
    never: dict[str, tuple[str, ...]] = {}
    own_words: set[str] = set()
    bonds = _bonds(items)
    owners = _owners(items)
    for item in items:
        scores = _phrases(item, bonds[item.code])
        for phrase, score in scores.items():
            lent = phrase in owners and item.code not in owners[phrase]
            plain.setdefault(phrase, []).append(Worth(item.code, score * (_LENT if lent else 1.0)))
        own = (item.name, *item.synonyms, *item.spoken)
        pairs[item.code] = frozenset().union(*map(pairs_of, own))
        never[item.code] = item.never
        own_words.update(own, (item.name[at : at + 2] for at in range(0, len(item.name), 2)))
    gapped = {phrase: plain.pop(phrase) for phrase in list(plain) if "*" in phrase}
    return ItemIndex(
        {phrase: tuple(worths) for phrase, worths in plain.items()},
        tuple((tuple(filter(None, phrase.split("*"))), tuple(worths)) for phrase, worths in gapped.items()),
        _by_sound(plain, own_words),
        never,
        pairs,
        _rarity(pairs),
        max(map(len, plain), default=0),
        _shares(bonds),
        frozenset(code for code, of_item in bonds.items() if not of_item),
    )


def _owners(items: Iterable["ItemName"]) -> dict[str, set[str]]:
    """A county's own word → the items it stands at: others hear it only faintly, whatever idea they share."""
    owners: dict[str, set[str]] = {}
    for item in items:
        for phrase in (*item.synonyms, *item.spoken):
            owners.setdefault(phrase.strip().lower(), set()).add(item.code)
    return owners


def _by_sound(phrases: Iterable[str], own: set[str]) -> dict[str, str]:
    """Sound key → phrase, for phrases long enough that a homophone is no accident; short ones only of the county's own."""
    kept = (one for one in phrases if len(one) > _SHORTEST_BY_SOUND or (len(one) == _SHORTEST_BY_SOUND and one in own))
    return {keys(phrase)[0]: phrase for phrase in kept if not phrase.isascii()}


def _rarity(pairs: dict[str, frozenset[str]]) -> dict[str, float]:
    count: dict[str, int] = {}
    for of_item in pairs.values():
        for pair in of_item:
            count[pair] = count.get(pair, 0) + 1
    return {pair: 1.0 / times for pair, times in count.items()}

"""Words that people use for a service and the catalogue does not know yet: for the administrator to take or leave."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from app.intake.finding import find, untimed
from app.intake.items.index import ItemIndex
from app.intake.learned.corpus import rows
from app.intake.learned.features import plain
from app.intake.lexicon import Lexicon
from app.intake.request import Known
from app.intake.text.masks import hide

TIMES = 3
"""So often a word must have been said in confirmed orders."""
PEOPLE = 3
"""By so many different people."""
_PURE = 0.8
_SHORTEST, _LONGEST = 2, 6
_MOST = 5
_TELLS_NOTHING = 3
_SOME_DAY = datetime(2026, 11, 23, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Confirmed:
    """An order somebody confirmed and that was done: whose, which item, and the words without place, phone and name."""

    person: int
    item: str
    words: str


@dataclass(frozen=True)
class Suggestion:
    """A word for an item: said ``times`` times by ``people`` people in its orders, and ``elsewhere`` in others'."""

    item: str
    word: str
    times: int
    people: int
    elsewhere: int
    examples: tuple[str, ...]


def bare(words: str, lexicon: Lexicon) -> str:
    """The words of a need as reading sees them: place, time, phone and name are blanks."""
    return hide(untimed(find(words, _SOME_DAY, lexicon, Known()))).strip()


def _pieces(words: str) -> set[str]:
    """All runs of two to six hanzi."""
    found: set[str] = set()
    for part in plain(words).split():
        for length in range(_SHORTEST, _LONGEST + 1):
            for at in range(len(part) - length + 1):
                piece = part[at : at + length]
                if all("\u4e00" <= char <= "\u9fff" for char in piece):
                    found.add(piece)
    return found


@cache
def _common() -> frozenset[str]:
    """Runs that stand in training lines of three and more different services: they tell nothing."""
    services: dict[str, set[str]] = defaultdict(set)
    for service, *_, text in rows("needs"):
        for piece in _pieces(text):
            services[piece].add(service)
    return frozenset(piece for piece, of in services.items() if len(of) >= _TELLS_NOTHING)


def _known(index: ItemIndex, item: str, word: str) -> bool:
    """Whether the catalogue has it already, as a phrase of this item or as part of one."""
    return any(word in phrase or phrase in word for phrase in index.plain if any(w.code == item for w in index.plain[phrase]))


def suggest(orders: Iterable[Confirmed], index: ItemIndex) -> list[Suggestion]:
    """Words seen at least three times from at least three people in one item's confirmed orders and hardly in others'.

    Longer words swallow the shorter ones they contain; at most five for each item, the most frequent first.
    """
    said: dict[str, dict[str, list[Confirmed]]] = defaultdict(lambda: defaultdict(list))
    for order in orders:
        for piece in _pieces(order.words):
            said[piece][order.item].append(order)
    found: dict[str, list[Suggestion]] = defaultdict(list)
    for word, by_item in said.items():
        if word in _common():
            continue
        every = sum(map(len, by_item.values()))
        for item, uses in by_item.items():
            people = len({order.person for order in uses})
            if len(uses) < TIMES or people < PEOPLE or len(uses) < _PURE * every or _known(index, item, word):
                continue
            examples = tuple(dict.fromkeys(order.words for order in uses))[:2]
            found[item].append(Suggestion(item, word, len(uses), people, every - len(uses), examples))
    return [one for item in sorted(found) for one in _longest(found[item])[:_MOST]]


def _longest(suggested: Sequence[Suggestion]) -> list[Suggestion]:
    """Without words that are only part of a longer one said as often."""
    ranked = sorted(suggested, key=lambda one: (-one.times, -len(one.word), one.word))
    kept: list[Suggestion] = []
    for one in ranked:
        if not any(one.word in other.word and other.times >= one.times for other in suggested if other is not one):
            kept.append(one)
    return kept

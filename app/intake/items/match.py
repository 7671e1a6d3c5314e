"""Which catalogue item a text speaks of, how surely, and which others it may be."""

from dataclasses import dataclass
from itertools import pairwise

from app.intake.items.blend import UNKNOWN, blend, items_of
from app.intake.items.index import ItemIndex, Worth, pairs_of
from app.intake.learned.opinions import concept_of
from app.intake.text.sounds import sounds

SURE = 0.75
"""A chance from which an item is taken for sure."""
TAKEN = 0.25
"""A chance from which an item whose words are said is taken: the read-back card asks anyway; below it the best are offered."""
UNSPOKEN = 0.4
"""The same where none of its words is said."""

_GAP = 6
_BY_SOUND = 0.75
_SHORT_BY_SOUND = 0.55
_PAIR = 0.3
_MOST_PAIRS = 0.6
_REPEAT = 0.35
_NEGATED = ("不用", "不要", "不是", "别", "没有要")


@dataclass(frozen=True)
class Match:
    """``code`` when one item is likely, ``sure`` when it needs no doubt, ``candidates`` the best three, ``hits`` why."""

    code: str | None
    candidates: tuple[str, ...]
    score: float
    hits: tuple[str, ...]
    sure: bool = False


NOTHING = Match(None, (), 0.0, ())
"""For words that name no service."""


class _Scores:
    """Adds up what phrases are worth; each further phrase for the same item counts less."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[float, str]]] = {}

    def add(self, worths: tuple[Worth, ...], phrase: str, *, factor: float = 1.0) -> None:
        for worth in worths:
            self.found.setdefault(worth.code, []).append((worth.score * factor, phrase))

    def total(self, code: str) -> float:
        ranked = sorted((score for score, _ in self.found.get(code, ())), reverse=True)
        return sum(score * _REPEAT**place for place, score in enumerate(ranked[:4]))


def _plain(text: str, index: ItemIndex, scores: _Scores) -> set[int]:
    """Adds every phrase spelled in ``text``, longest first; returns the positions they cover."""
    covered: set[int] = set()
    heads = index.heads
    room = len(text)
    begun = [(-size, at) for at, char in enumerate(text) for size in heads.get(char, ()) if at + size <= room]
    spelled = [(shorter, at) for shorter, at in begun if text[at : at - shorter] in index.plain]
    for shorter, at in sorted(spelled):
        phrase = text[at : at - shorter]
        if (len(phrase) == 1 and at in covered) or text[max(0, at - 2) : at].endswith(_NEGATED):
            continue
        factor = 0.7 if len(phrase) > 1 and at in covered and at + len(phrase) - 1 in covered else 1.0
        scores.add(index.plain[phrase], phrase, factor=factor)
        covered.update(range(at, at + len(phrase)))
    return covered


def _gapped(text: str, index: ItemIndex, scores: _Scores) -> None:
    chars, needs = set(text), index.gapped_needs
    begun = sorted(place for char in chars for place in index.gapped_heads.get(char, ()) if needs[place] <= chars)
    for pieces, worths in (index.gapped[place] for place in begun):
        at = text.find(pieces[0])
        while at >= 0:
            if _continues(text, at + len(pieces[0]), pieces[1:]):
                scores.add(worths, "…".join(pieces))
                break
            at = text.find(pieces[0], at + 1)


def _continues(text: str, at: int, pieces: tuple[str, ...]) -> bool:
    for piece in pieces:
        found = text.find(piece, at, at + _GAP + len(piece))
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _sounding(text: str, index: ItemIndex, scores: _Scores, covered: set[int]) -> None:
    """Phrases that only sound right, as voice input writes them: 绿油器, 下水到."""
    heard = [sounds(char)[0] if "\u4e00" <= char <= "\u9fff" else " " for char in text]
    heads = index.sound_heads
    pairs = enumerate(pairwise(heard))
    begun = [(-size, at) for at, pair in pairs for size in heads.get(pair, ()) if at + size <= len(heard)]
    for shorter, at in sorted(begun):
        phrase = index.sounded.get("'".join(heard[at : at - shorter]))
        if phrase is not None and covered.isdisjoint(range(at, at - shorter)):
            scores.add(index.plain[phrase], f"~{phrase}", factor=_BY_SOUND if shorter < -2 else _SHORT_BY_SOUND)
            covered.update(range(at, at - shorter))


def _resemblance(text: str, index: ItemIndex) -> dict[str, float]:
    shared: dict[str, float] = {}
    for pair in pairs_of(text) & index.paired.keys():
        weight = index.pair_weight[pair]
        for code in index.paired[pair]:
            shared[code] = shared.get(code, 0.0) + weight
    return {code: min(_MOST_PAIRS, _PAIR * weight) for code, weight in shared.items()}


def phrase_scores(text: str, index: ItemIndex) -> "Spoken":
    """Item → what its phrases in ``text`` are worth, and item → those phrases."""
    scores = _Scores()
    covered = _plain(text, index, scores)
    _gapped(text, index, scores)
    _sounding(text, index, scores, covered)
    totals = _resemblance(text, index)
    for code in scores.found:
        totals[code] = totals.get(code, 0.0) + scores.total(code)
    hits = {code: tuple(dict.fromkeys(phrase for _, phrase in found)) for code, found in scores.found.items()}
    return totals, hits


Spoken = tuple[dict[str, float], dict[str, tuple[str, ...]]]
"""What ``phrase_scores`` found."""


def match(text: str, index: ItemIndex, spoken: Spoken | None = None) -> Match:
    """The item of ``text`` (already without place, phone and name): phrases and classifier together; candidates always."""
    totals, hits = spoken or phrase_scores(text, index)
    refused = {code for word, code in index.refusing if word in text}
    shares, unknown = items_of(concept_of(text, index.own) or UNKNOWN, index)
    ranked = blend(totals, shares, unknown, refused)
    if not ranked:
        return Match(None, (), 0.0, ())
    best, chance = ranked[0]
    taken = chance >= (TAKEN if hits.get(best) else UNSPOKEN)
    return Match(
        best if taken else None, tuple(code for code, _ in ranked[:3]), round(chance, 3), hits.get(best, ()), chance >= SURE
    )

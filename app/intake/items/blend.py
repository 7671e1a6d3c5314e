"""Phrases and classifier together: one chance for each item of the catalogue, and one for none of them."""

import math
from collections.abc import Collection, Mapping

from app.intake.items.index import ItemIndex
from app.intake.learned.model import Opinion

UNKNOWN = Opinion({})
"""The opinion of a classifier that was never trained."""

_TRUST = 2.0
_PHRASE = 1.2
_ENOUGH = 3.0
_FLOOR = 0.01
_NEUTRAL = 0.05
_NONE = -1.0
_OF_NEITHER = _TRUST * math.log(_NEUTRAL + _FLOOR)
"""What the classifier says of an item that none of its ideas belongs to."""


def items_of(opinion: Opinion, index: ItemIndex) -> tuple[dict[str, float], float]:
    """Item → the classifier's probability that it is meant, and the probability that it is nothing of this catalogue."""
    shares: dict[str, float] = {}
    unknown = 0.0
    for idea, chance in opinion.shares.items():
        parts = index.parts.get(idea)
        if parts is None:
            unknown += chance
            continue
        for code, part in parts:
            shares[code] = shares.get(code, 0.0) + chance * part
    return shares, unknown


def blend(
    totals: Mapping[str, float], shares: Mapping[str, float], unknown: float, refused: Collection[str]
) -> list[tuple[str, float]]:
    """Items with their chances, best first; what a county says is never meant loses nearly all of it."""
    log = math.log
    scores = {code: _TRUST * log(share + _FLOOR) for code, share in shares.items()}
    for code, worth in totals.items():
        known = scores.get(code)
        scores[code] = (_OF_NEITHER if known is None else known) + _PHRASE * min(worth, _ENOUGH)
    for code in refused & scores.keys():
        scores[code] -= 4.0
    nothing = _TRUST * math.log(unknown + _FLOOR) + _NONE
    top = max((nothing, *scores.values()))
    powers = {code: math.exp(score - top) for code, score in scores.items()}
    whole = math.exp(nothing - top) + sum(powers.values())
    return sorted(((code, power / whole) for code, power in powers.items()), key=lambda pair: (-pair[1], pair[0]))

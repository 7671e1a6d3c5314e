"""The classifier asked about one piece of a message."""

from collections.abc import Mapping
from functools import lru_cache

from app.intake.learned.features import features
from app.intake.learned.model import Opinion, OwnModel, of_a_piece
from app.intake.who.people import for_whom, urgency

WHOM_SURE = 0.55
URGENCY_SURE = 0.93


def features_of(piece: str) -> list[str]:
    """The features of a piece (covers shown as blanks), with what the rules of ``who`` make of it."""
    return features(piece, (f"u:{urgency(piece)}", f"w:{for_whom(piece)}"))


@lru_cache(maxsize=256)
def opinions_on(piece: str) -> Mapping[str, Opinion]:
    """What a piece is about, how pressing, for whom; kept for a moment, as several parts ask."""
    return of_a_piece().opinions(features_of(piece))


@lru_cache(maxsize=256)
def _own(piece: str, own: OwnModel) -> Opinion | None:
    return own.model.opinions(features_of(piece)).get("concept")


def concept_of(piece: str, own: OwnModel | None) -> Opinion | None:
    """What a piece is about: by the weights of the county's own orders where there are any."""
    return _own(piece, own) if own else opinions_on(piece).get("concept")


def whom_of(piece: str, ruled: str) -> str:
    """For whom the piece asks: the classifier where it is sure, else what the rules say."""
    return _sure(piece, "whom", ruled, WHOM_SURE)


def urgency_of(piece: str, ruled: str) -> str:
    """Pressing when the words say nothing of it and the classifier is very sure; leisure is said in words or not at all."""
    said = _sure(piece, "urgency", ruled, URGENCY_SURE)
    return said if ruled == "normal" and said == "urgent" else ruled


def _sure(piece: str, question: str, ruled: str, least: float) -> str:
    opinion = opinions_on(piece).get(question) if piece.strip() else None
    return opinion.best if opinion and opinion.of(opinion.best) >= least else ruled


def why(text: str, question: str = "concept") -> str:
    """The likeliest answer to ``question`` with its loudest features, in one line; empty when nothing was ever learned."""
    opinion = opinions_on(text).get(question)
    if opinion is None:
        return ""
    spoken = of_a_piece().why(features_of(text), question, opinion.best)
    return f"{opinion.best} {opinion.of(opinion.best):.2f}: " + " ".join(f"{one.strip()}{share:+}" for one, share in spoken)

"""Training as an act: lines in, weights and cross-validated figures out; the same lines give the same file."""

import math
from collections.abc import Sequence

from app.intake.learned.corpus import digest
from app.intake.learned.lessons import QUESTIONS, examples
from app.intake.learned.model import HALVES, pack
from app.intake.learned.training import Example, Recipe, Trained, folds, train

RECIPES = {question: Recipe() for question in QUESTIONS}
_FAINT = 0.02
"""A weight that moves no score by more than this much of the largest one is left out of the file."""


def crossed(known: Sequence[Example], recipe: Recipe) -> list[dict[str, float]]:
    """For every example what a classifier says that never saw its situation."""
    shares: list[dict[str, float]] = [{} for _ in known]
    for learned, apart in folds(known):
        trained = train([known[at] for at in learned], recipe)
        for at in apart:
            shares[at] = trained.shares(known[at].features)
    return shares


def figures(known: Sequence[Example], shares: Sequence[dict[str, float]]) -> dict[str, float]:
    """Lines, share of right first answers, of right ones among three, and mean surprise (lower is better)."""
    many = len(known)
    first = sum(next(iter(said)) == one.answer for one, said in zip(known, shares, strict=True))
    three = sum(one.answer in list(said)[:3] for one, said in zip(known, shares, strict=True))
    surprise = -sum(math.log(max(1e-6, said.get(one.answer, 0.0))) for one, said in zip(known, shares, strict=True))
    return {
        "lines": many,
        "first": round(first / many, 4),
        "three": round(three / many, 4),
        "surprise": round(surprise / many, 3),
    }


def taught() -> dict[str, bytes]:
    """The files of weights from every training line there is; about one second for each hundred lines and question."""
    trained: dict[str, Trained] = {}
    for question in QUESTIONS:
        known = examples(question)
        if len({one.answer for one in known}) > 1:
            trained[question] = train(known, RECIPES[question])
    packed = {name: (one.answers, one.bias, one.weights) for name, one in trained.items()}
    about = {"corpus": digest()}
    return {
        file: pack({name: packed[name] for name in questions if name in packed}, about) for file, questions in HALVES.items()
    }

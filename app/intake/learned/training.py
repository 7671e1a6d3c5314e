"""Multinomial logistic regression in plain Python: the same lines in the same order give the same weights everywhere."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Example:
    """The features of a line, its right answer, how much it counts, and the situation it was written for."""

    features: tuple[str, ...]
    answer: str
    weight: float = 1.0
    situation: str = ""


@dataclass(frozen=True)
class Recipe:
    """How to train: passes over the lines, step, pull towards zero, least number of lines a feature must occur in."""

    passes: int = 14
    step: float = 0.5
    pull: float = 2e-5
    least: int = 2
    seed: int = 330326
    louder: Mapping[str, float] = field(default_factory=lambda: {"@": 1.5, "§": 2.0, ":": 2.0})
    """First character of a feature → how loud it speaks beside the mass of n-grams; ``:`` for the signs of rules."""


@dataclass(frozen=True)
class Trained:
    """Answers, their bias and, for each feature, one weight for each answer."""

    answers: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]

    def scores(self, features: Sequence[str]) -> list[float]:
        rows = [row for one in features if (row := self.weights.get(one)) is not None]
        norm = 1.0 / math.sqrt(max(1, len(features)))
        sums = [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(self.answers)
        return [bias + total * norm for bias, total in zip(self.bias, sums, strict=True)]

    def shares(self, features: Sequence[str]) -> dict[str, float]:
        """Answer → probability, most likely first."""
        found = dict(zip(self.answers, softmax(self.scores(features)), strict=True))
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    whole = sum(powers)
    return [one / whole for one in powers]


def _loudness(feature: str, louder: Mapping[str, float]) -> float:
    return louder.get(":" if feature[1:2] == ":" and feature[0] in "rfuw" else feature[0], 1.0)


def _vocabulary(examples: Sequence[Example], recipe: Recipe) -> dict[str, float]:
    """Features that occur in enough lines, with their loudness."""
    counts: dict[str, int] = {}
    for example in examples:
        for feature in example.features:
            counts[feature] = counts.get(feature, 0) + 1
    return {one: _loudness(one, recipe.louder) for one, count in counts.items() if count >= recipe.least}


class _Descent:
    """Stochastic steps with a step size of its own for every feature (AdaGrad)."""

    def __init__(self, answers: Sequence[str], vocabulary: Mapping[str, float], recipe: Recipe) -> None:
        self.answers = {answer: at for at, answer in enumerate(answers)}
        many = len(answers)
        self.rows = {feature: [0.0] * many for feature in vocabulary}
        self.seen = dict.fromkeys(vocabulary, 0.001)
        self.bias = [0.0] * many
        self.vocabulary, self.recipe = vocabulary, recipe

    def learn(self, example: Example) -> None:
        known = [one for one in example.features if one in self.rows]
        norm = 1.0 / math.sqrt(max(1, len(example.features)))
        loud = [self.vocabulary[one] * norm for one in known]
        scores = list(self.bias)
        for one, value in zip(known, loud, strict=True):
            row = self.rows[one]
            scores = [score + weight * value for score, weight in zip(scores, row, strict=True)]
        errors = softmax(scores)
        errors[self.answers[example.answer]] -= 1.0
        errors = [error * example.weight for error in errors]
        size = sum(error * error for error in errors)
        wrong = [(at, error) for at, error in enumerate(errors) if abs(error) > 0.004]
        step, pull = self.recipe.step, 1.0 - self.recipe.pull
        for at, error in wrong:
            self.bias[at] -= 0.05 * step * error
        for one, value in zip(known, loud, strict=True):
            self.seen[one] += size * value * value
            pace = step * value / math.sqrt(self.seen[one])
            row = self.rows[one]
            for at, error in wrong:
                row[at] = row[at] * pull - pace * error


def train(examples: Sequence[Example], recipe: Recipe | None = None) -> Trained:
    """Weights for ``examples``; about 0.5 ms for each line and pass. Answers are sorted, order is drawn from the seed."""
    recipe = recipe or Recipe()
    answers = sorted({example.answer for example in examples})
    vocabulary = _vocabulary(examples, recipe)
    descent = _Descent(answers, vocabulary, recipe)
    order = list(range(len(examples)))
    drawn = random.Random(recipe.seed)
    for _ in range(recipe.passes):
        drawn.shuffle(order)
        for at in order:
            descent.learn(examples[at])
    weights = {one: tuple(value * vocabulary[one] for value in row) for one, row in descent.rows.items()}
    return Trained(tuple(answers), tuple(descent.bias), weights)


def folds(examples: Sequence[Example], many: int = 5) -> list[tuple[list[int], list[int]]]:
    """``many`` splits into (learned from, kept apart) positions; lines of one situation always stay together."""
    situations = sorted({example.situation for example in examples})
    random.Random(7).shuffle(situations)
    fold_of = {situation: at % many for at, situation in enumerate(situations)}
    of = [fold_of[example.situation] for example in examples]
    every = range(len(examples))
    return [([at for at in every if of[at] != fold], [at for at in every if of[at] == fold]) for fold in range(many)]

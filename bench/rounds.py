"""How it is measured: contenders take turns, round after round, so that a noisy machine is unfair to nobody for long."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

QUICK = bool(os.environ.get("BENCH_QUICK"))
ROUNDS = 2 if QUICK else 5


def short(full: float, quick: float) -> float:
    """The size of one measurement: ``quick`` in a smoke run."""
    return quick if QUICK else full


@dataclass(frozen=True)
class Spread:
    """The median of a few measurements, and how far they lie apart."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        return cls(median(values), min(values), max(values))


Measured = dict[str, list[float]]
"""By contender, one figure for each round."""


def interleaved(contenders: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> Measured:
    """Every round goes through all contenders, every other one backwards."""
    measured: Measured = {name: [] for name in contenders}
    for turn in range(rounds):
        names = list(contenders)
        for name in reversed(names) if turn % 2 else names:
            measured[name].append(contenders[name]())
            print(f"    round {turn + 1}/{rounds}  {name:<44} {measured[name][-1]:>12,.1f}", flush=True)
    return measured


def ratio(measured: Measured, one: str, other: str) -> Spread:
    """Within each round, since only those are comparable."""
    return Spread.of([mine / theirs for mine, theirs in zip(measured[one], measured[other], strict=True)])


def percentile(values: list[float], share: float) -> float:
    """The nearest-rank percentile; ``share`` 0.99 is the p99."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

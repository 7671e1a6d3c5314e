"""The weights as they are kept and used: one small file, one pass over a text's features for all questions."""

import json
import math
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).with_name("weights")
OF_A_PIECE = ("concept", "urgency", "whom")
"""The questions that each need of a message answers for itself."""
OF_THE_WHOLE = ("intent", "danger", "call")
HALVES = {"piece.bin": OF_A_PIECE, "whole.bin": OF_THE_WHOLE}
"""The files of ``WEIGHTS``: what asks less is answered sooner."""
_LARGEST = 127
_ZERO = 128
"""What a weight of nought is kept as."""
_AT_ONCE = 256
"""Rows whose sum still fits into two bytes for each place."""


@dataclass(frozen=True)
class Task:
    """One question: its answers, their bias, where its scores stand among all, and what one unit of weight is worth."""

    name: str
    answers: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    first: int

    @property
    def slots(self) -> slice:
        return slice(self.first, self.first + len(self.answers))


@dataclass(frozen=True)
class Opinion:
    """Answer → probability for one question, most likely first."""

    shares: dict[str, float]

    @property
    def best(self) -> str:
        return next(iter(self.shares))

    def of(self, *answers: str) -> float:
        """Probability that one of ``answers`` is right."""
        return sum(self.shares.get(answer, 0.0) for answer in answers)


@dataclass(frozen=True)
class Model:
    """``rows``: feature → where its row begins in ``body``; there its weight plus 128 for every answer of every question, a
    byte each. ``about``: what made it.
    """

    tasks: dict[str, Task]
    rows: dict[str, int] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    about: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def _spread(self) -> "_Spread":
        return _Spread(self)

    def totals(self, features: Sequence[str]) -> list[int]:
        """Summed weights of every answer of every question."""
        whole: list[int] = [0] * self._spread.places
        for start in range(0, len(features), _AT_ONCE):
            added = sum(map(self._spread.__getitem__, features[start : start + _AT_ONCE]))
            sums = struct.unpack(f"<{len(whole)}H", added.to_bytes(2 * len(whole), "little"))
            whole = [one + other for one, other in zip(whole, sums, strict=True)]
        nought = _ZERO * whole.pop()
        return [one - nought for one in whole]

    def opinions(self, features: Sequence[str]) -> "Opinions":
        """What the text answers to every question."""
        return Opinions(self.tasks, self.totals(features), 1.0 / math.sqrt(max(1, len(features))))

    def why(self, features: Sequence[str], name: str, answer: str, most: int = 5) -> list[tuple[str, float]]:
        """The features that spoke loudest for ``answer``, with their share of its score."""
        task = self.tasks.get(name)
        if task is None or answer not in task.answers:
            return []
        slot = task.first + task.answers.index(answer)
        worth = task.scale / math.sqrt(max(1, len(features)))
        rows = ((one, self.rows.get(one)) for one in features)
        spoken = [(one, (self.body[at + slot] - _ZERO) * worth) for one, at in rows if at is not None]
        return sorted(((one, round(share, 2)) for one, share in spoken if share > 0), key=lambda pair: -pair[1])[:most]


class _Spread(dict[str, int]):
    """Feature → its row as one long number with two bytes for each weight, and a 1 behind them; nought for unknown features.

    Adding two such numbers adds all their places at once: many times quicker than adding place by place, and 256 rows cannot
    spill into the next place. A row is made at its first use.
    """

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._rows, self._body = model.rows, model.body
        self._width = sum(len(task.answers) for task in model.tasks.values())
        self.places = self._width + 1

    def __missing__(self, feature: str) -> int:
        at = self._rows.get(feature)
        if at is None:
            return 0
        spread = bytearray(2 * self.places)
        spread[: 2 * self._width : 2] = self._body[at : at + self._width]
        spread[-2] = 1
        self[feature] = int.from_bytes(spread, "little")
        return self[feature]


class Opinions(Mapping[str, Opinion]):
    """Question → opinion, each worked out when it is asked for: a clause is asked only what it is about."""

    def __init__(self, tasks: Mapping[str, Task], sums: Sequence[int], norm: float) -> None:
        self._tasks, self._sums, self._norm = tasks, sums, norm
        self._known: dict[str, Opinion] = {}

    def __getitem__(self, name: str) -> Opinion:
        if name not in self._known:
            self._known[name] = _opinion(self._tasks[name], self._sums, self._norm)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tasks)

    def __len__(self) -> int:
        return len(self._tasks)


def _opinion(task: Task, sums: Sequence[int], norm: float) -> Opinion:
    worth = task.scale * norm
    scores = [bias + total * worth for bias, total in zip(task.bias, sums[task.slots], strict=True)]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    whole = sum(powers)
    order = sorted(range(len(powers)), key=powers.__getitem__, reverse=True)
    return Opinion({task.answers[at]: powers[at] / whole for at in order})


@dataclass(frozen=True, eq=False)
class OwnModel:
    """The weights a county's own orders made, for what a piece is about; one and the same only with itself."""

    model: Model


def pack(
    trained: Mapping[str, tuple[Sequence[str], Sequence[float], Mapping[str, Sequence[float]]]], about: Mapping[str, Any]
) -> bytes:
    """Name → (answers, bias, feature → weights) as one compressed file; weights become whole numbers within ±127."""
    header: dict[str, Any] = {"about": dict(about), "tasks": []}
    rows: dict[str, bytearray] = {}
    first, many = 0, sum(len(answers) for answers, _, _ in trained.values())
    for name, (answers, bias, weights) in trained.items():
        largest = max((abs(value) for row in weights.values() for value in row), default=1.0)
        scale = largest / _LARGEST
        header["tasks"].append([name, list(answers), [round(one, 4) for one in bias], scale])
        for feature, row in weights.items():
            kept = [(first + at, whole) for at, value in enumerate(row) if abs(whole := round(value / scale)) > 1]
            mine = rows.setdefault(feature, bytearray([_ZERO]) * many) if kept else bytearray()
            for slot, whole in kept:
                mine[slot] = whole + _ZERO
        first += len(answers)
    return _file(header, rows)


def _file(header: Mapping[str, Any], rows: Mapping[str, bytes | bytearray]) -> bytes:
    names = sorted(rows)
    head = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    body = b"".join(rows[one] for one in names)
    return zlib.compress(b"\0".join((head, "\n".join(names).encode(), body)), 9)


def unpack(packed: bytes) -> Model:
    """The model of a packed file: less than 0.1 s."""
    head, names, body = zlib.decompress(packed).split(b"\0", 2)
    header = json.loads(head)
    tasks: dict[str, Task] = {}
    first = 0
    for name, answers, bias, scale in header["tasks"]:
        tasks[name] = Task(name, tuple(answers), tuple(bias), scale, first)
        first += len(answers)
    features = names.decode().split("\n") if names else []
    rows = dict(zip(map(sys.intern, features), range(0, len(body), first), strict=True))
    return Model(tasks, rows, body, header["about"])


@cache
def _half(name: str) -> Model:
    file = WEIGHTS / name
    return unpack(file.read_bytes()) if file.exists() else Model({}, {})


def of_a_piece() -> Model:
    """What one need is about; read once at first use, and knowing nothing when no weights stand beside this file."""
    return _half("piece.bin")


def of_the_whole() -> Model:
    """What a whole message is for and whether somebody is in danger."""
    return _half("whole.bin")


def wake() -> None:
    """Read the weights now, so that whoever writes first does not wait for it."""
    for name in HALVES:
        _half(name)

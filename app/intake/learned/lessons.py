"""From the training lines to examples for each question, prepared exactly as a message is when it is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.intake.evidence import gather
from app.intake.finding import find, untimed
from app.intake.learned.corpus import FILES, HERE, rows
from app.intake.learned.model import OF_A_PIECE
from app.intake.learned.opinions import features_of
from app.intake.learned.training import Example
from app.intake.lexicon import Lexicon
from app.intake.request import Known
from app.intake.text.masks import hide

QUESTIONS = ("concept", "intent", "danger", "call", "urgency", "whom")
NOTHING = "none"
"""The concept of words that ask for no service, and the danger of a calm message."""

_NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
_WORDLESS = {"confirm", "deny", "greeting", "chitchat", "abuse", "help"}
"""Intents whose lines speak of no service at all."""


@dataclass(frozen=True)
class Line:
    """One training line with what is known of it; ``None`` where its file does not say."""

    text: str
    situation: str
    concept: str | None = None
    intent: str | None = None
    danger: str | None = None
    call: str | None = None
    urgency: str | None = None
    whom: str | None = None


@cache
def _nowhere() -> Lexicon:
    """No villages and no catalogue: training lines name none."""
    return Lexicon.build(("000000", ""))


@cache
def prepared(text: str, *, piece: bool) -> tuple[str, ...]:
    """The features of a line as reading makes them: of a piece without, of a whole message with the rules' signs."""
    found = find(text, _NOW, _nowhere(), Known())
    without = untimed(found)
    return tuple(features_of(hide(without)) if piece else gather(found.covered, without)[1])


def _line(name: str, at: int, answer: str, middle: Sequence[str], text: str) -> Line:
    line = Line(text, f"{name}{at}")
    if name == "needs":
        return replace(line, concept=answer, intent="request", danger=NOTHING)
    if name == "intents":
        return replace(line, concept=NOTHING if answer in _WORDLESS else None, intent=answer, danger=NOTHING)
    if name == "dangers":
        return replace(line, danger=answer, call=next(iter(middle), "") or None)
    return replace(line, urgency=answer) if name == "urgency" else replace(line, whom=answer)


def lines(home: Path = HERE) -> Iterator[Line]:
    """Every training line of every file: its answer in the first column, its text in the last."""
    for name in FILES:
        for at, (answer, *middle, text) in enumerate(rows(name, home=home)):
            yield _line(name, at, answer, middle, text)


def examples(question: str, home: Path = HERE) -> list[Example]:
    """The examples of one question, each answer counting about as much as any other."""
    known = [(line, answer) for line in lines(home) if (answer := getattr(line, question)) is not None]
    counts: dict[str, int] = {}
    for _, answer in known:
        counts[answer] = counts.get(answer, 0) + 1
    usual = len(known) / max(1, len(counts))
    found = [
        Example(prepared(line.text, piece=question in OF_A_PIECE), answer, situation=line.situation) for line, answer in known
    ]
    return [replace(one, weight=min(3.0, max(0.3, (usual / counts[one.answer]) ** 0.5))) for one in found]

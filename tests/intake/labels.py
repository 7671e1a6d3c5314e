"""The labelled sentences of this folder, read and marked; shared by the guard tests."""

import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.clock import SHANGHAI
from app.commands.shown import shown
from app.county.spec import read_county
from app.intake.county import lexicon_of
from app.intake.lexicon import Lexicon
from app.intake.marking import Score, marked
from app.intake.reading import read

HERE = Path(__file__).parent
COUNTIES = HERE.parent / "counties"


@cache
def lexicon(name: str) -> Lexicon:
    return lexicon_of(read_county(COUNTIES / f"{name}.yaml"))


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


def score(name: str) -> Score:
    """Reads every sentence of a labelled file."""
    result = Score()
    for row in rows(name):
        result.add(marked(row, shown(read(row["text"], now=moment(row["now"]), lexicon=lexicon(row["county"])))))
    return result


def danger_counts(name: str) -> Counter[str]:
    """``level/danger`` counts of a file of dangers, e.g. ``hard/prompt`` for a danger that was only asked about."""
    counts: Counter[str] = Counter()
    for row in rows(name):
        reading = read(row["text"], now=moment("2026-11-23T10:00:00"), lexicon=lexicon("yunxi"))
        counts[f"{row['level']}/{reading.danger.value}"] += 1
    return counts

"""The training lines, as people wrote them: tab-separated files that anybody can read and add to."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).with_name("corpus")
FILES = ("needs", "intents", "dangers", "urgency", "whom")


def rows(name: str, *, home: Path = HERE) -> Iterator[tuple[str, ...]]:
    """The lines of ``name``.tsv as columns; empty lines and lines that begin with ``#`` are left out."""
    file = home / f"{name}.tsv"
    if not file.exists():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield tuple(column.strip() for column in line.split("\t"))


def digest(*, home: Path = HERE) -> str:
    """What the training lines are at this moment, in sixteen characters: kept with the weights made from them."""
    text = "\n".join("\t".join(row) for name in FILES for row in rows(name, home=home))
    return hashlib.sha256(text.encode()).hexdigest()[:16]

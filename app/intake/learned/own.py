"""A county's own weights on the disk: the present ones, those before them, and how they came to be."""

import os
from pathlib import Path

from app.intake.learned.model import OwnModel, unpack


def present(home: Path, county: str) -> Path:
    return home / f"{county}.bin"


def previous(home: Path, county: str) -> Path:
    return home / f"{county}.previous.bin"


def stamp_of(home: Path | None, county: str) -> int:
    """Changes whenever the weights do; nought: there are none."""
    try:
        return present(home, county).stat().st_mtime_ns if home else 0
    except FileNotFoundError:
        return 0


def own_model(home: Path | None, county: str) -> OwnModel | None:
    try:
        return OwnModel(unpack(present(home, county).read_bytes())) if home else None
    except FileNotFoundError:
        return None


def adopt(home: Path, county: str, packed: bytes, report: str) -> None:
    """The new weights in one step; those in force until now are kept to go back to."""
    home.mkdir(parents=True, exist_ok=True)
    before = present(home, county)
    if before.exists():
        _write(previous(home, county), before.read_bytes())
    else:
        previous(home, county).unlink(missing_ok=True)
    _write(before, packed)
    (home / f"{county}.txt").write_text(report + "\n", encoding="utf-8")


def go_back(home: Path, county: str) -> bool:
    """The weights before the last ones again, or the house's; ``False``: there are no own ones to give up."""
    if not present(home, county).exists():
        return False
    if previous(home, county).exists():
        os.replace(previous(home, county), present(home, county))
        os.utime(present(home, county))
    else:
        present(home, county).unlink()
    return True


def _write(file: Path, packed: bytes) -> None:
    part = file.with_suffix(".part")
    part.write_bytes(packed)
    os.replace(part, file)

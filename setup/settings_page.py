"""Writes docs/settings.md from app.config.Settings: `python -m setup.settings_page`."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from app.config import Settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
OPENING = """# Settings

Everything is set by environment variables; the web process, the jobs process and the `flask` commands read the same ones.
A value that cannot be used stops the process with a line that names the variable. Nothing is read from files.

Made from `app/config.py` by `make docs`; do not edit by hand.

| variable | default | meaning |
|---|---|---|
"""


def page() -> str:
    return OPENING + "".join(
        f"| `{f.metadata['name']}` | {shown(f.default)} | {f.metadata['meaning']} |\n" for f in fields(Settings)
    )


def shown(default: Any) -> str:
    if isinstance(default, bool):
        return "`1`" if default else "`0`"
    return "–" if default == "" else f"`{default}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

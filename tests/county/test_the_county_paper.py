"""docs/county.md explains every key a county file may have, and no other."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from app.county.spec import CountySpec

PAPER = Path(__file__).parent.parent.parent / "docs" / "county.md"
SECTION = re.compile(r"^## (.*)$", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| (是|二选一|) ?\|", re.MULTILINE)


def keys_of(model: type[BaseModel], where: str = "") -> Iterator[tuple[str, str]]:
    """(section, key) of every field, sections written as the paper writes them: ``towns[].villages[]``."""
    for name, field in model.model_fields.items():
        name = field.alias or name
        yield where, name
        for inner, mark in _inside(field.annotation):
            yield from keys_of(inner, f"{where}.{name}{mark}".removeprefix("."))


def _inside(annotation: Any, mark: str = "") -> Iterator[tuple[type[BaseModel], str]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, mark
    deeper = {tuple: "[]", dict: ".*"}.get(get_origin(annotation), mark)
    for argument in get_args(annotation):
        yield from _inside(argument, deeper)


def explained() -> dict[str, set[str]]:
    text = PAPER.read_text(encoding="utf-8").split("# 人员名册")[0]
    titles = [match[1] for match in SECTION.finditer(text)]
    found: dict[str, set[str]] = defaultdict(set)
    for title, body in zip(titles, SECTION.split(text)[2::2], strict=True):
        for section in re.findall(r"`([^`]+)`", title) or [""]:
            found[section] |= {row[1] for row in ROW.finditer(body)}
    return found


def test_every_key_is_explained_and_no_other() -> None:
    there: dict[str, set[str]] = defaultdict(set)
    for section, key in keys_of(CountySpec):
        there[section].add(key)
    assert explained() == there


def test_required_keys_are_marked() -> None:
    text = PAPER.read_text(encoding="utf-8")
    body = SECTION.split(text)[2]
    marked = {row[1] for row in ROW.finditer(body) if row[2] == "是"}
    assert marked == {name for name, field in CountySpec.model_fields.items() if field.is_required()}

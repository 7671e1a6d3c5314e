"""The papers name what the code has: verbs, statuses, kinds, requirements, and each other."""

import json
import re

import pytest

from app.chat.commands import Verb
from app.orders.model import MOVES, Status
from tests.house.sources import ROOT, tracked

DOCS = ROOT / "docs"
ROW = re.compile(r"^\| *(?P<first>[^|]+?) *\|(?P<rest>.*)\|$", re.MULTILINE)
REQUIREMENT = re.compile(r"00[0-4]-\d{2}|X\d{1,2}")
PLACE = re.compile(r"\]\(\.\./(?P<file>[^)]+)\)")
NAMED = re.compile(r"`(?P<name>[A-Za-z_]+)`")


def paper(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> dict[str, str]:
    """Of every table: the first cell and the rest."""
    return {found["first"]: found["rest"] for found in ROW.finditer(text)}


def requirements() -> dict[str, str]:
    return {first: rest for first, rest in rows(paper("requirements.md")).items() if REQUIREMENT.fullmatch(first)}


@pytest.mark.parametrize("verb", Verb)
def test_every_word_of_the_chat_is_explained(verb: Verb) -> None:
    assert f"`{verb}`" in paper("chat.md")


@pytest.mark.parametrize("status", Status)
def test_every_status_is_in_the_glossary_with_its_moves(status: Status) -> None:
    shown, goals = rows(paper("glossary.md"))[f"`{status}`"].split("|")
    assert shown.strip() == status.shown
    assert set(NAMED.findall(goals)) == {str(goal) for goal in MOVES[status]}


def test_every_kind_of_notification_is_named_in_the_paper_of_the_chat() -> None:
    kinds = json.loads((ROOT / "deploy" / "templates.json").read_text(encoding="utf-8"))
    unasked = paper("chat.md").split("## What comes unasked")[1]
    assert {kind for kind in kinds if not re.search(rf"\b{kind}\b", unasked)} == set()


@pytest.mark.parametrize("name", requirements())
def test_every_requirement_shows_a_file_and_what_in_it(name: str) -> None:
    rest = requirements()[name]
    place = PLACE.search(rest)
    assert place
    text = (ROOT / place["file"]).read_text(encoding="utf-8")
    where = rest.rsplit("|", 1)[-1]
    assert not [found for found in NAMED.findall(where) if not re.search(rf"\b{found}\b", text)]


def test_no_requirement_stands_twice() -> None:
    firsts = [found["first"] for found in ROW.finditer(paper("requirements.md")) if REQUIREMENT.fullmatch(found["first"])]
    assert len(firsts) == len(set(firsts)) > 0


def test_every_paper_is_in_the_index() -> None:
    papers = [path for path in tracked() if path.parts[0] == "docs" and path.suffix == ".md" and path.name != "index.md"]
    index = paper("index.md")
    assert not [str(path) for path in papers if f"({path.relative_to('docs')})" not in index]

"""Every kind of notification that is ever owed has a template an operator can apply for."""

import ast
import json
from collections.abc import Iterator

from tests.house.sources import ROOT, nodes

KIND_IS_ARGUMENT = 2


def kinds() -> set[str]:
    calls = [node for _, node in nodes("app") if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    named = [
        word.value for call in calls if called(call) in {"Notice", "about"} for word in call.keywords if word.arg == "kind"
    ]
    third = [call.args[KIND_IS_ARGUMENT] for call in calls if called(call) == "about" and len(call.args) > KIND_IS_ARGUMENT]
    constants = (node.value for node in [*named, *third] if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def cards() -> Iterator[tuple[str, set[str]]]:
    """Kind and typed fields of each notification that is written out in one place."""
    for _, node in nodes("app"):
        if isinstance(node, ast.Call) and called(node) == "Notice":
            said = {word.arg: word.value for word in node.keywords}
            kind, card = said.get("kind"), said.get("card")
            if isinstance(kind, ast.Constant) and isinstance(card, ast.Dict):
                yield str(kind.value), {str(key.value) for key in card.keys if isinstance(key, ast.Constant)}


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def templates() -> dict[str, dict[str, dict[str, str]]]:
    read: dict[str, dict[str, dict[str, str]]] = json.loads((ROOT / "deploy" / "templates.json").read_text(encoding="utf-8"))
    return read


def test_every_kind_of_notification_has_its_template() -> None:
    assert kinds() - set(templates()) == set()
    assert "offer" in kinds()


def test_every_template_shows_what_its_card_carries() -> None:
    for kind, keys in cards():
        assert keys == set(templates()[kind]["fields"]), kind

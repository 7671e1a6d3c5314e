"""docs/api.md names every call there is."""

from pathlib import Path

from tests.stories.village import Village

PAPER = Path(__file__).resolve().parent.parent.parent / "docs" / "api.md"


def test_every_call_is_in_the_paper(village: Village) -> None:
    document = village.web.get("/api/v1/openapi.json").json
    assert document is not None
    calls = {path.removeprefix("/api/v1").replace("/{deed}", "/cancel") for path in document["paths"]}
    text = PAPER.read_text(encoding="utf-8")
    assert {call for call in calls if f" {call}`" not in text} == set()


def test_every_deed_is_in_the_paper(village: Village) -> None:
    document = village.web.get("/api/v1/openapi.json").json
    assert document is not None
    parameters = document["paths"]["/api/v1/orders/{number}/{deed}"]["post"]["parameters"]
    pattern = next(one["schema"]["pattern"] for one in parameters if one["name"] == "deed")
    text = PAPER.read_text(encoding="utf-8")
    assert {deed for deed in pattern.strip("^$()").split("|") if f"`{deed}`" not in text and f"/{deed}`" not in text} == set()

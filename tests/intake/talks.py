"""How much of the labelled group talks is read right; shared by the guard tests and by whoever measures."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.commands.transcripts import shown_transcript
from app.intake.groups.reading import read_transcript
from tests.intake.labels import lexicon, moment

HERE = Path(__file__).parent
SLOTS = ("village", "group", "phone", "contact", "time_start", "time_end", "for_whom", "people")


@dataclass
class Tally:
    """Right and asked counts, and each wrong one in words."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    invented: int = 0

    def mark(self, what: str, right: bool, words: str) -> None:
        self.asked[what] += 1
        self.right[what] += right
        if not right:
            self.wrong.append(f"{what}: {words}")

    def share(self, what: str) -> float:
        return self.right[what] / self.asked[what] if self.asked[what] else 1.0


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def found(row: dict[str, Any]) -> dict[str, Any]:
    """What the command prints for one labelled talk."""
    read = read_transcript(row["text"], now=moment(row["now"]), lexicon=lexicon(row["county"]))
    return shown_transcript(read)


def tally(names: list[str]) -> Tally:
    marks = Tally()
    for name in names:
        for row in rows(name):
            got, want = found(row), row["expect"]
            marks.mark("messages", len(got["messages"]) == want["n_messages"], row["id"])
            _requests(marks, row["id"], want["requests"], got["requests"])
            _lists(marks, row["id"], want["jielong"], got["jielong"])
            _emergencies(marks, row["id"], want["emergencies"], got["emergencies"])
            for kind in ("offers", "resolved"):
                speakers = [one["speaker"] for one in got[kind]]
                for one in want[kind]:
                    marks.mark(kind, one["speaker"] in speakers, f"{row['id']} {one}")
    return marks


def _requests(marks: Tally, name: str, want: list[dict[str, Any]], got: list[dict[str, Any]]) -> None:
    left = list(got)
    for one in want:
        codes = [one["category"], *one["category_alt"]]
        alike = [request for request in left if request["category"] in codes]
        match = next((request for request in alike if request["speaker"] == one["speaker"]), alike[0] if alike else None)
        if match:
            left.remove(match)
        if one.get("optional"):
            continue
        marks.mark("found", match is not None, f"{name} {one['speaker']} {one['category']}")
        if match is None:
            continue
        marks.mark("speaker", match["speaker"] == one["speaker"], f"{name} {one['speaker']}")
        for slot in SLOTS:
            if slot in one:
                marks.mark("slots", match[slot] in _allowed(one[slot]), f"{name} {slot} want {one[slot]}, got {match[slot]}")
    own = {one["speaker"] for one in want}
    for extra in left:
        if extra["speaker"] not in own:
            marks.invented += 1
            marks.wrong.append(f"{name} invented: {extra['speaker']} {extra['said']}")


def _lists(marks: Tally, name: str, want: list[dict[str, Any]], got: list[dict[str, Any]]) -> None:
    by_title = {one["title"]: one for one in got}
    for one in want:
        match = by_title.get(one["title"], {"entries": [], "kind": ""})
        marks.mark(
            "lists",
            match["kind"] in _allowed(one["kind"]) and len(match["entries"]) == len(one["entries"]),
            f"{name} {one['title']}",
        )
        for entry in one["entries"]:
            alike = [line for line in match["entries"] if all(line.get(key) == value for key, value in entry.items())]
            marks.mark("entries", bool(alike), f"{name} {entry}")


def _allowed(label: Any) -> list[Any]:
    """A label that is a list means that any of its values is right."""
    return label if isinstance(label, list) else [label]


def _emergencies(marks: Tally, name: str, want: list[dict[str, Any]], got: list[dict[str, Any]]) -> None:
    for one in want:
        match = next((alarm for alarm in got if alarm["speaker"] == one["speaker"]), None)
        right = match is not None and all(match[slot] in _allowed(one[slot]) for slot in ("village", "group"))
        marks.mark("emergencies", right, f"{name} {one['speaker']}")
    marks.mark("no more emergencies", len(got) <= len(want), name)

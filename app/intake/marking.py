"""How many slots of labelled sentences are read right, by slot, set and flavour (the county whose way of talking it is)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TIME = ("time_start", "time_end", "time_kind")
SLOTS = ("category", "time", "village", "group", "phone", "contact", "for_whom", "urgency", "people", "missing")
CORE = ("category", "time", "village", "group", "phone")
"""What must be right for an order without a question."""

Row = Mapping[str, Any]


@dataclass
class Score:
    """Right and asked counts per slot, and each wrong one in words."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def mark(self, slot: str, row: Row, expected: Any, got: Any, *, right: bool) -> None:
        self.asked[slot] += 1
        self.right[slot] += right
        if not right:
            self.wrong.append(f"{row['id']} {slot}: want {expected!r}, got {got!r} | {row['text']}")

    def share(self, slot: str) -> float:
        return self.right[slot] / self.asked[slot] if self.asked[slot] else 1.0

    def lines(self) -> list[str]:
        return [f"{slot:10} {self.right[slot]:3}/{self.asked[slot]:3}  {self.share(slot):.1%}" for slot in self.asked]

    def add(self, other: "Score") -> None:
        self.right.update(other.right)
        self.asked.update(other.asked)
        self.wrong += other.wrong


def marked(row: Row, got: Row) -> Score:
    """One labelled sentence against its reading as JSON values; a line with ``level`` is about danger alone."""
    result = Score()
    if "level" in row:
        _level(result, row, got)
        return result
    want = row["expect"]
    result.mark("intent", row, want["intent"], got["intent"], right=_one_of(want["intent"], got["intent"]))
    if want["intent"] == "emergency":
        first = bool(set(want["numbers"]) & set(got["numbers"]))
        asked = "prompt" in row.get("danger", ()) and got["danger"] == "prompt"
        result.mark("numbers", row, want["numbers"], got["numbers"], right=first or asked)
    else:
        allowed = row.get("danger", ["none", "prompt"])
        result.mark("calm", row, allowed, got["danger"], right=got["danger"] in allowed)
    _requests(result, row, want["requests"], got["requests"])
    return result


def _level(result: Score, row: Row, got: Row) -> None:
    """Dangers: covered by number or question, and with the right number; harmless ones: left in peace."""
    danger = got["danger"]
    if row["level"] == "hard":
        result.mark("covered", row, "hard", danger, right=danger != "none")
        result.mark("at once", row, "hard", danger, right=danger == "hard")
        if danger == "hard":
            result.mark("numbers", row, row["numbers"], got["numbers"], right=bool(set(row["numbers"]) & set(got["numbers"])))
        return
    result.mark("no alarm", row, row["level"], danger, right=danger != "hard")
    if row["level"] == "none":
        result.mark("calm", row, "none", danger, right=danger == "none")


def _one_of(expected: Any, got: Any) -> bool:
    return got in expected if isinstance(expected, list) else got == expected


def _slot(slot: str, want: Row, got: Row) -> tuple[Any, Any, bool]:
    if slot == "time":
        pair = [want[part] for part in TIME], [got.get(part) for part in TIME]
        deadline = want["time_kind"] == "deadline" and want["time_end"] is None
        parts = ("time_kind",) if deadline else TIME
        return (*pair, all(_one_of(want[part], got.get(part)) for part in parts))
    if slot == "missing":
        return want[slot], got.get(slot), set(want[slot]) == set(got.get(slot) or ())
    if slot == "category":
        return want[slot], got.get(slot), got.get(slot) in (want[slot], *want.get("category_alt", ()))
    return want[slot], got.get(slot), _one_of(want[slot], got.get(slot))


def _requests(result: Score, row: Row, want: Sequence[Row], got: Sequence[Row]) -> None:
    if want:
        result.mark("requests", row, len(want), len(got), right=len(want) == len(got))
    for at, one in enumerate(want):
        mine = got[at] if at < len(got) else {}
        marks = {slot: _slot(slot, one, mine) for slot in SLOTS}
        for slot, (expected, found, right) in marks.items():
            result.mark(slot, row, expected, found, right=right and bool(mine))
        if one["category"]:
            found = [mine.get("category"), *mine.get("candidates", [])]
            result.mark("top3", row, one["category"], found, right=bool({one["category"], *one["category_alt"]} & set(found)))
        if row["expect"]["intent"] == "request":
            core = all(marks[slot][2] for slot in CORE)
            result.mark("core", row, "", "", right=core and bool(mine))

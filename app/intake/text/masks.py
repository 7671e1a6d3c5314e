"""Covering what was already read, so that the next reader does not read it again; positions never move."""

from collections.abc import Iterable

PHONE, PLACE, GROUP, TIME, NAME, VOID = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"
"""Private characters that stand for what was found."""

MARKS = PHONE + PLACE + GROUP + TIME + NAME + VOID

_BLANKED = dict.fromkeys(map(ord, MARKS), " ")

Span = tuple[int, int]


def cover(text: str, spans: Iterable[Span], mark: str) -> str:
    """``text`` with every span replaced by as many ``mark`` characters."""
    for start, end in spans:
        text = text[:start] + mark * (end - start) + text[end:]
    return text


def hide(text: str, marks: str = MARKS) -> str:
    """``text`` with marks shown as blanks: for readers who should see a gap there."""
    return text.translate(_BLANKED if marks == MARKS else dict.fromkeys(map(ord, marks), " "))


def taken(start: int, end: int, found: Iterable[tuple[int, int, object]]) -> bool:
    """Whether any of what was ``found`` (start, end and what it is) stands on one of these characters."""
    return any(start < other_end and other_start < end for other_start, other_end, _ in found)

"""Two needs in one message become two: cut where people themselves cut, and only when both sides name a service."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from dataclasses import dataclass

from app.intake.items.index import ItemIndex
from app.intake.items.match import Match, match
from app.intake.text.masks import TIME, hide

_CUT = re.compile(
    r"另外|还有(?:一个|一件|个|件)?(?:事)?|再一个|再有|再就是|另一个|另有|其次|第二(?:个|件)?|顺便|顺带|顺手|再(?:请|找|帮|来|派|到|去|给|把)|[二三四]是|[二三]来|同时|以及|对了|"
    r"(?<![0-9])[2-5][.、)](?![0-9])|[;\n]|[ ,。](?=[^ ,。]{1,6}也(?:坏|堵|漏|断|不|没|要|想|[拾收打洗扫修看换弄搞]))|并且|也(?:要|想|请|帮|给)|在就是|还要|还想|捎带"
)
_TIME_BEFORE = re.compile(rf"[,。;\n ]({TIME}+)[那就]?$")
_LONGEST_TIME = 20
SAME_ERRAND = re.compile(r"顺便|顺带|顺手|捎带|再(?:请|找|帮|派|到|去|给|把)|同时|以及|[ ,。]|并且|也|还要|还想")
"""Words that tie a second need to the first; 另外, 还有, 再一个 and numbers begin something of its own."""
_MOST_CUTS = 12
_MOST = 6


@dataclass(frozen=True)
class Piece:
    """A part of the message that speaks of one need: from ``start`` to ``end``, with its item."""

    start: int
    end: int
    match: Match
    words: str = ""
    """What it says, covers shown as blanks."""


def _piece(text: str, start: int, end: int, index: ItemIndex) -> Piece:
    words = hide(text[start:end])
    return Piece(start, end, match(words, index), words)


def _with_its_time(text: str, at: int) -> int:
    """中午还要给他们做饭: the time that stands before the connecting word belongs to what follows."""
    said = _TIME_BEFORE.search(text, max(0, at - _LONGEST_TIME), at)
    return said.start(1) if said else at


def split(text: str, index: ItemIndex) -> tuple[Piece, ...]:
    """One piece for each need; a message that names fewer than two services stays whole."""
    cuts_said = (_with_its_time(text, cut.start()) for cut in _CUT.finditer(text) if cut.start() > 1)
    starts = [0, *(at for at in cuts_said if at > 1)][:_MOST_CUTS]
    if len(starts) == 1:
        return (_piece(text, 0, len(text), index),)
    parts = [_piece(text, start, end, index) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    cuts = [0]
    last: Piece | None = None
    for part in parts:
        if part.match.code is None:
            continue
        if last and part.match.code != last.match.code and len(cuts) < _MOST:
            cuts.append(part.start)
        last = part
    pieces = [_piece(text, start, end, index) for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    kept = [piece for at, piece in enumerate(pieces) if at == 0 or piece.match.code != pieces[at - 1].match.code]
    if len(kept) == len(pieces):
        return tuple(pieces)
    ends = [*(piece.start for piece in kept[1:]), len(text)]
    return tuple(_piece(text, piece.start, end, index) for piece, end in zip(kept, ends, strict=True))

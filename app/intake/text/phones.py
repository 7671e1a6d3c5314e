"""Telephone numbers, typed or spoken; a number of the wrong length is asked about, never repaired."""

import re
from dataclasses import dataclass

from app.intake.text.masks import Span
from app.intake.text.normalise import normalise
from app.patterns import regex

_SPOKEN = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "幺": "1", "两": "2"}
_RUN = regex(r"(?:\+ ?)?[0-9零〇一二两三四五六七八九幺](?:[ \-.·,,、]{0,2}[0-9零〇一二两三四五六七八九幺]){6,60}")
_PARTS = regex(r"[0-9零〇一二两三四五六七八九幺]+|[^0-9零〇一二两三四五六七八九幺]+")
_MOBILE = regex(r"1[3-9]\d{9}")
_LANDLINE = regex(r"0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}")
_LABEL = regex(r"(?:电话|手机|座机|固话|号码|联系|打)[^\d]{0,6}$")
_WRONG = regex(r"(?:不是|别打|不要打|错的是)[^,。;]{0,4}$")
_BETTER = regex(r"(?:应该是|改成|换成|不对|错了|正确的?是|而是|更正)[^0-9一二三四五六七八九零]{0,12}$")
_LEFT_OVER = 3
_LEAST_START = 3


@dataclass(frozen=True)
class Phones:
    """What the text says about telephones: ``best`` is the one to call, ``doubtful`` are words that look like a number."""

    best: str | None
    every: tuple[str, ...]
    doubtful: tuple[str, ...]
    spans: tuple[Span, ...]


def _digits(words: str) -> str:
    return "".join(_SPOKEN.get(c, c) for c in words if c in _SPOKEN or c.isdecimal())


def _whole(digits: str, *, labelled: bool) -> str | None:
    for prefix in ("", "0", "86", "0086"):
        rest = digits[len(prefix) :]
        if digits.startswith(prefix) and _MOBILE.fullmatch(rest):
            return rest
    if _LANDLINE.fullmatch(digits):
        return digits
    if len(digits) == 22 and digits[:11] == digits[11:]:  # said twice, so that it is right
        return _whole(digits[:11], labelled=labelled)
    return digits if labelled and len(digits) in (7, 8) and digits[0] in "2345678" else None


@dataclass(frozen=True)
class _Piece:
    digits: str
    start: int
    end: int
    joined: bool
    """True when a hyphen or dot, not a blank, stands before it: then it belongs to what came before."""


def _pieces(run: re.Match[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    gap = ""
    for part in _PARTS.finditer(run.group()):
        digits = _digits(part.group())
        if not digits:
            gap = part.group()
            continue
        start = run.start() + part.start()
        pieces.append(_Piece(digits, start, start + len(part.group()), any(c in "-.·" for c in gap)))
        gap = ""
    return pieces


def _joined(pieces: list[_Piece], *, labelled: bool) -> str | None:
    """One number out of pieces, unless they only happen to add up: it starts with three digits, or is spelled singly."""
    lengths = [len(piece.digits) for piece in pieces]
    spelled = lengths[0] >= _LEAST_START or pieces[0].digits == "86" or set(lengths) == {1}
    return _whole("".join(piece.digits for piece in pieces), labelled=labelled) if spelled else None


def _numbers(pieces: list[_Piece], *, labelled: bool) -> tuple[list[tuple[str, Span]], list[_Piece]]:
    """The numbers made of neighbouring pieces, longest first, and the pieces left over."""
    found: list[tuple[str, Span]] = []
    left: list[_Piece] = []
    at = 0
    while at < len(pieces):
        for end in range(min(len(pieces), at + 13), at, -1):
            one = _joined(pieces[at:end], labelled=labelled)
            if one and not (end < len(pieces) and pieces[end].joined):
                found.append((one, (pieces[at].start, pieces[end - 1].end)))
                at = end
                break
        else:
            left.append(pieces[at])
            at += 1
    return found, left


def _looks_meant(digits: str, *, labelled: bool) -> bool:
    if 16 <= len(digits) <= 18 and not digits.startswith("1"):
        return False  # an identity card
    return 7 <= len(digits) <= 24 and (labelled or digits[0] == "1" or digits.startswith("861"))


def find_phones(text: str) -> Phones:
    """Every number in ``text``; 11 digits with separators, spoken digits (幺三八…), landlines with area code or a label."""
    sure: list[tuple[str, Span]] = []
    doubtful: list[str] = []
    spans: list[Span] = []
    for run in _RUN.finditer(text):
        labelled = bool(_LABEL.search(text[max(0, run.start() - 10) : run.start()]))
        found, left = _numbers(_pieces(run), labelled=labelled)
        if found and all(len(piece.digits) <= _LEFT_OVER and not piece.joined for piece in left):
            sure += found
            spans += [span for _, span in found]
            continue
        if _looks_meant(_digits(run.group()), labelled=labelled):
            doubtful.append(run.group().strip())
            spans.append(run.span())
    best = _best(text, sure)
    return Phones(best, tuple(dict.fromkeys(one for one, _ in sure)), tuple(doubtful), tuple(spans))


def _best(text: str, found: list[tuple[str, Span]]) -> str | None:
    kept = [one for one in found if not _WRONG.search(text[max(0, one[1][0] - 8) : one[1][0]])]
    corrected = [one for one in kept[1:] if _BETTER.search(text[max(0, one[1][0] - 16) : one[1][0]])]
    chosen = corrected[-1:] or kept[:1] or found[:1]
    return chosen[0][0] if chosen else None


def without_phones(said: str) -> str:
    """What was said, with every phone number left out: strangers who are asked to help read it."""
    for start, end in sorted(find_phones(normalise(said)).spans, reverse=True):
        said = f"{said[:start]}…{said[end:]}"
    return " ".join(said.split())

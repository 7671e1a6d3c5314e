"""Two needs in one message become two: cut where people themselves cut, and only when both sides name a service."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from dataclasses import dataclass, replace

from app.intake.items.index import ItemIndex
from app.intake.items.match import Match, match
from app.intake.text.masks import TIME, hide

_CUT = re.compile(
    r"另外|还有(?:一个|一件|个|件)?(?:事)?|再一个|再有|再就是|另一个|另有|其次|第二(?:个|件)?|顺[便带手](?!帮?我?[带捎送拿取](?:到|回|来|过来|一下))|再(?:请|找|帮|来|派|到|去|给|把|寻|喊|带)|[二三四]是|[二三]来|同时|以及|对了|"
    r"(?<![0-9])[2-5][.、)](?![0-9])|[;\n]|[ ,。](?=[^ ,。]{1,6}也(?:坏|堵|漏|断|不|没|要|想|[拾收打洗扫修看换弄搞]))|并且|也(?:要|想|请|帮|给)|在就是|还要|还想|捎带"
)
_LIST = re.compile(
    r"第[一二三四](?:件事?|个|是|[,、: ])|(?<![\u4e00-\u9fff])[一二三四](?:件|个)?是|(?<=[事 ,])一个是|(?<!一)[二三]个是|一个(?=是|[^,。;]{2,20}一个是)"
)
_KIN = r"(?:我|我屋|俺)?(?:爷|婆|妈|爸|爹|娘|大|老伴|老头|老汉|孙|娃|伢|囡|儿|女|阿[公婆爷爸妈嬷])[^ ,。]{2}"
_TURN = re.compile(rf"[ ,。](?=(?P<time>{TIME})|{_KIN})")
"""A clause that begins with a time of its own or another person: perhaps another need."""
_OF_KIN = re.compile(rf"[ ,。]?{_KIN}")
_ASKED = re.compile(r"送|接|(?<![回起出下上过])来|帮|请|找|喊|叫|寻|要(?!去|走|到)|修|换|装|剃|剪|量|教|看看|搬|拉")
_CALL_ME = re.compile(r"[她他伊渠]?(?:没得?|没有|不会用|不会打)(?:手机|电话)(?=[^,。]{0,2}(?:打|找|联系|呼)我)")
"""伊没手机,打我: no word about telephones as such."""
_TIME_BEFORE = re.compile(rf"[,。;\n ]({TIME}+)[那就]?$")
_LONGEST_TIME = 20
SAME_ERRAND = re.compile(r"顺便|顺带|顺手|捎带|再(?:到|去)|同时|以及|[ ,。](?!\ue003)|并且|也|还要")
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
    words = hide(_CALL_ME.sub(" ", text[start:end]))
    return Piece(start, end, match(words, index), words)


def _with_its_time(text: str, at: int) -> int:
    """中午还要给他们做饭: the time that stands before the connecting word belongs to what follows."""
    said = _TIME_BEFORE.search(text, max(0, at - _LONGEST_TIME), at)
    return said.start(1) if said else at


def split(text: str, index: ItemIndex) -> tuple[Piece, ...]:
    """One piece for each need; a message that names fewer than two services stays whole."""
    if listed := _listed(text, index):
        return listed
    strong = {_with_its_time(text, cut.start()) for cut in _CUT.finditer(text) if cut.start() > 1}
    weak = {cut.start() for cut in _TURN.finditer(text) if cut.start() > 1} - strong
    starts = sorted({0, *(at for at in strong | weak if at > 1)})[:_MOST_CUTS]
    if len(starts) == 1:
        return (_piece(text, 0, len(text), index),)
    parts = [_piece(text, start, end, index) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    pieces = [_piece(text, start, end, index) for start, end in _needs(text, parts, weak)]
    kept = [piece for at, piece in enumerate(pieces) if at == 0 or piece.match.code != pieces[at - 1].match.code]
    if len(kept) == len(pieces):
        return tuple(pieces)
    ends = [*(piece.start for piece in kept[1:]), len(text)]
    return tuple(_piece(text, piece.start, end, index) for piece, end in zip(kept, ends, strict=True))


def _needs(text: str, parts: list[Piece], weak: set[int]) -> list[tuple[int, int]]:
    """Where each need begins and ends: a new one where another service is named, behind a mere stop only if it is said alike."""
    cuts = [0]
    last: Piece | None = None
    for part in parts:
        if part.match.code is None:
            continue
        told = last is not None and part.match.code != last.match.code
        if last and told and part.start in weak and not _parallel(text, last, part):
            continue
        if told and len(cuts) < _MOST:
            cuts.append(part.start)
        last = part
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def _parallel(text: str, first: Piece, second: Piece) -> bool:
    """Two services for sure, each with a time of its own or each for somebody else: 今夜送饭,明朝修空调; 我爷剃头,我婆量血压."""
    if not (first.match.sure and first.match.hits and second.match.sure and second.match.hits):
        return False
    if not all(_ASKED.search(one.words) for one in (first, second)):
        return False
    timed = TIME in text[first.start : second.start] and TIME in text[second.start : second.end]
    return timed or all(_OF_KIN.match(text, one.start) for one in (first, second))


def _listed(text: str, index: ItemIndex) -> tuple[Piece, ...]:
    """两件事,一是找人摘,二是找老板: each item of a list is a need, of whatever service; nothing if one of them names none."""
    marks = [mark.start() for mark in _LIST.finditer(text)][:_MOST]
    if len(marks) < 2:
        return ()
    ends = [*marks[1:], len(text)]
    parts = [_piece(text, start, end, index) for start, end in zip(marks, ends, strict=True)]
    if any(part.match.code is None for part in parts):
        return ()
    return (replace(parts[0], start=0), *parts[1:])

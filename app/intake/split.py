"""Several needs in one message become several pieces: cut where enough speaks for another need, never for mere background."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.intake.items.index import ItemIndex
from app.intake.items.match import NOTHING, Match, match
from app.intake.needs import AGAIN, Need, needs_of
from app.intake.roles import Role, roles_of, words_of
from app.intake.text.masks import Span
from app.intake.times.find import Wish
from app.patterns import regex

_LIST = regex(
    r"第[一二三四](?:件事?|个|是|[,、: ])|(?<![\u4e00-\u9fff])[一二三四](?:件|个)?是|(?<=[事 ,])一个是|(?<!一)[二三]个是|(?<=[事 ,:])一样是|一个(?=是|[^,。;]{2,20}一个是)"
)
SAME_ERRAND = regex(r"顺便|顺带|顺手|顺路|捎带|再(?:到|去)|同时|以及|[ ,。](?!\ue003)|并且|也|还要")
"""Words that tie a second need to the first; 另外, 还有, 再一个 and numbers begin something of its own."""
_MOST = 6


@dataclass(frozen=True)
class Piece:
    """A part of the message that speaks of one need: from ``start`` to ``end``, with its item."""

    start: int
    end: int
    match: Match
    words: str = ""
    """What it says, covers shown as blanks."""
    gaps: tuple[Span, ...] = ()
    """What stands between its clauses and belongs to other needs."""
    why: tuple[str, ...] = ()
    """What spoke for a need of its own."""
    over: tuple[Span, ...] = ()
    """Its clauses that only tell what is done already or need not be done."""

    def holds(self, at: int) -> bool:
        return self.start <= at < self.end and not any(start <= at < end for start, end in self.gaps)

    def of(self, text: str) -> str:
        """Its own part of a text, positions counted from its start, foreign clauses blanked."""
        for start, end in self.gaps:
            text = text[:start] + " " * (end - start) + text[end:]
        return text[self.start : self.end]


def split(text: str, index: ItemIndex, wishes: Sequence[Wish] = (), plain: str | None = None) -> tuple[Piece, ...]:
    """One piece for each need; a message that names fewer than two services stays whole.

    ``text`` is covered with its times, ``plain`` without.
    """
    if listed := _listed(text, index):
        return listed
    needs = needs_of(text, roles_of(text, plain or text, wishes, index), index)
    if len(needs) == 1:
        return (_whole(text, needs[0], index),)
    return _merged(text, [_piece(text, need, needs, index) for need in needs], index)


def _whole(text: str, need: Need, index: ItemIndex) -> Piece:
    """The whole message; what is over or needs no doing does not colour its item, if the rest names one or asks nothing."""
    words = words_of(text)
    if any(one.role is Role.BACKGROUND for one in need.said):
        rest = match(need.wished(text), index)
        if rest.sure and rest.hits and need.codes:
            return Piece(0, len(text), rest, words, over=need.over)
        if not need.codes and not need.asks:
            return Piece(0, len(text), rest if rest.sure else NOTHING, words)
    return Piece(0, len(text), match(words, index), words)


def _piece(text: str, need: Need, needs: Sequence[Need], index: ItemIndex) -> Piece:
    """The clauses of one need; what stands between them and is of others becomes a gap."""
    start = 0 if need is needs[0] else need.start
    end = len(text) if need is max(needs, key=lambda one: one.end) else need.end
    gaps = tuple((one.clause.start, one.clause.end) for other in needs if other is not need for one in other.said)
    gaps = tuple(gap for gap in sorted(gaps) if start < gap[1] and gap[0] < end)
    words = need.wished(text)
    return Piece(start, end, match(words, index), words, gaps, need.why, need.over)


def _merged(text: str, pieces: Sequence[Piece], index: ItemIndex) -> tuple[Piece, ...]:
    """A piece that turns out to be of the item before, or of none, is no need of its own."""
    kept = [pieces[0]]
    for piece in pieces[1:]:
        last = kept[-1]
        if AGAIN in piece.why and not piece.match.hits:
            piece = replace(piece, match=last.match)
        same = piece.match.code is None or piece.match.code == last.match.code
        if not same or AGAIN in piece.why:
            kept.append(piece)
            continue
        gaps = tuple(gap for gap in {*last.gaps, *piece.gaps} if gap in last.gaps and gap in piece.gaps)
        whole = Piece(min(last.start, piece.start), max(last.end, piece.end), last.match, "", gaps, last.why)
        words = words_of(whole.of(text))
        kept[-1] = replace(whole, words=words, match=match(words, index))
    return tuple(kept)


def _listed(text: str, index: ItemIndex) -> tuple[Piece, ...]:
    """两件事,一是找人摘,二是找老板: each item of a list is a need, of whatever service; nothing if one of them names none."""
    marks = [mark.start() for mark in _LIST.finditer(text)][:_MOST]
    if len(marks) < 2:
        return ()
    ends = [*marks[1:], len(text)]
    parts = [_stretch(text, start, end, index) for start, end in zip(marks, ends, strict=True)]
    if any(part.match.code is None for part in parts):
        return ()
    return (replace(parts[0], start=0), *parts[1:])


def _stretch(text: str, start: int, end: int, index: ItemIndex) -> Piece:
    words = words_of(text[start:end])
    return Piece(start, end, match(words, index), words, why=("一件一件说",))

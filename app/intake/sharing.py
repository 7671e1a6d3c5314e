"""What several needs of one message have in common: one visit, or one of them that does not press."""

from collections.abc import Sequence
from dataclasses import replace

from app.intake.assemble import Found
from app.intake.request import Request, with_time_of
from app.intake.split import SAME_ERRAND, Piece
from app.intake.times.resolve import TimeKind
from app.patterns import regex

_LEISURELY = regex(r"(?P<thing>[\u4e00-\u9fff]{1,4}?)(?:的|那个)?(?:事情?|那边)?(?:就)?(?:不[着]?急|不忙|莫急|慢慢来)")
_APART = regex(r"[ ,。]?(?:另|还有|再一个|再有|其次)")
_TOGETHER = regex(r"同一?[天日]|一[起道搭块][来弄修搞办做]|一趟[来弄]")
_HEADED = regex(r"[两二三四几][件样桩个]?(?:件)?(?:事情?|活)[,,:。 ]")
"""周日办两件事，…: the time said before the list is for all of it."""
_STOP = regex(r"[,。;\n ]")
_WHENEVER_IN = regex(
    r"(?:我|都|家里|屋里)?(?:都)?(?:在(?:家|屋)|有空|方便|得空|都[行成可好]|都要得)|(?:哪[天日]|随时|啥时候?|什么时候)[^,。]{0,4}(?:都|来)"
)


def share_times(found: Found, pieces: Sequence[Piece], requests: Sequence[Request]) -> tuple[Request, ...]:
    """后天上午剪头,顺便买盐: one errand has one time; 明儿晌午我在屋 said last is for all that was said before."""
    shared = list(requests)
    for at in range(1, len(shared)):
        tied = SAME_ERRAND.match(found.text, pieces[at].start) and not _apart(found.text, pieces[at])
        if tied or _TOGETHER.search(pieces[at].words):
            shared[at] = _lent(shared[at], shared[at - 1])
            shared[at - 1] = _lent(shared[at - 1], shared[at])
    if len(shared) > 1 and shared[0].time_kind and _HEADED.search(found.text[: pieces[0].end]):
        shared = [_lent(request, shared[0]) for request in shared]
    if len(shared) > 1 and shared[-1].time_kind and _for_all(found, pieces[-1]):
        shared = [_lent(request, shared[-1]) for request in shared]
    return tuple(shared)


def _apart(text: str, piece: Piece) -> bool:
    """另外, 另外还要: something of its own."""
    return bool(_APART.match(text, piece.start)) or text[: piece.start].rstrip(" ,").endswith(("另外", "还有", "再一个"))


def _for_all(found: Found, last: Piece) -> bool:
    """A time said in a clause of its own behind the last need, or as when one is at home."""
    said = next((wish.start for wish in found.times.wishes if wish.start >= last.start), None)
    apart = _apart(found.text, last)
    own_clause = said is not None and not apart and _STOP.search(found.text, last.start + 1, said) is not None
    return own_clause or _WHENEVER_IN.search(found.text, last.start) is not None


def _lent(to: Request, lender: Request) -> Request:
    """``to`` with the time of ``lender`` if it has none of its own."""
    if to.time_kind is not None or lender.time_kind is None or any(doubt.slot == "time" for doubt in to.doubts):
        return to
    lacks = tuple(slot for slot in to.missing if slot != "time")
    return with_time_of(replace(to, missing=lacks), lender)


def settle_leisure(found: Found, requests: Sequence[Request]) -> tuple[Request, ...]:
    """水的事不急: what is said not to press is the request that speaks of it, wherever it is said."""
    said = _LEISURELY.search(found.covered)
    if len(requests) < 2 or said is None:
        return tuple(requests)
    thing = said.group("thing")[0]
    meant = next((r for r in requests if thing in r.what.replace(said.group(), "")), requests[-1])
    settled = []
    for request in requests:
        if request is meant and request.time_kind in (None, TimeKind.FLEXIBLE):
            lacks = tuple(slot for slot in request.missing if slot != "time")
            request = replace(request, time_kind=TimeKind.FLEXIBLE, urgency="flexible", missing=lacks)
        elif request.urgency == "flexible" and request.time_kind is not TimeKind.FLEXIBLE:
            request = replace(request, urgency="normal")
        settled.append(request)
    return tuple(settled)

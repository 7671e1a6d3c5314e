"""When, of a draft: told in pieces, put off by a day, or said after 算了."""

from dataclasses import replace

from app.chat.draft import Draft
from app.chat.turn import Turn
from app.intake.reading import Intent, Reading, Request, read
from app.intake.retelling import Told, completed, shifted
from app.patterns import regex

_NEVER_MIND = regex(r"^(?:那|哎|唉|还是)?(?:算了|不了|不用了)(?:吧|哦|哈)?[,,。 ]*(?=[^,。 ])")


def instead(turn: Turn) -> Reading | None:
    """「算了，我明天上午在家」: what is wished instead; ``None`` when nothing is, and it is all over."""
    rest = _NEVER_MIND.sub("", turn.text, count=1)
    if rest == turn.text:
        return None
    said = read(rest, now=turn.said.spoken(turn.now), lexicon=turn.lexicon)
    told = any(one.time_kind or one.village or one.phone for one in said.requests)
    return said if told and said.intent is not Intent.CANCEL else None


def moved(draft: Draft, text: str) -> Draft | None:
    """The draft with its time moved by as much as ``text`` says; ``None`` when it says no such thing."""
    later = shifted(_told(draft), text)
    if later is None or later.start is None:
        return None
    end = later.end.isoformat() if later.end else None
    return replace(draft, start=later.start.isoformat(), end=end, time_words=later.words, recur=None)


def whole(turn: Turn, draft: Draft, request: Request) -> Request:
    """``request`` with what its time leaves out and the draft was told before (明天 – 八点 – 上午)."""
    now = turn.said.spoken(turn.now)
    return request if draft.recur else completed(_told(draft), request, now=now, lexicon=turn.lexicon)


def _told(draft: Draft) -> Told:
    return Told(draft.starts_at, draft.ends_at, draft.whole_days, draft.time_words or "")

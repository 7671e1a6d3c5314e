"""When: told in pieces, put off by a day, or said after 算了."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from app.chat.draft import Draft
from app.chat.turn import Turn
from app.clock import in_shanghai
from app.intake.reading import Intent, Reading, Request, read
from app.intake.text.numerals import NUMBER, number
from app.intake.times.clocks import find_parts
from app.intake.times.pieces import Pieces, pieces, told_together
from app.orders.model import Order
from app.orders.words import when_words

_NEVER_MIND = re.compile(r"^(?:那|哎|唉|还是)?(?:算了|不了|不用了)(?:吧|哦|哈)?[,,。 ]*(?=[^,。 ])")
_SHIFT = re.compile(
    rf"(?P<way>推迟|往后[推挪]|延后|延迟|推后|晚|迟|提前|提早|往前挪|早)(?:个|了|一下)?(?P<n>半|{NUMBER})个?"
    r"(?P<unit>天|日|小时|钟头|礼拜|星期|周)(?P<half>半)?"
)
_EARLIER = ("提", "往前", "早")
_HOURS = {"天": 24, "日": 24, "小时": 1, "钟头": 1, "礼拜": 168, "星期": 168, "周": 168}
_DAY = timedelta(days=1)
_LAST_MINUTE = time(23, 59)
_BESIDE = 8
"""Characters that may stand beside a shift: 「师傅，晚一个小时行不行」; what says more is about something else."""


def instead(turn: Turn) -> Reading | None:
    """「算了，我明天上午在家」: what is wished instead; ``None`` when nothing is, and it is all over."""
    rest = _NEVER_MIND.sub("", turn.text, count=1)
    if rest == turn.text:
        return None
    said = read(rest, now=turn.said.spoken(turn.now), lexicon=turn.lexicon)
    told = any(one.time_kind or one.village or one.phone for one in said.requests)
    return said if told and said.intent is not Intent.CANCEL else None


def shifted_by(text: str) -> timedelta | None:
    """推迟一天, 晚两个小时, 提前半个钟头: by how much; ``None`` when this asks for no shift."""
    found = _SHIFT.search(text)
    if found is None or len(text) - len(found.group()) > _BESIDE:
        return None
    hours = _HOURS[found["unit"]]
    amount = hours / 2 if found["n"] == "半" else (number(found["n"]) or 0) * hours + (hours / 2 if found["half"] else 0)
    return timedelta(hours=-amount if found["way"].startswith(_EARLIER) else amount)


def moved(draft: Draft, text: str) -> Draft | None:
    """The draft with its time moved by as much as ``text`` says; ``None`` when it says no such thing, or hours of a day."""
    by, start, end = shifted_by(text), draft.starts_at, draft.ends_at
    if by is None or start is None or (draft.whole_days and by % _DAY):
        return None
    words = when_words(start + by, end + by if end else None, whole_days=draft.whole_days)
    return replace(
        draft, start=(start + by).isoformat(), end=(end + by).isoformat() if end else None, time_words=words, recur=None
    )


def wished_anew(turn: Turn, order: Order, text: str) -> Draft | None:
    """The time of an order as ``text`` changes it: anew, by a day or an hour, or in part; ``None`` when it says no time."""
    start, end = order.time_start, order.time_end
    days = bool(start and end and in_shanghai(start).time() == time.min and in_shanghai(end).time() >= _LAST_MINUTE)
    was = Draft(
        words="",
        start=start.isoformat() if start else None,
        end=end.isoformat() if end else None,
        whole_days=days,
        time_words=order.time_words,
    )
    if later := moved(was, text):
        return later
    reading = read(text, now=turn.now, lexicon=turn.lexicon)
    request = next((one for one in reading.requests if one.time_kind), None)
    return was.merged(completed(turn, was, request), item=False) if request else None


def completed(turn: Turn, draft: Draft, request: Request) -> Request:
    """``request`` with a whole time: what it leaves out was told before (明天 – 八点 – 上午)."""
    start = draft.starts_at
    if request.time_kind is None or start is None or request.recur or draft.recur:
        return request
    now, parts = turn.said.spoken(turn.now), turn.lexicon.parts
    before, said = (pieces(words, now=now, parts=parts) for words in (draft.time_words or "", request.time_words))
    if said.hours and not said.day:
        return _told_together(turn, request, before, said, day=in_shanghai(start).date())
    if said.day and not said.hours and before.hours and not draft.whole_days:
        return _on_another_day(draft, request, before)
    return request


def _told_together(turn: Turn, request: Request, before: Pieces, said: Pieces, *, day: date) -> Request:
    """Read anew with what was told before; an hour that does not lie in the part of the day told now is let go."""
    for kept in (before, replace(before, clock="")):
        words = told_together(kept, said, request.time_words, day=day)
        whole = read(words, now=turn.now, lexicon=turn.lexicon).requests
        if whole and whole[0].time_kind and _in_its_part(turn, words, whole[0].time_start):
            return _timed(request, whole[0])
    return request


def _in_its_part(turn: Turn, words: str, start: datetime | None) -> bool:
    found = find_parts(words, turn.lexicon.parts)
    local = in_shanghai(start) if start else None
    return not found or local is None or found[0][2].start <= local.hour * 60 + local.minute <= found[0][2].end


def _timed(request: Request, whole: Request) -> Request:
    others = tuple(one for one in request.doubts if one.kind != "past_time")
    past = tuple(one for one in whole.doubts if one.kind == "past_time")
    times = {"time_start": whole.time_start, "time_end": whole.time_end, "whole_days": whole.whole_days}
    return replace(request, **times, time_kind=whole.time_kind, time_words=whole.time_words, doubts=others + past)  # type: ignore[arg-type]


def _on_another_day(draft: Draft, request: Request, before: Pieces) -> Request:
    """「改成后天」: the same hours on that day; several days are taken as they are."""
    day, start, end = request.time_start, draft.starts_at, draft.ends_at
    several = day and request.time_end and in_shanghai(request.time_end).date() != in_shanghai(day).date()
    if day is None or start is None or several:
        return request
    by = in_shanghai(day).date() - in_shanghai(start).date()
    words = f"{in_shanghai(day).month}月{in_shanghai(day).day}日{before.part}{before.clock}"
    return replace(request, time_start=start + by, time_end=end + by if end else None, whole_days=False, time_words=words)

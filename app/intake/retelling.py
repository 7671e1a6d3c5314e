"""A time told once, and then told further: in pieces (明天 – 八点 – 上午), on another day, by an hour later."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.clock import in_shanghai
from app.errors import Invalid
from app.intake.lexicon import Lexicon
from app.intake.reading import read
from app.intake.request import Request
from app.intake.text.numerals import NUMBER, number
from app.intake.times.clocks import find_parts
from app.intake.times.pieces import Pieces, pieces, told_together
from app.patterns import regex

_SHIFT = regex(
    rf"(?P<way>推迟|往后[推挪]|延后|延迟|推后|晚|迟|提前|提早|往前挪|早)(?:个|了|一下)?(?P<n>半|{NUMBER})个?"
    r"(?P<unit>天|日|小时|钟头|礼拜|星期|周)(?P<half>半)?"
)
_EARLIER = ("提", "往前", "早")
_HOURS = {"天": 24, "日": 24, "小时": 1, "钟头": 1, "礼拜": 168, "星期": 168, "周": 168}
GONE_BY = "这个时间已经过了，请换个时间。"
_DAY = timedelta(days=1)
_BESIDE = 8
"""Characters that may stand beside a shift: 「师傅，晚一个小时行不行」; what says more is about something else."""


EVERY = {"daily": "每天", "weekly": "每个", "monthly": "每月"}


def every(recur: str, words: str) -> str:
    """每天中午, 每个礼拜三上午: a time that comes again, said so that it is not taken for one day."""
    return words if words.startswith(("每", "隔")) else f"{EVERY.get(recur, '')}{words}"


@dataclass(frozen=True)
class Told:
    """A time that was told; ``words`` as they were said."""

    start: datetime | None
    end: datetime | None
    whole_days: bool
    words: str
    recurs: bool = False
    """Not once: ``words`` say when."""


def shift_in(text: str) -> timedelta | None:
    """推迟一天, 晚两个小时, 提前半个钟头: by how much; ``None`` when this asks for no shift."""
    found = _SHIFT.search(text)
    if found is None or len(text) - len(found.group()) > _BESIDE:
        return None
    hours = _HOURS[found["unit"]]
    amount = hours / 2 if found["n"] == "半" else (number(found["n"]) or 0) * hours + (hours / 2 if found["half"] else 0)
    return timedelta(hours=-amount if found["way"].startswith(_EARLIER) else amount)


def shifted(told: Told, text: str) -> Told | None:
    """The time moved by as much as ``text`` says; ``None`` when it says no such thing, or names hours of a whole day."""
    by, start, end = shift_in(text), told.start, told.end
    if by is None or start is None or (told.whole_days and by % _DAY):
        return None
    later = in_shanghai(start + by)
    hours = "" if told.whole_days else f"{later:%H:%M}"
    words = f"{later.month}月{later.day}日{hours}"
    return Told(start + by, end + by if end else None, told.whole_days, words)


def retold(told: Told, text: str, *, now: datetime, lexicon: Lexicon) -> Told | None:
    """The time as ``text`` changes it: anew, by a day or an hour, or in part; ``None`` when it says no time.

    Raises ``Invalid`` for a time gone by.
    """
    if later := shifted(told, text):
        return later
    said = read(text, now=now, lexicon=lexicon)
    request = next((one for one in said.requests if one.time_kind), None)
    if request is None and any(doubt.kind == "past_time" for one in said.requests for doubt in one.doubts):
        raise Invalid(GONE_BY)
    if request is None:
        return None
    whole = completed(told, request, now=now, lexicon=lexicon)
    words = every(whole.recur, whole.time_words) if whole.recur else whole.time_words
    return Told(whole.time_start, whole.time_end, whole.whole_days, words, bool(whole.recur))


def completed(told: Told, request: Request, *, now: datetime, lexicon: Lexicon) -> Request:
    """``request`` with a whole time: what it leaves out was told before."""
    if request.time_kind is None or told.start is None or request.recur:
        return request
    before, said = (pieces(words, now=now, parts=lexicon.parts) for words in (told.words, request.time_words))
    if said.hours and not said.day:
        day = in_shanghai(told.start).date()
        return _told_together(request, before, said, day=day, now=now, lexicon=lexicon)
    if said.day and not said.hours and before.hours and not told.whole_days:
        return _on_another_day(told, request, before)
    return request


def _told_together(request: Request, before: Pieces, said: Pieces, *, day: date, now: datetime, lexicon: Lexicon) -> Request:
    """Read anew with what was told before; an hour that does not lie in the part of the day told now is let go."""
    for kept in (before, replace(before, clock="")):
        words = told_together(kept, said, request.time_words, day=day)
        whole = read(words, now=now, lexicon=lexicon).requests
        if whole and whole[0].time_kind and _in_its_part(words, whole[0].time_start, lexicon):
            return _timed(request, whole[0])
    return request


def _in_its_part(words: str, start: datetime | None, lexicon: Lexicon) -> bool:
    found = find_parts(words, lexicon.parts)
    local = in_shanghai(start) if start else None
    return not found or local is None or found[0][2].start <= local.hour * 60 + local.minute <= found[0][2].end


def _timed(request: Request, whole: Request) -> Request:
    others = tuple(one for one in request.doubts if one.kind != "past_time")
    past = tuple(one for one in whole.doubts if one.kind == "past_time")
    return replace(
        request,
        time_start=whole.time_start,
        time_end=whole.time_end,
        whole_days=whole.whole_days,
        time_kind=whole.time_kind,
        time_words=whole.time_words,
        doubts=others + past,
    )


def _on_another_day(told: Told, request: Request, before: Pieces) -> Request:
    """「改成后天」: the same hours on that day; several days are taken as they are."""
    day, start, end = request.time_start, told.start, told.end
    several = day and request.time_end and in_shanghai(request.time_end).date() != in_shanghai(day).date()
    if day is None or start is None or several:
        return request
    by = in_shanghai(day).date() - in_shanghai(start).date()
    words = f"{in_shanghai(day).month}月{in_shanghai(day).day}日{before.part}{before.clock}"
    return replace(request, time_start=start + by, time_end=end + by if end else None, whole_days=False, time_words=words)

"""An offer in a group talk: to somebody who asked, or to whoever wants it, with what, where and when."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from app.intake.groups import remarks, signs
from app.intake.groups.cases import Utterance
from app.intake.groups.findings import Offering
from app.intake.groups.settling import called
from app.intake.reading import Intent, Reading, Request
from app.intake.request import with_time_of
from app.patterns import regex

_DAY = regex(
    r"(?:今天|今晚|明天|后天|大后天|明早|明晚|明儿|后儿|明日|后日|下?个?(?:周|星期|礼拜)[一二三四五六日天末]|\d{1,2}月\d{1,2}[号日]?|\d{1,2}[号日](?!楼|线)|赶[场集圩]那?天)(?:早上|上午|中午|下午|晚上)?"
)
_NOW_AND_THEN = regex(r"^(?:这|最近|近|平时|平常|天天|每天|随时|一直)")


def to_everybody(said: Utterance) -> bool:
    """我有旋耕机,要犁地的找我: somebody can do something and invites whoever wants it."""
    if remarks.advertises(said.text) or not remarks.invites(said.text):
        return False
    return said.reading.intent is Intent.OFFER or remarks.has_means(said.text)


def offering(said: Utterance, to: str, read: Callable[[str, datetime | None], Reading]) -> Offering:
    """What was offered; for everybody with its service, place, phone and the day of one's own way."""
    request = next(iter(said.reading.requests), None)
    if request is None or to:
        return Offering(said.speaker, said.text, to, said.numbers, request)
    if request.time_kind is None and (day := _DAY.search(said.text)):
        found = next(iter(read(f"{day.group()}来个人", said.at).requests), None)
        request = with_time_of(request, found) if found else request
    if _NOW_AND_THEN.match(request.time_words):
        request = replace(request, time_start=None, time_end=None, time_kind=None, time_words="", recur=None, whole_days=False)
    return Offering(said.speaker, said.text, to, said.numbers, replace(request, for_whom="self", people=None))


def taken_up(said: Utterance, offers: Sequence[Offering]) -> Request | None:
    """The offer to everybody that a need without a name of its own answers: quoted, @-ed or called by name."""
    names = {*said.mentions, said.quoted_speaker} - {""}
    open_ones = [one for one in offers if not one.to and one.request and one.request.category and one.speaker != said.speaker]
    named = [one for one in open_ones if one.speaker in names] or [one for one in open_ones if called(one.speaker, said.text)]
    return named[-1].request if named else None


def asks_too(said: Utterance) -> bool:
    """An offering word that is a need after all: 谁会修电器的联系我 138…."""
    complete = any(request.phone and request.category for request in said.reading.requests)
    return complete and signs.asks_for_help(said.text)

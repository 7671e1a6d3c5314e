"""Is somebody in danger? Clear cases get the number at once; doubtful ones get one question; a veto never silences."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.intake.danger.frames import (
    ANIMAL,
    BODY,
    FEARED,
    FRAMES,
    GRAVE,
    PAST,
    PERSON,
    QUIET,
    STATE,
    THING,
    TROUBLED,
    UNREACHED,
    WORRY,
    Frame,
)
from app.intake.text.masks import VOID, cover, hide
from app.patterns import regex

_PERSON = regex(PERSON)
_KIN = regex(PERSON.replace("(?:人|", "(?:").replace("|他|她|我|", "|他|她|"))
_ELDER = regex(r"[爸妈爹娘爷奶婆]|老人|老头|老太|老汉|阿公|独居|一个人住")
_BROKEN = regex(r"(?:手机|电话)[^,。 ]{0,3}(?:坏|欠费|没信号|停机|[修换买])")
_STOP = regex(r"[。!?\n;]")
_AROUND = 24
_AFRAID = regex(r"怕|担心|万一|防止|以免|省得")
_VICTIM = regex(r"咬|拱|踢|顶|人|娃|我[爸妈爷奶]")


class Danger(StrEnum):
    """``HARD``: stop and show the number; ``PROMPT``: ask 「有人有危险吗?」; ``NONE``."""

    HARD = "hard"
    PROMPT = "prompt"
    NONE = "none"


@dataclass(frozen=True)
class Verdict:
    """The danger, the numbers to call (most important first) and what matched."""

    danger: Danger
    numbers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def _near(text: str, match: re.Match[str]) -> str:
    stops = [stop.end() for stop in _STOP.finditer(text, 0, match.start())]
    start = max(stops[-1] if stops else 0, match.start() - _AROUND)
    stop = _STOP.search(text, match.end())
    return text[start : min(stop.start() if stop else len(text), match.end() + _AROUND)]


def _holds(frame: Frame, text: str, match: re.Match[str]) -> bool:
    """The frame speaks of a person and of something that did happen."""
    if FEARED.search(text[max(0, match.start() - 8) : match.start()]):
        return False
    if _AFRAID.search(match.group()):
        return False
    around = _near(text, match)
    if frame.person and (not _PERSON.search(around) or THING.search(around)):
        return False
    return "119" in frame.numbers[:1] or not ANIMAL.search(around) or bool(_VICTIM.search(around))


def judge(text: str) -> Verdict:
    """Hard danger in ``text`` (places, phones and names covered); a story or a plan lowers it to a prompt, never to none."""
    plain = hide(cover(text, [match.span() for match in QUIET.finditer(text)], VOID))
    numbers: list[str] = []
    reasons: list[str] = []
    for frame in FRAMES:
        if frame.pattern.search(plain) is None:
            continue
        match = next((one for one in frame.pattern.finditer(plain) if _holds(frame, plain, one)), None)
        if match is not None:
            numbers += [one for one in frame.numbers if one not in numbers]
            reasons.append(f"{frame.name}: {match.group().strip()}")
    if not numbers:
        return Verdict(Danger.NONE)
    veto = PAST.search(text)
    if veto:
        return Verdict(Danger.PROMPT, (), (*reasons, f"但是: {veto.group()}"))
    return Verdict(Danger.HARD, tuple(numbers), tuple(reasons))


def signs_of_danger(text: str, verdict: Verdict) -> list[str]:
    """What the rules saw, as features (``f:``) for the classifier: frames, the verdict, vetoes and words of worry."""
    signs = [f"f:{reason.split(':')[0]}" for reason in verdict.reasons]
    signs.append(f"f:={verdict.danger.value}")
    if PAST.search(text):
        signs.append("f:past")
    if QUIET.search(text):
        signs.append("f:quiet")
    if worry(text, planned=True):
        signs.append("f:worry")
    if alarm_word(text, asked=True):
        signs.append("f:grave")
    if alarm_word(text, asked=False):
        signs.append("f:troubled")
    return signs


def worry(text: str, *, planned: bool) -> str | None:
    """The word that makes a message without a recognised service worth one question.

    What is ``planned`` (a time, a likely service) needs a plainer word.
    """
    plain = hide(cover(text, [match.span() for match in QUIET.finditer(text)], VOID))
    if planned and PAST.search(plain):
        return None
    match = WORRY.search(plain) or (None if planned else _unwell(plain))
    if match is None or FEARED.search(plain[max(0, match.start() - 6) : match.start()]):
        return None
    return match.group()


def _unwell(text: str) -> re.Match[str] | None:
    return STATE.search(text) if BODY.search(text) or _PERSON.search(text) else None


def unreached(text: str) -> str | None:
    """两天没接我电话, of somebody old or alone: the words that make it worth a question whatever else is asked."""
    match = UNREACHED.search(text) if _ELDER.search(text) and not _BROKEN.search(text) else None
    return match.group() if match else None


def alarm_word(text: str, *, asked: bool) -> str | None:
    """A word grave enough to ask about even beside a recognised service; fewer when help was ``asked`` for in words."""
    plain = hide(cover(text, [one.span() for one in QUIET.finditer(text)], VOID))
    match = GRAVE.search(plain)
    if match is None and not asked and _KIN.search(plain):
        match = TROUBLED.search(plain) or WORRY.search(plain) or STATE.search(plain)
    return match.group() if match else None

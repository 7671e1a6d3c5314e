"""Which need of a talk is over, and who helped."""

import re
from collections.abc import Iterator, Sequence

from app.intake.groups import remarks, signs
from app.intake.groups.cases import Case, Utterance, tells_place
from app.patterns import regex

_OWN_HANDS = regex(
    r"(?:自己|儿子|女儿|娃|孩子|老公|老婆|老伴|媳妇|男人|屋里人|我[爸妈哥弟]|算了|不用(?!谢))(?!.{0,4}(?:叫|喊|请|找).{1,4}(?:来|修|弄))"
)
_GOODS = regex(r"^(?!师傅|人|你们|大家|医生|电工)[\u4e00-\u9fff]{2,4}(?:就|也|都)?不要(?:了|咧|啦)")
"""蜡烛不要了: a thing of a list."""
_PUBLIC = regex(r"[组村]的?[^,。，]{1,10}(?:已经|都|也)[^,。，]{1,4}了|大家放心")
"""二组的下水道已经通了 大家放心用: told to everybody."""
_TITLE = r"(?:师傅|师父|医生|老师|书记|会计|主任|队长|站长|哥|姐|叔|婶|姨|嫂|爷|婆|总|老板)"
_COMMON = frozenset("大小老阿师傅电工")
_NO_NAMES = frozenset("村组社区店家超市")
_SHORT_THANKS = 20
_AGREED = regex(r"能成|麻烦[哥姐叔婶嫂你]|谢啦|发你了|有有|好嘞|好滴|好的|要得|谢谢|多谢|太好了|那就好|麻烦你了")
_OF_ALL = frozenset({"屋里", "家里", "一下"})
"""Pairs that stand in every need."""
_WORN = frozenset("的了好修弄我你他她是在有不就都来去没人家已经")


def over(said: Utterance, cases: Sequence[Case]) -> list[Case]:
    """The open needs that a word of success or of withdrawal ends; none where it is about something else."""
    cases = [case for case in cases if case.open and remarks.fits(said.text, "".join(case.said))]
    own = [] if _of_anothers(said, cases) else [case for case in cases if case.speaker == said.speaker]
    if own and (signs.settles(said.text) or (remarks.works_again(said.text) and (own[-1].heard or own[-1].helpers))):
        return _of_own(said, own)
    whose = whose_of(said, cases) or [case for case in cases if case.speaker and case.speaker in said.text]
    if own or not (signs.settles(said.text) or (whose and remarks.works_again(said.text))):
        return []
    if whose or signs.withdraws(said.text):
        return whose[-1:]
    helped = [case for case in cases if said.speaker in case.helpers]
    spoken = [case for case in cases if speaks_of(said.text, case) or _to_whom_asked(said, case)]
    return (helped or spoken)[-1:]


def taken_care_of(said: Utterance, cases: Sequence[Case]) -> list[Case]:
    """好嘞 谢谢大山哥, to whoever offered just now: two neighbours settle it, where the need names neither house nor number."""
    if (
        len(said.text) > _SHORT_THANKS
        or not _AGREED.search(said.text)
        or any(tells_place(one) for one in said.reading.requests)
    ):
        return []
    own = [case for case in cases if case.open and case.speaker == said.speaker and case.helpers]
    return [case for case in own[-1:] if case.heard[-1:] == case.helpers[-1:] and not tells_place(case.request)]


def _to_whom_asked(said: Utterance, case: Case) -> bool:
    """药拿回来了，放你门口; 线头松了，接好了: told by one who had answered, and nothing of their own house."""
    return said.speaker in case.heard and not remarks.of_ones_own(re.sub(r"我(?:给|帮|替|叫|喊|已)", "", said.text))


def _of_anothers(said: Utterance, cases: Sequence[Case]) -> bool:
    """路灯修好了, by somebody whose own need is a vet: it names the service somebody else needs."""
    categories = {request.category for request in said.reading.requests if request.category}
    alike = {case.speaker for case in cases if case.request.category in categories}
    return bool(alike) and said.speaker not in alike


def _of_own(said: Utterance, own: list[Case]) -> list[Case]:
    categories = {request.category for request in said.reading.requests if request.category}
    same = [case for case in own if case.request.category in categories]
    if "都" in said.text[:6] and len(said.text) < 12:
        return own
    spoken = [case for case in own if speaks_of(said.text, case)]
    if not (same or spoken) and (_GOODS.search(said.text) or _PUBLIC.search(said.text)):
        return []
    return (same or spoken or own)[-1:]


def whose_of(said: Utterance, cases: Sequence[Case]) -> list[Case]:
    """The open needs of whoever is quoted, @-ed or called by name."""
    names = {*said.mentions, said.quoted_speaker} - {""}
    found = [case for case in cases if case.open and case.speaker in names]
    quoted = [case for case in found if said.quoted and said.quoted[:12] in "\n".join(case.said)]
    return quoted or found


def helper_of(case: Case, said: Utterance, offered: Sequence[str]) -> str:
    """Whoever is named in the thanks, offered, or answered last; the one who says it is over where nobody did.

    ``offered`` are those who offered something to everybody.
    """
    if said.speaker != case.speaker:
        return said.speaker
    helpers = list(dict.fromkeys((*case.heard, *case.helpers)))
    named = [name for name in (*offered, *helpers) if name != said.speaker and called(name, said.text)]
    if named:
        return named[-1]
    if _OWN_HANDS.search(said.text):
        return said.speaker
    return next((names[-1] for names in (case.helpers, case.heard) if names), said.speaker)


def called(nickname: str, text: str) -> bool:
    """Whether somebody is called by a part of the nickname: 学军 of 李家沟学军, 邓师傅 of 邓电工."""
    if any(pair in text and not set(pair) <= _COMMON for pair in _pairs(nickname, _NO_NAMES)):
        return True
    return any(found.group(1) in nickname for found in re.finditer(rf"([\u4e00-\u9fff]){_TITLE}", text))


def speaks_of(text: str, case: Case) -> bool:
    """路灯修好了, by the electrician: two characters of the need stand in it."""
    said = "".join(case.said)
    return any(pair in said for pair in _pairs(text, _WORN) if pair not in _OF_ALL)


def _pairs(text: str, dropped: frozenset[str]) -> Iterator[str]:
    for at in range(min(len(text) - 1, 40)):
        pair = text[at : at + 2]
        if all("\u4e00" <= char <= "\u9fff" for char in pair) and not set(pair) & dropped:
            yield pair

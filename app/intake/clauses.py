"""A message cut into clauses, also where nobody wrote a stop: voice text has none."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.intake.text.masks import GROUP, NAME, PHONE, PLACE, TIME
from app.patterns import regex

JOINING = regex(
    r"另外|还有(?:一个|一件|个|件)?(?:事)?|再一个|再有|再就是|另一个|另有|其次|第二(?:个|件)?|顺[便带手](?!帮?我?[带捎送拿取](?:到|回|来|过来|一下))|顺路(?=把|帮|再|也|给)|再(?:请|找|帮|来|派|到|去|给|把|寻|喊|带)|[二三四]是|[二三]来|同时|以及|对了|"
    rf"(?<![0-9])[2-5][.、)](?![0-9])|[;\n]|[ ,。](?=[^ ,。]{{1,9}}也(?:坏|堵|漏|断|锈|松|裂|烂|破|滴|跳|掉|闪|空|卡|不(?![行管顶成见])|没(?![用效管])|要|想|请|帮|给|麻烦|[拾收打洗扫修看换弄搞]))|"
    rf"并且|(?<=[ ,。{TIME}])也(?:要|想|请|帮|给)|在就是|还要|还想|捎带|差点(?:就)?忘(?:了|记)?(?:讲|说)?|忘(?:了|记)(?:讲|说)"
)
"""Words with which people themselves go on to another need."""
_STOP = " ,。;!?\n"
_ADDRESS = regex(rf"^[{PLACE}{GROUP}{NAME}{PHONE}]+(?!的)")
_UNSTOPPED_TIME = regex(rf"(?<=[^{TIME}{_STOP}])(?<!从)(?<!到)(?<!等)(?<!改)(?<!在)(?<!是)(?<!和)(?<!要){TIME}")
_KIN = regex(
    r"(?<![帮给替叫让接送陪跟和把带为看着你我俺额他她伊老姑的屋家自])(?:我|俺|额)?(?:屋|家)?(?:爷|婆婆?|妈|爸|爹|娘|老伴|老头子?|老汉|孙[子女]?|娃|伢|囡|儿子|女儿|阿[公婆爷爸妈嬷])"
)
_ENDED = regex(r"(?<=[坏堵死漏断破裂塌完满天个烂病倒湿赌黄熟脏]了)(?![的吧嘛呢啊哦没就也又才个一两二三四五六七八九十几半好])")
"""What came of it, and 了: the end of a clause where nobody writes stops."""
_SHORTEST = 4
"""Characters before a time or a relative that may be a clause of their own."""
_LONG = 14
"""A stretch without any stop that may hold more than one clause."""
MOST_CLAUSES = 30


@dataclass(frozen=True)
class Clause:
    """A stretch of the text and how it begins: with a word that joins needs, or not."""

    start: int
    end: int
    joined: bool = False

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def stretches_of(text: str) -> Iterator[list[Clause]]:
    """The covered text without gaps, stop by stop, each stretch as its clauses; of very many stops the first."""
    joints = {mark.start() for mark in JOINING.finditer(text)}
    cuts = sorted({0, *joints, *_stops(text)})[:MOST_CLAUSES]
    for start, end in _spans(cuts, len(text)):
        inner = [start, *sorted(_unstopped(text, start, end))]
        yield [Clause(one, other, one in joints) for one, other in _spans(inner, end)]


def _spans(cuts: list[int], end: int) -> Iterator[tuple[int, int]]:
    return zip(cuts, [*cuts[1:], end], strict=True)


def _stops(text: str) -> Iterator[int]:
    """Where a new stretch begins behind stops; a joining word keeps the stop before it."""
    for stop in re.finditer(rf"[{_STOP}]+", text):
        if stop.start() > 0 and stop.end() < len(text):
            yield stop.start()
    for phone in re.finditer(f"{PHONE}+", text):
        yield from (at for at in phone.span() if 0 < at < len(text))


def _unstopped(text: str, start: int, end: int) -> Iterator[int]:
    """Where a clause begins within a stretch: behind the place, before a time, in a long one before a relative."""
    begin = start + len(text[start:end]) - len(text[start:end].lstrip(_STOP))
    address = _ADDRESS.match(text[begin:end])
    if address and begin + address.end() < end:
        begin += address.end()
        yield begin
    for pattern in (_UNSTOPPED_TIME, *((_KIN, _ENDED) if end - begin > _LONG else ())):
        found = (at.start() for at in pattern.finditer(text, begin, end))
        yield from (at for at in found if at - begin - text.count(TIME, begin, at) >= _SHORTEST)

"""Whether two services named one after the other are two needs: what speaks for it and what against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.clock import SHANGHAI
from app.intake.items.index import ItemIndex
from app.intake.roles import Role, Said
from app.intake.text.masks import GROUP, PLACE
from app.intake.times.find import Wish
from app.patterns import regex

ENOUGH = 1.5
"""Points from which two services are two needs."""
_DOMINANT = 0.4
"""The part of an idea from which an item stands for it."""
_COMPANY = {
    "ride": "escort clinic moving sale child parcel goods errand banquet labor eldertools vet machine",
    "escort": "clinic care child errand paper eldertools ride goods",
    "parcel": "errand goods moving ride escort",
    "moving": "labor ride parcel appliance machine sale errand",
    "banquet": "meal errand goods moving labor culture",
    "cleaning": "environment public moving",
    "network": "digital",
    "digital": "paper network escort",
    "care": "meal hair escort clinic child",
    "child": "tutor meal care ride",
    "drain": "plumbing public",
    "public": "pest environment ride",
    "plumbing": "electricity roof drain disaster",
    "roof": "lock pest plumbing",
    "machine": "labor public ride",
    "labor": "sale",
    "vet": "sale",
    "dispute": "law public",
}
"""Ideas that keep company in one errand: told apart only where more speaks for it than that both are named."""
_HOUSE = regex(rf"[{PLACE}{GROUP}]|[\d一二三四五六七八九十]{{1,3}}组")
_COUNTED = regex(r"[两二三四][件个样](?:事|活)|[两二三]样|一件件|分开[来弄]?|[两二]趟")
_TOGETHER = regex(r"(?:^|[ ,。了\ue003])(?:都|一起|一搭|一道|顺路|同一?天)|都(?:麻烦|不[着]?急|[要是在]?\ue003|行|可以)")


@dataclass(frozen=True)
class Verdict:
    """How much speaks for two needs, and what."""

    points: float
    reasons: tuple[str, ...]

    @property
    def apart(self) -> bool:
        return self.points >= ENOUGH


def weigh_apart(text: str, first: Sequence[Said], second: Sequence[Said], index: ItemIndex) -> Verdict:
    """``second`` begins with the clause that names another service than ``first``."""
    signs = [*_signs_of_form(text, first, second), *_signs_of_time(first, second), *_signs_against(first, second, index)]
    return Verdict(sum(points for points, _ in signs), tuple(f"{why} {points:+.1f}" for points, why in signs))


def _signs_of_form(text: str, first: Sequence[Said], second: Sequence[Said]) -> Iterable[tuple[float, str]]:
    head = second[0]
    if head.clause.joined:
        yield 3.0, "连接词"
    asked = all(any(one.asks for one in side) for side in (first, second))
    if head.lacks and any(one.lacks for one in first):
        yield 1.5, "两处都缺"
    elif asked:
        yield 1.1, "两处都请"
    elif all(any(one.asks or one.lacks for one in side) for side in (first, second)):
        yield 0.9, "一缺一请"
    if head.lacks and any(one.asks or one.timed for one in second[1:]) and any(one.asks or one.timed for one in first):
        yield 0.6, "各有各的请"
    elif head.asks and any(one.asks and one.timed for one in second[1:]):
        yield 0.4, "说了要什么又说何时"
    if _two_houses(text, first, head):
        yield 2.5, "各是一家"
    kin = {one.kin for one in first if one.kin}
    if head.kin and head.kin not in kin:
        yield 0.4, "另一人"
    if "也" in head.words:
        yield 0.7, "也"
    if _COUNTED.search(text) or _TOGETHER.search(text):
        yield 0.6, "都、几件"


def names_a_house(text: str, one: Said) -> bool:
    """Whether a clause of the covered text says a place or a group."""
    return _HOUSE.search(text, one.clause.start, one.clause.end) is not None


def _two_houses(text: str, first: Sequence[Said], head: Said) -> bool:
    """二组曾婆婆屋里老鼠多,四组彭大爷要办证: a place is said with either service."""
    told = [one.clause.end for one in first if one.role is Role.NAMES]
    if not told:
        return False
    before = _HOUSE.search(text, first[0].clause.start, told[-1])
    return before is not None and _HOUSE.search(text, told[-1], head.clause.end) is not None


def _signs_of_time(first: Sequence[Said], second: Sequence[Said]) -> Iterable[tuple[float, str]]:
    mine, other = dates_of(first), dates_of(second)
    if mine and other:
        yield (1.7, "各有各的日子") if mine.isdisjoint(other) else (0.9, "各有各的时间")
    elif all(any(one.timed for one in side) for side in (first, second)):
        yield 0.7, "各有各的时间"


def _signs_against(first: Sequence[Said], second: Sequence[Said], index: ItemIndex) -> Iterable[tuple[float, str]]:
    head = second[0]
    if head.spoilt:
        yield -1.5, "后果"
    if "了" in head.words and not (head.asks or head.lacks or head.clause.joined):
        yield -0.8, "说的是过去"
    if not any(one.asks or one.lacks or one.wishes for one in second):
        yield (-0.8 if head.clause.joined else -1.5), "没有请"
    if not any(one.asks or one.lacks for one in first):
        yield -1.5, "前面没有请"
    if not head.match.hits and not head.clause.joined:
        yield -0.6, "没有事项的字眼"
    if not any(one.asks for one in first) and head.asks and not head.lacks and not any(one.wishes for one in first):
        yield -0.6, "正是所请"
    named = [code for one in first if one.role is Role.NAMES and (code := one.match.code)]
    if any(keep_company(code, head.match.code, index) for code in named) and not head.clause.joined:
        others = head.kin and any(one.kin for one in first) and head.kin not in {one.kin for one in first}
        yield (-0.6 if others else -1.2), "同一趟"


def keep_company(code: str, other: str | None, index: ItemIndex) -> bool:
    """Whether two items are usual company in one errand, by the ideas they stand for."""
    mine, theirs = (_ideas_of(one, index) for one in (code, other or ""))
    return any(two in _COMPANY.get(one, "").split() or one in _COMPANY.get(two, "").split() for one in mine for two in theirs)


def _ideas_of(code: str, index: ItemIndex) -> list[str]:
    return [idea for idea, parts in index.shares.items() if parts.get(code, 0.0) >= _DOMINANT]


def dates_of(side: Sequence[Said]) -> set[date]:
    """The days that are wished, of the times that name a day."""
    return {day for one in side for wish in one.wishes if (day := _day_of(wish))}


def _day_of(wish: Wish) -> date | None:
    moment = wish.when.start or wish.when.end
    dated = wish.phrase is None or (wish.phrase.first.days is not None and not wish.phrase.bound)
    return moment.astimezone(SHANGHAI).date() if moment and dated else None

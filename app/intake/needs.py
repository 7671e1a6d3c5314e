"""Clauses gathered into needs: each clause goes to the need that is spoken of, or opens another one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.intake.apart import dates_of, keep_company, names_a_house, weigh_apart
from app.intake.items.index import ItemIndex, pairs_of
from app.intake.roles import Role, Said, words_of
from app.intake.text.masks import Span
from app.patterns import regex

AGAIN = "同样的事另一天"
"""Why a second need of the same service was opened."""
_CORRECTED = regex(
    r"改[到成在]|不是|不要|不行|或者?|要不|要么|也[行可成]|都[行可]|除了|不对|说错|记错|最好|推[到迟]|换[到成]|还是"
)
_ONCE_MORE = regex(r"(?:还|再|又)[^,。]{0,4}[一两二三][回趟次]")
_COMES_BACK = regex(
    r"[ ,。]?(?:那个?)?[^ ,。]{1,4}(?:的事|那边)? *(?:就|要|等)? *(?:不急|慢慢|也行|[来去弄修开看装])[^ ,。]{0,3}"
)
_STOPS = " ,。;!?"
_MOST = 6


@dataclass
class Need:
    """A need while its clauses are gathered."""

    said: list[Said] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    why: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        return self.said[0].clause.start

    @property
    def end(self) -> int:
        return max(one.clause.end for one in self.said)

    @property
    def over(self) -> tuple[Span, ...]:
        """What is done already or need not be done."""
        return tuple((one.clause.start, one.clause.end) for one in self.said if one.role is Role.BACKGROUND)

    @property
    def asks(self) -> bool:
        return any(one.asks or one.lacks or one.wishes for one in self.said if one.role is not Role.BACKGROUND)

    def take(self, *clauses: Said) -> None:
        for one in clauses:
            self.said.append(one)
            if one.role is Role.NAMES and one.match.code:
                self.codes.add(one.match.code)

    def demote(self) -> None:
        """What was named so far is background after all."""
        self.said = [replace(one, role=Role.BACKGROUND) if one.role is Role.NAMES else one for one in self.said]
        self.codes.clear()

    def wished(self, text: str) -> str:
        """Its words without what is over or needs no doing."""
        told = [one for one in self.said if one.role is not Role.BACKGROUND]
        return words_of(" ".join(one.clause.of(text).strip(_STOPS) for one in told))


class _Gathering:
    """Goes through the clauses once; ``held`` are those that belong to whatever is named next."""

    def __init__(self, text: str, said: Sequence[Said], index: ItemIndex) -> None:
        self.text, self.said, self.index = text, said, index
        self.needs = [Need()]
        self.now = self.needs[0]
        self.held: list[Said] = []

    def go(self) -> list[Need]:
        for at, one in enumerate(self.said):
            if self.now.codes and (self._another_house(at) or self._for_the_next(at)):
                self.held.append(one)
                continue
            settled = self._settled(at)
            self.now.take(*self.held, settled)
            self.held = []
        self.now.take(*self.held)
        return [need for need in self.needs if need.said]

    def _settled(self, at: int) -> Said:
        """Makes ``now`` the need that this clause is of; a mere effect of the trouble told before becomes background."""
        one = self.said[at]
        if not self.now.codes or len(self.needs) >= _MOST:
            return one
        if self._same_again(at):
            self._open((AGAIN,))
        elif one.role is Role.NAMES and one.match.code not in self.now.codes:
            earlier = self._taken_up(one)
            if earlier is not None:
                self.now = earlier
                return one
            verdict = weigh_apart(self.text, self.now.said, [*self._run(at), *self.held], self.index)
            if verdict.apart:
                self._open(verdict.reasons)
            elif one.spoilt and not one.asks:
                return replace(one, role=Role.BACKGROUND)
            elif one.asks and self._only_told(one):
                self.now.demote()
        return one

    def _only_told(self, one: Said) -> bool:
        """我妈出院, 初三来打扫: what neither asks nor lacks anything is why the next is wanted, unless they keep company."""
        idle = not any(said.asks or said.lacks or said.timed for said in self.now.said)
        return idle and not any(keep_company(code, one.match.code, self.index) for code in self.now.codes)

    def _taken_up(self, one: Said) -> Need | None:
        """The need told earlier that a clause comes back to: 洗衣机明天来, 路灯不急."""
        earlier = next((need for need in self.needs if one.match.code in need.codes), None)
        if earlier is None and _COMES_BACK.fullmatch(one.words) and not one.lacks:
            meant = one.match.candidates
            earlier = next((need for need in self.needs if need is not self.now and need.codes.intersection(meant)), None)
        return earlier

    def _open(self, why: tuple[str, ...]) -> None:
        self.now = Need(why=why)
        self.needs.append(self.now)

    def _run(self, at: int) -> list[Said]:
        """A clause with what follows it, up to the next that names something else."""
        run = [self.said[at]]
        for one in self.said[at + 1 :]:
            code, mine = one.match.code, run[0].match.code
            if one.role is Role.NAMES and code != mine and not (code and keep_company(code, mine, self.index)):
                break
            run.append(one)
        return run

    def _another_house(self, at: int) -> bool:
        """我妈在马家河村4组,她那边电视没台, behind a need of one's own house: where the next need is."""
        one, after = self.said[at], self.said[at + 1 : at + 2]
        if one.role is Role.NAMES or not after or after[0].role is not Role.NAMES or after[0].match.code in self.now.codes:
            return False
        return names_a_house(self.text, one) and any(names_a_house(self.text, told) for told in self.now.said)

    def _for_the_next(self, at: int) -> bool:
        """A joining word alone, or a time alone where the need before has one and the next has none."""
        one = self.said[at]
        after = next((later for later in self.said[at + 1 :] if later.role is not Role.WHERE and not later.bare), None)
        if after is None or after.role in (Role.BACKGROUND, Role.WHEN):
            return False
        if one.clause.joined and one.bare:
            return True
        if one.role is not Role.WHEN:
            return False
        if after.clause.joined and one.clause.end == after.clause.start and self.text[after.clause.start] not in _STOPS:
            return True
        timed = any(said.wishes for said in self.now.said)
        own = any(said.wishes for said in self._run(self.said.index(after)))
        return timed and not own and after.role is Role.NAMES and after.match.code not in self.now.codes

    def _same_again(self, at: int) -> bool:
        """拉我去 on one day and again on another: its own asking, its own day, and no word of correction."""
        one, before = self.said[at], [said for said in self.now.said if said.role is not Role.BACKGROUND]
        again = one.role is Role.NAMES and one.match.code in self.now.codes
        again = again or (one.role in (Role.NAMES, Role.PLAIN) and bool(_ONCE_MORE.search(one.words)))
        again = again or (one.clause.joined and one.match.code is None and any(_alike(one, said) for said in before))
        mine, other = dates_of(before), dates_of([*self.held, one])
        if not again or not mine or not other or not mine.isdisjoint(other) or not one.asks:
            return False
        asked = any((said.asks or said.role is Role.WHEN) and said.wishes for said in before)
        return asked and not _CORRECTED.search(self.text[self.now.start : one.clause.end])


def _alike(one: Said, other: Said) -> bool:
    """Whether two clauses have a pair of characters in common: 来人陪半天, 再来陪半天."""
    return any(" " not in pair for pair in pairs_of(one.words) & pairs_of(other.words))


def needs_of(text: str, said: Sequence[Said], index: ItemIndex) -> list[Need]:
    """The needs of a message in the order in which they are first named; at least one."""
    return _Gathering(text, said, index).go()

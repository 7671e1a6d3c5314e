"""Champion and challenger: a county's confirmed orders may only change how it is read when nothing is read worse by it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.intake.items.blend import items_of
from app.intake.items.index import ItemIndex
from app.intake.learned.model import Opinion
from app.intake.learned.suggesting import Confirmed
from app.intake.learned.training import Example, Recipe, Trained, folds, train

ORDERS = 20
"""An item teaches from so many confirmed orders on."""
PEOPLE = 3
"""From so many different people."""
MOST_OF_ONE = 5
"""So many orders of one person count for an item."""
MOST_OF_AN_ITEM = 60
"""So many teach, so that a popular item does not drown the others."""
APART = 4
"""Every fourth order is kept apart to judge with."""
MAY_LOSE = 0.02
"""The share of its lines by which no item may be read worse."""

Shares = Callable[[Sequence[str]], Mapping[str, float]]
"""Features of a text → idea → probability."""
Prepare = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class Taught:
    """What the orders give: those to learn from and those kept apart, of items that have enough."""

    learn: tuple[Confirmed, ...]
    apart: tuple[Confirmed, ...]


@dataclass(frozen=True)
class Line:
    """One item or idea: how many lines judged, and how many of them each side read right."""

    name: str
    lines: int
    champion: int
    challenger: int

    @property
    def lost(self) -> bool:
        return self.champion - self.challenger > MAY_LOSE * self.lines


@dataclass(frozen=True)
class Contest:
    """The whole comparison; ``orders`` by item on orders kept apart, ``corpus`` by idea, cross-validated."""

    orders: tuple[Line, ...]
    corpus: tuple[Line, ...]

    @property
    def losers(self) -> list[str]:
        return [line.name for line in (*self.orders, *self.corpus) if line.lost]

    @property
    def gained(self) -> int:
        return sum(line.challenger - line.champion for line in (*self.orders, *self.corpus))

    @property
    def adopted(self) -> bool:
        return not self.losers and self.gained > 0


def chosen(orders: Sequence[Confirmed]) -> Taught:
    """The orders of items with at least 20 of at least 3 people, evenly: at most 5 of a person and 60 of an item."""
    by_item: dict[str, list[Confirmed]] = defaultdict(list)
    for order in orders:
        by_item[order.item].append(order)
    learn: list[Confirmed] = []
    apart: list[Confirmed] = []
    for item in sorted(by_item):
        every = by_item[item]
        if len(every) < ORDERS or len({order.person for order in every}) < PEOPLE:
            continue
        kept = _evenly(every)
        apart += [order for order in kept if _stands_apart(order.words)]
        learn += [order for order in kept if not _stands_apart(order.words)][:MOST_OF_AN_ITEM]
    return Taught(tuple(learn), tuple(apart))


def _evenly(orders: Sequence[Confirmed]) -> list[Confirmed]:
    """No more than a few of one person, and no text twice."""
    of_person: Counter[int] = Counter()
    seen: set[str] = set()
    kept = []
    for order in orders:
        if order.words not in seen and of_person[order.person] < MOST_OF_ONE:
            seen.add(order.words)
            of_person[order.person] += 1
            kept.append(order)
    return kept


def _stands_apart(words: str) -> bool:
    """By the words alone, so that the same words never stand on both sides, today and next month."""
    return int(sha256(words.encode()).hexdigest(), 16) % APART == 0


def idea_of(item: str, index: ItemIndex) -> str:
    """What the classifier calls this item: the idea it has the greatest part of, else its own code."""
    parts = {idea: of_item[item] for idea, of_item in index.shares.items() if item in of_item}
    return max(sorted(parts), key=lambda idea: parts[idea]) if parts else item


def lessons(orders: Sequence[Confirmed], index: ItemIndex, prepare: Prepare) -> list[Example]:
    """Orders as training examples; all words of one item weigh as much as those of any other."""
    counts = Counter(order.item for order in orders)
    usual = len(orders) / max(1, len(counts))
    return [
        Example(
            prepare(order.words),
            idea_of(order.item, index),
            weight=min(2.0, max(0.3, (usual / counts[order.item]) ** 0.5)),
            situation=f"order {order.words}",
        )
        for order in orders
    ]


def contest(corpus: Sequence[Example], taught: Taught, *, index: ItemIndex, prepare: Prepare, champion: Shares) -> Contest:
    """Champion against challenger, on orders neither has learnt from and on the corpus, cross-validated."""
    learnt = lessons(taught.learn, index, prepare)
    challenger = challenger_of(corpus, learnt)
    orders = _by_item(taught.apart, index, prepare, (champion, challenger.shares))
    return Contest(orders, _by_idea(corpus, learnt))


def challenger_of(corpus: Sequence[Example], learnt: Sequence[Example]) -> Trained:
    return train([*corpus, *learnt], Recipe())


def _by_item(orders: Sequence[Confirmed], index: ItemIndex, prepare: Prepare, sides: tuple[Shares, Shares]) -> tuple[Line, ...]:
    right: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for order in orders:
        features = prepare(order.words)
        row = right[order.item]
        row[0] += 1
        for at, side in enumerate(sides, 1):
            shares, _ = items_of(Opinion(dict(side(features))), index)
            row[at] += bool(shares) and max(sorted(shares), key=lambda code: shares[code]) == order.item
    return tuple(Line(item, *right[item]) for item in sorted(right))


def _by_idea(corpus: Sequence[Example], learnt: Sequence[Example]) -> tuple[Line, ...]:
    """Each fold of the corpus read by a side that learnt the other folds, with and without the orders."""
    right: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for known, kept in folds(corpus):
        lines = [corpus[at] for at in known]
        if len({line.answer for line in lines}) < 2:
            continue
        sides = (train(lines, Recipe()), train([*lines, *learnt], Recipe()))
        for example in (corpus[at] for at in kept):
            row = right[example.answer]
            row[0] += 1
            for at, side in enumerate(sides, 1):
                row[at] += next(iter(side.shares(example.features))) == example.answer
    return tuple(Line(idea, *right[idea]) for idea in sorted(right))


def report(result: Contest, names: Mapping[str, str]) -> list[str]:
    """The comparison in words for whoever decides about it."""
    lines = ["没参加训练的已办单子（事项：条数，现在认对，新的认对）："]
    lines += [_told(one, names) for one in result.orders]
    changed = [one for one in result.corpus if one.champion != one.challenger]
    total = Line("", *(sum(getattr(one, part) for one in result.corpus) for part in ("lines", "champion", "challenger")))
    lines.append(f"语料交叉验证：{total.lines} 条，现在认对 {total.champion}，新的认对 {total.challenger}。有变化的：")
    lines += [_told(one, names) for one in changed]
    verdict = f"采用：没有事项变差，多认对 {result.gained} 条。"
    if not result.adopted:
        why = f"这些变差了：{'、'.join(names.get(one, one) for one in result.losers)}" if result.losers else "总数没有变好"
        verdict = f"不采用：{why}。"
    return [*lines, verdict]


def _told(line: Line, names: Mapping[str, str]) -> str:
    name = names.get(line.name, line.name)
    return f"  {name}：{line.lines}，{line.champion}，{line.challenger}{' 变差' if line.lost else ''}"

"""Acceptance: how many urban orders are in a human's hands within ten minutes, and how many messages that costs.

A seeded simulation, not a measurement: no database, no clock. Ours asks as the county's own file says, with the service's own
arithmetic; the two others are what is done elsewhere – one after the other, and everybody at once. What is assumed of people is
named in ``Assumed``; nobody is ever asked twice for one order.
"""

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.county.spec import read_county
from app.dispatch.rules import how_many
from bench.ground import COUNTY, Ground
from bench.report import Goal, goals
from bench.rounds import Spread, percentile, short

ORDERS = int(short(4_000, 400))
SEEDS = (1, 2, 3, 4, 5)
LIMIT = 600.0
"""Seconds from the villager's word to a human's yes (002-41)."""
RATES = (0.17, 0.30, 0.47)
"""Shares of asked volunteers who take an order: the range reported for call-outs by message."""


@dataclass(frozen=True)
class Assumed:
    """What people do, in one place so that it can be doubted."""

    near: int = 60
    """Fit and free volunteers within reach; ``everybody at once`` asks them all."""
    spread: float = 0.5
    """People differ: each one's own rate lies evenly within this share of the mean."""
    says_no: float = 0.35
    """Of those who do not accept, who says so; the others stay silent."""
    answer_median: float = 150.0
    """Seconds until half of the answers are there: a phone lies in a pocket."""
    answer_sigma: float = 1.1
    """Of the logarithm: one in ten answers needs more than ten minutes."""
    patience: float = 180.0
    """How long one-after-the-other waits for a silent person before it asks the next."""


ASSUMED = Assumed()


@dataclass(frozen=True)
class Outcome:
    seconds: float | None
    """Until somebody had accepted; ``None``: nobody in the hour that is looked at."""
    messages: int
    """Offers, and 「已有人接单」 to whoever was still being asked."""


@dataclass
class Crowd:
    """The volunteers of one order, nearest first; each answers in their own time, once."""

    chance: random.Random
    rate: float
    asked: int = 0

    def ask(self, now: float) -> tuple[float, str] | None:
        """When and what the next person answers; ``None`` when there is nobody left."""
        if self.asked >= ASSUMED.near:
            return None
        self.asked += 1
        own = self.rate * self.chance.uniform(1 - ASSUMED.spread, 1 + ASSUMED.spread)
        at = now + self.chance.lognormvariate(0.0, ASSUMED.answer_sigma) * ASSUMED.answer_median
        if self.chance.random() < own:
            return at, "yes"
        return (at, "no") if self.chance.random() < ASSUMED.says_no else (float("inf"), "silent")


Policy = Callable[[Crowd], Outcome]


def ours(clock: dict[str, Any]) -> Policy:
    """Several at once at 0, 3 and 6 minutes, a decliner replaced at once, earlier offers stay good."""

    def play(crowd: Crowd) -> Outcome:
        waiting: list[tuple[float, str]] = [(float(at), "batch") for at in clock["offers_at"]]
        answered = 0
        while waiting and waiting[0][0] <= 6 * LIMIT:
            now, what = heapq.heappop(waiting)
            answered += what == "no"
            if what == "yes":
                return Outcome(now, 2 * crowd.asked - answered - 1)
            for _ in range(how_many(1, clock["callout"]) if what == "batch" else 1):
                _push(waiting, crowd.ask(now))
        return Outcome(None, crowd.asked)

    return play


def one_after_the_other(crowd: Crowd) -> Outcome:
    """The nearest is asked, then the next, after a no or after ``patience``; a late yes still counts."""
    now, late = 0.0, float("inf")
    while now <= 6 * LIMIT and (answer := crowd.ask(now)):
        at, what = answer
        late = min(late, at if what == "yes" else late)
        then = min(at if what == "no" else float("inf"), now + ASSUMED.patience)
        if late <= then:
            return Outcome(late, crowd.asked)
        now = then
    return Outcome(late if late <= 6 * LIMIT else None, crowd.asked)


def everybody_at_once(crowd: Crowd) -> Outcome:
    answers = sorted(_all(crowd))
    first = next((at for at, what in answers if what == "yes"), None)
    declined = sum(1 for at, what in answers if what == "no" and first is not None and at < first)
    stood_down = crowd.asked - declined - 1 if first is not None else 0
    return Outcome(first, crowd.asked + stood_down)


def _all(crowd: Crowd) -> Iterator[tuple[float, str]]:
    while answer := crowd.ask(0.0):
        yield answer


def _push(waiting: list[tuple[float, str]], answer: tuple[float, str] | None) -> None:
    if answer and answer[0] < float("inf"):
        heapq.heappush(waiting, answer)


def run(_: Ground) -> None:
    clock = read_county(COUNTY).policy_for(urban=True)
    print(f"\nAcceptance: {ORDERS:,} simulated urban orders for each of {len(SEEDS)} seeds", flush=True)
    print(f"    assumed: {ASSUMED}")
    policies = {"ours": ours(clock), "one after the other": one_after_the_other, "everybody at once": everybody_at_once}
    head = f"    {'accept rate':<13}{'policy':<22}{'within 10 min':>22}{'p50 / p90 min':>16}{'messages an order':>22}"
    print(head)
    found = {(rate, name): [_play(policy, rate, seed) for seed in SEEDS] for rate in RATES for name, policy in policies.items()}
    for (rate, name), outcomes in found.items():
        print(f"    {rate:<13.0%}{name:<22}{_row(outcomes)}")
    goals(_goals(found))


def _play(policy: Policy, rate: float, seed: int) -> list[Outcome]:
    return [policy(Crowd(random.Random(f"{seed} {n}"), rate)) for n in range(ORDERS)]


def _row(outcomes: list[list[Outcome]]) -> str:
    share, cost = _share(outcomes), _messages(outcomes)
    took = [one.seconds / 60 if one.seconds is not None else float("inf") for each in outcomes for one in each]
    within = f"{share.median:.1%} ({share.low:.1%}–{share.high:.1%})"
    return f"{within:>22}{percentile(took, 0.5):>8.1f} / {percentile(took, 0.9):<5.1f}{cost.median:>18.1f}"


def _share(outcomes: list[list[Outcome]]) -> Spread:
    return Spread.of([sum(1 for one in each if (one.seconds or 2 * LIMIT) <= LIMIT) / len(each) for each in outcomes])


def _messages(outcomes: list[list[Outcome]]) -> Spread:
    return Spread.of([sum(one.messages for one in each) / len(each) for each in outcomes])


def _goals(found: dict[tuple[float, str], list[list[Outcome]]]) -> Iterator[Goal]:
    """No goal was set outside for these; they say what the choice rests on."""
    for rate in RATES:
        mine, single = _share(found[rate, "ours"]), _share(found[rate, "one after the other"])
        more = Spread.of([mine.median - single.median])
        yield Goal(f"at {rate:.0%}: more orders in time than one after the other", more, 0.0, "")
        mine, blast = _messages(found[rate, "ours"]), _messages(found[rate, "everybody at once"])
        yield Goal(
            f"at {rate:.0%}: messages, ours ÷ everybody at once",
            Spread.of([mine.median / blast.median]),
            0.5,
            "×",
            at_most=True,
        )

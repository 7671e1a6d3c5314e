"""Matching: the first fit volunteers of a whole county with every guard on, against looking at every one of them."""

import random
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from statistics import median
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dispatch.matching import nearest_fit
from app.dispatch.rules import how_many
from app.house import House
from app.orders.model import Order
from app.people.model import ANY_SKILL, Person, Readiness
from bench.busy import CALLOUT, COUNTY, NOW, keep_people_busy
from bench.everybody import everybody
from bench.ground import VOLUNTEERS, Ground, house_on
from bench.report import Goal, figures, goals
from bench.rounds import ROUNDS, Spread, interleaved, percentile, short

ORDERS = int(short(300, 40))
WIDE = 0.03
"""How far from a volunteer's home an order may lie, in degrees: some 3 km."""
GOALS = {"SQLite": 5.0, "PostgreSQL": 10.0}

SKILLS = ("water_electric", "appliance", "hair", "care", "cooking", "driving", "digital", "medical", "law", "rescue")
GUARDS = ({"age": [18, 70], "risky": True}, {"minors": True}, {"certificate": "driver"}, None, None, None, None, None)
Homes = list[tuple[int, float, float, str]]
"""Person, latitude, longitude, village."""


def run(ground: Ground) -> None:
    print(f"\nMatching: {ORDERS} orders anywhere in a county of {VOLUNTEERS:,} volunteers", flush=True)
    houses = {name: house_on(url) for name, url in ground.both().items()}
    latencies: dict[str, list[float]] = {name: [] for name in houses}
    right = {name: _furnished(name, house) for name, house in houses.items()}
    timed = {name: partial(_timed, house, latencies[name]) for name, house in houses.items()}
    interleaved({f"{name}: nearest_fit, p99 ms": one for name, one in timed.items()}, rounds=ROUNDS)
    figures("ms for one order", {f"{name} p50": [percentile(all_, 0.5)] for name, all_ in latencies.items()})
    by_round = {
        name: [all_[start : start + ORDERS] for start in range(0, len(all_), ORDERS)] for name, all_ in latencies.items()
    }
    calm = {f"{name} p99, each order at its median": [percentile(_by_order(rounds), 0.99)] for name, rounds in by_round.items()}
    figures("without the machine's own hiccups, ms", calm)
    goals(
        Goal(f"{name}: p99", Spread.of([percentile(one, 0.99) for one in rounds]), GOALS[name], "ms", at_most=True)
        for name, rounds in by_round.items()
    )
    goals(
        Goal(f"{name}: equal to looking at everybody", Spread(share, share, share), 1.0, "of 1")
        for name, share in right.items()
    )
    for house in houses.values():
        house.db.close()


def _by_order(rounds: list[list[float]]) -> list[float]:
    """Each order's median over the rounds: what the search itself costs, whoever else wanted the processor."""
    return [median(took) for took in zip(*rounds, strict=True)]


def _furnished(name: str, house: House) -> float:
    """Fill in what has been asked and done; returns the share of orders whose answer equals brute force."""
    with house.db.transaction() as session:
        keep_people_busy(session)
    with house.db.reading() as session:
        all_ = everybody(session, COUNTY, CALLOUT, now=NOW)
        orders = _orders(_homes(session))
        differing = [
            n
            for n, order in enumerate(orders)
            if _ids(session, order) != all_.first(order, how_many(order.needed, CALLOUT), now=NOW)
        ]
    print(
        f"    {name}: {len(orders) - len(differing)} of {len(orders)} answers equal brute force {differing or ''}", flush=True
    )
    return 1 - len(differing) / len(orders)


def _ids(session: Session, order: Order) -> list[int]:
    return [one.person_id for one in nearest_fit(session, order, how_many(order.needed, CALLOUT), now=NOW)]


def _timed(house: House, latencies: list[float]) -> float:
    """p99 in ms over all orders; each is looked for in a transaction of its own, as a turn would."""
    with house.db.reading() as session:
        orders = _orders(_homes(session))
    took = []
    for order in orders:
        with house.db.reading() as session:
            session.connection()
            start = perf_counter()
            nearest_fit(session, order, how_many(order.needed, CALLOUT), now=NOW)
            took.append((perf_counter() - start) * 1000)
    latencies.extend(took)
    return percentile(took, 0.99)


def _orders(homes: Homes) -> list[Order]:
    """Always the same: some near people, some far from everybody; common and rare skills, one to three people, guards."""
    chance = random.Random(7)
    skills = [None, *SKILLS]
    return [_order(n, chance, skills, homes) for n in range(ORDERS)]


def _order(n: int, chance: random.Random, skills: Sequence[str | None], homes: Homes) -> Order:
    person, lat, lon, village = chance.choice(homes)
    start = NOW + timedelta(hours=chance.randrange(72)) if n % 4 else None
    skill = chance.choice(skills)
    return Order(
        id=-1 - n,
        county=COUNTY,
        requester_id=person,
        skill=skill,
        lat=lat + chance.uniform(-WIDE, WIDE),
        lon=lon + chance.uniform(-WIDE, WIDE),
        area_code=village,
        needed=chance.randint(1, 3),
        accepted=0,
        urgency="urgent" if n % 10 == 0 else "normal",
        time_start=start,
        time_end=start + timedelta(hours=2) if start else None,
        policy={"callout": CALLOUT, "guard": chance.choice(GUARDS)},
    )


def _homes(session: Session) -> Homes:
    query = select(Readiness.person_id, Readiness.lat, Readiness.lon, Person.area_code)
    query = query.join(Person, Person.id == Readiness.person_id).where(Readiness.county == COUNTY, Readiness.skill == ANY_SKILL)
    return [(person, lat, lon, area or "") for person, lat, lon, area in session.execute(query.order_by(Readiness.person_id))]

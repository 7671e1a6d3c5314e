"""Growth: what one order costs in a county of ten times the people with ten times the open orders."""

import random
from collections.abc import Callable
from functools import partial
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalogue.queries import items_of
from app.clock import wall_clock
from app.house import House
from app.orders.actions import Wish, cancel, lock, place
from app.places.queries import villages_of
from bench.crowded import COUNTY, fill
from bench.ground import VOLUNTEERS, Ground, house_on
from bench.report import Goal, figures, goals
from bench.rounds import interleaved, percentile, ratio, short

ORDERS = int(short(200, 40))
OPEN = int(short(100_000, 10_000))
TIMES = 10


def run(ground: Ground) -> None:
    print(
        f"\nGrowth: an order placed and offered; {VOLUNTEERS:,} volunteers and {OPEN:,} open orders ÷ a tenth of both",
        flush=True,
    )
    for name in ground.both():
        large, small = house_on(_fresh(ground, name)), house_on(_fresh(ground, name))
        _furnish(large, OPEN, keep=1)
        _furnish(small, OPEN // TIMES, keep=TIMES)
        contenders: dict[str, Callable[[], float]] = {
            f"{name}, a tenth": partial(_milliseconds, small),
            f"{name}, all": partial(_milliseconds, large),
        }
        measured = interleaved(contenders)
        figures("ms for one order placed and offered, median of the round", measured)
        grown = ratio(measured, f"{name}, all", f"{name}, a tenth")
        goals([Goal(f"{name}: cost of an order at ×{TIMES}", grown, 1.2, "×", at_most=True)])
        large.db.close()
        small.db.close()


def _fresh(ground: Ground, name: str) -> str:
    return ground.sqlite() if name == "SQLite" else ground.postgres()


def _furnish(house: House, orders: int, *, keep: int) -> None:
    """``orders`` open orders, and one volunteer in ``keep`` stays one."""
    with house.db.transaction() as session:
        fill(session, orders, now=wall_clock())
        for table in ("readiness", "team_members") if keep > 1 else ():
            session.execute(text(f"DELETE FROM {table} WHERE person_id % :keep <> 0"), {"keep": keep})
    with house.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _milliseconds(house: House) -> float:
    """The median of ``ORDERS`` placements, each a transaction of its own; each is cancelled again, untimed."""
    chance = random.Random(11)
    with house.db.reading() as session:
        wishes = [_wish(session, chance, n) for n in range(ORDERS)]
    took = []
    for wish in wishes:
        start = perf_counter()
        with house.db.transaction() as session:
            order_id = place(session, wish, now=wall_clock()).id
        took.append((perf_counter() - start) * 1000)
        with house.db.transaction() as session:
            order = lock(session, order_id)
            cancel(session, order, actor_id=wish.requester_id, reason="不要了", now=wall_clock())
    return percentile(took, 0.5)


def _wish(session: Session, chance: random.Random, n: int) -> Wish:
    village = chance.choice(villages_of(session, COUNTY))
    item = chance.choice([one for one in items_of(session, COUNTY) if not one.professional])
    people = text("SELECT id FROM people WHERE county = :county ORDER BY id LIMIT 1 OFFSET :n")
    requester = session.execute(people, {"county": COUNTY, "n": n}).scalar_one()
    return Wish(
        county=COUNTY,
        requester_id=requester,
        door="chat",
        words="家里要人帮忙，明天上午",
        item_code=item.code,
        area_code=village.code,
        place=village.name,
        time_words="明天上午",
        phone="13800012345",
    )

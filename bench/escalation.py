"""Escalation: how late a climb is made when a million orders are open, and due rows found against APScheduler's job store."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.engine import make_url

from app.clock import wall_clock
from app.escalation.actions import meet_due
from app.escalation.model import Deadline
from app.escalation.queries import due
from app.house import House
from app.prepared import table_of, write_changes
from bench.crowded import fill
from bench.ground import HOME, Ground, house_on
from bench.peers.aps_store import WaitingJobs
from bench.report import Goal, figures, goals
from bench.rounds import Spread, interleaved, percentile, ratio, short
from jobs.beats import DEADLINES_AT_ONCE
from jobs.clockwork import EVERY

OPEN = int(short(1_000_000, 20_000))
MINUTE = short(60, 6)
"""Seconds over which the due ones come due, evenly."""
DUE = int(short(10_000, 300))
AT_ONCE = int(short(1_000, 200))
JOBS = int(short(20_000, 1_000))
"""Waiting jobs of the store; it takes a third of a millisecond to add each."""
STALE = timedelta(hours=1)
SETTING_UP = 10
"""Seconds until the minute begins: nothing may be late before anybody looks."""


def run(ground: Ground) -> None:
    print(f"\nEscalation: {OPEN:,} open orders, {DUE:,} of them due within {MINUTE:.0f} s; {AT_ONCE:,} due at once", flush=True)
    for name, url in ground.both().items():
        house = house_on(url)
        _furnish(house)
        _engine(name, house, url)
        late, lasted = _lateness(house)
        figures(f"{name}, ms from due to committed", {f"p{share:.0%}": [percentile(late, share)] for share in (0.5, 0.9, 0.99)})
        print(f"    {name}: {len(late):,} climbs in {lasted:.1f} s")
        p99 = percentile(late, 0.99) / 1000
        goals([Goal(f"{name}: lateness p99, {OPEN:,} open", Spread.of([p99]), 1.0, "s", at_most=True)])
        house.db.close()


def _furnish(house: House) -> None:
    with house.db.transaction() as session:
        fill(session, OPEN, now=wall_clock())
    with house.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    if house.db.is_sqlite:  # a million rows in one transaction leave a log of gigabytes, which no service has
        lent = house.db.engine.raw_connection()
        lent.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        lent.close()


def _engine(name: str, house: House, url: str) -> None:
    """Finding, holding and settling what is due, against the store doing so with a function that does nothing."""
    jobs = WaitingJobs(_aps_url(url), JOBS, now=wall_clock())
    contenders: dict[str, Callable[[], float]] = {
        f"{name}, deadlines": partial(_settle_due, house),
        f"{name}, APScheduler store": lambda: AT_ONCE / jobs.seconds_for(AT_ONCE, now=wall_clock()),
    }
    measured = interleaved(contenders)
    figures(f"due rows a second ({OPEN:,} deadlines waiting; {JOBS:,} jobs waiting)", measured)
    goals([Goal(f"{name}: ours ÷ APScheduler store", ratio(measured, *contenders), 20.0)])


def _aps_url(url: str) -> str:
    """Beside our own tables on PostgreSQL, a file of its own on SQLite, whose single writer they would otherwise share."""
    if url.startswith("sqlite"):
        file = HOME / "given-aps.db"
        file.unlink(missing_ok=True)
        return f"sqlite:///{file}"
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _settle_due(house: House) -> float:
    now = wall_clock()
    with house.db.transaction() as session:
        session.execute(insert(Deadline), [_row(order, now - timedelta(seconds=1)) for order in _orders(house, AT_ONCE)])
    start = time.perf_counter()
    with house.db.transaction() as session:
        for deadline in due(session, now=wall_clock(), limit=AT_ONCE):
            deadline.met_at = now
        write_changes(session)  # as the service does
    return AT_ONCE / (time.perf_counter() - start)


def _row(order_id: int, at: datetime) -> dict[str, object]:
    return {"county": "330326", "order_id": order_id, "kind": "climb", "step": 9, "due_at": at}


def _orders(house: House, count: int) -> list[int]:
    with house.db.reading() as session:
        return list(session.scalars(text(f"SELECT id FROM orders ORDER BY id DESC LIMIT {count}")))


def _lateness(house: House) -> tuple[list[float], float]:
    """Milliseconds from due to committed, for every climb of the minute, made as the jobs process makes them."""
    orders = _orders(house, DUE)
    begins = wall_clock() + timedelta(seconds=SETTING_UP)
    first = update(table_of(Deadline)).where(
        Deadline.order_id == bindparam("order"), Deadline.step == 0, Deadline.met_at.is_(None)
    )
    rows = [{"order": order, "at": begins + timedelta(seconds=n * MINUTE / DUE)} for n, order in enumerate(orders)]
    with house.db.transaction() as session:
        session.connection().execute(first.values(due_at=bindparam("at")), rows)
    with house.db.reading() as session:
        within = Deadline.due_at.between(begins, begins + timedelta(seconds=MINUTE))
        soon = select(Deadline.id, Deadline.due_at).where(Deadline.met_at.is_(None), within).order_by(Deadline.due_at)
        due_at: dict[int, datetime] = dict(session.execute(soon).tuples().all())
    late: list[float] = []
    time.sleep(max(0.0, (begins - wall_clock()).total_seconds()))
    start = time.perf_counter()
    while len(late) < DUE and time.perf_counter() - start < 10 * MINUTE:
        met = _batch(house, late, due_at)
        if met < DEADLINES_AT_ONCE:
            time.sleep(EVERY["deadlines"])
    return late, time.perf_counter() - start


def _batch(house: House, late: list[float], due_at: dict[int, datetime]) -> int:
    """One batch as the jobs make it; ``due_at``: the climbs of the minute that are still to be made, the oldest first."""
    now = wall_clock()
    with house.db.transaction() as session:
        met = meet_due(session, now=now, limit=DEADLINES_AT_ONCE)
    done = wall_clock()
    oldest = list(islice(due_at, 3 * DEADLINES_AT_ONCE))
    with house.db.reading() as session:
        made = select(Deadline.id).where(
            Deadline.id.in_(oldest), Deadline.met_at.is_not(None), Deadline.late_seconds.is_not(None)
        )
        late += [(done - due_at.pop(number)) / timedelta(milliseconds=1) for number in session.scalars(made)]
    return met

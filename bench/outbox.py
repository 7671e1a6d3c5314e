"""The outbox: owing, claiming and settling, against plain SQL in batches and against task queues on Redis."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import redis
from sqlalchemy import select
from sqlalchemy.engine import make_url

from app.house import House
from app.outbox.actions import Notice, owe_all, owe_many
from app.outbox.delivery import Outcome, Try, Verdict
from app.outbox.handover import claim
from app.outbox.model import Delivery, Lane, Notification
from app.outbox.settling import settle
from app.people.model import Volunteer
from bench.ground import Ground, house_on
from bench.peers import sql_batches
from bench.processes import Lacking, redis_server, running
from bench.report import Goal, figures, goals
from bench.rounds import Measured, Spread, interleaved, ratio, short

BATCH = 500
ROWS = int(short(10_000, 2_000))
TASKS = int(short(2_000, 500))
COUNTY = "330326"
CARD = {
    "thing1": "上门维修水管电路",
    "thing2": "昆阳镇城东社区3组",
    "time3": "2026年11月24日 14:00",
    "character_string4": "A07",
}
TEXT = "【派单 A07】上门维修水管电路,昆阳镇城东社区3组,今天下午两点。能去请回 1,去不了请回 2。"
QUEUES = {"Celery + Redis": 20.0, "Dramatiq + Redis": 10.0}


def run(ground: Ground) -> None:
    print(
        f"\nOutbox: {ROWS:,} rows of some 200 bytes of text, batches of {BATCH}; task queues with {TASKS:,} tasks", flush=True
    )
    for name, url in ground.both().items():
        bench = Bench(name, house_on(url), _driver_address(url))
        measured = interleaved(bench.contenders())
        bench.house.db.close()
        _report(name, measured)
        ours = [
            1 / (1 / enqueued + 1 / acked)
            for enqueued, acked in zip(measured["owe_many"], measured["claim + settle"], strict=True)
        ]
        if name == "SQLite":
            on_sqlite = ours
    _queues({"SQLite": on_sqlite, "PostgreSQL": ours})


def _report(name: str, measured: Measured) -> None:
    figures(f"{name}, rows a second", measured)
    goals(
        Goal(f"{name}: {mine} ÷ {limit}", ratio(measured, mine, limit), 0.5)
        for mine, limit in (
            ("owe_many", "plain SQL enqueue"),
            ("owe_all", "plain SQL enqueue"),
            ("claim + settle", "plain SQL claim + ack"),
        )
    )


@dataclass(frozen=True)
class Bench:
    """The contenders on one database. Each enqueues into, and leaves behind, an outbox in which nothing is owed."""

    name: str
    house: House
    address: str

    def contenders(self) -> dict[str, Callable[[], float]]:
        with self.house.db.reading() as session:
            people = list(session.scalars(select(Volunteer.person_id).order_by(Volunteer.person_id).limit(ROWS)))
        while len(people) < ROWS:
            people += people[: ROWS - len(people)]
        return {
            "plain SQL enqueue": partial(self._rate, partial(self._sql_enqueue, people)),
            "plain SQL claim + ack": partial(self._drain, people, self._sql_drain),
            "owe_many": partial(self._rate, partial(self._owe_many, people)),
            "owe_all": partial(self._rate, partial(self._owe_all, people)),
            "claim + settle": partial(self._drain, people, self._claim_and_settle),
        }

    def _rate(self, work: Callable[[], Any]) -> float:
        start = time.perf_counter()
        work()
        rate = ROWS / (time.perf_counter() - start)
        self._empty()
        return rate

    def _drain(self, people: list[int], work: Callable[[], int]) -> float:
        self._sql_enqueue(people)
        start = time.perf_counter()
        done = work()
        rate = done / (time.perf_counter() - start)
        self._empty()
        if done != ROWS:
            raise RuntimeError(f"{done} of {ROWS} rows came through")
        return rate

    def _sql_enqueue(self, people: list[int]) -> None:
        card = json.dumps(CARD, ensure_ascii=False)
        rows = [sql_batches.row(person, card, TEXT, self._moment()) for person in people]
        enqueue = sql_batches.enqueue_sqlite if self.name == "SQLite" else sql_batches.enqueue_postgres
        enqueue(self.address, rows, BATCH)

    def _sql_drain(self) -> int:
        drain = sql_batches.drain_sqlite if self.name == "SQLite" else sql_batches.drain_postgres
        return drain(self.address, self._moment(), BATCH)

    def _owe_many(self, people: list[int]) -> None:
        now = self.house.clock()
        for start in range(0, ROWS, BATCH):
            with self.house.db.transaction() as session:
                owe_many(session, [notice(person) for person in people[start : start + BATCH]], now=now)

    def _owe_all(self, people: list[int]) -> None:
        now = self.house.clock()
        for start in range(0, ROWS, BATCH):
            with self.house.db.transaction() as session:
                owe_all(session, notice(0), people[start : start + BATCH], now=now)

    def _claim_and_settle(self) -> int:
        done = 0
        while tries := self._claimed():
            with self.house.db.transaction() as session:
                settle(session, tries, now=self.house.clock())
            done += len(tries)
        return done

    def _claimed(self) -> list[Try]:
        with self.house.db.transaction() as session:
            parcels = claim(session, limit=BATCH, now=self.house.clock())
        sent = [Outcome(verdict=Verdict.SENT, provider_id=str(parcel.id)) for parcel in parcels]
        return [
            Try(parcel=parcel, channel="template", index=0, app="service", outcome=outcome)
            for parcel, outcome in zip(parcels, sent, strict=True)
        ]

    def _empty(self) -> None:
        with self.house.db.transaction() as session:
            for table in (Delivery, Notification):
                session.query(table).delete(synchronize_session=False)

    def _moment(self) -> str:
        now = self.house.clock()
        return f"{now:%Y-%m-%d %H:%M:%S.%f}" if self.name == "SQLite" else now.isoformat()


def notice(person: int) -> Notice:
    return Notice(county=COUNTY, person_id=person, kind="bench", card=CARD, text=TEXT, lane=Lane.BULK, path="/o/1.2.abcdef")


def _driver_address(url: str) -> str:
    return str(make_url(url).database) if url.startswith("sqlite") else url


def _queues(ours: dict[str, list[float]]) -> None:
    """Rivals end to end: from the first ``delay`` to the last acknowledgement, the worker working all the while."""
    environ = dict(os.environ)
    try:
        with redis_server(environ) as port, ExitStack() as stack:
            address = f"redis://127.0.0.1:{port}/"
            os.environ["BENCH_REDIS"] = address
            contenders = {
                "Celery + Redis": stack.enter_context(_celery(address)),
                "Dramatiq + Redis": stack.enter_context(_dramatiq(address)),
            }
            for one in contenders.values():
                one()  # until its workers are awake
            measured = interleaved(contenders)
    except Lacking as why:
        print(f"  {why}. The task queues are left out.")
        return
    figures("task queues, tasks a second end to end (appendonly yes, appendfsync everysec)", measured)
    figures("ours, rows a second end to end", ours)
    for database, mine in ours.items():
        goals(
            Goal(f"{database} ÷ {queue}", Spread.of([a / b for a, b in zip(mine, measured[queue], strict=True)]), bound)
            for queue, bound in QUEUES.items()
        )


@contextmanager
def _celery(address: str) -> Iterator[Callable[[], float]]:
    from bench.peers import celery_tasks

    store = redis.Redis.from_url(address)
    worker = ("-m", "celery", "-A", "bench.peers.celery_tasks", "worker", "--concurrency", "2", "--loglevel", "ERROR")
    environ = {**os.environ, "BENCH_REDIS": address}
    with running("celery", sys.executable, *worker, "--without-gossip", "--without-mingle", environ=environ):
        yield partial(_end_to_end, celery_tasks.deliver.delay, lambda: not store.llen("celery") and not store.hlen("unacked"))


@contextmanager
def _dramatiq(address: str) -> Iterator[Callable[[], float]]:
    from bench.peers import dramatiq_tasks

    store = redis.Redis.from_url(address)
    worker = ("-m", "dramatiq", "bench.peers.dramatiq_tasks", "--processes", "2", "--threads", "4")
    environ = {**os.environ, "BENCH_REDIS": address}
    with running("dramatiq", sys.executable, *worker, environ=environ):
        yield partial(_end_to_end, dramatiq_tasks.deliver.send, lambda: not store.hlen("dramatiq:default.msgs"))


def _end_to_end(enqueue: Callable[[int, str, str], object], is_done: Callable[[], bool]) -> float:
    card = json.dumps(CARD, ensure_ascii=False)
    start = time.perf_counter()
    for number in range(TASKS):
        enqueue(number, card, TEXT)
    while not is_done():
        time.sleep(0.005)
    return TASKS / (time.perf_counter() - start)

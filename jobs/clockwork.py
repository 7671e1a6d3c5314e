"""The clockwork: APScheduler beats the time in memory, a thread of its own delivers, and all of it stops cleanly."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, timedelta
from functools import partial
from threading import Event, Thread
from time import sleep

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from app.clock import Clock
from app.db import Database
from app.outbox.courier import Courier
from app.outbox.delivery import Channel
from jobs.beats import Beats
from jobs.leader import RENEWED_EVERY, Leader

log = logging.getLogger(__name__)

EVERY: Mapping[str, float] = {
    "lead": RENEWED_EVERY,
    "deadlines": 0.25,
    "reclaim": 10,
    "audit": 60,
    "posts": 60,
    "learn": 6 * 3600,
}
"""Seconds between two beats of each step of ``Beats``."""
FIRST: Mapping[str, float] = {"audit": 5, "learn": 3600}
"""Seconds after the start, of those that do not begin with it: late work is made up by the first audit, or it says so."""
ERRAND_EVERY = 1
BREATHER = 1.0
LOOKS_UP = 0.2
"""Seconds until the main thread sees that it was asked to stop."""


class Clockwork:
    """All that one jobs process does. Delivery runs in every process, since claims are row locks; the beats of one leader."""

    def __init__(
        self,
        db: Database,
        channels: Sequence[Channel],
        *,
        clock: Clock,
        threads: int,
        errands: Mapping[str, Callable[[], object]] | None = None,
    ) -> None:
        """``errands`` are the edges' own beats, one a second in every process: they lease what they work on."""
        self._errands = dict(errands or {})
        self._stop = Event()
        self._asked_to_stop = False
        self._clock = clock
        self._leader = Leader(db, clock)
        self._courier = Courier(db, channels, clock=clock, threads=threads) if channels else None
        self._beats = Beats(db, clock, leader=self._leader, stop=self._stop, silence=self._silence)

    def stop(self) -> None:
        """Ask for the end; ``run`` returns when what is in flight has come home.

        Only a flag, so that a signal handler may call it: setting an ``Event`` there can wait for a lock that the
        interrupted code holds.
        """
        self._asked_to_stop = True

    def run(self) -> None:
        """Until ``stop``."""
        guarded("lead", self._beats.lead)()
        delivery = Thread(target=self._deliver, name="delivery")
        delivery.start()
        scheduler = self._scheduler()
        scheduler.start()
        log.info("jobs started as %s", self._leader.holder)
        while not self._asked_to_stop:
            sleep(LOOKS_UP)
        self._stop.set()
        scheduler.shutdown(wait=True)
        delivery.join()
        guarded("resign", self._leader.resign)()
        log.info("jobs stopped")

    def _deliver(self) -> None:
        if self._courier is None:
            log.warning("no channel is configured: notifications wait until there is one")
            return
        deliver = guarded("deliver", partial(self._courier.run, self._stop))
        while not self._stop.is_set():
            deliver()
            self._stop.wait(BREATHER)

    def _silence(self) -> timedelta:
        return self._courier.silence if self._courier else timedelta(0)

    def _scheduler(self) -> BackgroundScheduler:
        usual = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        own = {"errands": ThreadPoolExecutor(len(self._errands))} if self._errands else {}
        executors = {"default": ThreadPoolExecutor(4)} | own  # an errand may wait for the world; the beats never wait for it
        scheduler = BackgroundScheduler(timezone=UTC, job_defaults=usual, executors=executors)
        now = self._clock()
        for name, seconds in EVERY.items():
            first = now + timedelta(seconds=FIRST.get(name, 0))
            step = guarded(name, getattr(self._beats, name))
            scheduler.add_job(step, "interval", seconds=seconds, id=name, next_run_time=first)
        for name, errand in self._errands.items():
            every = {"seconds": ERRAND_EVERY, "id": name, "next_run_time": now, "executor": "errands"}
            scheduler.add_job(guarded(name, errand), "interval", **every)
        return scheduler


def guarded(name: str, step: Callable[[], object]) -> Callable[[], None]:
    """The job loop's net: a step that fails is logged and comes again at its next beat.

    Of many failures in a row the 1st, 2nd, 4th, 8th … are logged, so that an hour without a database is not a full disk.
    """
    failures = 0

    def beat() -> None:
        nonlocal failures
        try:
            step()
        except Exception:
            failures += 1
            if failures & (failures - 1) == 0:
                log.exception("%s failed, %d times in a row", name, failures)
        else:
            if failures:
                log.info("%s works again", name)
            failures = 0

    return beat

"""APScheduler's SQLAlchemyJobStore: date jobs that wait, and some that are due; each is run, then removed, one by one."""

import time
from datetime import datetime, timedelta
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

_ran = 0
_all_ran = Event()
_wanted = 0


def deed(order_id: int) -> None:
    """What climbing would do begins here."""
    global _ran
    _ran += 1
    if _ran >= _wanted:
        _all_ran.set()


class WaitingJobs:
    """A store on ``url`` (SQLAlchemy's form) in which ``waiting`` jobs lie days ahead."""

    def __init__(self, url: str, waiting: int, *, now: datetime) -> None:
        self._url = url
        scheduler = self._scheduler()
        scheduler.start(paused=True)
        self._add(scheduler, waiting, now + timedelta(days=9))
        scheduler.shutdown()

    def seconds_for(self, due: int, *, now: datetime) -> float:
        """From starting the scheduler until all of ``due`` jobs that have come due have run and are gone."""
        global _ran, _wanted
        _ran, _wanted = 0, due
        _all_ran.clear()
        scheduler = self._scheduler()
        scheduler.start(paused=True)
        self._add(scheduler, due, now - timedelta(seconds=1))
        start = time.perf_counter()
        scheduler.resume()
        if not _all_ran.wait(120):
            raise RuntimeError(f"{_ran} of {due} jobs ran")
        scheduler.shutdown(wait=True)
        return time.perf_counter() - start

    def _add(self, scheduler: BackgroundScheduler, count: int, at: datetime) -> None:
        for n in range(count):
            scheduler.add_job(deed, DateTrigger(at), args=[n], misfire_grace_time=None)

    def _scheduler(self) -> BackgroundScheduler:
        store = SQLAlchemyJobStore(url=self._url)
        return BackgroundScheduler(jobstores={"default": store}, executors={"default": ThreadPoolExecutor(4)}, timezone="UTC")

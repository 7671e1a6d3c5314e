"""The courier: claims parcels, carries them by the channels that work, settles in batches; no session waits for the network."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic, sleep

from app.clock import Clock
from app.db import Database
from app.outbox.delivery import NO_CHANNEL, Channel, Outcome, Parcel, Try, Verdict
from app.outbox.handover import claim
from app.outbox.queries import Closed, closed
from app.outbox.settling import settle

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.3
TICK_SECONDS = 0.05
QUEUED_A_THREAD = 4
"""With a provider that lets every call time out after five seconds, the last of them leaves long before ``STUCK``."""
AT_ONCE = 100


class Courier:
    """Delivers for ever with ``threads`` messages in flight; any number of couriers may work on one database.

    ``channels`` stand in the fallback order. Up to four times ``threads`` are claimed, so that no thread ever waits for
    the database and each transaction serves many; a killed courier loses none of them (``handover.reclaim``).
    """

    def __init__(self, db: Database, channels: Sequence[Channel], *, clock: Clock, threads: int) -> None:
        self._db = db
        self._channels = channels
        self._clock = clock
        self._threads = threads
        self._outgoing: SimpleQueue[tuple[Parcel, Closed] | None] = SimpleQueue()
        self._done: SimpleQueue[Try] = SimpleQueue()
        self._unsettled: list[Try] = []
        self._out = 0
        self._looked = monotonic()
        self._hurry = True
        """Whether more may be waiting than the last claim took."""

    @property
    def silence(self) -> timedelta:
        """How long it has not looked for work."""
        return timedelta(seconds=monotonic() - self._looked)

    def run(self, stop: Event) -> None:
        """Until ``stop``; then settles what is in flight and gives back the rest. May be called again after an error."""
        workers = [Thread(target=self._work, name=f"courier {n}") for n in range(self._threads)]
        for worker in workers:
            worker.start()
        try:
            while not stop.is_set() or self._out:
                if stop.is_set():
                    self._take_back()
                else:
                    self._send_out()
                self._rest(stop)
                self._bring_home()
        finally:
            for _ in workers:
                self._outgoing.put(None)
            for worker in workers:
                worker.join()

    def _rest(self, stop: Event) -> None:
        """In ticks rather than at every single message: waking up for each costs more than sending it."""
        if stop.is_set():
            sleep(TICK_SECONDS)
        else:
            stop.wait(TICK_SECONDS if self._out else IDLE_SECONDS)

    def _send_out(self) -> None:
        room = QUEUED_A_THREAD * self._threads - self._out
        if room < self._threads or (not self._hurry and monotonic() - self._looked < IDLE_SECONDS):
            return
        now = self._clock()
        self._looked = monotonic()
        with self._db.transaction() as session:
            parcels = claim(session, limit=room, now=now)
            shut = closed(session, now=now) if parcels else Closed()
        self._hurry = len(parcels) == room
        self._out += len(parcels)
        for parcel in parcels:
            self._outgoing.put((parcel, shut))

    def _take_back(self) -> None:
        """What no thread has begun with is owed again, as it was."""
        with suppress(Empty):
            while (taken := self._outgoing.get_nowait()) is not None:
                self._done.put(_untried(taken[0], Outcome(verdict=Verdict.WAIT, wait_seconds=0)))

    def _work(self) -> None:
        while (taken := self._outgoing.get()) is not None:
            parcel, shut = taken
            self._done.put(carried(parcel, self._channels, shut))

    def _bring_home(self) -> None:
        """Settle all that is finished, in one transaction."""
        while not self._done.empty():
            self._unsettled.append(self._done.get())
        if self._unsettled:
            with self._db.transaction() as session:
                settle(session, self._unsettled, now=self._clock())
            self._out -= len(self._unsettled)
            self._unsettled = []


def deliver_due(db: Database, channels: Sequence[Channel], *, now: datetime) -> int:
    """Everything due at ``now``, one after the other in this thread, fallbacks included; returns how many tries it took."""
    tries = 0
    while True:
        with db.transaction() as session:
            parcels = claim(session, limit=AT_ONCE, now=now)
            shut = closed(session, now=now)
        if not parcels:
            return tries
        done = [carried(parcel, channels, shut) for parcel in parcels]
        with db.transaction() as session:
            settle(session, done, now=now)
        tries += len(done)


def carried(parcel: Parcel, channels: Sequence[Channel], shut: Closed) -> Try:
    """One try by the first channel that reaches the person and is open.

    If all that reach them are shut for a while the parcel waits; if none is left it is given up.
    """
    soonest: datetime | None = None
    for index, channel in enumerate(channels[parcel.channel :], start=parcel.channel):
        if shut.for_kind(channel.name, parcel.kind):
            continue
        until = shut.until(channel.name)
        outcome = _tried(channel, parcel, is_shut=until is not None)
        if outcome is not None and until is None:
            if soonest is not None and outcome.verdict is Verdict.FALL_BACK:
                continue  # a better way is shut only for a while: going past it would give the person up
            return Try(parcel=parcel, channel=channel.name, index=index, app=channel.app, outcome=outcome)
        if outcome is not None and until is not None:
            soonest = min(soonest or until, until)
    return _untried(parcel, _nowhere(parcel, soonest))


def _untried(parcel: Parcel, outcome: Outcome) -> Try:
    return Try(parcel=parcel, channel=NO_CHANNEL, index=parcel.channel, app=None, outcome=outcome)


def _nowhere(parcel: Parcel, opens_at: datetime | None) -> Outcome:
    if opens_at is None:
        return Outcome(verdict=Verdict.GIVE_UP, detail="no channel reaches this person")
    return Outcome(verdict=Verdict.WAIT, wait_seconds=(opens_at - parcel.claimed_at).total_seconds())


def _tried(channel: Channel, parcel: Parcel, *, is_shut: bool) -> Outcome | None:
    """What came of it; ``None`` when the channel does not reach this person. A shut channel is not called."""
    try:
        if not channel.reaches(parcel):
            return None
        return Outcome(verdict=Verdict.WAIT) if is_shut else channel.send(parcel)
    except Exception as bug:
        # As broad as the job loop's: it may have been sent before it went wrong, and one parcel must not stop the others.
        log.exception("notification %s: channel %s failed", parcel.id, channel.name)
        return Outcome(verdict=Verdict.UNKNOWN, code="bug", detail=type(bug).__name__)

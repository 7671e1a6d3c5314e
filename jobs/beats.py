"""What is done at each beat of the clock, by whoever leads. When is in ``clockwork``; what is in the actions."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event

from app.clock import Clock
from app.db import Database
from app.dispatch.learning import keep, learn
from app.escalation.actions import meet_due, meet_one
from app.escalation.manning import look_round
from app.escalation.queries import due_ids, unguarded
from app.outbox.handover import STUCK, reclaim
from app.outbox.queries import stuck
from app.pulse.actions import beat
from app.voices.queries import forgotten as voices_forgotten
from jobs.leader import Leader

log = logging.getLogger(__name__)

DEADLINES_AT_ONCE = 25
DEADLINES_ALONE = 1000
VOICES_WAIT = timedelta(minutes=10)
COURIER_SILENT = timedelta(seconds=60)


class Beats:
    """The steps; each opens its own short transactions. ``silence`` says how long the courier has not looked for work."""

    def __init__(
        self, db: Database, clock: Clock, *, leader: Leader, stop: Event, silence: Callable[[], timedelta] = timedelta
    ) -> None:
        self._db = db
        self._clock = clock
        self._leader = leader
        self._stop = stop
        self._silence = silence

    def lead(self) -> None:
        """Renew the lease, and show that somebody leads."""
        self._leader.renew()
        if self._leader.leads:
            with self._db.transaction() as session:
                beat(session, "jobs", now=self._clock(), detail=self._leader.holder)

    def deadlines(self) -> None:
        """Act on every deadline that has come, in batches so that others get their turn.

        Nothing has come at most beats: then nobody's turn to write is taken.
        """
        met = DEADLINES_AT_ONCE if self._leader.leads and self._any_due() else 0
        while met == DEADLINES_AT_ONCE and self._leader.leads and not self._stop.is_set():
            met = self._meet_batch()

    def _any_due(self) -> bool:
        with self._db.reading() as session:
            return bool(due_ids(session, now=self._clock(), limit=1))

    def _meet_batch(self) -> int:
        try:
            with self._db.transaction() as session:
                return meet_due(session, now=self._clock(), limit=DEADLINES_AT_ONCE)
        except Exception:
            log.exception("a batch of deadlines failed: each is tried alone")
        return self._meet_one_by_one()

    def _meet_one_by_one(self) -> int:
        now = self._clock()
        with self._db.reading() as session:
            waiting = due_ids(session, now=now, limit=DEADLINES_ALONE)
        for deadline_id in waiting:
            try:
                with self._db.transaction() as session:
                    meet_one(session, deadline_id, now=now)
            except Exception:
                log.exception("deadline %d failed; it is tried again at the next beat", deadline_id)
        return 0

    def learn(self) -> None:
        """How willingly people say yes: read without holding anybody up, then written."""
        if self._leader.leads:
            now = self._clock()
            with self._db.reading() as session:
                learnt = learn(session, now=now)
            with self._db.transaction() as session:
                keep(session, learnt, now=now)

    def posts(self) -> None:
        """See whether every township and the county have somebody on duty."""
        if self._leader.leads:
            with self._db.transaction() as session:
                look_round(session, now=self._clock())

    def reclaim(self) -> None:
        """Owe again what a dead process had claimed."""
        if self._leader.leads:
            self._reclaim()

    def _reclaim(self) -> None:
        with self._db.transaction() as session:
            count = reclaim(session, now=self._clock())
        if count:
            log.warning("reclaimed %d notifications that nobody had settled", count)

    def audit(self) -> None:
        """Look for what may have been forgotten; only when nothing was, the audit's heartbeat is renewed."""
        if not self._leader.leads:
            return
        self._reclaim()
        findings = self.findings()
        for finding in findings:
            log.error("audit: %s", finding)
        if not findings:
            with self._db.transaction() as session:
                beat(session, "audit", now=self._clock())

    def findings(self) -> list[str]:
        """What is wrong, in words for operators: order numbers and counts."""
        now = self._clock()
        with self._db.reading() as session:
            findings = [
                f"order {number} has no deadline ahead, or one past by a minute" for number in unguarded(session, now=now)
            ]
            forgotten = stuck(session, now=now, longer_than=STUCK)
            unheard = voices_forgotten(session, now=now, longer_than=VOICES_WAIT)
        if unheard:
            findings.append(f"{unheard} voices are due and nobody listens")
        if forgotten:
            findings.append(f"{forgotten} notifications are stuck in sending")
        if self._silence() > COURIER_SILENT:
            findings.append(f"the courier has not looked for {self._silence().total_seconds():.0f} s")
        return findings

"""The lead among several jobs processes: held by a lease, believed only as long as it surely lasts."""

import logging
import os
import socket
import uuid
from datetime import timedelta
from time import monotonic

from app.clock import Clock
from app.db import Database
from app.pulse.actions import hold, let_go

log = logging.getLogger(__name__)

NAME = "jobs"
LASTS = timedelta(seconds=15)
RENEWED_EVERY = 5
"""Seconds: two renewals may fail before the lead is lost."""
MARGIN = 2
"""Seconds by which the holder stops earlier than another may begin: clocks differ a little."""


class Leader:
    """Asks for the lead and knows whether this process has it. Two leading for a moment would do no harm: each step that
    they drive looks again under a row lock."""

    def __init__(self, db: Database, clock: Clock, *, lasts: timedelta = LASTS) -> None:
        self._db = db
        self._clock = clock
        self._lasts = lasts
        self._until = float("-inf")
        self.holder = f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:6]}"

    @property
    def leads(self) -> bool:
        return monotonic() < self._until

    def renew(self) -> None:
        """Take the lead if it is free, keep it if it is ours."""
        asked = monotonic()
        led = self.leads
        with self._db.transaction() as session:
            held = hold(session, NAME, holder=self.holder, lasting=self._lasts, now=self._clock())
        self._until = asked + self._lasts.total_seconds() - MARGIN if held else float("-inf")
        if held != led:
            log.info("%s %s the lead", self.holder, "has taken" if held else "does not have")

    def resign(self) -> None:
        """Let another begin at once."""
        self._until = float("-inf")
        with self._db.transaction() as session:
            let_go(session, NAME, holder=self.holder)

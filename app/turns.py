"""The one writer's place of an SQLite file, among all threads and processes of this machine.

SQLite lets a second writer wait by looking again after ever longer pauses, up to a tenth of a second: under load everybody
sleeps most of the time. Here threads queue at a lock, and processes look every half millisecond at a file beside the database.
SQLite's own lock stays what keeps the data right, also against programs that know nothing of this file.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from sqlalchemy.exc import OperationalError

LOOK_AGAIN = 0.0001
"""Seconds between two looks at the place while another process has it."""


class Turns:
    """``file``: beside the database; ``None`` for a database that only this process knows."""

    def __init__(self, file: Path | None) -> None:
        self._queue = Lock()
        self._place = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644) if file else None

    @contextmanager
    def taken(self, patience: float) -> Iterator[None]:
        """The place for the length of the block; ``OperationalError`` when it is not free within ``patience`` seconds."""
        end = monotonic() + patience
        if not self._queue.acquire(timeout=patience):
            raise _too_late()
        try:
            self._take(end)
            try:
                yield
            finally:
                self._give_back()
        finally:
            self._queue.release()

    def close(self) -> None:
        """The file is let go as soon as whoever has the place gives it back."""
        with self._queue:
            if self._place is not None:
                os.close(self._place)
                self._place = None

    def _take(self, end: float) -> None:
        while self._place is not None:
            try:
                fcntl.flock(self._place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() > end:
                    raise _too_late() from None
                sleep(LOOK_AGAIN)
            else:
                return

    def _give_back(self) -> None:
        if self._place is not None:
            fcntl.flock(self._place, fcntl.LOCK_UN)


def _too_late() -> OperationalError:
    """As SQLite itself says it."""
    return OperationalError("BEGIN IMMEDIATE", None, TimeoutError("the one writer's place was not free in time"))

"""Temporary media: kept for three days under an id."""

import secrets
from datetime import datetime, timedelta

from app.clock import Clock
from simulator.answers import Blob, Rejected

LIFETIME = timedelta(days=3)
KEPT = 2000


class Media:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[Blob, datetime]] = {}

    def keep(self, blob: Blob) -> str:
        while len(self._kept) >= KEPT:
            self._kept.pop(next(iter(self._kept)))
        media_id = secrets.token_urlsafe(48)
        self._kept[media_id] = (blob, self._clock() + LIFETIME)
        return media_id

    def fetch(self, media_id: str) -> Blob:
        """The file; 40007 when there is none or its three days are over."""
        blob, expires = self._kept.get(media_id, (None, None))
        if blob is None or expires is None or expires <= self._clock():
            raise Rejected(40007)
        return blob

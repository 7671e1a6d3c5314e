"""Access tokens as the platform hands them out: one kind that replaces itself, one kind that stays."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.clock import Clock, in_shanghai
from simulator.answers import Rejected

LIFETIME = timedelta(hours=2)
OVERLAP = timedelta(minutes=5)
FORCED_PER_DAY = 20
FORCED_APART = timedelta(seconds=30)


class Kind(StrEnum):
    CLASSIC = "token"
    STABLE = "stable_token"


@dataclass
class Token:
    appid: str
    kind: Kind
    text: str
    expires: datetime


class Tokens:
    """Who may call: every token ever handed out, the newest of each kind last."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Token] = {}
        self._newest: dict[tuple[str, Kind], Token] = {}
        self._forced: dict[str, list[datetime]] = {}

    def classic(self, appid: str) -> tuple[str, int]:
        """``cgi-bin/token``: always a new one; the one before lives five more minutes."""
        return self._renew(appid, Kind.CLASSIC)

    def stable(self, appid: str, *, force_refresh: bool) -> tuple[str, int]:
        """``cgi-bin/stable_token``: the same one while it is valid, renewed in its last five minutes."""
        now = self._clock()
        if force_refresh:
            return self._forced_renewal(appid, now)
        token = self._newest.get((appid, Kind.STABLE))
        if token is None or token.expires - now <= OVERLAP:
            return self._renew(appid, Kind.STABLE)
        return token.text, int((token.expires - now).total_seconds())

    def owner(self, text: str) -> str:
        """The appid this token speaks for; 41001, 40014, 40001 or 42001 when it speaks for nobody."""
        if not text:
            raise Rejected(41001)
        if len(text) < 20:
            raise Rejected(40014)
        token = self._known.get(text)
        if token is None:
            raise Rejected(40001)
        if token.expires <= self._clock():
            raise Rejected(42001)
        return token.appid

    def revoke_all(self) -> None:
        """Forget every token, as when somebody resets the secret; callers meet 40001."""
        self._known.clear()
        self._newest.clear()

    def _forced_renewal(self, appid: str, now: datetime) -> tuple[str, int]:
        today = in_shanghai(now).date()
        used = [moment for moment in self._forced.get(appid, []) if in_shanghai(moment).date() == today]
        if len(used) >= FORCED_PER_DAY:
            raise Rejected(45009)
        current = self._newest.get((appid, Kind.STABLE))
        if used and now - used[-1] < FORCED_APART and current is not None and current.expires > now:
            return current.text, int((current.expires - now).total_seconds())
        self._forced[appid] = [*used, now]
        if current is not None:
            current.expires = now  # forcing is for leaks: the old one dies at once
        return self._renew(appid, Kind.STABLE)

    def _renew(self, appid: str, kind: Kind) -> tuple[str, int]:
        now = self._clock()
        before = self._newest.get((appid, kind))
        if before is not None:
            before.expires = min(before.expires, now + OVERLAP)
        token = Token(appid=appid, kind=kind, text=f"98_{secrets.token_urlsafe(100)}", expires=now + LIFETIME)
        self._known[token.text] = self._newest[(appid, kind)] = token
        return token.text, int(LIFETIME.total_seconds())

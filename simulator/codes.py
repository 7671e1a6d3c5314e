"""Codes a phone hands to a mini-program: good once, for five minutes."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import Clock
from simulator.answers import Rejected

LIFETIME = timedelta(minutes=5)


@dataclass
class Code:
    value: str
    expires: datetime
    used: bool = False


class Codes:
    """Login codes stand for an openid, phone codes for a phone number."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Code] = {}

    def mint(self, value: str) -> str:
        text = f"0{secrets.token_hex(15)}"
        self._known[text] = Code(value=value, expires=self._clock() + LIFETIME)
        return text

    def redeem(self, text: str) -> str:
        """What the code stands for; 40029 when unknown or too old, 40163 when used before."""
        code = self._known.get(text)
        if code is None:
            raise Rejected(40029)
        if code.used:
            raise Rejected(40163)
        if code.expires <= self._clock():
            raise Rejected(40029)
        code.used = True
        return code.value


def session_key() -> str:
    return base64.b64encode(secrets.token_bytes(16)).decode()

"""The customer-service window: how many messages may be sent to somebody, and until when."""

from dataclasses import dataclass
from datetime import timedelta

from app.clock import Clock
from simulator.answers import Rejected

AFTER_MESSAGE = (5, timedelta(hours=48))
AFTER_TOUCH = (3, timedelta(minutes=1))


@dataclass
class Allowance:
    left: int
    until: float


class CustomerWindow:
    """Allowances by openid; what a person does opens them, every message sent uses one up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, dict[str, Allowance]] = {}

    def message_came(self, openid: str) -> None:
        self._grant(openid, "message", AFTER_MESSAGE)

    def touch_came(self, openid: str, kind: str) -> None:
        """``kind`` is one of ``click``, ``follow``, ``scan``: each has its own three messages for a minute."""
        self._grant(openid, kind, AFTER_TOUCH)

    def use(self, openid: str) -> None:
        """Take one; 45015 when no window is open, 45047 when it is used up."""
        now = self._clock().timestamp()
        alive = [allowance for allowance in self._open.get(openid, {}).values() if allowance.until > now]
        if not alive:
            raise Rejected(45015)
        ready = [allowance for allowance in alive if allowance.left > 0]
        if not ready:
            raise Rejected(45047)
        min(ready, key=lambda allowance: allowance.until).left -= 1

    def shut(self, openid: str) -> None:
        self._open.pop(openid, None)

    def _grant(self, openid: str, kind: str, grant: tuple[int, timedelta]) -> None:
        count, lasts = grant
        until = (self._clock() + lasts).timestamp()
        self._open.setdefault(openid, {})[kind] = Allowance(left=count, until=until)

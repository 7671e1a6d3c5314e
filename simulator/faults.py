"""Faults one can switch on: the platform is busy, slow, silent, or says no."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.clock import Clock
from app.errors import Invalid
from simulator.answers import SENTENCES


class FaultKind(StrEnum):
    ERRCODE = "errcode"
    """Answers with the number ``code`` instead of doing anything."""
    TIMEOUT = "timeout"
    """Nothing is done and nothing answered for ``delay`` seconds, then the connection closes."""
    HTML_502 = "html_502"
    SLOW = "slow"
    """Does what was asked, ``delay`` seconds later."""
    RESET = "reset"
    UNKNOWN_DELIVERY = "unknown_delivery"
    """Does what was asked and drops the connection before answering."""


EVERYWHERE = "*"


@dataclass
class Fault:
    """One fault; ``endpoint`` is a path or ``*``, ``left`` counts down when given, ``until`` ends it when given."""

    id: int
    kind: FaultKind
    endpoint: str = EVERYWHERE
    code: int = -1
    delay: float = 0.0
    left: int | None = None
    until: datetime | None = None

    def concerns(self, path: str) -> bool:
        return self.endpoint == EVERYWHERE or path.strip("/") == self.endpoint.strip("/")

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind.value,
            "endpoint": self.endpoint,
            "code": self.code,
            "delay": self.delay,
            "left": self.left,
            "until": self.until.isoformat() if self.until else None,
            "meaning": SENTENCES.get(self.code, "") if self.kind is FaultKind.ERRCODE else "",
        }


class Faults:
    """The faults now in force; the first that concerns a path is the one that strikes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._in_force: list[Fault] = []
        self._numbered = 0

    def switch_on(
        self,
        kind: FaultKind | str,
        *,
        endpoint: str = EVERYWHERE,
        code: int = -1,
        delay: float = 0.0,
        count: int | None = None,
        seconds: float | None = None,
    ) -> Fault:
        """Start a fault for ``count`` calls or ``seconds``, or until switched off; raises ``Invalid`` for an unknown kind."""
        try:
            kind = FaultKind(kind)
        except ValueError as wrong:
            raise Invalid(f"没有这种故障：{kind}") from wrong
        self._numbered += 1
        until = self._clock() + timedelta(seconds=seconds) if seconds else None
        delay = delay or {FaultKind.TIMEOUT: 10.0, FaultKind.SLOW: 0.05}.get(kind, 0.0)
        fault = Fault(self._numbered, kind, endpoint=endpoint, code=code, delay=delay, left=count, until=until)
        self._in_force.append(fault)
        return fault

    def switch_off(self, fault_id: int | None = None) -> None:
        """End one fault, or all of them."""
        self._in_force = [fault for fault in self._in_force if fault_id is not None and fault.id != fault_id]

    def strike(self, path: str) -> Fault | None:
        """The fault that meets this call, if any; a counted one is used up by it."""
        fault = next((fault for fault in self.in_force() if fault.concerns(path)), None)
        if fault is not None and fault.left is not None:
            fault.left -= 1
        return fault

    def in_force(self) -> list[Fault]:
        now = self._clock()
        alive = (fault for fault in self._in_force if fault.left is None or fault.left > 0)
        self._in_force = [fault for fault in alive if fault.until is None or fault.until > now]
        return list(self._in_force)


def wait(seconds: float) -> None:
    """Real waiting, for faults that keep a caller on the line."""
    if seconds > 0:
        time.sleep(seconds)

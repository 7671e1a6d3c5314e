"""What happens, in order, for everyone who watches: a numbered feed that pages follow live."""

import secrets
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

KEPT = 2000


@dataclass(frozen=True)
class Happening:
    seq: int
    kind: str
    data: dict[str, Any]


class Feed:
    """The latest happenings; ``after`` waits for news, so that one thread per watcher suffices."""

    def __init__(self) -> None:
        self._latest: deque[Happening] = deque(maxlen=KEPT)
        self._news = threading.Condition()
        self._seq = 0
        self.boot = secrets.token_hex(4)
        """Another one after each start, when numbers begin anew."""

    @property
    def seq(self) -> int:
        return self._seq

    def add(self, kind: str, data: dict[str, Any]) -> int:
        with self._news:
            self._seq += 1
            self._latest.append(Happening(self._seq, kind, data))
            self._news.notify_all()
            return self._seq

    def after(self, seq: int, *, wait: float = 0.0) -> list[Happening]:
        """Happenings later than ``seq``; waits up to ``wait`` seconds for the first one."""
        with self._news:
            if wait > 0:
                self._news.wait_for(lambda: self._seq > seq, timeout=wait)
            if self._seq <= seq:
                return []
            return [happening for happening in self._latest if happening.seq > seq]

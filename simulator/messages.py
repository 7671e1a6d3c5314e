"""Sending: who may get which message, told twice or not, and what it leaves on the phone."""

import itertools
import json
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import Clock
from simulator.answers import Rejected

SAME_CLIENT_ID = 600.0
SAME_CONTENT = 60.0
KEPT = 50_000


@dataclass(frozen=True)
class Sent:
    """One message the platform accepted: the fact tests count."""

    msgid: int
    openid: str
    kind: str
    template_id: str
    text: str
    at: datetime
    client_msg_id: str = ""
    url: str = ""


class Recent:
    """What was remembered under a key no longer than ``seconds`` ago."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock, self._seconds = clock, seconds
        self._kept: OrderedDict[tuple[str, ...], tuple[float, int]] = OrderedDict()

    def find(self, key: tuple[str, ...]) -> int | None:
        now = self._clock().timestamp()
        while self._kept and next(iter(self._kept.values()))[0] <= now - self._seconds:
            self._kept.popitem(last=False)
        found = self._kept.get(key)
        return found[1] if found else None

    def keep(self, key: tuple[str, ...], value: int) -> None:
        self._kept[key] = (self._clock().timestamp(), value)


class Messages:
    """Accepted messages, and the memory that keeps one from being sent twice."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._msgids = itertools.count(3_820_000_000_000_000_001)
        self._by_client_id = Recent(clock, SAME_CLIENT_ID)
        self._contents = Recent(clock, SAME_CONTENT)
        self.sent: deque[Sent] = deque(maxlen=KEPT)

    def already(self, openid: str, client_msg_id: str) -> int | None:
        """The msgid given to this openid and client_msg_id in the last ten minutes, if any."""
        return self._by_client_id.find((openid, client_msg_id)) if client_msg_id else None

    def refuse_repetition(self, openid: str, content: Mapping[str, Any]) -> None:
        """40241 when the same person got the same content in the last 60 seconds."""
        if self._contents.find(_content_key(openid, content)) is not None:
            raise Rejected(40241)

    def remember(self, sent: Sent, content: Mapping[str, Any]) -> None:
        self.sent.append(sent)
        self._contents.keep(_content_key(sent.openid, content), sent.msgid)
        if sent.client_msg_id:
            self._by_client_id.keep((sent.openid, sent.client_msg_id), sent.msgid)

    def next_msgid(self) -> int:
        return next(self._msgids)


def _content_key(openid: str, content: Mapping[str, Any]) -> tuple[str, str]:
    return openid, json.dumps(content, sort_keys=True, ensure_ascii=False)

"""What each phone shows: the bubbles of one conversation with the service account."""

import itertools
import threading
from collections import defaultdict, deque
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.clock import Clock, in_shanghai
from simulator.feed import Feed
from simulator.quick import quick_replies

KEPT = 300


class Side(StrEnum):
    MINE = "mine"
    THEIRS = "theirs"
    NOTICE = "notice"


@dataclass(frozen=True)
class Bubble:
    """One thing on the screen; ``text`` says all of it in words, ``kind`` tells how it is drawn."""

    id: int
    openid: str
    side: Side
    kind: str
    text: str
    at: datetime
    title: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    url: str = ""
    mini_page: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    seconds: int = 0
    pushed: bool = False

    def as_json(self) -> dict[str, Any]:
        shown = asdict(self)
        local = in_shanghai(self.at)
        shown |= {"side": self.side.value, "at": local.isoformat(), "clock": f"{local:%H:%M}"}
        shown["quick"] = quick_replies(self.text) if self.side is Side.THEIRS else []
        return shown


class Chats:
    """All conversations by openid; adding a bubble tells the feed."""

    def __init__(self, clock: Clock, feed: Feed) -> None:
        self._clock, self._feed = clock, feed
        self._by_openid: dict[str, deque[Bubble]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._ids = itertools.count(1)
        self._adding = threading.Lock()

    def add(self, openid: str, side: Side, kind: str, text: str, **shown: Any) -> Bubble:
        """Put one bubble on the screen of this phone; ``shown`` are further fields of ``Bubble``."""
        with self._adding:
            bubble = Bubble(next(self._ids), openid, side=side, kind=kind, text=text, at=self._clock(), **shown)
            self._by_openid[openid].append(bubble)
            self._feed.add("bubble", bubble.as_json())
            return bubble

    def of(self, openid: str) -> list[Bubble]:
        with self._adding:
            return list(self._by_openid[openid]) if openid in self._by_openid else []

    def clear(self, openid: str) -> None:
        with self._adding:
            self._by_openid.pop(openid, None)


def card_text(title: str, rows: list[tuple[str, str]], *, linked: bool) -> str:
    """A card read aloud: its title, then a line for each row, then the arrow when it can be opened."""
    lines = [f"【{title}】", *(f"{label}：{value}" for label, value in rows)]
    return "\n".join([*lines, "详情 ›"] if linked else lines)

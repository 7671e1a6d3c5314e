"""The wire log: every call to the platform and every callback from it, for people who want to see it happen."""

from collections import deque
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.clock import Clock, in_shanghai
from simulator.feed import Feed

KEPT = 500

NAMES = {
    "/cgi-bin/token": "取凭证",
    "/cgi-bin/stable_token": "取凭证",
    "/cgi-bin/message/template/send": "发模板消息",
    "/cgi-bin/message/subscribe/send": "发订阅消息",
    "/cgi-bin/message/subscribe/bizsend": "发订阅通知",
    "/cgi-bin/message/custom/send": "发客服消息",
    "/cgi-bin/media/get": "取语音图片",
    "/cgi-bin/user/info": "查关注者",
    "/cgi-bin/qrcode/create": "做二维码",
    "/cgi-bin/menu/create": "设菜单",
    "/sns/jscode2session": "小程序登录",
    "/cgi-bin/gettoken": "取凭证",
    "/cgi-bin/kf/sync_msg": "读客服消息",
    "/cgi-bin/kf/send_msg": "回客服消息",
    "/cgi-bin/kf/send_msg_on_event": "客服欢迎语",
}


class Direction(StrEnum):
    CALL = "call"
    """The service calls the platform."""
    CALLBACK = "callback"
    """The platform posts to the service."""


@dataclass(frozen=True)
class WireLine:
    """One exchange; ``status`` is the HTTP status, 0 when there was none; ``ms`` its length."""

    at: datetime
    direction: Direction
    what: str
    status: int
    errcode: int
    ms: int
    note: str = ""

    @property
    def good(self) -> bool:
        return self.status == 200 and self.errcode == 0

    def as_json(self) -> dict[str, Any]:
        clock = f"{in_shanghai(self.at):%H:%M:%S}"
        return asdict(self) | {
            "at": clock,
            "direction": self.direction.value,
            "good": self.good,
            "name": NAMES.get(self.what, ""),
        }


class WireLog:
    """The latest exchanges, oldest first; no token, secret or body is kept."""

    def __init__(self, clock: Clock, feed: Feed) -> None:
        self._clock, self._feed = clock, feed
        self._lines: deque[WireLine] = deque(maxlen=KEPT)

    def note(self, direction: Direction, what: str, *, status: int, errcode: int = 0, seconds: float, note: str = "") -> None:
        line = WireLine(
            self._clock(), direction, what=what, status=status, errcode=errcode, ms=round(seconds * 1000), note=note
        )
        self._lines.append(line)
        self._feed.add("wire", line.as_json())

    def lines(self) -> list[WireLine]:
        return list(self._lines)

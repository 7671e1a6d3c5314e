"""WeChat's API as these tests play it: the simulator, reached without a socket, with every call counted."""

import threading
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from urllib3.exceptions import NewConnectionError

from app.config import Settings
from simulator.accounts import MiniProgram, ServiceAccount
from simulator.adapter import PlatformAdapter
from simulator.platform import Platform
from simulator.web import create_simulator
from tests.pushed_clock import PushedClock

MINI = MiniProgram(appid="wx00000000000000aa", secret="mini secret of tests")


def platform_for(settings: Settings, clock: PushedClock) -> Platform:
    """A platform that knows our account, and nobody in it yet."""
    account = ServiceAccount(
        appid=settings.wechat_appid,
        secret=settings.wechat_secret,
        token=settings.wechat_token,
        aes_key=settings.wechat_aes_key,
    )
    return Platform(account, MINI, clock)


class Counting(BaseAdapter):
    """Carries calls into the simulator and keeps what was asked."""

    def __init__(self, platform: Platform) -> None:
        super().__init__()
        self._inside = PlatformAdapter(create_simulator(platform))
        self._lock = threading.Lock()
        self.calls: Counter[str] = Counter()
        self.asked: list[PreparedRequest] = []

    def send(self, request: PreparedRequest, **more: Any) -> Response:  # type: ignore[override]
        with self._lock:
            self.calls[urlsplit(request.url or "").path] += 1
            self.asked.append(request)
        return self._inside.send(request, **more)

    def close(self) -> None:
        """Nothing is kept open."""


class Dead(BaseAdapter):
    """A line on which every call ends in the same way, saying everything it knows, as ``requests`` does."""

    def __init__(self, how: type[requests.RequestException], *, refused: bool = False) -> None:
        super().__init__()
        self._how, self._refused = how, refused
        self.calls = 0

    def send(self, request: PreparedRequest, **more: Any) -> Response:  # type: ignore[override]
        self.calls += 1
        reason = ReasonedError(request.url or "") if self._refused else f"HTTPSConnectionPool: {request.url} {request.body!r}"
        raise self._how(reason, request=request)

    def close(self) -> None:
        """Nothing is kept open."""


class ReasonedError(Exception):
    """As urllib3's MaxRetryError: the connection itself could not be made."""

    def __init__(self, url: str) -> None:
        super().__init__(f"Max retries exceeded with url: {url}")
        self.reason = NewConnectionError(None, f"refused: {url}")  # type: ignore[arg-type]

"""How a callback reaches the service: over HTTP, or straight into its WSGI application."""

import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import requests
from werkzeug.test import Client

WSGIApp = Callable[[dict[str, Any], Any], Iterable[bytes]]
PATIENCE = 5.0
"""Seconds WeChat waits for an answer."""


class NoAnswer(Exception):
    """Nothing came back in time, or nobody was there."""


class Transport(Protocol):
    def post(self, path_with_query: str, body: bytes) -> tuple[int, bytes]:
        """Status and body; raises ``NoAnswer`` after five seconds of silence."""


class HttpTransport:
    """Posts to a running service; ``base`` is its address without a path."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")

    def post(self, path_with_query: str, body: bytes) -> tuple[int, bytes]:
        headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"}
        try:
            answer = requests.post(
                self._base + path_with_query, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException as silence:
            raise NoAnswer(type(silence).__name__) from silence
        return answer.status_code, answer.content


class WsgiTransport:
    """Calls the service's WSGI application in this process; an answer after five seconds counts as none."""

    def __init__(self, app: WSGIApp) -> None:
        self._app = app

    def post(self, path_with_query: str, body: bytes) -> tuple[int, bytes]:
        began = time.monotonic()
        answer = Client(self._app).post(path_with_query, data=body, content_type="text/xml")
        if time.monotonic() - began > PATIENCE:
            raise NoAnswer("too late")
        return answer.status_code, answer.get_data()

"""A ``requests`` adapter that carries calls straight into the simulator: tests need no sockets."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.models import PreparedRequest, Response
from requests.structures import CaseInsensitiveDict
from werkzeug.test import Client

from simulator.breakage import BROKEN
from simulator.transports import WSGIApp


class PlatformAdapter(BaseAdapter):
    """``session.mount("https://api.weixin.qq.com", PlatformAdapter(create_simulator(platform)))``.

    Broken connections become ``requests.ConnectionError`` and silence longer than the caller's timeout ``ReadTimeout``.
    """

    def __init__(self, app: WSGIApp) -> None:
        super().__init__()
        self._app = app

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        broken: list[tuple[str, float]] = []
        where = urlsplit(request.url or "")
        answer = Client(self._app).open(
            path=where.path,
            method=request.method or "GET",
            query_string=where.query,
            headers=list((request.headers or {}).items()),
            data=_bytes(request.body),
            base_url=f"{where.scheme}://{where.netloc}",
            environ_overrides={BROKEN: broken},
        )
        for how, seconds in broken:
            _fail(request, how, seconds, patience=_patience(timeout))
        return _response(request, answer)

    def close(self) -> None:
        """Nothing is kept open."""


def _patience(timeout: Any) -> float:
    seconds = timeout[-1] if isinstance(timeout, tuple) else timeout
    return float("inf") if seconds is None else float(seconds)


def _fail(request: PreparedRequest, how: str, seconds: float, *, patience: float) -> None:
    if how == "timeout" and seconds >= patience:
        raise requests.exceptions.ReadTimeout(f"no answer within {patience} s", request=request)
    raise requests.exceptions.ConnectionError("Connection reset by peer", request=request)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)


def _response(request: PreparedRequest, answer: Any) -> Response:
    response = Response()
    response.status_code, response.reason = answer.status_code, answer.status.partition(" ")[2]
    response.headers = CaseInsensitiveDict(answer.headers.items())
    response.raw = BytesIO(answer.get_data())
    response.encoding = "utf-8"
    response.request, response.url = request, request.url or ""
    return response

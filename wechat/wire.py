"""The telephone line to WeChat's API: one pooled session, always a time limit, never a secret in what it says of itself."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import NewConnectionError

from app.patterns import regex

Read = TypeVar("Read")

CONNECT_SECONDS = 3.0
SECRET = regex(r"((?:access_token|secret|js_code|code|appid|openid|corpid|key)=)[^&\s\"']+")

NO_CONNECTION = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)


class Unsent(Exception):
    """Surely not received: nothing was sent, or the platform's door answered instead of the platform."""


class Unanswered(Exception):
    """It left, and no answer came: it may have been done."""


class TooLarge(Exception):
    """A file of more bytes than were wanted."""


@dataclass(frozen=True)
class Answer:
    """The platform's JSON; ``errcode`` 0 is success. ``errmsg`` ends with the ``rid`` their support asks for."""

    errcode: int
    errmsg: str
    data: dict[str, Any] = field(repr=False)

    def text(self, name: str) -> str:
        """The value under ``name`` as text (64-bit ids come as numbers); ``''`` when there is none."""
        value = self.data.get(name)
        return "" if value is None or isinstance(value, dict | list) else str(value)


def _answer(response: requests.Response, body: bytes | None = None) -> Answer:
    if response.status_code >= 500:
        raise requests.HTTPError(f"HTTP {response.status_code}")
    try:
        data = json.loads(response.content if body is None else body)
    except ValueError:
        data = None
    if response.status_code != 200 or not isinstance(data, dict):
        raise requests.exceptions.InvalidJSONError(f"HTTP {response.status_code}, not the platform's JSON")
    errcode = data.get("errcode", 0)
    return Answer(errcode if isinstance(errcode, int) else -1, SECRET.sub(r"\1…", str(data.get("errmsg", "")))[:200], data)


def _file(response: requests.Response, *, limit: int) -> bytes | Answer:
    """A refusal comes as JSON in place of the file, whatever its header says."""
    body = b""
    for chunk in response.iter_content(64 * 1024):
        body += chunk
        if len(body) > limit:
            raise TooLarge(f"more than {limit} bytes")
    if response.status_code != 200 or body.lstrip()[:1] == b"{":
        return _answer(response, body)
    return body


class Wire:
    """Calls below one base address; shared by all threads.

    ``adapter`` replaces the network, for tests. Posts copy one prepared request, which costs half of making a new one.
    """

    def __init__(self, base: str, *, timeout: float, connections: int = 10, adapter: BaseAdapter | None = None) -> None:
        self._base = base.rstrip("/")
        self._timeout = (min(CONNECT_SECONDS, timeout), timeout)
        self._session = requests.Session()
        adapter = adapter or HTTPAdapter(pool_connections=4, pool_maxsize=connections)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        # proxies and certificates of the environment, read once and not at each call; never .netrc
        self._environment = self._session.merge_environment_settings(self._base, {}, False, None, None)
        self._session.trust_env = False
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "yihu"}
        self._blank = self._session.prepare_request(requests.Request("POST", self._base, headers=headers))
        _hush()

    def post(self, path: str, body: dict[str, Any], *, token: str = "") -> Answer:
        """Raises ``Unsent`` or ``Unanswered``; a refusal by errcode is an answer."""
        prepared = self._blank.copy()
        prepared.url = f"{self._base}{path}?access_token={quote(token)}" if token else self._base + path
        prepared.body = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        prepared.headers["Content-Length"] = str(len(prepared.body))
        return self._call(prepared, _answer)

    def get(self, path: str, query: dict[str, str]) -> Answer:
        """As ``post``."""
        return self._call(self._session.prepare_request(requests.Request("GET", self._base + path, params=query)), _answer)

    def fetch(self, path: str, query: dict[str, str], *, token: str, limit: int) -> bytes | Answer:
        """A file of at most ``limit`` bytes, or the refusal instead of it. Raises ``TooLarge``, else as ``post``."""
        asked = requests.Request("GET", self._base + path, params={"access_token": token} | query)
        return self._call(self._session.prepare_request(asked), partial(_file, limit=limit), stream=True)

    def close(self) -> None:
        self._session.close()

    def _call(
        self, prepared: requests.PreparedRequest, read: Callable[[requests.Response], Read], *, stream: bool = False
    ) -> Read:
        fault: Exception
        how = self._environment | {"stream": stream}
        try:
            with self._session.send(prepared, timeout=self._timeout, allow_redirects=False, **how) as response:
                return read(response)
        except requests.RequestException as broken:
            fault = _named(broken)
        raise fault  # out here, so that not even its context holds the address with its secrets


def _named(broken: requests.RequestException) -> Exception:
    """Our words for what went wrong: the library's own contain the address, and with it token and secret."""
    if isinstance(broken, requests.HTTPError | requests.exceptions.InvalidJSONError):
        kind = Unanswered if isinstance(broken, requests.HTTPError) else Unsent
        return kind(str(broken))
    reason = getattr(broken.args[0], "reason", None) if broken.args else None
    if isinstance(broken, NO_CONNECTION) or isinstance(reason, NewConnectionError):
        return Unsent("no connection")
    if isinstance(broken, requests.Timeout):
        return Unanswered("no answer in time")
    if isinstance(broken, requests.ConnectionError):
        return Unanswered("the connection broke")
    return Unanswered(type(broken).__name__)


def _hush() -> None:
    """urllib3 writes whole addresses into its debug log; let it keep the path only."""
    logging.getLogger("urllib3.connectionpool").addFilter(_without_secrets)


def _without_secrets(record: logging.LogRecord) -> bool:
    record.msg, record.args = SECRET.sub(r"\1…", record.getMessage()), ()
    return True

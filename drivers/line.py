"""One bounded call to an outside service: a time limit for all of it, a size limit, and no secret in what it says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Any

import requests

CHUNK = 16 * 1024


class Broken(Exception):
    """No usable answer; ``again`` says whether asking again may help. The words are for operators and hold no secret."""

    def __init__(self, words: str, *, again: bool) -> None:
        super().__init__(words)
        self.again = again


@dataclass(frozen=True)
class Limits:
    connect: float
    total: float
    """Seconds, from the first packet to the last byte."""
    size: int
    """Bytes of an answer; a longer one is dropped."""
    at_once: int
    """Calls in flight; one more is refused at once."""


@dataclass(frozen=True)
class Line:
    """Posts below one base address, each in a thread of its own, so that nobody waits longer than ``limits.total``."""

    base: str
    key: str = field(repr=False)
    limits: Limits
    _free: BoundedSemaphore = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_free", BoundedSemaphore(self.limits.at_once))

    def post(self, path: str, **what: Any) -> bytes:
        """The body of a 200. ``what``: ``json``, ``data``, ``files`` as ``requests`` takes them. Raises ``Broken``."""
        if not self._free.acquire(blocking=False):
            raise Broken("too many calls at once", again=True)
        done: SimpleQueue[bytes | Broken] = SimpleQueue()
        Thread(target=self._call, args=(path, what, done), name="outside", daemon=True).start()
        try:
            answer = done.get(timeout=self.limits.total)
        except Empty:
            raise Broken("no answer in time", again=True) from None
        if isinstance(answer, Broken):
            raise answer
        return answer

    def _call(self, path: str, what: Mapping[str, Any], done: "SimpleQueue[bytes | Broken]") -> None:
        try:
            done.put(self._answer(path, what))
        except requests.RequestException as fault:  # its own words hold the address, perhaps with a key in it
            again = not isinstance(fault, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema)
            late = isinstance(fault, requests.Timeout)
            done.put(Broken("no answer in time" if late else type(fault).__name__, again=again))
        except Broken as fault:
            done.put(fault)
        finally:
            self._free.release()

    def _answer(self, path: str, what: Mapping[str, Any]) -> bytes:
        end = monotonic() + self.limits.total
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        with requests.Session() as session:
            session.headers["User-Agent"] = "yihu"
            # proxies and certificates of the environment; never .netrc, which would take the key's place
            around = session.merge_environment_settings(self.base, {}, True, None, None)
            session.trust_env = False
            with session.post(
                self.base.rstrip("/") + path,
                headers=headers,
                timeout=(self.limits.connect, self.limits.total),
                allow_redirects=False,
                **around,
                **what,
            ) as response:
                if response.status_code != 200:
                    passing = response.status_code >= 500 or response.status_code in {408, 425, 429}
                    raise Broken(f"HTTP {response.status_code}", again=passing)
                return self._body(response, end)

    def _body(self, response: requests.Response, end: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > self.limits.size:
                raise Broken(f"an answer of more than {self.limits.size} bytes", again=False)
            if monotonic() > end:
                raise Broken("no answer in time", again=True)
        return bytes(body)

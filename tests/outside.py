"""A small HTTP server of our own that plays an outside service: it answers as told and remembers what it was asked."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Says:
    """One answer; ``late`` keeps the caller waiting, ``drips`` sends the body a byte at a time."""

    body: bytes = b""
    status: int = 200
    late: float = 0.0
    drips: float = 0.0


@dataclass
class Outside:
    url: str
    asked: list[Asked] = field(default_factory=list)
    answers: Callable[[Asked], Says] = lambda _: Says(status=404)
    over: Event = field(default_factory=Event)

    def says(self, *answers: Says) -> None:
        """These one after another; the last one for ever."""
        left = list(answers)
        self.answers = lambda _: left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def outside() -> Iterator[Outside]:
    """A real socket on this machine."""
    played = Outside("")

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.path, dict(self.headers.items()), body)
            played.asked.append(asked)
            says = played.answers(asked)
            played.over.wait(says.late)
            try:
                self.send_response(says.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(says.body)))
                self.end_headers()
                self._send(says)
            except OSError:
                return  # the caller has hung up, as it should

        def _send(self, says: Says) -> None:
            if not says.drips:
                self.wfile.write(says.body)
                return
            for byte in says.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                if played.over.wait(says.drips):
                    return

        def log_message(self, *_: Any) -> None:
            """Nothing is written."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    played.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield played
    finally:
        played.over.set()
        server.shutdown()
        thread.join()
        server.server_close()

"""Breaking a connection instead of answering: for real on a socket, as an exception inside one process."""

import socket
import struct
from typing import Any

from simulator.faults import wait

BROKEN = "simulator.broken"
"""In the WSGI environment: a list that takes (how, seconds) where there is no socket to break."""


def break_connection(environ: dict[str, Any], how: str, seconds: float) -> None:
    """``timeout`` keeps the caller waiting ``seconds`` and hangs up; ``reset`` hangs up at once."""
    told = environ.get(BROKEN)
    if told is not None:
        told.append((how, seconds))
        return
    wait(seconds if how == "timeout" else 0)
    line = environ.get("werkzeug.socket") or environ.get("gunicorn.socket")
    if isinstance(line, socket.socket):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.shutdown(socket.SHUT_RDWR)

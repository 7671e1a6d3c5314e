"""Several processes started together and stopped together; when one dies, all stop and its last words are shown."""

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1
PATIENCE = 10.0
"""Seconds a process gets to stop by itself."""
LAST_WORDS = 15
"""Lines of a dead process's log that are shown."""


class Stopped(Exception):
    """Somebody asked for the end (Ctrl-C, or a signal)."""


class Died(Exception):
    """A process ended that should not have; the text says which, and its last words."""


@dataclass
class Processes:
    logs: Path
    environ: Mapping[str, str]
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        with self._log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(
                command,
                env=self.environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,  # Ctrl-C is for us alone: a server told to stop twice may never do
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )

    def check(self) -> None:
        for name, process in self._running.items():
            if process.poll() is not None:
                raise Died(f"{name} ended with {process.returncode}. {self.last_words(name)}")

    def await_answer(self, name: str, port: int, path: str, *, seconds: float = 30.0) -> None:
        """Wait until ``path`` on ``port`` of this machine answers 200; raises ``Died`` when it does not."""
        end = time.monotonic() + seconds
        while not answers(port, path):
            self.check()
            if time.monotonic() > end:
                raise Died(f"{name} did not answer within {seconds:.0f} seconds. {self.last_words(name)}")
            time.sleep(0.05)

    def watch(self) -> None:
        """Return never; raises ``Died`` or ``Stopped``."""
        while True:
            self.check()
            time.sleep(0.5)

    def stop(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        end = time.monotonic() + PATIENCE
        for process in self._running.values():
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def last_words(self, name: str) -> str:
        log = self._log(name)
        lines = log.read_text(errors="replace").splitlines()[-LAST_WORDS:]
        return "\n".join([f"The end of {log}:", *(f"    {line}" for line in lines)])

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def die_with_parent() -> None:
    """Runs in the child before its program: should we be killed without a word, it is told to stop."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop_on_signals() -> None:
    """From now on Ctrl-C and a polite kill raise ``Stopped``, once; what stops then is not interrupted again."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)

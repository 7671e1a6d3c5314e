"""Other processes a measurement needs: started, waited for, and stopped again."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.ground import HOME, ROOT, free_port
from deploy.processes import die_with_parent


class Lacking(Exception):
    """A program that the measurement needs is not here; the text says how to get it."""


def program(name: str, package: str) -> str:
    """The path of a program, installed by apt-get when it is absent and may be; raises ``Lacking``."""
    found = shutil.which(name)
    if found is None and shutil.which("apt-get"):
        subprocess.run(
            ["apt-get", "install", "-y", "-q", package], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        found = shutil.which(name)
    if found is None:
        raise Lacking(f"{name} is not installed: apt-get install {package}")
    return found


@contextmanager
def running(name: str, *command: str, environ: Mapping[str, str], port: int | None = None, cwd: Path = ROOT) -> Iterator[None]:
    """A process for as long as the block lasts, listening on ``port`` when the block begins; its words go to a log."""
    with (HOME / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env=environ,
            cwd=cwd,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,
        )
    try:
        if port is not None:
            _await(process, name, port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: "subprocess.Popen[bytes]", name: str, port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{name} does not listen; see {HOME / name}.log")


@contextmanager
def redis_server(environ: Mapping[str, str]) -> Iterator[int]:
    """A Redis of its own that keeps what it is given: append-only file, synced every second. Gives its port."""
    port = free_port()
    folder = HOME / "redis"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    keep = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--dir", str(folder))
    command = (program("redis-server", "redis-server"), "--port", str(port), "--bind", "127.0.0.1", *keep)
    with running("redis", *command, environ=environ, port=port):
        yield port

"""Load on a server: as much as it takes (wrk), or at a given pace, each answer timed from when its request was due."""

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.ground import HOME
from bench.processes import program
from bench.traffic import write

CONNECTIONS = 32
SCRIPT = Path(__file__).parent / "load.lua"


@dataclass(frozen=True)
class Load:
    """What came of it. ``bad`` are answers other than 200 and broken connections; latencies in ms."""

    rate: float
    p50: float
    p99: float
    bad: int


def full(port: int, requests: list[bytes], *, seconds: float, again: bool) -> Load:
    """As fast as it answers; ``again``: requests may be repeated, else it ends with the last of them."""
    file = HOME / "requests.bin"
    write(requests, file)
    environ = {**os.environ, "BENCH_REQUESTS": str(file), "BENCH_AGAIN": "1" if again else "0"}
    command = (program("wrk", "wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "20s", "-s", str(SCRIPT))
    done = subprocess.run([*command, f"http://127.0.0.1:{port}/"], env=environ, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Load(rate=said["requests"] / said["seconds"], p50=said["p50"], p99=said["p99"], bad=said["bad"])


def paced(port: int, requests: list[bytes], *, rate: float) -> Load:
    """``rate`` requests a second, whatever the answers take."""
    return asyncio.run(_paced(port, requests, rate))


async def _paced(port: int, requests: list[bytes], rate: float) -> Load:
    start = time.perf_counter() + 0.1
    plan = ((start + number / rate, request) for number, request in enumerate(requests))
    took: list[float] = []
    bad = sum(await asyncio.gather(*(_walk(port, plan, took) for _ in range(2 * CONNECTIONS))))
    ordered = sorted(took)
    rate = len(took) / (time.perf_counter() - start)
    return Load(rate=rate, p50=ordered[len(took) // 2], p99=ordered[int(len(took) * 0.99)], bad=bad)


async def _walk(port: int, plan: Iterator[tuple[float, bytes]], took: list[float]) -> int:
    """One connection: takes the next request, waits until it is due, sends it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    bad = 0
    for due, request in plan:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        writer.write(request)
        status, _ = await _answer(reader)
        took.append((time.perf_counter() - due) * 1000)
        bad += status != 200
    writer.close()
    return bad


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    return int(head.split()[1]), await reader.readexactly(length)


def once(port: int, request: bytes) -> tuple[int, bytes]:
    """One request; its status and body."""

    async def ask() -> tuple[int, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await _answer(reader)
        writer.close()
        return answer

    return asyncio.run(ask())

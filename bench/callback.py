"""The callback: our whole turn with its commit, against echoes that remember nothing or little; granian against gunicorn."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from bench import load
from bench.ground import HOME, VOLUNTEERS, Ground, environment, free_port
from bench.processes import Lacking, running
from bench.report import Goal, figures, goals
from bench.rounds import ROUNDS, Measured, Spread, interleaved, ratio, short
from bench.traffic import SCRIPT, Traffic

WORKERS, THREADS = 2, 4
SECONDS = short(3, 2)
PACED_SECONDS = short(8, 2)
FIRST_GUESS = 1_500
"""Requests a second prepared for the first round of a server that takes none twice."""
ROOM = 1.6
"""Times as many as it took in the round before."""

SQLITE, POSTGRES, GUNICORN = "Yihu, SQLite, granian", "Yihu, PostgreSQL, granian", "Yihu, SQLite, gunicorn gthread"
ECHO, WEROBOT, REMEMBERING = "Flask + wechatpy echo", "WeRoBot echo, no session", "WeRoBot echo, its default session"


@dataclass
class Server:
    """One contender that is up. ``port`` answers; an echo may be told the same again and again, we may not."""

    port: int
    ours: bool
    rate: float = FIRST_GUESS
    tails: list[float] = field(default_factory=list)

    def under_full_load(self, traffic: Traffic) -> float:
        """Requests a second."""
        need = ROOM * max(self.rate, 200) * SECONDS if self.ours else CYCLE
        found = load.full(self.port, traffic.requests(int(need)), seconds=SECONDS, again=not self.ours)
        if found.bad:
            print(f"    {found.bad} answers were bad", flush=True)
        self.rate = found.rate
        return found.rate

    def at_half_load(self, traffic: Traffic, maximum: float) -> float:
        """p99 in ms."""
        rate = maximum / 2
        return load.paced(self.port, traffic.requests(int(rate * PACED_SECONDS)), rate=rate).p99


CYCLE = len(SCRIPT) * 200


def run(ground: Ground) -> None:
    print(
        f"\nCallback: {WORKERS} workers, {THREADS} threads each, wrk with {load.CONNECTIONS} connections,"
        f" {SECONDS:.0f} s a round, county of {VOLUNTEERS:,} volunteers",
        flush=True,
    )
    traffic = Traffic()
    try:
        with ExitStack() as stack:
            servers = _servers(ground, stack)
            _check(servers, traffic)
            for server in servers.values():
                server.under_full_load(traffic)  # warms up; not counted
            measured = interleaved({name: partial(one.under_full_load, traffic) for name, one in servers.items()})
            tails = _tails({name: servers[name] for name in (SQLITE, POSTGRES, GUNICORN)}, measured, traffic)
    except Lacking as why:
        print(f"  {why}. The callback is left out.")
        return
    _report(measured, tails)


def _tails(servers: dict[str, Server], measured: Measured, traffic: Traffic) -> Measured:
    half = {name: Spread.of(measured[name]).median for name in servers}
    contenders: dict[str, Callable[[], float]] = {
        name: partial(one.at_half_load, traffic, half[name]) for name, one in servers.items()
    }
    return interleaved(contenders, rounds=ROUNDS)


def _report(measured: Measured, tails: Measured) -> None:
    figures("requests a second, full load", measured)
    figures("p99 in ms at half of its own maximum", tails)
    goals(
        [
            *(Goal(f"{name} ÷ {ECHO}", ratio(measured, name, ECHO), 0.5) for name in (SQLITE, POSTGRES)),
            *(Goal(f"{name} ÷ {REMEMBERING}", ratio(measured, name, REMEMBERING), 2) for name in (SQLITE, POSTGRES)),
            *(
                Goal(f"{name}: p99 at half load", Spread.of(tails[name]), 100, "ms", at_most=True)
                for name in (SQLITE, POSTGRES)
            ),
            Goal("granian ÷ gunicorn, ours on SQLite", ratio(measured, SQLITE, GUNICORN), 1),
        ]
    )


def _servers(ground: Ground, stack: ExitStack) -> dict[str, Server]:
    environ = environment(ground.sqlite(), BENCH_FOLDER=str(HOME))
    for old in HOME.glob("werobot_session.sqlite3*"):
        old.unlink()
    return {
        SQLITE: _up(stack, _granian("wsgi:app"), environ, ours=True),
        POSTGRES: _up(stack, _granian("wsgi:app"), environment(ground.postgres()), ours=True),
        GUNICORN: _up(stack, _gunicorn, environment(ground.sqlite()), ours=True),
        ECHO: _up(stack, _granian("bench.peers.echo:app"), environ),
        WEROBOT: _up(stack, _granian("bench.peers.werobot_echo:plain", "--factory"), environ),
        REMEMBERING: _up(stack, _granian("bench.peers.werobot_echo:remembering", "--factory"), environ),
    }


def _up(stack: ExitStack, command: Callable[[int], list[str]], environ: dict[str, str], *, ours: bool = False) -> Server:
    port = free_port()
    stack.enter_context(running(f"server-{port}", *command(port), environ=environ, port=port))
    return Server(port, ours)


def _granian(target: str, *more: str) -> Callable[[int], list[str]]:
    def command(port: int) -> list[str]:
        size = ("--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--backpressure", "256")
        serve = ("--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning")
        return [sys.executable, "-m", "granian", *serve, *size, *more, target]

    return command


def _gunicorn(port: int) -> list[str]:
    size = ("--workers", str(WORKERS), "--threads", str(THREADS), "--worker-class", "gthread")
    return [sys.executable, "-m", "gunicorn", *size, "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "wsgi:app"]


def _check(servers: dict[str, Server], traffic: Traffic) -> None:
    """Everybody answers, and ours reads the need: an error would be quick as well."""
    for name, server in servers.items():
        status, body = load.once(server.port, traffic.requests(1)[0])
        words = traffic.opened(body) if status == 200 else ""
        if not words or (server.ours and "回" not in words):
            raise RuntimeError(f"{name} answers {status}: {words or body[:200]!r}")

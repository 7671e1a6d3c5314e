"""``python -m bench [MATTER …]``, one of ``MATTERS`` each: all when none is named; BENCH_QUICK=1 for a smoke run."""

import os
import platform
import signal
import sys
from collections.abc import Callable

from app.clock import in_shanghai, wall_clock
from bench import acceptance, callback, delivery, escalation, growth, matching, outbox, reading
from bench.ground import Ground, ground
from bench.rounds import ROUNDS

MATTERS: dict[str, Callable[[Ground], None]] = {
    "callback": callback.run,
    "outbox": outbox.run,
    "delivery": delivery.run,
    "matching": matching.run,
    "escalation": escalation.run,
    "growth": growth.run,
    "acceptance": acceptance.run,
    "reading": reading.run,
}


def main(names: list[str]) -> None:
    unknown = set(names) - set(MATTERS)
    if unknown:
        sys.exit(f"bench: there is no {', '.join(sorted(unknown))}. Choose of: {', '.join(MATTERS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: stopped"))  # so that what was started is stopped as well
    began = wall_clock()
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {platform.system()}"
    print(f"{in_shanghai(began):%Y-%m-%d %H:%M}, {machine}; medians of {ROUNDS} interleaved rounds (min–max)", flush=True)
    with ground() as stand:
        for name in names or MATTERS:
            MATTERS[name](stand)
    print(f"\nTook {(wall_clock() - began).total_seconds() / 60:.1f} minutes.")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Reading a sentence: ours whole, beside a library for its times alone and a plain classifier for its item alone."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from app.clock import SHANGHAI
from app.county.spec import read_county
from app.intake.county import lexicon_of
from app.intake.learned.corpus import rows
from app.intake.lexicon import Lexicon
from app.intake.reading import read
from bench.ground import Ground, environment
from bench.peers.readers import Guesser, times_in
from bench.report import Goal, figures, goals
from bench.rounds import Spread, interleaved, percentile, ratio

HOME = Path(__file__).resolve().parent.parent
SETS = ("examples", "fresh", "fresh2", "fresh3", "fresh4", "fresh5", "fresh6")
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
OURS, RECOGNIZERS, GUESSES = (
    "ours: the whole reading",
    "Recognizers-Text: times only",
    "TF-IDF + logistic regression: item only",
)
LONG = 4_000
_LOADED = """
import sys, time
began = time.perf_counter()
import wsgi
from pathlib import Path
from datetime import datetime, timezone
from app.county.spec import read_county
from app.intake.county import lexicon_of
from app.intake.reading import read
lexicon = lexicon_of(read_county(Path("counties/pingyang.yaml")))
up = time.perf_counter() - began
read("我家水管爆了,今天下午能来人修不", now=datetime(2026, 11, 23, tzinfo=timezone.utc), lexicon=lexicon)
status = Path("/proc/self/status").read_text()  # ru_maxrss would still be that of the process which started this one
print(up, time.perf_counter() - began, int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


def run(_: Ground) -> None:
    sentences = list(_sentences())
    print(f"\nReading: {len(sentences)} labelled sentences, one after the other in one thread", flush=True)
    lexicon = lexicon_of(read_county(HOME / "tests/counties/yunxi.yaml"))
    guesser = Guesser([(line[-1], line[0]) for line in rows("needs")])
    ours: Callable[[str], object] = partial(read, now=NOW, lexicon=lexicon)
    contenders: dict[str, Callable[[], float]] = {
        OURS: partial(_rate, ours, sentences),
        RECOGNIZERS: partial(_rate, partial(times_in, now=NOW), sentences),
        GUESSES: partial(_rate, guesser.guess, sentences),
    }
    measured = interleaved(contenders)
    figures("sentences a second", measured)
    goals([*_promises(ours, sentences, lexicon), Goal(f"{OURS} ÷ {RECOGNIZERS}", ratio(measured, OURS, RECOGNIZERS), 1.0)])


def _sentences() -> list[str]:
    files = (HOME / "tests" / "intake" / f"{name}.jsonl" for name in SETS)
    return [
        json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def _rate(reader: Callable[[str], object], sentences: list[str]) -> float:
    began = time.perf_counter()
    for sentence in sentences:
        reader(sentence)
    return len(sentences) / (time.perf_counter() - began)


def _promises(ours: Callable[[str], object], sentences: list[str], lexicon: Lexicon) -> list[Goal]:
    """p50, p99 and the longest paste, each as the median of three passes; the process that serves, in memory and start-up."""
    passes = [[_took(ours, sentence) for sentence in sentences] for _ in range(3)]
    paste = ("我家水管爆了,明天上午来人修,大湾村三组 13800000001。" * LONG)[:LONG]
    started = [_started() for _ in range(3)]
    up, memory = (Spread.of([getattr(one, name) for one in started]) for name in ("up", "memory"))
    figures("seconds until a fresh web process has answered its first message", {"ours": [one.answered for one in started]})
    return [
        Goal("p50 of a message", Spread.of([percentile(one, 0.5) for one in passes]), 2, "ms", at_most=True),
        Goal("p99 of a message", Spread.of([percentile(one, 0.99) for one in passes]), 25, "ms", at_most=True),
        Goal("a text of 4,000 characters", Spread.of([_took(ours, paste) for _ in range(5)]), 100, "ms", at_most=True),
        Goal("start-up of the web process with a county read", up, 2, "s", at_most=True),
        Goal("memory of the web process with a county read", memory, 150, "MB", at_most=True),
    ]


def _took(reader: Callable[[str], object], sentence: str) -> float:
    began = time.perf_counter()
    reader(sentence)
    return (time.perf_counter() - began) * 1000


@dataclass(frozen=True)
class Started:
    """A fresh web process: ready to listen and done with its first message after so many seconds; MB then."""

    up: float
    answered: float
    memory: float


def _started() -> Started:
    run = partial(subprocess.run, cwd=HOME, env=environment("sqlite://"), capture_output=True, text=True, check=True)
    said = run([sys.executable, "-c", _LOADED]).stdout.split()
    return Started(*map(float, said))

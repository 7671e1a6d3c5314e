"""Whatever befalls orders, in any sequence: a deadline ahead, one clock, one telling for each rung, and a log that agrees."""

import shutil
from itertools import chain, count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import Database
from app.reactions import REACTIONS
from app.vault import Vault
from tests.conftest import SECRET
from tests.databases import PostgresTables
from tests.faults.crowd import Crowd
from tests.faults.history import DEEDS, History
from tests.pushed_clock import PushedClock

Step = tuple[Any, ...]
"""A happening of ``History`` by its name, and what it takes."""
VOLUNTEERS = 4


def happening(name: str, *takes: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.tuples(st.just(name), *takes)


places = happening("place", st.sampled_from((1, 1, 2, 3)), st.sampled_from(("normal", "normal", "urgent", "emergency")))
packages = happening("package", st.sampled_from(("baby_meal", "maternity_meal")))
deeds = happening("somebody", st.sampled_from(("accept", "accept", *DEEDS)), st.integers(0, 3), st.integers(0, 29))
time = happening("passes", st.sampled_from((1, 3, 7, 11, 35, 250, 1500, 4400)))
odd = st.one_of(
    happening("jumps", st.sampled_from((-130, -11, -1, 1, 25, 600))),
    happening("jobs_run", st.sampled_from((True, True, False))),
    happening("jobs_twice"),
    packages,
    happening("station_goes"),
    happening("chief_changes", st.integers(0, 3)),
)
together = happening(
    "somebody", st.sampled_from(("merge", "split", "compose", "deliver", "not there")), st.integers(0, 3), st.integers(0, 29)
)
single = st.one_of(deeds, together, time, deeds, places, deeds, time, odd).map(lambda step: (step,))


def _done(which: int, who: int) -> tuple[Step, ...]:
    return tuple(("somebody", name, which, who) for name in ("accept", "arrive", "finish"))


lives = st.integers(0, 2).map(lambda n: _done(n, n))
"""One order helped as it should be, from the promise to the end."""
TWO = (("place", 1, "normal"), ("place", 1, "normal"))
LAST, ONE_BEFORE, TWO_BEFORE = -1, -2, -3
bonds = st.integers(0, 2).flatmap(
    lambda n: st.sampled_from(
        (
            (*TWO, ("somebody", "merge", LAST, n)),
            (*TWO, ("somebody", "merge", LAST, n), *_done(ONE_BEFORE, n)),
            (*TWO, ("somebody", "merge", LAST, n), ("somebody", "split", LAST, n)),
            (*TWO, ("somebody", "compose", 0, n)),
            (*TWO, ("somebody", "compose", 0, n), ("somebody", "accept", LAST, n), ("somebody", "deliver", ONE_BEFORE, n)),
            (*TWO, ("somebody", "compose", 0, n), ("somebody", "accept", LAST, n), ("somebody", "not there", TWO_BEFORE, n)),
            (("package", "baby_meal"), *_done(ONE_BEFORE, n), *_done(LAST, n + 1)),
        )
    )
)
"""Orders that belong together: merged and taken apart, bought in one round, the parts of a package."""
histories = st.lists(st.one_of(single, single, single, lives, bonds), min_size=6, max_size=24)


def tell(history: History, story: list[tuple[Step, ...]]) -> None:
    for name, *takes in chain([("place", 1, "normal")], *story):
        getattr(history, name)(*takes)
        history.jobs()
        history.sound()
    history.jobs_run(True)
    history.passes(200)
    history.sound()


numbers = count()


@settings(max_examples=30)
@given(story=histories)
@pytest.mark.usefixtures("moves")
def test_any_history_keeps_every_promise_on_sqlite(settled: Path, story: list[tuple[Step, ...]]) -> None:
    file = settled.with_name(f"history-{next(numbers)}.db")
    shutil.copyfile(settled, file)
    database = Database(f"sqlite:///{file}", vault=Vault(SECRET), reactions=REACTIONS)
    try:
        tell(History(database, PushedClock()), story)
    finally:
        database.close()
        file.unlink()


@settings(max_examples=6)
@given(story=histories)
@pytest.mark.usefixtures("moves")
def test_any_history_keeps_every_promise_on_postgres(postgres_tables: PostgresTables, story: list[tuple[Step, ...]]) -> None:
    database = Database(postgres_tables.empty(), vault=Vault(SECRET), reactions=REACTIONS)
    try:
        Crowd(database, PushedClock(), volunteers=VOLUNTEERS)
        tell(History(database, PushedClock()), story)
    finally:
        database.close()

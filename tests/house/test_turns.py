"""The one writer's place: one at a time among threads and processes, nobody waits for ever, and a death frees it."""

import subprocess
import sys
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.db import Database
from app.turns import Turns

HOLD = """
import sys, time
from pathlib import Path
from app.turns import Turns
with Turns(Path(sys.argv[1])).taken(5):
    print("mine", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "yihu.db.turn"


def test_threads_take_it_one_after_the_other(place: Path) -> None:
    turns, inside, most = Turns(place), [0], [0]

    def work() -> None:
        for _ in range(50):
            with turns.taken(10):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turns.close()
    assert most == [1]


def test_another_process_has_it_until_it_dies(place: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(place)], stdout=subprocess.PIPE, text=True)
    turns = Turns(place)
    try:
        assert other.stdout
        assert other.stdout.readline() == "mine\n"
        with pytest.raises(OperationalError), turns.taken(0.05):
            pass
        other.kill()
        with turns.taken(10):
            pass
    finally:
        other.kill()
        other.communicate()
        turns.close()


def test_whoever_fails_gives_it_back(place: Path) -> None:
    turns, others = Turns(place), Turns(place)
    with pytest.raises(ZeroDivisionError), turns.taken(1):
        raise ZeroDivisionError
    with others.taken(0):
        began = monotonic()
        with pytest.raises(OperationalError), turns.taken(0.02):
            pass
        assert monotonic() - began >= 0.02
    with turns.taken(0):
        pass
    turns.close()
    others.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_closed_database_begins_nothing(database_url: str) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        session.execute(text("SELECT 1"))
    database.close()
    with pytest.raises(RuntimeError, match="closed"), database.transaction():
        pass
    with pytest.raises(RuntimeError, match="closed"), database.reading():
        pass

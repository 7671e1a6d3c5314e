"""The real ``python -m jobs`` against the simulated platform: killed at any moment it loses nothing and repeats nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select, update

from app.clock import wall_clock
from app.config import Settings
from app.db import Database
from app.outbox.actions import Notice, owe_many
from app.outbox.model import Notification, Status
from app.outbox.rules import Value
from app.pulse.model import Lease
from app.pulse.queries import ages
from simulator.accounts import MiniProgram, ServiceAccount
from simulator.platform import Platform
from simulator.web import create_simulator
from tests.outbox.conftest import COUNTY, Outbox
from tests.pushed_clock import PushedClock
from tests.serving import served

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30


@pytest.fixture
def platform(settings: Settings) -> Platform:
    account = ServiceAccount(
        settings.wechat_appid, settings.wechat_secret, token=settings.wechat_token, aes_key=settings.wechat_aes_key
    )
    return Platform(account, MiniProgram("wx-mini", "mini secret"), templates_on_use=True, strangers=True)


@pytest.fixture
def address(platform: Platform) -> Iterator[str]:
    with served(create_simulator(platform)) as address:
        yield address


@pytest.fixture
def environ(settings: Settings, address: str) -> Mapping[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("WECHAT", "MINIAPP", "DATABASE"))},
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "WECHAT_API_BASE": address,
        "WECHAT_APPID": settings.wechat_appid,
        "WECHAT_SECRET": settings.wechat_secret,
        "WECHAT_TOKEN": settings.wechat_token,
        "WECHAT_AES_KEY": settings.wechat_aes_key,
        "DELIVERY_THREADS": "8",
    }


@pytest.fixture
def start(environ: Mapping[str, str], tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        with (tmp_path / f"jobs{len(started)}.log").open("wb") as log:
            process = subprocess.Popen([sys.executable, "-m", "jobs"], cwd=ROOT, env=environ, stdout=log, stderr=log)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(is_so: Callable[[], bool]) -> bool:
    end = monotonic() + PATIENCE
    while not is_so() and monotonic() < end:
        sleep(0.05)
    return is_so()


def owe_to_neighbours(database: Database, count: int) -> None:
    clock = PushedClock(wall_clock())
    outbox = Outbox(database, clock)
    people = [outbox.person(f"邻居{i}", openid=f"o-neighbour-{i:08}") for i in range(count)]
    card: dict[str, Value] = {"thing1": "修水管", "time2": clock()}
    notices = (Notice(county=COUNTY, person_id=one, kind="offer", card=card, text="修水管") for one in people)
    with database.transaction() as session:
        owe_many(session, notices, now=clock())


def let_two_minutes_pass(database: Database) -> None:
    """Moves what the dead process left behind into the past, instead of waiting."""
    past = wall_clock() - timedelta(minutes=2)
    with database.transaction() as session:
        session.execute(update(Notification).where(Notification.status == Status.SENDING).values(claimed_at=past))
        session.execute(update(Lease).values(until=past))


def test_killed_in_the_middle_of_sending_it_loses_nothing_and_repeats_nothing(
    database: Database, platform: Platform, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    owe_to_neighbours(database, 120)
    platform.fault("slow", endpoint="cgi-bin/message/template/send", delay=0.05)
    first = start()
    assert until(lambda: len(platform.messages.sent) >= 40)
    first.send_signal(signal.SIGKILL)
    first.wait()
    let_two_minutes_pass(database)
    second = start()
    assert until(lambda: sent(database) == 120)
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE) == 0
    assert sorted(message.openid for message in platform.messages.sent) == sorted(f"o-neighbour-{i:08}" for i in range(120))


def sent(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).where(Notification.status == Status.SENT)).scalar_one()


def test_ctrl_c_ends_it_cleanly_and_frees_the_lead(
    database: Database, start: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    process = start()
    assert until(lambda: is_alive(database))
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    with database.reading() as session:
        assert session.scalars(select(Lease.name)).all() == []
    log = (tmp_path / "jobs0.log").read_text()
    assert '"says": "jobs stopped"' in log
    assert "Traceback" not in log


def is_alive(database: Database) -> bool:
    with database.reading() as session:
        return "jobs" in ages(session, now=wall_clock())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_setting_that_cannot_be_used_is_said_in_one_line(environ: Mapping[str, str]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "jobs"],
        cwd=ROOT,
        env={**environ, "WECHAT_AES_KEY": "short"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr == "jobs: WECHAT_AES_KEY must have 43 characters, it has 5\n"

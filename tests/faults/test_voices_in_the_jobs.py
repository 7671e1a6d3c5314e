"""``python -m jobs`` listens for real: killed while the machine is thinking, the next one answers, and only once."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select, update

from app.clock import wall_clock
from app.config import Settings
from app.county.loading import load
from app.db import Database
from app.outbox.model import Notification
from app.people.actions import meet
from app.voices.actions import keep
from app.voices.model import Hearing, Voice
from simulator.accounts import ServiceAccount
from simulator.answers import Blob
from simulator.platform import Platform
from simulator.web import create_simulator
from tests.faults.wire import Process, environment
from tests.outside import Outside, Says, outside
from tests.serving import served
from tests.stories.village import small_county
from tests.wechat.platform import MINI

PATIENCE = 40
WORDS = Says(json.dumps({"text": "家里灯不亮了，城东社区三组，明天上午，13800001234"}).encode())


@pytest.fixture
def platform(settings: Settings) -> Platform:
    account = ServiceAccount(
        settings.wechat_appid, settings.wechat_secret, token=settings.wechat_token, aes_key=settings.wechat_aes_key
    )
    platform = Platform(account, MINI, templates_on_use=True)
    platform.people.add("王奶奶", openid="o-wang").following = True
    platform.window.message_came("o-wang")
    return platform


@pytest.fixture
def address(platform: Platform) -> Iterator[str]:
    with served(create_simulator(platform)) as address:
        yield address


@pytest.fixture
def machine() -> Iterator[Outside]:
    with outside() as played:
        yield played


@pytest.fixture
def jobs(settings: Settings, address: str, machine: Outside, tmp_path: Path) -> Iterator[Process]:
    more = {"WECHAT_API_BASE": address, "SPEECH_API_BASE": machine.url, "SPEECH_TIMEOUT": "20"}
    machine.says(WORDS)
    process = Process("jobs", environ={**environment(settings), **more}, log=tmp_path / "jobs.log")
    yield process
    process.kill()


def say(database: Database, platform: Platform) -> None:
    """王奶奶's voice, as the callback leaves it."""
    media_id = platform.media.keep(Blob(b"#!AMR\n" + bytes(320), "audio/amr", "voice.amr"))
    with database.transaction() as session:
        spec = small_county()
        load(session, spec, now=wall_clock())
        person = meet(session, app="service", openid="o-wang", county=spec.code, now=wall_clock())
        keep(session, person, app="service", media_ids=(media_id, ""), at=wall_clock(), now=wall_clock())


def waited_for(what: Callable[[], bool]) -> bool:
    began = monotonic()
    while monotonic() - began < PATIENCE:
        if what():
            return True
        sleep(0.1)
    return False


def test_a_killed_listener_is_followed_by_one_that_answers_once(
    jobs: Process, database: Database, platform: Platform, machine: Outside
) -> None:
    machine.says(Says(b"{}", late=15.0), WORDS)
    say(database, platform)
    assert waited_for(lambda: len(machine.asked) == 1)
    jobs.kill()
    with database.transaction() as session:  # its lease is over
        session.execute(update(Voice).values(due_at=wall_clock()))
    jobs.start()
    assert waited_for(lambda: any("听到您说" in one.text for one in platform.messages.sent))
    with database.reading() as session:
        assert session.scalars(select(Voice.status)).all() == [Hearing.ANSWERED]
        assert session.scalar(select(func.count()).where(Notification.kind == "heard")) == 1
    assert "138****1234" in platform.messages.sent[-1].text

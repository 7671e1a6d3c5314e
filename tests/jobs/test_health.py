"""What operators and their watchers are told: alive, ready, and in figures."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskClient

from app.api.health import blueprint
from app.commands.shelf import MIGRATIONS
from app.config import Settings
from app.house import House, open_house
from app.outbox.model import Lane
from app.pulse.actions import beat
from tests.outbox.channels import TellingChannel
from tests.outbox.conftest import Outbox
from tests.pushed_clock import PushedClock


@pytest.fixture
def house(settings: Settings, clock: PushedClock) -> Iterator[House]:
    house = open_house(settings, clock)
    yield house
    house.db.close()


def front_of(house: House) -> FlaskClient:
    app = Flask("health")
    app.register_blueprint(blueprint(house))
    return app.test_client()


def wrong(client: FlaskClient) -> dict[str, str]:
    answer = client.get("/readyz")
    assert answer.status_code == (503 if answer.get_json()["wrong"] else 200)
    return dict(answer.get_json()["wrong"])


def show_life(house: House) -> None:
    with house.db.transaction() as session:
        beat(session, "jobs", now=house.clock())
        beat(session, "audit", now=house.clock())


def apply_migrations(house: House) -> None:
    """Writes down, as ``flask db upgrade`` would, that the newest are applied."""

    script = ScriptDirectory(str(MIGRATIONS))
    with house.db.engine.begin() as connection:
        MigrationContext.configure(connection).stamp(script, "heads")


@pytest.fixture
def well(house: House) -> Iterator[House]:
    apply_migrations(house)
    show_life(house)
    yield house
    with house.db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


def test_a_process_without_a_database_is_alive_but_not_ready(settings: Settings, clock: PushedClock) -> None:
    house = open_house(replace(settings, database_url="postgresql://nobody@127.0.0.1:9/nothing"), clock)
    client = front_of(house)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "wrong": {"database": "数据库连不上，请检查 DATABASE_URL 和数据库是否在运行"}}
    assert client.get("/metrics").status_code == 503
    house.db.close()


def test_a_service_that_can_do_all_its_work_is_ready(well: House) -> None:
    answer = front_of(well).get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "wrong": {}})


def test_what_is_wrong_is_named_with_its_remedy(well: House, clock: PushedClock) -> None:
    client = front_of(well)
    clock.later(seconds=31)
    assert wrong(client) == {"jobs": "后台进程没有心跳（上次在 31 秒前），请检查 python -m jobs 是否在运行"}
    clock.later(minutes=3)
    with well.db.transaction() as session:
        beat(session, "jobs", now=clock())
    assert list(wrong(client)) == ["audit"]


def test_an_edge_may_say_what_is_wrong_with_it(well: House) -> None:
    well.checks["wechat"] = lambda session: "40164"
    assert wrong(front_of(well)) == {"wechat": "40164"}


def test_missing_settings_are_named(well: House) -> None:
    bare = replace(well, settings=replace(well.settings, wechat_secret="", wechat_token=""))
    assert wrong(front_of(bare)) == {"settings": "还没有设置 WECHAT_SECRET、WECHAT_TOKEN"}


def test_a_database_that_was_never_migrated_is_said_so_and_nothing_else(house: House) -> None:
    """Only once there are migrations: without any there is nothing to apply."""
    if not list((MIGRATIONS / "versions").glob("*.py")):
        pytest.skip("no migration has been written yet")
    assert wrong(front_of(house)) == {"migrations": "数据库结构不是最新的，请运行 flask db upgrade"}


def test_the_figures_are_read_without_counting_what_is_done(well: House, clock: PushedClock) -> None:
    outbox = Outbox(well.db, clock)
    outbox.owe(lane=Lane.URGENT)
    outbox.deliver(TellingChannel())
    outbox.owe(lane=Lane.URGENT)
    clock.later(seconds=20)
    text = front_of(well).get("/metrics").text
    for line in (
        'yihu_outbox_due{lane="urgent"} 1.0',
        'yihu_outbox_oldest_due_seconds{lane="urgent"} 20.0',
        'yihu_outbox_notifications_total{lane="urgent",status="sent"} 1.0',
        'yihu_outbox_in_time_total{lane="urgent"} 1.0',
        "yihu_outbox_in_time_share 1.0",
        "yihu_outbox_sending 0.0",
        "yihu_deadlines_due 0.0",
        'yihu_heartbeat_age_seconds{name="jobs"} 20.0',
    ):
        assert line in text.splitlines()


def test_the_figures_want_the_token_when_there_is_one(well: House) -> None:
    client = front_of(replace(well, settings=replace(well.settings, metrics_token="令牌 of tests")))
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
    client = front_of(replace(well, settings=replace(well.settings, metrics_token="token-of-tests")))
    assert client.get("/metrics", headers={"Authorization": "Bearer token-of-tests"}).status_code == 200

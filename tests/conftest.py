"""What every test may ask for: a database of either kind, a pushed clock, settings; and no way out to the internet."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright

from app.config import Settings
from app.db import Database
from app.reactions import REACTIONS
from app.vault import Vault
from setup.browser import find_chromium
from tests.databases import PostgresServer, PostgresTables, SqliteTemplate, postgres_server
from tests.once import share
from tests.pushed_clock import PushedClock

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECRET = "a secret only tests know"

hypothesis_settings.register_profile(
    "house", max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")

gc.set_threshold(20_000, 20, 50)
"""Applications come and go whole here: looking for their remains at the usual pace takes a tenth of all the time."""

share()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker takes all browser tests, so that one Chromium serves them all."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; ``tests/browser/conftest.py`` has pages on it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def clock() -> PushedClock:
    """Stands at Tuesday 2026-11-24 10:00 in Shanghai until pushed."""
    return PushedClock()


@pytest.fixture
def vault() -> Vault:
    return Vault(SECRET)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres(worker_id: str, testrun_uid: str) -> Iterator[PostgresServer]:
    with postgres_server(testrun_uid[:12]) as url:
        server = PostgresServer(url, worker_id)
        yield server
        server.drop_all()


@pytest.fixture(scope="session")
def postgres_tables(postgres: PostgresServer) -> Iterator[PostgresTables]:
    tables = PostgresTables(postgres.new_database())
    yield tables
    tables.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with all tables and no rows; the test runs once on each kind.

    For one kind only: ``@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)``.
    """
    if request.param == "sqlite":
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        return template.copy_to(tmp_path / "yihu.db")
    tables: PostgresTables = request.getfixturevalue("postgres_tables")
    return tables.empty()


@pytest.fixture(params=["sqlite", "postgres"])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, for migrations and commands."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings of a complete service on ``database_url``; nothing in them reaches outside this machine."""
    return Settings(
        database_url=database_url,
        secret_key=SECRET,
        wechat_api_base="http://127.0.0.1:9",
        wechat_appid="wx0000000000000001",
        wechat_secret="wechat secret of tests",
        wechat_token="wechattoken",
        wechat_aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        miniapp_appid="wxmini0000000001",
        miniapp_secret="mini secret of tests",
        wecom_api_base="http://127.0.0.1:9",
        wecom_corpid="ww0000000000000001",
        wecom_kf_secret="kf secret of tests",
        wecom_kf_token="kftoken",
        wecom_kf_aes_key="kfghijklmnopqrstuvwxyz0123456789ABCDEFGabcd",
        wecom_robot_token="robottoken",
        wecom_robot_aes_key="robotjklmnopqrstuvwxyz0123456789ABCDEFGabcd",
    )


@pytest.fixture
def database(database_url: str, vault: Vault) -> Iterator[Database]:
    """``app.db.Database`` with a vault and the real reactions, on SQLite and on PostgreSQL."""
    database = Database(database_url, vault=vault, reactions=REACTIONS)
    yield database
    database.close()

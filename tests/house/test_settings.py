"""Settings that fail loudly: what is missing is named before anybody notices, and the secret stays the secret."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Settings
from app.db import Database
from app.errors import Unready
from app.house import House, open_house
from app.people.actions import learn_phone
from app.people.model import Person
from app.people.queries import phone_of
from app.vault import Vault
from tests.house.sources import ROOT
from tests.jobs.test_health import apply_migrations, front_of, show_life, wrong
from tests.pushed_clock import PushedClock

ANOTHER = "another secret than the one before"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def house(settings: Settings, clock: PushedClock) -> Iterator[House]:
    house = open_house(settings, clock)
    yield house
    house.db.close()


@pytest.fixture
def ready(house: House) -> Iterator[House]:
    apply_migrations(house)
    show_life(house)
    yield house
    with house.db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


def test_the_made_up_secret_is_kept_beside_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'own.db'}"
    first = Settings.from_env({"DATABASE_URL": url}).secret_key
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert Settings.from_env({"DATABASE_URL": url}).secret_key == first
    kept = tmp_path / "data" / "secret_key"
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == (first, 0o600)
    assert Settings.from_env({"DATABASE_URL": f"sqlite:///{tmp_path / 'other' / 'own.db'}"}).secret_key != first
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_database_in_memory_keeps_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (Settings.from_env({"DATABASE_URL": "sqlite://"}).secret_key for _ in range(2))
    assert first != second
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("environ", [{"PRODUCTION": "1"}, {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing"}])
def test_a_real_service_makes_up_no_secret(environ: dict[str, str]) -> None:
    with pytest.raises(Unready, match="SECRET_KEY is not set"):
        Settings.from_env(environ)


def test_another_secret_is_refused_at_the_start_and_the_first_goes_on(
    settings: Settings, house: House, clock: PushedClock
) -> None:
    with house.db.transaction() as session:
        person = Person(county="330326", created_at=clock())
        session.add(person)
        learn_phone(session, person, "13800001234")
    with pytest.raises(Unready, match="SECRET_KEY 不是这个数据库原来用的那一个"):
        open_house(replace(settings, secret_key=ANOTHER), clock)
    again = open_house(settings, clock)
    with again.db.reading() as session:
        assert phone_of(session, session.get_one(Person, person.id)) == "13800001234"
    again.db.close()


def test_a_process_that_started_before_the_tables_tells_it_when_asked(settings: Settings, ready: House) -> None:
    mistaken = replace(ready, db=Database(settings.database_url, vault=Vault(ANOTHER)))
    assert list(wrong(front_of(mistaken))) == ["secret"]
    assert wrong(front_of(ready)) == {}
    mistaken.db.close()


def test_without_tables_nothing_is_kept_and_nothing_breaks(
    bare_database_url: str, settings: Settings, clock: PushedClock
) -> None:
    for secret in (settings.secret_key, ANOTHER):
        open_house(replace(settings, database_url=bare_database_url, secret_key=secret), clock).db.close()


@on_sqlite
@pytest.mark.parametrize("module", ["wsgi", "jobs.__main__"])
def test_a_process_with_another_secret_ends_with_one_clear_line(settings: Settings, house: House, module: str) -> None:
    environ = os.environ | {"DATABASE_URL": settings.database_url, "SECRET_KEY": ANOTHER}
    call = "import wsgi" if module == "wsgi" else "from jobs.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", call], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "SECRET_KEY 不是这个数据库原来用的那一个" in done.stderr
    assert "Traceback" not in done.stderr


def real(settings: Settings) -> Settings:
    """What a real county is set to."""
    return replace(
        settings,
        production=True,
        public_url="https://yihu.example.gov.cn",
        wechat_templates='{"offer": "id"}',
        secret_key="s" * 32,
        metrics_token="a token of tests",
    )


@on_sqlite
def test_a_real_county_with_everything_set_has_no_fault(settings: Settings) -> None:
    assert (real(settings).faults(), real(settings).hints()) == ([], [])


@on_sqlite
@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("wechat_templates", "{}", "还没有设置 WECHAT_TEMPLATES"),
        ("wechat_secret", "", "还没有设置 WECHAT_SECRET"),
        ("secret_key", "s" * 31, "SECRET_KEY 太短"),
        *(("public_url", url, "PUBLIC_URL 要是群众手机能打开的 https 地址") for url in (
            "http://yihu.example.gov.cn", "https://localhost", "https://127.0.0.1:8000", "https://[::1]/", "https://", "", "https://[",
        )),
    ],
)  # fmt: skip
def test_what_a_real_county_lacks_is_named(
    settings: Settings, ready: House, caplog: pytest.LogCaptureFixture, name: str, value: str, word: str
) -> None:
    lacking = replace(real(settings), **{name: value})  # type: ignore[arg-type]
    told = wrong(front_of(replace(ready, settings=lacking)))
    assert word in told["settings"]
    if name != "secret_key":  # another secret would not even start on this database
        open_house(replace(lacking, secret_key=settings.secret_key), ready.clock).db.close()
        assert word in caplog.text


@on_sqlite
def test_without_a_token_the_figures_of_a_real_county_are_closed(settings: Settings, ready: House) -> None:
    tokenless = replace(ready, settings=replace(real(settings), metrics_token=""))
    client = front_of(tokenless)
    assert client.get("/metrics").status_code == 403
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["hints"]) == (200, ["没有设置 METRICS_TOKEN，/metrics 是关着的"])
    assert front_of(ready).get("/metrics").status_code == 200


@on_sqlite
def test_a_desk_machine_is_left_in_peace(settings: Settings) -> None:
    plain = replace(settings, production=False, wechat_templates="{}", public_url="http://127.0.0.1:8000")
    assert (plain.faults(), plain.hints()) == ([], [])

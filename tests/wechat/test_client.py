"""The client against a WeChat that lies, stalls and forgets; what it says of that holds no secret."""

import json
import logging
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace

import pytest
import requests
from requests.adapters import BaseAdapter
from sqlalchemy import select

from app.config import Settings
from app.db import Database
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.wechat.platform import Counting, Dead, platform_for
from wechat.client import Client
from wechat.model import AccessToken
from wechat.tokens import STABLE_TOKEN, NoToken, Tokens, trouble
from wechat.wire import Unanswered, Unsent, Wire

BASE = "https://api.weixin.qq.com"
TYPING = "/cgi-bin/message/custom/typing"
BODY = {"touser": "oWang", "command": "Typing"}


@pytest.fixture
def platform(settings: Settings, clock: PushedClock) -> Platform:
    platform = platform_for(settings, clock)
    platform.people.add("王奶奶", openid="oWang").following = True
    return platform


@pytest.fixture
def line(platform: Platform) -> Counting:
    return Counting(platform)


class Office:
    """Makes clients, each as a process of its own would have it."""

    def __init__(self, settings: Settings, db: Database, clock: PushedClock) -> None:
        self.settings, self.db, self.clock = settings, db, clock

    def client(self, line: BaseAdapter, settings: Settings | None = None) -> Client:
        wire = Wire(BASE, timeout=2.0, adapter=line)
        return Client(wire, self.tokens(wire, settings))

    def tokens(self, wire: Wire, settings: Settings | None = None) -> Tokens:
        settings = settings or self.settings
        return Tokens(wire, self.db, self.clock, appid=settings.wechat_appid, secret=settings.wechat_secret)

    def row(self) -> AccessToken:
        with self.db.reading() as session:
            row = session.scalars(select(AccessToken)).one()
            session.expunge(row)
            return row

    def trouble(self) -> str:
        with self.db.reading() as session:
            return trouble(session, now=self.clock()) or ""


@pytest.fixture
def office(settings: Settings, database: Database, clock: PushedClock) -> Office:
    return Office(settings, database, clock)


def test_a_call_fetches_one_stable_token_and_keeps_it(office: Office, line: Counting) -> None:
    client = office.client(line)
    assert [client.post(TYPING, BODY).errcode for _ in range(3)] == [0, 0, 0]
    assert line.calls == {STABLE_TOKEN: 1, TYPING: 3}
    assert json.loads(line.asked[0].body or b"")["force_refresh"] is False
    assert office.row().token
    assert office.trouble() == ""


def test_08_01_twenty_threads_of_two_processes_fetch_one_token(office: Office, line: Counting) -> None:
    processes = [office.client(line), office.client(line)]
    ready = threading.Barrier(20)
    codes: list[int] = []

    def call(client: Client) -> None:
        ready.wait()
        codes.append(client.post(TYPING, BODY).errcode)

    threads = [threading.Thread(target=call, args=(processes[n % 2],)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [0] * 20
    assert line.calls[STABLE_TOKEN] == 1


def test_08_01_a_token_is_renewed_before_it_ends(office: Office, line: Counting, clock: PushedClock) -> None:
    client = office.client(line)
    client.post(TYPING, BODY)
    clock.later(minutes=115)
    client.post(TYPING, BODY)
    assert line.calls[STABLE_TOKEN] == 1
    clock.later(minutes=2)
    assert client.post(TYPING, BODY).errcode == 0
    assert line.calls[STABLE_TOKEN] == 2


def test_08_01_a_token_somebody_else_renewed_is_not_thrown_away(office: Office, line: Counting, platform: Platform) -> None:
    one, other = office.client(line), office.client(line)
    one.post(TYPING, BODY)
    other.post(TYPING, BODY)
    platform.tokens.revoke_all()
    assert one.post(TYPING, BODY).errcode == 0  # 40001, drops, fetches, repeats
    assert line.calls[STABLE_TOKEN] == 2
    assert other.post(TYPING, BODY).errcode == 0  # 40001 with the old one, finds the new one in the row
    assert line.calls[STABLE_TOKEN] == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_08_02_a_standing_refusal_of_the_token_is_met_with_exactly_one_retry(
    office: Office, line: Counting, platform: Platform, clock: PushedClock, code: int
) -> None:
    platform.fault("errcode", endpoint=TYPING.lstrip("/"), code=code)
    client = office.client(line)
    assert client.post(TYPING, BODY).errcode == code
    assert line.calls == {STABLE_TOKEN: 2, TYPING: 2}
    for _ in range(5):
        with pytest.raises(NoToken) as refusal:
            client.post(TYPING, BODY)
        assert refusal.value.errcode == code
    with pytest.raises(NoToken):
        office.client(line).post(TYPING, BODY)  # nor does another process
    assert line.calls == {STABLE_TOKEN: 2, TYPING: 2}
    assert str(code) in office.trouble()
    platform.clear_faults()
    clock.later(seconds=61)
    assert client.post(TYPING, BODY).errcode == 0
    assert office.trouble() == ""


def test_08_02_twenty_threads_with_a_dead_token_do_not_make_a_storm(office: Office, line: Counting, platform: Platform) -> None:
    client = office.client(line)
    client.post(TYPING, BODY)
    platform.tokens.revoke_all()
    threads = [threading.Thread(target=client.post, args=(TYPING, BODY)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert line.calls[STABLE_TOKEN] == 2
    assert line.calls[TYPING] <= 1 + 20 + 20


def test_08_03_an_address_that_is_not_allowed_is_told_to_the_operator(
    office: Office, line: Counting, platform: Platform, clock: PushedClock, caplog: pytest.LogCaptureFixture
) -> None:
    platform.fault("errcode", endpoint=STABLE_TOKEN.lstrip("/"), code=40164)
    client = office.client(line)
    for _ in range(10):
        with pytest.raises(NoToken) as refusal:
            client.post(TYPING, BODY)
        assert refusal.value.errcode == 40164
    assert line.calls == {STABLE_TOKEN: 1}
    assert "10.0.0.8" in office.trouble()
    assert "白名单" in office.trouble()
    clock.later(minutes=15)
    assert office.trouble() == ""
    assert "10.0.0.8" in caplog.text


def test_a_wrong_secret_is_asked_about_once_a_minute(office: Office, line: Counting, clock: PushedClock) -> None:
    client = office.client(line, replace(office.settings, wechat_secret="a wrong secret"))
    for _ in range(5):
        with pytest.raises(NoToken, match="40125"):
            client.post(TYPING, BODY)
    clock.later(seconds=61)
    with pytest.raises(NoToken, match="40125"):
        client.post(TYPING, BODY)
    assert line.calls == {STABLE_TOKEN: 2}


def test_a_lease_that_a_dead_process_left_ends(office: Office, line: Counting, clock: PushedClock) -> None:
    with office.db.transaction() as session:
        session.add(
            AccessToken(appid=office.settings.wechat_appid, holder="dead", lease_until=clock.later(seconds=0), errcode=0)
        )
    assert office.client(line).post(TYPING, BODY).errcode == 0


def test_busy_is_left_to_the_outbox(office: Office, line: Counting, platform: Platform) -> None:
    platform.fault("errcode", endpoint=TYPING.lstrip("/"), code=-1)
    assert office.client(line).post(TYPING, BODY).errcode == -1
    assert line.calls[TYPING] == 1


ENDS = [
    (Dead(requests.ReadTimeout), Unanswered),
    (Dead(requests.ConnectionError), Unanswered),
    (Dead(requests.exceptions.ChunkedEncodingError), Unanswered),
    (Dead(requests.ConnectTimeout), Unsent),
    (Dead(requests.ConnectionError, refused=True), Unsent),
]


@pytest.mark.parametrize(("line", "kind"), ENDS)
def test_08_14_only_what_surely_did_not_leave_is_unsent(line: Dead, kind: type[Exception]) -> None:
    wire = Wire(BASE, timeout=1.0, adapter=line)
    with pytest.raises(kind):
        wire.post(TYPING, BODY, token="t")


BREAKS = [requests.ReadTimeout, requests.ConnectionError, requests.exceptions.SSLError, requests.exceptions.InvalidURL]


@pytest.mark.parametrize("broken", BREAKS)
def test_08_15_no_secret_is_in_exceptions_or_logs(
    settings: Settings, office: Office, caplog: pytest.LogCaptureFixture, broken: type[requests.RequestException]
) -> None:
    caplog.set_level(logging.DEBUG)
    wire = Wire(BASE, timeout=1.0, adapter=Dead(broken))
    code, token = "code-" * 3, "98_" * 5
    calls: list[Callable[[], object]] = [
        lambda: wire.post(TYPING, BODY, token=token),
        lambda: wire.get("/sns/jscode2session", {"secret": settings.wechat_secret, "js_code": code}),
        office.tokens(wire).current,
    ]
    said = caplog.text
    for call in calls:
        with pytest.raises((Unanswered, Unsent, NoToken)) as fault:
            call()
        said += "".join(traceback.format_exception(fault.value)) + repr(fault.value.__context__)
    for secret in (settings.wechat_secret, settings.wechat_secret.replace(" ", "+"), code, token, BODY["touser"]):
        assert secret not in said + caplog.text


def test_08_15_the_debug_log_of_the_http_library_keeps_no_address(caplog: pytest.LogCaptureFixture) -> None:
    Wire(BASE, timeout=1.0)
    caplog.set_level(logging.DEBUG)
    url = "/cgi-bin/message/template/send?access_token=98_abc&x=1"
    logging.getLogger("urllib3.connectionpool").debug('%s "%s %s"', "https://api.weixin.qq.com:443", "POST", url)
    assert "98_abc" not in caplog.text
    assert "/cgi-bin/message/template/send?access_token=…&x=1" in caplog.text


def test_a_gateways_page_is_no_answer(office: Office, line: Counting, platform: Platform) -> None:
    client = office.client(line)
    client.post(TYPING, BODY)
    platform.fault("html_502", endpoint=TYPING.lstrip("/"))
    with pytest.raises(Unanswered, match="502"):
        client.post(TYPING, BODY)
    with pytest.raises(Unsent, match="404"):
        client.post("/cgi-bin/no/such/thing", BODY)


def test_the_lease_is_given_back(office: Office, line: Counting) -> None:
    office.client(line).post(TYPING, BODY)
    row = office.row()
    assert (row.holder, row.lease_until, row.errcode) == ("", None, 0)

"""The mini-program logs in: a code becomes our token, and nothing of WeChat's leaves the house."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from requests.adapters import BaseAdapter
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.api.session import LASTS, issue, verify
from app.config import Settings
from app.house import House
from app.people.actions import meet
from app.people.model import Identity
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.wechat.platform import MINI, Counting, Dead, platform_for
from wechat.edge import blueprints

PATH = "/api/v1/login"
ENDPOINT = "sns/jscode2session"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, miniapp_appid=MINI.appid, miniapp_secret=MINI.secret)


@pytest.fixture
def platform(settings: Settings, clock: PushedClock) -> Platform:
    return platform_for(settings, clock)


@pytest.fixture
def line(platform: Platform) -> Counting:
    return Counting(platform)


def door(house: House, line: BaseAdapter) -> FlaskClient:
    app = Flask("edge")
    for blueprint in blueprints(house, adapter=line):
        app.register_blueprint(blueprint)
    return app.test_client()


@pytest.fixture
def phone(house: House, line: Counting) -> Iterator[FlaskClient]:
    with door(house, line) as client:
        yield client


def code_of(platform: Platform, name: str) -> str:
    return platform.codes.mint(platform.people.named(name).mini_openid)


def said(answer: TestResponse) -> dict[str, Any]:
    """The answer's JSON object."""
    content = answer.get_json()
    assert isinstance(content, dict)
    return content


def test_a_code_becomes_a_token_with_the_person_in_it(
    phone: FlaskClient, platform: Platform, house: House, line: Counting
) -> None:
    answer = phone.post(PATH, json={"code": code_of(platform, "王奶奶")})
    assert answer.status_code == 200
    assert set(said(answer)) == {"token", "person_id", "expires_in"}
    assert "session_key" not in answer.text
    assert platform.people.named("王奶奶").mini_openid not in answer.text
    assert verify(house.settings.secret_key, said(answer)["token"], now=house.clock()) == said(answer)["person_id"]
    with house.db.reading() as session:
        identity = session.scalars(select(Identity)).one()
        assert (identity.app, identity.openid) == ("mini", platform.people.named("王奶奶").mini_openid)
        assert identity.unionid == platform.people.named("王奶奶").unionid
    assert line.calls == {f"/{ENDPOINT}": 1}  # no access token is needed


def test_logging_in_again_is_the_same_person(phone: FlaskClient, platform: Platform) -> None:
    ids = {said(phone.post(PATH, json={"code": code_of(platform, "王奶奶")}))["person_id"] for _ in range(3)}
    other = said(phone.post(PATH, json={"code": code_of(platform, "小张")}))["person_id"]
    assert len(ids) == 1
    assert other not in ids


def test_who_logs_in_is_the_follower_with_the_same_unionid(phone: FlaskClient, platform: Platform, house: House) -> None:
    person = platform.people.named("王奶奶")
    with house.db.transaction() as session:
        county = house.lexicons.home(session).county
        follower = meet(session, app="service", openid=person.openid, county=county, now=house.clock())
        again = meet(session, app="service", openid=person.openid, county=county, now=house.clock(), unionid=person.unionid)
        assert again is follower  # its unionid came to light later
        meet(session, app="service", openid="another", county=county, now=house.clock(), unionid="another")
    answer = phone.post(PATH, json={"code": code_of(platform, "王奶奶")})
    assert said(answer)["person_id"] == follower.id
    with house.db.reading() as session:
        apps = session.scalars(select(Identity.app).where(Identity.person_id == follower.id).order_by(Identity.app))
        assert list(apps) == ["mini", "service"]


def test_a_follower_whose_unionid_is_not_known_stays_somebody_else(
    phone: FlaskClient, platform: Platform, house: House
) -> None:
    with house.db.transaction() as session:
        county = house.lexicons.home(session).county
        openid = platform.people.named("王奶奶").openid
        follower = meet(session, app="service", openid=openid, county=county, now=house.clock())
    answer = phone.post(PATH, json={"code": code_of(platform, "王奶奶")})
    assert said(answer)["person_id"] != follower.id


def test_a_used_or_unknown_code_means_log_in_again(phone: FlaskClient, platform: Platform) -> None:
    code = code_of(platform, "王奶奶")
    phone.post(PATH, json={"code": code})
    for bad in (code, "0" * 32):
        answer = phone.post(PATH, json={"code": bad})
        assert (answer.status_code, answer.json) == (400, {"message": "请重新登录"})


@pytest.mark.parametrize(("code", "status"), [(40029, 400), (40163, 400), (45011, 429), (40226, 403), (-1, 503), (40125, 503)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_refusal_has_its_status(phone: FlaskClient, platform: Platform, code: int, status: int) -> None:
    platform.fault("errcode", endpoint=ENDPOINT, code=code)
    answer = phone.post(PATH, json={"code": code_of(platform, "王奶奶")})
    assert answer.status_code == status
    assert said(answer)["message"]
    assert "errcode" not in answer.text


@pytest.mark.parametrize("how", [requests.ReadTimeout, requests.ConnectionError])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_08_15_when_wechat_is_away_people_hear_it_and_the_log_keeps_the_secret(
    house: House, how: type[requests.RequestException], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = door(house, Dead(how)).post(PATH, json={"code": "one-time-code"})
    assert answer.status_code == 503
    assert "微信暂时连不上" in said(answer)["message"]
    for secret in (MINI.secret, "one-time-code"):
        assert secret not in caplog.text + answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_token_trouble_does_not_keep_people_out(phone: FlaskClient, platform: Platform) -> None:
    platform.fault("errcode", endpoint="cgi-bin/stable_token", code=40164)
    assert phone.post(PATH, json={"code": code_of(platform, "王奶奶")}).status_code == 200


NO_CODES = [b"", b"{}", b"[]", b"null", b'{"code": 5}', b'{"code": ""}', b'{"code": "\\u4e2d"}', b"code=1", b"\xff"]


@pytest.mark.parametrize("body", [*NO_CODES, b'{"code": "' + b"a" * 129 + b'"}'])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_code_is_refused_without_asking_wechat(phone: FlaskClient, line: Counting, body: bytes) -> None:
    answer = phone.post(PATH, data=body, content_type="application/json")
    assert (answer.status_code, answer.json) == (400, {"message": "请重新登录"})
    assert not line.calls


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_large_body_is_refused(phone: FlaskClient, line: Counting) -> None:
    assert phone.post(PATH, json={"code": "a" * 100_000}).status_code == 413
    assert not line.calls


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_without_mini_program_says_so(house: House, line: Counting) -> None:
    bare = replace(house, settings=replace(house.settings, miniapp_secret=""))
    assert door(bare, line).post(PATH, json={"code": "abc"}).status_code == 503


def test_a_session_token_is_good_for_seven_days_and_for_nobody_else(clock: PushedClock) -> None:
    token = issue("a key", 42, now=clock())
    assert verify("a key", token, now=clock() + LASTS - timedelta(seconds=1)) == 42
    assert verify("a key", token, now=clock() + LASTS) is None
    for bad in ("", "x", token[:-1], token + "A", "." + token, issue("another key", 42, now=clock())):
        assert verify("a key", bad, now=clock()) is None

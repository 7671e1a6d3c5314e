"""The callback as WeChat, and as everybody who is not WeChat, finds it."""

import logging
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.chat.model import Inbound
from app.config import Settings
from app.house import House, open_house
from app.intake.lexicons import Book, Lexicons
from tests.pushed_clock import PushedClock
from tests.wechat.conftest import front_of
from tests.wechat.tencent import GH, PATH, WANG, Tencent
from wechat.callback import LARGEST_BODY

BURST = "<Content><![CDATA[我家水管爆了，今天能来人修不]]></Content>"


def taken(house: House) -> int:
    """How many messages were claimed."""
    with house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(Inbound)) or 0


def test_the_console_gets_its_echo_back(tencent: Tencent) -> None:
    query, _ = tencent.sealed("")
    answer = tencent.client.get(PATH, query_string=query | {"echostr": "5927782489442352469"})
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"5927782489442352469", "text/plain")


WRONG = [("signature", "0" * 40), ("signature", "签名"), ("signature", ""), ("nonce", "1"), ("timestamp", "x")]


@pytest.mark.parametrize(("part", "value"), WRONG)
def test_nobody_else_gets_an_echo(tencent: Tencent, part: str, value: str) -> None:
    query, _ = tencent.sealed("")
    answer = tencent.client.get(PATH, query_string=query | {"echostr": "<script>"} | {part: value})
    assert answer.status_code == 403
    assert b"script" not in answer.data


def test_a_sentence_is_answered_by_the_account_it_was_sent_to(tencent: Tencent) -> None:
    answer = tencent.posts(tencent.message(BURST))
    reply = tencent.opened(answer)
    assert answer.mimetype == "application/xml"
    assert [reply.findtext(name) for name in ("ToUserName", "FromUserName", "MsgType")] == [WANG, GH, "text"]
    assert reply.findtext("Content")


def test_08_05_retries_create_one_order_and_get_the_same_reply(tencent: Tencent, house: House, clock: PushedClock) -> None:
    document = tencent.message(BURST)
    first = tencent.answered(tencent.posts(document))
    clock.later(seconds=5)  # signed and encrypted anew, as WeChat does
    assert [tencent.answered(tencent.posts(document)) for _ in range(3)] == [first] * 3
    assert first
    assert taken(house) == 1


def test_08_05_retries_at_the_same_moment_create_one_order(tencent: Tencent, house: House) -> None:
    query, body = tencent.sealed(tencent.message(BURST))
    answers: list[str] = []

    def once() -> None:
        response = front_of(house).test_client().post(PATH, query_string=query, data=body)
        answers.append(tencent.answered(response))

    threads = [threading.Thread(target=once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert taken(house) == 1


def test_08_06_two_events_of_one_second_are_two(tencent: Tencent, house: House) -> None:
    for key in ("ASK", "MINE"):
        for _ in range(2):
            tencent.posts(tencent.event("CLICK", f"<EventKey><![CDATA[{key}]]></EventKey>"))
    tencent.posts(tencent.event("CLICK", "<EventKey><![CDATA[ASK]]></EventKey>", openid=WANG.lower()))
    assert taken(house) == 3


def test_08_07_what_we_do_not_know_is_taken_in_silence(tencent: Tencent) -> None:
    for name in ("LOCATION", "VIEW", "annual_renew", "some_event_of_2031", "x" * 500):
        answer = tencent.posts(tencent.event(name, "<Latitude>27.6</Latitude>"))
        assert (answer.status_code, answer.data) == (200, b"success")


REFUSED_QUERIES = [
    ({"signature": "0" * 40}, 403),
    ({"signature": "é" * 40}, 403),
    ({"msg_signature": "0" * 40}, 403),
    ({"msg_signature": "签" * 40}, 403),
    ({"nonce": "2"}, 403),
    ({"timestamp": "9" * 30}, 403),
    ({"msg_signature": ""}, 400),
    ({"encrypt_type": ""}, 400),
    ({"encrypt_type": "raw"}, 400),
]


@pytest.mark.parametrize(("twist", "status"), REFUSED_QUERIES)
def test_08_08_wrong_signatures_and_plain_mode_are_refused(
    tencent: Tencent, house: House, twist: dict[str, str], status: int
) -> None:
    answer = tencent.posts(tencent.message(BURST), **twist)
    assert answer.status_code == status
    assert answer.data in (b"forbidden", b"bad request")
    assert taken(house) == 0


def test_08_08_a_plain_body_under_a_captured_query_is_refused(tencent: Tencent, house: House) -> None:
    query, _ = tencent.sealed("")
    plain = tencent.message(BURST).encode()
    assert tencent.sends(query, plain).status_code == 400
    unencrypted = {name: query[name] for name in ("signature", "timestamp", "nonce")}
    assert tencent.sends(unencrypted, plain).status_code == 400
    assert taken(house) == 0


def test_08_08_another_accounts_message_is_refused(tencent: Tencent, settings: Settings, clock: PushedClock) -> None:
    other = Tencent(tencent.client, replace(settings, wechat_appid="wx0000000000000002"), clock)
    assert other.posts(other.message(BURST)).status_code == 403


def test_08_09_an_old_message_is_refused_and_a_late_retry_is_not(tencent: Tencent, house: House, clock: PushedClock) -> None:
    query, body = tencent.sealed(tencent.message(BURST))
    clock.later(minutes=9)
    assert tencent.sends(query, body).status_code == 200
    clock.later(minutes=2)
    assert tencent.sends(query, body).status_code == 403
    assert taken(house) == 1


def test_08_09_a_message_from_the_future_is_refused(
    tencent: Tencent, clock: PushedClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.later(minutes=20)
    query, body = tencent.sealed(tencent.message(BURST))
    clock.later(minutes=-20)
    assert tencent.sends(query, body).status_code == 403
    assert "clock" in caplog.text


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'
NOT_XML = [b"", b"{}", b'{"Encrypt":"x"}', b"<xml", b"\x00" * 50, "说".encode("gbk"), b"<xml><Encrypt>" + b"A" * 60_000]


@pytest.mark.parametrize("body", [BOMB, *NOT_XML])
def test_08_10_bodies_that_are_no_messages_are_refused_without_a_trace(tencent: Tencent, house: House, body: bytes) -> None:
    query, _ = tencent.sealed("")
    answer = tencent.sends(query, body)
    assert (answer.status_code, answer.data) == (400, b"bad request")
    assert taken(house) == 0


def test_08_10_a_truncated_message_is_refused(tencent: Tencent, house: House) -> None:
    query, body = tencent.sealed(tencent.message(BURST))
    assert {tencent.sends(query, body[:cut]).status_code for cut in range(0, len(body) - 6, 97)} == {400}
    assert (
        tencent.sends(query, body.replace(b"</Encrypt>", b"AAAA</Encrypt>").replace(b"]]>AAAA", b"AAAA]]>")).status_code == 403
    )
    assert taken(house) == 0


def test_08_10_a_megabyte_is_refused_by_what_it_says_and_by_what_it_is(tencent: Tencent) -> None:
    query, _ = tencent.sealed("")
    assert tencent.sends(query, b"<xml>" + b" " * 1_000_000).status_code == 413
    assert tencent.sends(query, b"a" * (LARGEST_BODY + 1)).status_code == 413
    liar = {"CONTENT_LENGTH": "10"}
    assert tencent.sends(query, b"a" * 1_000_000, environ_overrides=liar).status_code == 400
    endless = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert tencent.sends(query, b"a" * 1_000_000, environ_overrides=endless).status_code == 413


def test_08_10_an_entity_bomb_inside_a_signed_message_is_refused(tencent: Tencent) -> None:
    document = tencent.message("<Content>&b;</Content>")
    bomb = '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert tencent.posts(bomb + document).status_code == 400


STRANGE = ["😀🚰👵🏻", "水管\x01\x0b爆了\x1f", "\u202e反\u200b了", "水" * 2000, "<b>&amp;</b>", "' OR 1=1 --", "\x00\x01"]


@pytest.mark.parametrize("words", STRANGE)
def test_08_11_strange_texts_are_answered(tencent: Tencent, words: str) -> None:
    assert tencent.says(words)


def test_08_11_a_text_that_ends_a_cdata_is_answered(tencent: Tencent) -> None:
    assert tencent.says("水管]]]]><![CDATA[>爆了</Content>")


def test_08_12_openids_differ_by_case_alone(tencent: Tencent, house: House) -> None:
    assert tencent.says("你好")
    assert tencent.says("你好", openid=WANG.swapcase())
    with house.db.reading() as session:
        assert session.scalar(select(func.count(Inbound.person_id.distinct()))) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_when_nothing_could_be_kept_wechat_is_made_to_ask_again(
    settings: Settings, clock: PushedClock, tmp_path: object, caplog: pytest.LogCaptureFixture
) -> None:
    empty = open_house(replace(settings, database_url=f"sqlite:///{tmp_path}/nothing.db"), clock)
    tencent = Tencent(front_of(empty).test_client(), settings, clock)
    answer = tencent.posts(tencent.message("<Content>我的电话13800012345</Content>"))
    empty.db.close()
    assert (answer.status_code, answer.data) == (503, b"")
    errors = "\n".join(record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING)
    assert "not taken" in errors
    assert "13800012345" not in caplog.text
    assert WANG not in caplog.text


def test_08_04_a_retry_waits_for_its_first_attempt_no_longer_than_wechat_does(tencent: Tencent, house: House) -> None:
    document = tencent.message(BURST)
    msg_id = document.partition("<MsgId>")[2].partition("<")[0]
    with house.db.transaction() as session:
        session.add(Inbound(app="service", key=msg_id, kind="text", at=house.clock()))
        session.flush()  # the first attempt, still at work
        began = time.monotonic()
        assert tencent.posts(document).status_code == 503
        assert 1.5 < time.monotonic() - began < 4.5
        session.rollback()
    assert tencent.answered(tencent.posts(document))


@pytest.mark.parametrize("missing", ["wechat_token", "wechat_aes_key", "wechat_appid"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_without_its_settings_trusts_nobody(
    house: House, settings: Settings, clock: PushedClock, missing: str
) -> None:
    blank: dict[str, Any] = {missing: ""}
    bare = replace(house, settings=replace(settings, **blank))
    tencent = Tencent(front_of(bare).test_client(), replace(settings, wechat_token=""), clock)
    query, body = tencent.sealed(tencent.message(BURST))
    assert tencent.sends(query, body).status_code == 503
    assert tencent.client.get(PATH, query_string=query | {"echostr": "1"}).status_code == 503


class Broken(Lexicons):
    """Dictionaries with a bug in them."""

    def home(self, session: Session) -> Book:
        raise ZeroDivisionError("a bug")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bug_shows_nothing_of_itself_and_keeps_nothing_half_done(
    house: House, settings: Settings, clock: PushedClock
) -> None:
    tencent = Tencent(front_of(replace(house, lexicons=Broken())).test_client(), settings, clock)
    document = tencent.message(BURST)
    answer = tencent.posts(document)
    assert answer.status_code == 500
    assert b"bug" not in answer.data
    assert taken(house) == 0
    mended = Tencent(front_of(house).test_client(), settings, clock)
    assert mended.answered(mended.posts(document))  # WeChat asks again, and nothing is lost

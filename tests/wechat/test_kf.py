"""微信客服 at its edge: what is refused, what is read, what happens when the platform or we are in trouble."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse
from werobot.crypto import MessageCrypt

from app.chat.model import Inbound
from app.chat.said import Kind
from app.config import Settings
from app.house import House
from simulator.accounts import MiniProgram, ServiceAccount
from simulator.adapter import PlatformAdapter
from simulator.corp import Corporation
from simulator.crypt import signature
from simulator.kfphones import KfPhones
from simulator.platform import Platform
from simulator.transports import WsgiTransport
from simulator.web import create_simulator
from tests.pushed_clock import PushedClock
from wechat import edge
from wechat.kf import accounts
from wechat.kf.door import PATH, blueprint
from wechat.kf.reading import Arrived, lines_of, said_in
from wechat.model import KfAccount, KfReply

SYNC, SEND, TOKEN = "cgi-bin/kf/sync_msg", "cgi-bin/kf/send_msg", "cgi-bin/gettoken"
SECRETS = ("kf secret of tests", "access_token=9", "corpsecret=k")


class Corp:
    """A house with the desk of 微信客服, and the platform around it."""

    def __init__(self, house: House, settings: Settings, clock: PushedClock) -> None:
        self.house, self.settings, self.clock = house, settings, clock
        app = Flask("edge")
        app.register_blueprint(blueprint(house))
        self.web = app.test_client()
        self.platform = platform_of(settings, clock)
        self.adapter = PlatformAdapter(create_simulator(self.platform))
        self.phones = KfPhones(self.platform, WsgiTransport(app))
        self.look = edge.errands(house, adapter=self.adapter)["kf"]

    def posts(self, document: str, **twist: str) -> TestResponse:
        """Encrypted by WeRoBot, which shares no code with ours."""
        crypt = MessageCrypt(
            token=self.settings.wecom_kf_token,
            encoding_aes_key=self.settings.wecom_kf_aes_key,
            app_id=twist.pop("corpid", self.settings.wecom_corpid),
        )
        timestamp, nonce = str(int(self.clock().timestamp())), "3947"
        body = crypt.encrypt_message(document, timestamp, nonce)
        signed = body.partition("<MsgSignature><![CDATA[")[2].partition("]")[0]
        query = {"msg_signature": signed, "timestamp": timestamp, "nonce": nonce} | twist
        return self.web.post(PATH, query_string=query, data=body.encode())

    def account(self) -> KfAccount | None:
        with self.house.db.reading() as session:
            row = session.scalars(select(KfAccount)).one_or_none()
            session.expunge_all()
            return row

    def heard(self) -> int:
        with self.house.db.reading() as session:
            return session.scalar(select(func.count()).select_from(Inbound).where(Inbound.app == "kf")) or 0

    def owed(self) -> int:
        with self.house.db.reading() as session:
            return session.scalar(select(func.count()).select_from(KfReply)) or 0


def platform_of(settings: Settings, clock: PushedClock) -> Platform:
    account = ServiceAccount(settings.wechat_appid, settings.wechat_secret, settings.wechat_token, settings.wechat_aes_key)
    corp = Corporation(settings.wecom_corpid, settings.wecom_kf_secret, settings.wecom_kf_token, settings.wecom_kf_aes_key)
    return Platform(account, MiniProgram(settings.miniapp_appid, settings.miniapp_secret), clock, corp=corp)


@pytest.fixture
def corp(house: House, settings: Settings, clock: PushedClock) -> Corp:
    return Corp(house, settings, clock)


# -- the door ----------------------------------------------------------------------------------------------------------


def test_the_console_s_check_is_answered_in_the_open(corp: Corp) -> None:
    echo = corp.phones._seal.close("5927782489442352469")
    timestamp = str(int(corp.clock().timestamp()))
    signed = signature(corp.settings.wecom_kf_token, timestamp, "7", echo)
    query = {"msg_signature": signed, "timestamp": timestamp, "nonce": "7", "echostr": echo}
    assert corp.web.get(PATH, query_string=query).data == b"5927782489442352469"
    assert corp.web.get(PATH, query_string=query | {"msg_signature": "0" * 40}).status_code == 403
    assert corp.web.get(PATH, query_string=query | {"echostr": "x"}).status_code == 403
    assert corp.web.get(PATH).status_code == 400


def test_news_is_noted_at_once_and_nothing_is_read_there(corp: Corp) -> None:
    assert corp.posts(corp.phones.news()).data == b"success"
    account = corp.account()
    assert account is not None
    assert (account.wanted_at, account.cursor) == (corp.clock(), "")
    assert corp.platform.wire.lines() == []


@pytest.mark.parametrize(
    ("twist", "status"),
    [
        ({"msg_signature": "0" * 40}, 403),
        ({"msg_signature": ""}, 403),
        ({"msg_signature": "签" * 40}, 403),
        ({"nonce": "8"}, 403),
        ({"timestamp": "x"}, 400),
        ({"timestamp": "1"}, 403),
        ({"corpid": "ww0000000000000002"}, 403),
    ],
)
def test_what_is_not_the_corporation_s_is_refused(corp: Corp, twist: dict[str, str], status: int) -> None:
    assert corp.posts(corp.phones.news(), **twist).status_code == status
    assert corp.account() is None


def test_a_replay_after_ten_minutes_is_refused_and_before_does_no_harm(corp: Corp) -> None:
    path, body = corp.phones.sealed(corp.phones.news())
    assert {corp.web.post(path, data=body).status_code for _ in range(3)} == {200}
    corp.clock.later(minutes=11)
    assert corp.web.post(path, data=body).status_code == 403


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


@pytest.mark.parametrize("body", [b"", b"{}", b"<xml", b"\x00" * 50, BOMB, b"<xml><Encrypt/></xml>", b"<xml><a><b/></a></xml>"])
def test_bodies_that_are_no_news_are_refused(corp: Corp, body: bytes) -> None:
    path, _ = corp.phones.sealed(corp.phones.news())
    answer = corp.web.post(path, data=body)
    assert (answer.status_code, answer.data) == (400, b"bad request")


def test_a_megabyte_is_refused(corp: Corp) -> None:
    path, _ = corp.phones.sealed(corp.phones.news())
    assert corp.web.post(path, data=b"<xml>" + b" " * 1_000_000).status_code == 413


@pytest.mark.parametrize(
    ("inside", "status"),
    [
        ("{}", 400),
        ("<xml><Event>kf_msg_or_event</Event></xml>", 400),
        (f"<xml><Event>kf_msg_or_event</Event><OpenKfId>{'w' * 65}</OpenKfId></xml>", 400),
        ("<xml><Event>change_contact</Event></xml>", 200),
        ("<xml/>", 200),
    ],
)
def test_signed_news_of_other_shapes_do_no_harm(corp: Corp, inside: str, status: int) -> None:
    assert corp.posts(inside).status_code == status
    assert corp.account() is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_its_settings_the_door_is_shut_and_nobody_reads(house: House, settings: Settings, clock: PushedClock) -> None:
    bare = replace(house, settings=replace(settings, wecom_kf_token="", wecom_kf_secret=""))
    app = Flask("edge")
    app.register_blueprint(blueprint(bare))
    assert app.test_client().post(PATH, data=b"x").status_code == 503
    assert app.test_client().get(PATH).status_code == 503
    assert edge.errands(bare) == {}


# -- reading -----------------------------------------------------------------------------------------------------------


def test_what_was_written_is_heard_once_and_the_cursor_moves(corp: Corp) -> None:
    corp.phones.says("秀英", "你好", "帮助")
    assert corp.look()
    assert len(corp.phones.heard("秀英")) == 2
    account = corp.account()
    assert account is not None
    assert account.wanted_at is None
    assert account.cursor.endswith("2")
    assert not corp.look()
    corp.phones.tell()
    corp.look()
    assert (corp.heard(), len(corp.phones.heard("秀英"))) == (2, 2)


def test_duplicates_and_a_wrong_order_change_nothing(corp: Corp) -> None:
    corp.platform.desk.twice = corp.platform.desk.shuffled = True
    for words in ("你好", "我的订单", "帮助"):
        corp.phones.untold = words != "帮助"
        corp.phones.says("秀英", words)
        corp.clock.later(seconds=2)
    corp.look()
    assert corp.heard() == 3
    heard = corp.phones.heard("秀英")
    assert len(heard) == 3
    assert "您好" in heard[0]
    assert "直接说您要什么帮助" in heard[2]


def test_a_refused_cursor_reads_all_again_and_nobody_is_answered_twice(corp: Corp) -> None:
    corp.phones.says("秀英", "你好")
    corp.look()
    with corp.house.db.transaction() as session:
        session.execute(update(KfAccount).values(cursor="nobody gave this out"))
    corp.phones.says("秀英", "帮助")
    corp.look()
    assert (corp.heard(), len(corp.phones.heard("秀英"))) == (2, 2)


def test_an_old_token_of_the_callback_is_left_out(corp: Corp) -> None:
    corp.phones.says("秀英", "你好")
    with corp.house.db.transaction() as session:
        session.execute(update(KfAccount).values(token="of yesterday"))
    corp.look()
    assert corp.heard() == 1


def test_a_long_queue_is_read_page_by_page(corp: Corp) -> None:
    corp.phones.untold = True
    for number in range(230):
        corp.phones.says(f"群友{number % 50}", "你好")
    corp.phones.untold = False
    corp.phones.tell()
    corp.look()
    assert corp.heard() == 230
    assert sum(line.what == f"/{SYNC}" for line in corp.platform.wire.lines()) == 3


def test_a_callback_that_got_lost_is_made_up_for(corp: Corp) -> None:
    corp.phones.says("秀英", "你好")
    corp.look()
    corp.phones.untold = True
    corp.phones.says("秀英", "帮助")
    corp.clock.later(minutes=4)
    assert not corp.look()
    corp.clock.later(minutes=2)
    assert corp.look()
    assert corp.heard() == 2


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_a_bad_access_token_is_changed_once(corp: Corp, errcode: int, caplog: pytest.LogCaptureFixture) -> None:
    corp.platform.fault("errcode", endpoint=SYNC, code=errcode, count=1)
    corp.phones.says("秀英", "你好")
    corp.look()
    assert corp.heard() == 1
    assert not [secret for secret in SECRETS if secret in caplog.text]


@pytest.mark.parametrize(
    ("kind", "code"), [("errcode", 40001), ("errcode", 60020), ("errcode", -1), ("timeout", 0), ("html_502", 0)]
)
def test_trouble_in_reading_pauses_is_told_and_loses_nothing(
    corp: Corp, kind: str, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    corp.platform.fault(kind, endpoint=SYNC, code=code)
    corp.phones.says("秀英", "你好")
    for _ in range(accounts.TOLD_AFTER):
        corp.look()
        corp.clock.later(minutes=5)
    assert corp.heard() == 0
    with corp.house.db.reading() as session:
        assert "微信客服" in str(accounts.trouble(session))
    corp.platform.clear_faults()
    corp.look()
    assert (corp.heard(), len(corp.phones.heard("秀英"))) == (1, 1)
    with corp.house.db.reading() as session:
        assert accounts.trouble(session) is None
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_a_wrong_secret_asks_once_and_not_again_and_again(corp: Corp, house: House, settings: Settings) -> None:
    wrong = replace(house, settings=replace(settings, wecom_kf_secret="another"))
    look = edge.errands(wrong, adapter=corp.adapter)["kf"]
    corp.phones.says("秀英", "你好")
    for _ in range(5):
        look()
    assert sum(line.what == f"/{TOKEN}" for line in corp.platform.wire.lines()) == 1


def test_two_readers_do_not_read_the_same(corp: Corp) -> None:
    corp.phones.says("秀英", "你好")
    now = corp.clock()
    with corp.house.db.transaction() as session:
        first = accounts.claim(session, "one", now=now)
        assert accounts.claim(session, "two", now=now) is None
    assert first is not None
    later = now + accounts.LEASE
    with corp.house.db.transaction() as session:
        assert accounts.claim(session, "two", now=later) is not None
    with pytest.raises(accounts.Overtaken), corp.house.db.transaction() as session:
        accounts.hold_on(session, first, now=later, cursor="too late")
    account = corp.account()
    assert account is not None
    assert account.cursor == ""


def test_news_that_come_while_it_is_read_are_not_forgotten(corp: Corp) -> None:
    corp.phones.says("秀英", "你好")
    with corp.house.db.transaction() as session:
        reading = accounts.claim(session, "one", now=corp.clock())
    assert reading is not None
    corp.clock.later(seconds=1)
    corp.phones.says("秀英", "帮助")
    with corp.house.db.transaction() as session:
        accounts.read_to_the_end(session, reading, now=corp.clock())
        assert accounts.waiting(session, now=corp.clock())


# -- answering ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["timeout", "unknown_delivery", "html_502", "reset"])
def test_an_answer_that_may_have_arrived_is_sent_again_and_shown_once(corp: Corp, kind: str) -> None:
    corp.platform.fault(kind, endpoint=SEND, count=1)
    corp.phones.says("秀英", "你好")
    corp.look()
    assert corp.owed() == 1
    corp.clock.later(seconds=3)
    corp.look()
    assert (corp.owed(), len(corp.phones.heard("秀英"))) == (0, 1)


@pytest.mark.parametrize("code", [95001, 95002, 95018, 40096])
def test_an_answer_that_is_not_allowed_is_given_up(corp: Corp, code: int, caplog: pytest.LogCaptureFixture) -> None:
    corp.platform.fault("errcode", endpoint=SEND, code=code, count=1)
    corp.phones.says("秀英", "你好")
    corp.look()
    assert corp.owed() == 0
    assert "given up" in caplog.text


def test_an_answer_whose_sender_died_is_sent_by_somebody_else(corp: Corp) -> None:
    corp.phones.says("秀英", "你好")
    corp.platform.fault("errcode", endpoint=SEND, code=-1, count=1)
    corp.look()
    with corp.house.db.transaction() as session:
        session.execute(update(KfReply).values(due_at=corp.clock() + timedelta(seconds=60)))  # claimed, and then nothing
    corp.clock.later(seconds=61)
    corp.look()
    assert len(corp.phones.heard("秀英")) == 1


# -- what came ---------------------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SHAPES = [
    {"send_time": 1795485600, "sender_name": "秀英", "msgtype": "text", "msg_content": '{"content":"水管坏了"}'},
    {"send_time": 1795485600, "sender_name": "秀英", "msgtype": "text", "msg_content": {"content": "水管坏了"}},
    {"send_time": "1795485600", "sender_name": "秀英", "msgtype": "text", "msg_content": '{"text":{"content":"水管坏了"}}'},
    {"send_time": 1795485600, "sender_name": "秀英", "msgtype": "text", "msg_content": "水管坏了"},
]


@pytest.mark.parametrize("item", SHAPES)
def test_a_forwarded_line_is_read_in_every_shape_it_was_seen_in(item: dict[str, object]) -> None:
    (line,) = lines_of({"item": [item]})
    assert (line.speaker, line.text, line.at) == ("秀英", "水管坏了", datetime.fromtimestamp(1795485600, UTC))


def test_records_inside_records_are_read_in_their_place_and_not_for_ever() -> None:
    deep: dict[str, object] = {"title": "t", "item": SHAPES[:1]}
    for _ in range(9):
        deep = {"title": "t", "item": [SHAPES[1], {"msgtype": "merged_msg", "msg_content": {"merged_msg": deep}}]}
    assert len(list(lines_of(deep))) == 3
    assert len(list(lines_of({"item": SHAPES * 1000}))) == 600


@pytest.mark.parametrize("inside", [{}, {"item": None}, {"item": [None, 1, "x", {}]}, {"item": [{"msg_content": "[" * 9999}]}])
def test_a_broken_record_is_a_record_without_words(inside: dict[str, object]) -> None:
    entry = {"msgid": "1", "external_userid": "wm1", "origin": 3, "msgtype": "merged_msg", "merged_msg": inside}
    said = said_in(Arrived(entry), now=NOW)
    assert said is not None
    assert said.kind is Kind.RECORD


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"msgid": "1", "external_userid": "wm1", "origin": 5, "msgtype": "text", "text": {"content": "同事说的"}},
        {"msgid": "1", "origin": 3, "msgtype": "text", "text": {"content": "谁？"}},
        {"msgid": "1", "origin": 4, "msgtype": "event", "event": {"event_type": "enter_session", "external_userid": "wm1"}},
        {"msgid": "1", "origin": 4, "msgtype": "event", "event": {"event_type": "servicer_status_change"}},
        {"msgid": 1, "external_userid": ["wm1"], "origin": "3", "msgtype": None},
    ],
)
def test_what_nobody_said_to_us_is_passed_over(entry: dict[str, object]) -> None:
    assert said_in(Arrived(entry), now=NOW) is None


def test_strange_characters_of_a_message_are_left_out(corp: Corp) -> None:
    corp.phones.sends("秀英", "text", {"content": "我的\x00订单\x08😀"})
    corp.phones.sends("秀英", "location", {"latitude": float("inf"), "longitude": 1})
    corp.look()
    assert corp.heard() == 2


def test_half_a_character_is_left_out() -> None:
    entry = {"msgid": "1", "external_userid": "wm1", "origin": 3, "msgtype": "text", "text": {"content": "水\ud800管"}}
    said = said_in(Arrived(entry), now=NOW)
    assert said is not None
    assert said.text == "水管"

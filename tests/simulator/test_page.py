"""The page of phones over HTTP: what it shows, does and refuses."""

import json
import socket
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from app.errors import Unready
from simulator.__main__ import main
from simulator.breakage import break_connection
from simulator.page import live
from simulator.phonebook import open_phonebook
from simulator.phones import Phones
from simulator.platform import Platform
from simulator.postman import Postman
from simulator.web import create_simulator
from tests.simulator.cast import ACCOUNT, Caller, Echo

ENVIRON = {
    "WECHAT_APPID": ACCOUNT.appid,
    "WECHAT_SECRET": ACCOUNT.secret,
    "WECHAT_TOKEN": ACCOUNT.token,
    "WECHAT_AES_KEY": ACCOUNT.aes_key,
    "WECHAT_API_BASE": "http://127.0.0.1:9",
    "PRODUCTION": "",
}
ARGUMENTS = ["--port", "1", "--callback", "http://127.0.0.1:9/wechat/callback"]


@pytest.fixture
def page(platform: Platform, phones: Phones) -> FlaskClient:
    open_phonebook(phones, None)
    return create_simulator(platform, phones).test_client()


def _openid(phones: Phones, name: str) -> str:
    return phones.person(name).openid


def test_the_page_shows_the_account_and_the_four_phones(page: FlaskClient) -> None:
    shown = page.get("/").get_data(as_text=True)
    assert "平阳县新时代文明实践中心" in shown
    state = page.get("/sim/state").get_json()
    assert [person["name"] for person in state["people"]] == ["王奶奶", "小张", "老陈", "李主任"]


def test_what_people_write_cannot_become_markup(page: FlaskClient, phones: Phones, echo: Echo) -> None:
    phones.follow("王奶奶")
    phones.says("王奶奶", "</script><img src=x onerror=alert(1)>")
    shown = page.get("/").get_data(as_text=True)
    assert "<img src=x" not in shown
    assert "\\u003c/script\\u003e" in shown


def test_a_phone_follows_writes_and_hears(page: FlaskClient, phones: Phones) -> None:
    path = f"/sim/phones/{_openid(phones, '王奶奶')}"
    assert page.post(f"{path}/says", json={"text": "在吗"}).status_code == 409
    assert page.post(f"{path}/follow", json={}).status_code == 200
    assert page.post(f"{path}/says", json={"text": "在吗"}).get_json() == {"reply": "你说：在吗"}
    for deed in ("voice", "image", "location", "sticker", "unfollow"):
        assert page.post(f"{path}/{deed}", json={}).status_code == 200
    bubbles = page.get("/sim/state").get_json()["chats"][_openid(phones, "王奶奶")]
    assert {"voice", "image", "location", "sticker", "text", "followed"} <= {bubble["kind"] for bubble in bubbles}


def test_the_page_refuses_what_it_cannot_do(page: FlaskClient, phones: Phones) -> None:
    path = f"/sim/phones/{_openid(phones, '王奶奶')}"
    assert page.post(f"{path}/dances", json={}).status_code == 404
    assert page.post(f"{path}/says", data="text=hello").status_code == 415
    assert page.post(f"{path}/says", json={"text": " "}).get_json() == {"refused": "请先写一句话"}
    assert page.post("/sim/phones/nobody/says", json={"text": "喂"}).status_code == 409
    assert page.post(f"{path}/chooses", json={"choice": "7"}).status_code == 409
    assert page.post("/sim/people", json={"name": " "}).status_code == 409


def test_somebody_new_gets_a_phone(page: FlaskClient) -> None:
    openid = page.post("/sim/people", json={"name": "赵大爷"}).get_json()["openid"]
    assert page.post(f"/sim/phones/{openid}/follow", json={}).status_code == 200


def test_a_fault_is_switched_on_and_off_by_the_page(page: FlaskClient, caller: Caller, granny: str) -> None:
    fault = page.post("/sim/faults", json={"kind": "errcode", "code": 45009, "endpoint": "/cgi-bin/user/get"}).get_json()
    assert caller.get("/cgi-bin/user/get", access_token=caller.token)["errcode"] == 45009
    assert page.get("/sim/state").get_json()["faults"] == [fault]
    assert page.post("/sim/faults/clear", json={"id": fault["id"]}).get_json() == {"faults": []}
    assert "errcode" not in caller.get("/cgi-bin/user/get", access_token=caller.token)
    assert page.post("/sim/faults", json={"kind": "flood"}).status_code == 409
    assert page.post("/sim/faults", json={"kind": "slow", "delay": "long"}).status_code == 409


def test_news_come_in_order_and_only_once(page: FlaskClient, phones: Phones) -> None:
    seq = page.get("/sim/state").get_json()["seq"]
    phones.follow("王奶奶")
    news = page.get(f"/sim/news?after={seq}").get_json()
    assert [each["seq"] for each in news] == list(range(seq + 1, seq + 1 + len(news)))
    assert {"people", "bubble", "wire"} == {each["kind"] for each in news}
    assert page.get(f"/sim/news?after={news[-1]['seq']}").get_json() == []


def test_the_stream_tells_each_bubble_with_its_number(platform: Platform, phones: Phones) -> None:
    phones.follow("王奶奶")
    told = list(islice(live(platform.feed, 0), 3))
    assert told[0] == f"retry: 1000\nevent: boot\ndata: {platform.feed.boot}\n\n"
    assert told[1].startswith("id: 1\ndata: ")
    assert json.loads(told[2].partition("data: ")[2])["seq"] == 2


def test_strangers_a_demonstration_reaches_are_shown_but_not_all(platform: Platform, phones: Phones) -> None:
    people = platform.people
    people._welcome_strangers = True
    for number in range(20):
        people.holding(f"ostranger{number:016d}")
    shown = create_simulator(platform, phones).test_client().get("/sim/state").get_json()["people"]
    assert len(shown) == 8
    assert shown[-1]["name"] == "群众 0019"


def test_a_phonebook_file_brings_people_who_follow(tmp_path: Path, phones: Phones) -> None:
    book = tmp_path / "people.json"
    book.write_text(json.dumps([{"name": "王奶奶", "openid": "oWang" + "x" * 23, "role": "村民", "about": "显桥村"}]))
    open_phonebook(phones, book)
    person = phones.person("王奶奶")
    assert (person.openid, person.following, person.about) == ("oWang" + "x" * 23, True, "显桥村")
    book.write_text("{}")
    with pytest.raises(Unready, match="手机名册"):
        open_phonebook(phones, book)
    with pytest.raises(Unready, match="读不了"):
        open_phonebook(phones, tmp_path / "nothing.json")


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PRODUCTION": "1"}, "正式环境里不能启动模拟器"),
        ({"WECHAT_API_BASE": "https://api.weixin.qq.com"}, "指向真正的微信"),
        ({"WECHAT_SECRET": ""}, "WECHAT_SECRET"),
        ({"WECHAT_AES_KEY": "short"}, "43"),
    ],
)
def test_the_simulator_does_not_start_where_it_must_not(environ: dict[str, str], words: str) -> None:
    result = CliRunner().invoke(main, ARGUMENTS, env=ENVIRON | environ)
    assert result.exit_code == 1
    assert words in result.output


def test_a_bad_callback_address_is_named() -> None:
    result = CliRunner().invoke(main, ["--port", "1", "--callback", "nonsense"], env=ENVIRON)
    assert (result.exit_code, "nonsense" in result.output) == (1, True)


def test_a_broken_line_is_really_broken() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        break_connection({"werkzeug.socket": ours}, "reset", 0)
        assert theirs.recv(10) == b""


def test_the_postman_posts_what_is_owed(platform: Platform, phones: Phones, caller: Caller, echo: Echo, granny: str) -> None:
    Postman(phones).start()
    seq = platform.feed.seq
    caller.template(granny, {"thing1": "修水管", "time2": "15:00", "phrase3": "待接单"})
    while "TEMPLATESENDJOBFINISH" not in {said.get("Event") for said in echo.heard}:
        news = platform.feed.after(seq, wait=5)
        assert news, "the postman did not come"
        seq = news[-1].seq

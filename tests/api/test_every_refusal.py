"""Whatever goes wrong under /api/ is one Chinese sentence as JSON, and tells nothing of our insides."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.api.phone import MiniProgram
from tests.stories.village import Village

ORDERS = "/api/v1/orders"
ENGLISH = re.compile(r"[A-Za-z]{3,}(?: [a-z]+)+")

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def said(answer: TestResponse) -> str:
    assert answer.is_json, answer.text
    assert list(answer.json) == ["message"]  # type: ignore[arg-type]
    message = str(answer.json["message"])  # type: ignore[index]
    assert not ENGLISH.search(message), message
    assert re.search("[一-鿿]", message)
    return message


def send(granny: MiniProgram, body: bytes, kind: str = "application/json") -> TestResponse:
    return granny.web.post(ORDERS, data=body, headers=granny.headers(), content_type=kind)


def test_an_address_that_is_not_there(village: Village) -> None:
    for path in ("/api/v1/nothing", "/api/", "/api/v2/orders", "/api/v1/orders/A01/a/b"):
        answer = village.web.get(path)
        assert answer.status_code == 404
        assert said(answer) == "没有这个地址。"


def test_a_method_that_is_not_served(village: Village) -> None:
    for method, path in (("DELETE", ORDERS), ("GET", "/api/v1/login"), ("PUT", "/api/v1/me")):
        answer = village.web.open(path, method=method)
        assert answer.status_code == 405
        assert answer.headers["Allow"]
        assert said(answer) == "这个地址不支持这种请求方法。"


def test_a_body_that_is_too_large(granny: MiniProgram) -> None:
    answer = send(granny, b'{"words": "' + b"a" * 1_100_000 + b'"}')
    assert (answer.status_code, said(answer)) == (413, "请求太大了。")


@pytest.mark.parametrize("body", [b"", b"{", b"words=x", b"\xff\xfe", b"[" * 200_000, b'{"a": ' * 100_000])
def test_what_is_no_json(granny: MiniProgram, body: bytes) -> None:
    answer = send(granny, body)
    assert (answer.status_code, said(answer)) == (400, "请求里的内容不是 JSON。")


@pytest.mark.parametrize("body", [b"[]", b"null", b"5", b'["words"]'])
def test_json_that_is_no_object(granny: MiniProgram, body: bytes) -> None:
    assert said(send(granny, body)) == "请求里的内容要是一个 JSON 对象。"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "「内容（words）」没有填。"),
        ({"words": ""}, "「内容（words）」不能空着。"),
        ({"words": " \x00\n"}, "「内容（words）」不能空着。"),
        ({"words": 5}, "「内容（words）」要是文字。"),
        ({"words": "水" * 2001}, "「内容（words）」太长了，最多 2000 个字。"),
        ({"words": "x", "people": 0}, "「人数（people）」不能小于 1。"),
        ({"words": "x", "people": 501}, "「人数（people）」不能大于 500。"),
        ({"words": "x", "people": "many"}, "「人数（people）」要是整数。"),
        ({"words": "x", "people": 1.5}, "「人数（people）」要是整数。"),
        ({"words": "x", "surprise": 1}, "「surprise」这里没有这一项。"),
        ({"words": "x", "a\n<b>" * 30: 1}, None),
        ({"words": "x", "village_code": "1"}, "「村（社区）（village_code）」格式不对。"),
        ({"words": "x", "time_start": []}, None),
    ],
)
def test_a_field_that_is_wrong_is_named_in_words(granny: MiniProgram, body: dict[str, object], words: str | None) -> None:
    answer = granny.post("/orders", body)
    assert answer.status_code == 422
    assert words in {None, said(answer)}


def test_who_is_not_known_hears_that_first(village: Village, granny: MiniProgram) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}):
        for body in (b"{", b"{}", b'{"words": 5}'):
            answer = village.web.post(ORDERS, data=body, content_type="application/json", headers=headers)
            assert (answer.status_code, said(answer)) == (401, "请重新登录。")
        assert village.web.post(f"{ORDERS}/A01/dance", headers=headers).status_code == 401


def test_a_fault_of_ours_is_told_without_our_insides(village: Village, granny: MiniProgram) -> None:
    with village.house.db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE items RENAME TO gone")
    answer = granny.get("/catalogue")
    assert answer.status_code == 500
    assert "请稍后再试" in said(answer)


def test_a_login_that_fails_says_it_like_the_rest(village: Village) -> None:
    for body in (b"{", b"[" * 2000, b'{"code": 5}', b'{"code": "' + b"0" * 32 + b'"}'):
        answer = village.web.post("/api/v1/login", data=body, content_type="application/json")
        assert (answer.status_code, said(answer)) == (400, "请重新登录")


@pytest.mark.parametrize("key", ["k" * 81, "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(granny: MiniProgram, key: str) -> None:
    assert granny.post("/orders", {"words": "水管爆了"}, key=key).status_code == 422


def test_no_answer_is_kept_on_the_way(granny: MiniProgram) -> None:
    for answer in (granny.get("/me"), granny.get("/orders/A99"), granny.web.get("/api/v1/me")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

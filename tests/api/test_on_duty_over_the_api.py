"""转, 退回, 电话确认 and the knock list over the API: the same rules as in the chat, for whoever answers for the place."""

from typing import Any

import pytest

from tests.api.phone import MiniProgram, joined
from tests.stories.ladder import NEED, facts, order
from tests.stories.village import Village


@pytest.fixture
def chief(village: Village) -> MiniProgram:
    return joined(village, "李主任")


@pytest.fixture
def desk(village: Village) -> MiniProgram:
    return joined(village, "钱调度")


def test_an_order_is_handed_on_and_back_and_its_clock_goes_on(village: Village, chief: MiniProgram, desk: MiniProgram) -> None:
    code = village.says("王奶奶", NEED, "1")
    due = order(village).due_at
    handed = chief.post(f"/orders/{code}/transfer", {"to": "county", "reason": "村里没有水电工"})
    assert handed.status_code == 200, handed.text
    assert handed.json["status_words"] == "待选派"  # type: ignore[index]
    village.settle()
    assert code in village.heard("钱调度")[-1]
    again = chief.post(f"/orders/{code}/transfer", {"to": "county", "reason": "没人"})
    assert (again.status_code, again.json["message"]) == (409, f"{code} 已经在县中心。")  # type: ignore[index]
    assert chief.post(f"/orders/{code}/return", {"reason": "拿回来"}).status_code == 403
    back = desk.post(f"/orders/{code}/return", {"reason": "村里就能办"})
    assert back.json["status_words"] == "派单中"  # type: ignore[index]
    assert order(village).due_at == due
    assert [row.data["reason"] for row in facts(village, "OrderTransferred")] == ["村里没有水电工", "村里就能办"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"to": "税务局", "reason": "没人"}, 422, "没有这个地方可以转，可以转：县中心、乡镇"),
        ({"to": "county", "reason": ""}, 422, ""),
        ({"to": "county"}, 422, ""),
    ],
)
def test_where_to_and_why_must_be_said(
    village: Village, chief: MiniProgram, body: dict[str, str], status: int, words: str
) -> None:
    code = village.says("王奶奶", NEED, "1")
    answer = chief.post(f"/orders/{code}/transfer", body)
    assert answer.status_code == status
    assert words in answer.json["message"]  # type: ignore[index]
    assert order(village).desk is None


def test_a_department_is_named_by_its_code(village: Village, chief: MiniProgram) -> None:
    village.keeps(departments=[{"code": "justice", "name": "司法分中心", "skills": []}])
    code = village.says("王奶奶", NEED, "1")
    answer = chief.post(f"/orders/{code}/transfer", {"to": "justice", "reason": "要调解"})
    assert answer.status_code == 409  # nobody leads it yet
    assert "司法分中心现在没有人值班" in answer.json["message"]  # type: ignore[index]


def test_what_the_villager_said_on_the_phone_closes_it(village: Village, chief: MiniProgram) -> None:
    code = village.says("王奶奶", NEED, "1")
    assert chief.post(f"/orders/{code}/phoned", {"stars": 5}).status_code == 409
    village.asks("小张", "1")
    village.asks("小张", "完成")
    closed = chief.post(f"/orders/{code}/phoned", {"stars": 5, "words": "修好了"})
    assert (closed.status_code, closed.json["status_words"]) == (200, "已销号")  # type: ignore[index]
    assert [row.data["rating"] for row in facts(village, "OrderConfirmedByPhone")] == [5]


def test_said_on_the_phone_to_be_badly_done_it_is_done_again(village: Village, chief: MiniProgram) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.asks("小张", "完成")
    due = order(village).due_at
    again = chief.post(f"/orders/{code}/phoned", {"stars": 1, "words": "还在漏", "again": True})
    assert again.json["status_words"] == "派单中"  # type: ignore[index]
    assert order(village).due_at == due


BODIES: dict[str, dict[str, Any]] = {
    "transfer": {"to": "county", "reason": "x"},
    "return": {"reason": "x"},
    "phoned": {"stars": 5},
}


@pytest.mark.parametrize("deed", BODIES)
def test_a_villager_and_a_volunteer_may_not(village: Village, granny: MiniProgram, deed: str) -> None:
    code = village.says("王奶奶", NEED, "1")
    for one in (granny, joined(village, "王奶奶"), joined(village, "小张")):
        answer = one.post(f"/orders/{code}/{deed}", BODIES[deed])
        assert (answer.status_code, "给值班的人用的" in answer.json["message"]) == (403, True)  # type: ignore[index]


def test_the_knock_list_is_read_and_worked_off(village: Village, chief: MiniProgram, desk: MiniProgram) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("王奶奶", "我叫王秀英，住城东社区三组")
    village.phones.person("王奶奶").following = False
    village.asks("小张", "1")
    village.later(hours=1)
    (line,) = chief.get("/knocks").json["doors"]  # type: ignore[index]
    assert (line["number"], line["order"], line["phone"]) == (1, code, "13800001234")
    assert code in line["words"]
    assert desk.get("/knocks").json["doors"][0]["phone"] == "138****1234"  # type: ignore[index]
    assert chief.post("/knocks/7/told").status_code == 404
    assert chief.post("/knocks/1/told").json == {"doors": []}
    assert chief.post("/knocks/1/told").status_code == 409
    assert len(facts(village, "KnockSettled")) == 1


def test_only_whoever_is_on_duty_reads_the_knock_list(village: Village, granny: MiniProgram) -> None:
    assert granny.get("/knocks").status_code == 403
    assert granny.post("/knocks/1/told").status_code == 403

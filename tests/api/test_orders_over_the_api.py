"""What the mini-program can do is what the chat can do, with the same rules."""

import pytest

from app.people.model import Person
from tests.api.phone import MiniProgram, joined
from tests.stories.village import Village

NEED = "我家水管爆了,明天上午来人修"


@pytest.fixture
def helper(village: Village) -> MiniProgram:
    return joined(village, "小张")


def test_an_order_is_placed_offered_accepted_served_and_rated(
    village: Village, granny: MiniProgram, helper: MiniProgram
) -> None:
    placed = granny.orders(NEED)
    assert placed.status_code == 200
    assert placed.json is not None
    number, code = placed.json["number"], placed.json["code"]
    assert placed.json["item"] == "水电维修"
    village.settle()
    assert code in village.heard("小张")[-1]
    assert [one["number"] for one in helper.get("/offers").json["orders"]] == [number]  # type: ignore[index]
    assert helper.get(f"/orders/{number}").json["contact"] is None  # type: ignore[index]
    accepted = helper.post(f"/orders/{code}/accept")
    assert "13800001234" in accepted.json["contact"]  # type: ignore[index]
    assert "小张" in granny.get(f"/orders/{number}").json["helpers"][0]  # type: ignore[index]
    helper.post(f"/orders/{number}/arrive")
    helper.post(f"/orders/{number}/finish")
    rated = granny.post(f"/orders/{number}/rating", {"stars": 5})
    assert rated.json["status_words"] == "已销号"  # type: ignore[index]
    story = [step["words"] for step in granny.get(f"/orders/{number}").json["timeline"]]  # type: ignore[index]
    assert story[0] == "已点单"
    assert "群众评价 5 分" in story[-1]


def test_a_repeated_request_finds_the_order_it_made(granny: MiniProgram) -> None:
    body = {"words": NEED, "village_code": granny.village_code, "phone": "13800001234"}
    first, second = (granny.post("/orders", body, key="tap-1").json for _ in range(2))
    assert first["number"] == second["number"]  # type: ignore[index]
    assert len(granny.get("/orders").json["orders"]) == 1  # type: ignore[index]


def test_what_is_missing_is_said(granny: MiniProgram) -> None:
    answer = granny.post("/orders", {"words": "家里灯不亮了", "phone": "13800001234"})
    assert answer.status_code == 422
    assert "村" in answer.json["message"]  # type: ignore[index]


@pytest.mark.parametrize("body", [{}, {"words": ""}, {"words": "x", "people": 0}, {"words": "x", "surprise": 1}, None])
def test_a_malformed_request_is_refused_without_our_insides(granny: MiniProgram, body: dict[str, object] | None) -> None:
    answer = granny.post("/orders", body)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


def test_nobody_gets_in_without_a_token(village: Village) -> None:
    for header in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eA=="}):
        assert village.web.get("/api/v1/orders", headers=header).status_code == 401


def test_an_erased_person_is_a_stranger(village: Village, granny: MiniProgram) -> None:
    with village.house.db.transaction() as session:
        person = session.query(Person).order_by(Person.id.desc()).first()
        assert person is not None
        person.erased_at = village.clock()
    assert granny.get("/me").status_code == 401


def test_somebody_elses_order_is_not_there(village: Village, granny: MiniProgram) -> None:
    number = granny.orders(NEED).json["number"]  # type: ignore[index]
    stranger = MiniProgram(village, "李奶奶")
    assert stranger.get(f"/orders/{number}").status_code == 404
    assert stranger.post(f"/orders/{number}/cancel").status_code == 403
    assert stranger.post(f"/orders/{number}/accept").status_code == 403
    assert granny.post(f"/orders/{number}/cancel").json["status_words"] == "已撤单"  # type: ignore[index]
    assert granny.post(f"/orders/{number}/nudge").status_code == 409


def test_unseen_characters_trouble_no_database(village: Village, granny: MiniProgram) -> None:
    assert granny.get("/orders/%00A01%0a").status_code == 404
    assert granny.post("/orders/A%0001/accept").status_code == 404
    assert granny.orders("\x00\x01").status_code == 422
    assert granny.orders("水\ud800管").status_code in {400, 422}
    assert granny.orders(f"{NEED}\x00", landmark="\x00").status_code == 200


def test_the_openapi_document_describes_every_call(village: Village) -> None:
    document = village.web.get("/api/v1/openapi.json").json
    assert document is not None
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/orders", "/api/v1/orders/{number}/{deed}", "/api/v1/me"} <= set(document["paths"])

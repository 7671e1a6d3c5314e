"""The mini-program opened from a group: whose group it is, and what an order from there knows."""

import base64
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.people.model import Identity
from app.places.model import VillageGroup
from simulator.groups import enter_info, opengid, sealed
from tests.api.phone import MiniProgram, joined
from tests.stories.village import RURAL, VILLAGE, Village


def entered(village: Village, phone: MiniProgram, name: str, group: str = "城东一家亲", **twist: Any) -> TestResponse:
    return phone.post("/groups", enter_info(village.platform, name, group, **twist))


def body(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return dict(answer.json)


def code_of(village: Village, name: str) -> str:
    return next(one.code for town in village.spec.towns for one in town.villages if one.name == name)


def names(phone: MiniProgram, ticket: str, village_code: str) -> TestResponse:
    return phone.post("/groups/village", {"ticket": ticket, "village_code": village_code})


def test_whoever_is_on_duty_says_whose_group_it_is_and_orders_from_there_know_it(village: Village) -> None:
    chief = joined(village, "李主任")
    known = body(entered(village, chief, "李主任"))
    assert (known["village_code"], known["confirmed"]) == (None, False)
    known = body(names(chief, known["ticket"], chief.village_code))
    assert (known["village"], known["confirmed"]) == (VILLAGE, True)
    granny = MiniProgram(village, "王奶奶")
    seen = body(entered(village, granny, "王奶奶"))
    assert (seen["village_code"], seen["confirmed"]) == (chief.village_code, True)
    wish = {"words": "我家水管爆了，明天上午来人修", "phone": "13800001234", "from_group": seen["ticket"]}
    assert VILLAGE in body(granny.post("/orders", wish))["place"]


def test_a_village_that_is_said_goes_before_the_group_s(village: Village) -> None:
    granny = MiniProgram(village, "王奶奶")
    ticket = body(entered(village, granny, "王奶奶"))["ticket"]
    body(names(granny, ticket, granny.village_code))
    wish = {"words": f"{RURAL}我妈家灯不亮了，明天上午来人修", "phone": "13800001234", "from_group": ticket}
    assert RURAL in body(granny.post("/orders", wish))["place"]
    wish = {"words": "灯不亮了，明天上午来人修", "phone": "13800001234", "from_group": ticket}
    assert RURAL in body(granny.post("/orders", wish | {"village_code": code_of(village, RURAL)}))["place"]


def test_one_villager_s_word_is_used_and_a_second_one_confirms_it(village: Village) -> None:
    granny, uncle = MiniProgram(village, "王奶奶"), MiniProgram(village, "赵大爷")
    hers, his = (body(entered(village, phone, name))["ticket"] for phone, name in ((granny, "王奶奶"), (uncle, "赵大爷")))
    assert body(names(granny, hers, code_of(village, RURAL)))["confirmed"] is False
    assert body(names(granny, hers, granny.village_code))["village"] == VILLAGE
    assert body(names(granny, hers, granny.village_code))["confirmed"] is False, "her own word twice is one word"
    refused = names(uncle, his, code_of(village, RURAL))
    assert refused.status_code == 409
    assert refused.json == {"message": f"这个群已经是{VILLAGE}的了。不对的话，请村里值班的人来改。"}
    assert body(names(uncle, his, granny.village_code))["confirmed"] is True
    assert names(granny, hers, code_of(village, RURAL)).status_code == 409


def test_a_confirmed_group_is_moved_only_by_who_answers_for_both(village: Village) -> None:
    chief, far, desk = joined(village, "李主任"), joined(village, "周站长"), joined(village, "钱调度")
    tickets = {name: body(entered(village, phone, name))["ticket"] for name, phone in
               (("李主任", chief), ("周站长", far), ("钱调度", desk))}  # fmt: skip
    body(names(chief, tickets["李主任"], chief.village_code))
    assert names(far, tickets["周站长"], code_of(village, RURAL)).status_code == 409
    moved = body(names(desk, tickets["钱调度"], code_of(village, RURAL)))
    assert (moved["village"], moved["confirmed"]) == (RURAL, True)


def test_two_groups_are_two_and_a_ticket_is_one_person_s(village: Village) -> None:
    granny, uncle = MiniProgram(village, "王奶奶"), MiniProgram(village, "赵大爷")
    one = body(entered(village, granny, "王奶奶"))
    other = body(entered(village, granny, "王奶奶", "麻步老乡"))
    assert one["ticket"] != other["ticket"]
    for ticket in (one["ticket"], "1.2." + "0" * 32, "x", "1.1"):
        answer = names(uncle, ticket, uncle.village_code)
        assert (answer.status_code, answer.json) == (422, {"message": "请从群里重新打开小程序。"})
    wish = {"words": "灯不亮了，明天上午来人修", "phone": "13800001234", "from_group": one["ticket"]}
    assert uncle.post("/orders", wish).status_code == 422


def test_what_is_old_another_s_or_no_group_is_refused(village: Village) -> None:
    granny = MiniProgram(village, "王奶奶")
    now = int(village.clock().timestamp())
    mini = village.platform.mini.appid
    for twist in (
        {"watermark": {"appid": "wxanother", "timestamp": now}},
        {"watermark": {"appid": mini, "timestamp": now - 3600}},
        {"watermark": {"appid": mini, "timestamp": "soon"}},
        {"watermark": None},
        {"opengid": ""},
        {"opengid": 7},
    ):
        assert entered(village, granny, "王奶奶", **twist).status_code == 422
    with village.house.db.reading() as session:
        assert session.scalars(select(VillageGroup)).all() == []


@pytest.mark.parametrize(
    "twist",
    [{"iv": "AAAA"}, {"iv": "水"}, {"encrypted_data": "AAAA"}, {"encrypted_data": "=" * 4000}, {"encrypted_data": "水"}],
)
def test_what_cannot_be_opened_is_refused_kindly(village: Village, twist: dict[str, str]) -> None:
    granny = MiniProgram(village, "王奶奶")
    answer = granny.post("/groups", enter_info(village.platform, "王奶奶", "群") | twist)
    assert (answer.status_code, answer.json) == (422, {"message": "群信息打不开。请重新登录，再从群里打开小程序。"})


def test_what_is_no_object_inside_is_refused_too(village: Village) -> None:
    granny = MiniProgram(village, "王奶奶")
    key = village.platform.session_keys[village.phones.person("王奶奶").mini_openid]
    for plain in (b"[]", b"x", b"[" * 3000):
        assert granny.post("/groups", sealed(plain, key)).status_code == 422


def test_after_a_new_login_elsewhere_the_old_seal_asks_for_a_login(village: Village) -> None:
    granny = MiniProgram(village, "王奶奶")
    old = enter_info(village.platform, "王奶奶", "群")
    MiniProgram(village, "王奶奶")
    assert granny.post("/groups", old).status_code == 422


def test_neither_the_key_nor_the_group_s_id_lies_open(village: Village) -> None:
    granny = MiniProgram(village, "王奶奶")
    answer = entered(village, granny, "王奶奶", "群")
    key = village.platform.session_keys[village.phones.person("王奶奶").mini_openid]
    with village.house.db.reading() as session:
        kept = session.scalars(select(Identity.session_key_sealed).where(Identity.session_key_sealed.is_not(None))).one()
        digest = session.scalars(select(VillageGroup.digest)).one()
    assert base64.b64decode(key) not in (kept or b"")
    assert key.encode() not in (kept or b"")
    secret = opengid(village.platform, "群")
    assert secret not in digest + answer.text
    assert key not in answer.text

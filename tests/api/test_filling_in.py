"""What is filled in is checked in plain words: an hour that is ahead, a village that is here, a phone that rings."""

from typing import Any

import pytest
from sqlalchemy import select

from app.orders.model import Order
from app.people.model import Person
from tests.api.phone import MiniProgram
from tests.stories.village import Village

NEED = "我家水管爆了，来人修"
TOMORROW = "2026-11-25T09:00:00+08:00"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def refused(granny: MiniProgram, **wish: Any) -> str:
    """The sentence with which this wish is refused."""
    answer = granny.orders(NEED, **({"time_start": TOMORROW} | wish))
    assert answer.status_code == 422, answer.text
    return str(answer.json["message"])  # type: ignore[index]


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"time_start": "2026-11-25T09:00:00"}, "时区"),
        ({"time_start": "2026-11-24T09:58:59+08:00"}, "已经过了"),
        ({"time_start": TOMORROW, "time_end": TOMORROW}, "结束时间要在开始时间之后"),
        ({"time_start": TOMORROW, "time_end": "2026-11-25T08:00:00+08:00"}, "结束时间要在开始时间之后"),
        ({"time_start": TOMORROW, "time_end": "2026-11-25T10:00:00"}, "时区"),
        ({"time_start": "2031-01-01T09:00:00+08:00"}, "太远"),
        ({"time_start": "2027-12-30T09:00:00+08:00"}, "太远"),
        ({"time_start": "9999-12-31T23:59:59-12:00"}, "太远"),
        ({"time_start": "0001-01-01T00:00:00+14:00"}, "太远"),
        ({"time_start": TOMORROW, "time_end": "9999-12-31T23:59:59-12:00"}, "太远"),
        ({"time_start": None, "time_end": TOMORROW}, "也请给开始时间"),
        ({"time_start": "明天"}, "要是时间"),
        ({"time_start": -(10**18)}, "时间"),
    ],
)
def test_an_hour_must_be_ahead_in_order_and_near(granny: MiniProgram, wish: dict[str, Any], word: str) -> None:
    assert word in refused(granny, **wish)


def test_a_button_pressed_half_a_minute_late_is_in_time(granny: MiniProgram) -> None:
    assert granny.orders(NEED, time_start="2026-11-24T09:59:30+08:00").status_code == 200


def test_an_hour_said_in_words_that_is_over_is_asked_for_again(village: Village, granny: MiniProgram) -> None:
    village.clock.later(hours=11)
    answer = granny.orders("我家水管爆了，今天上午来人修")
    assert answer.status_code == 422
    assert "什么时候" in answer.json["message"]  # type: ignore[index]


@pytest.mark.parametrize("code", ["999999999999", "330326000000"])
def test_only_a_village_of_this_county_will_do(granny: MiniProgram, code: str) -> None:
    assert "没有这个村" in refused(granny, village_code=code)


def test_a_town_is_no_village(village: Village, granny: MiniProgram) -> None:
    assert "没有这个村" in refused(granny, village_code=village.spec.towns[0].area_code)
    assert "格式不对" in refused(granny, village_code="３３０３２６１０００００")


def test_a_service_nobody_offers_is_refused(granny: MiniProgram) -> None:
    assert "服务清单里没有" in refused(granny, item_code="moon_flight")


@pytest.mark.parametrize("phone", ["12345", "1380000123", "138000012345", "abcdefghijk", "00000000000", "一三八"])
def test_a_phone_that_cannot_ring_is_refused(granny: MiniProgram, phone: str) -> None:
    assert "电话" in refused(granny, phone=phone)


@pytest.mark.parametrize("phone", ["138 0000 1234", "+86 138-0000-1234", "１３８００００１２３４", "0577-63721234", "63721234"])
def test_a_phone_is_understood_however_it_is_written(granny: MiniProgram, phone: str) -> None:
    answer = granny.orders(NEED, time_start=TOMORROW, phone=phone)
    assert answer.status_code == 200, answer.text


def test_what_cannot_be_seen_is_not_kept(village: Village, granny: MiniProgram) -> None:
    answer = granny.orders(
        "我家水管\x00爆了\x1b[31m，\u202e明天上午来人修",
        contact="王\x00奶奶\n\n",
        landmark="老樟树\u2028\x00下",
        item_code="water_electric",
    )
    assert answer.status_code == 200, answer.text
    with village.house.db.reading() as session:
        order = session.scalars(select(Order)).one()
        assert order.words == "我家水管爆了[31m，明天上午来人修"
        assert order.contact == "王奶奶"
        assert order.place.endswith("老樟树 下")


def test_danger_is_answered_with_the_number_first(village: Village, granny: MiniProgram) -> None:
    answer = granny.orders("我老伴晕倒了，叫不醒")
    assert answer.status_code == 200
    assert answer.json is not None
    assert list(answer.json)[:2] == ["numbers", "notice"]
    assert "120" in answer.json["numbers"]
    assert answer.json["notice"].startswith("现在请马上打 120")
    assert "120（120" not in answer.json["notice"]
    assert (answer.json["item"], answer.json["time"]) == ("紧急求助", "马上")


def test_danger_waits_for_no_field_and_stumbles_over_none(village: Village, granny: MiniProgram) -> None:
    for wish in ({}, {"village_code": "999999999999", "phone": "1", "time_start": "2020-01-01T00:00:00Z", "item_code": "x"}):
        answer = granny.post("/orders", {"words": "老伴晕倒了没反应", **wish})
        assert answer.status_code == 200, answer.text
        assert "120" in answer.json["numbers"]  # type: ignore[index]


def test_a_repeated_cry_gets_the_same_order_and_the_same_number_to_call(granny: MiniProgram) -> None:
    first, second = (granny.post("/orders", {"words": "老伴晕倒了没反应"}, key="cry").json for _ in range(2))
    assert first == second
    assert "120" in first["numbers"]  # type: ignore[index]


def test_an_ordinary_need_carries_no_alarm(granny: MiniProgram) -> None:
    answer = granny.orders(NEED, time_start=TOMORROW).json
    assert (answer["numbers"], answer["notice"]) == ([], "")  # type: ignore[index]


def test_the_profile_learns_home_and_phone_once(village: Village, granny: MiniProgram) -> None:
    granny.orders(NEED, time_start=TOMORROW, phone="138 0000 1234")
    assert granny.get("/me").json["phone"] == "138****1234"  # type: ignore[index]
    with village.house.db.reading() as session:
        assert session.scalars(select(Person.area_code).where(Person.area_code == granny.village_code)).all()

"""Typed card values: whatever people wrote, WeChat takes it; whatever we got wrong, tests see it."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.outbox.rules import TEXT_LIMIT, check, fitted, plain_text, width
from simulator import values

FREE = ("thing1", "phrase2", "name3", "character_string4", "phone_number5")


@pytest.mark.parametrize("key", FREE)
@given(text=st.text(max_size=80))
@example(text="")
@example(text="\n\t\x00\u200b")
@example(text="😀" * 30)
@example(text="我家的水管爆了,水流得到处都是,今天能不能来个人帮忙修一下")
@example(text="\ud800 half a sign")
def test_whatever_people_wrote_fits_a_free_text_field(key: str, text: str) -> None:
    shown = fitted(key, text)
    assert values.check({key: {"value": shown}}, key) == shown
    assert fitted(key, shown) == shown
    check({key: shown})


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("thing1", "修水管", "修水管"),
        ("thing1", " 修\n水管  ", "修 水管"),
        ("thing1", "一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("thing1", "一二三四五六七八九十一二三四五六七八九十多", "一二三四五六七八九十一二三四五六七八九…"),
        ("thing1", "谢谢😀", "谢谢"),
        ("thing1", "𠮷家", "𠮷家"),
        ("phrase1", "已接单!", "已接单"),
        ("phrase1", "ok", "待查看"),
        ("character_string1", "PY-20261124-0007", "PY-20261124-0007"),
        ("character_string1", "A07号", "A07"),
        ("character_string1", "A07", "A07"),
        ("phone_number1", "138****2345", "138****2345"),
        ("name1", "欧阳", "欧阳"),
        ("number1", 12, "12"),
        ("amount1", "￥3.50元", "¥3.50元"),
        ("time1", datetime(2026, 11, 24, 2, 5, tzinfo=UTC), "2026年11月24日 10:05"),
        ("date1", datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "2026年11月25日"),
        ("time1", "15:01~16:30", "15:01~16:30"),
    ],
)
def test_a_value_is_shown_as_its_type_wants(key: str, value: str | int | datetime, shown: str) -> None:
    assert fitted(key, value) == shown
    assert values.check({key: {"value": shown}}, key) == shown


@given(moment=st.datetimes(timezones=st.just(UTC), min_value=datetime(1990, 1, 1), max_value=datetime(2190, 1, 1)))  # noqa: DTZ001
def test_any_moment_is_a_time_and_a_date(moment: datetime) -> None:
    for key in ("time1", "date2"):
        assert values.check({key: {"value": fitted(key, moment)}}, key)


@pytest.mark.parametrize(
    ("key", "value"),
    [("time1", "尽快"), ("number1", "三个"), ("const1", ""), ("date1", "明天"), ("weather1", "晴"), ("thing", "没有号")],
)
def test_a_mistake_of_ours_is_named_by_its_field_and_not_by_its_value(key: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"card field {key} ") as wrong:
        fitted(key, value)
    assert not value or value not in str(wrong.value)


def test_checking_a_card_names_the_field_wechat_would_refuse() -> None:
    check({"thing1": "修水管", "time2": "2026年11月24日 10:05"})
    with pytest.raises(ValueError, match="card field phrase3 "):
        check({"thing1": "修水管", "phrase3": "状态:已接单"})


@given(text=st.text(max_size=900))
def test_plain_text_keeps_its_lines_and_loses_what_databases_refuse(text: str) -> None:
    shown = plain_text(text)
    shown.encode()
    assert "\x00" not in shown
    assert width(shown) <= TEXT_LIMIT


def test_plain_text_keeps_lines() -> None:
    assert plain_text("小张接单了。\n电话 138****2345\r\n") == "小张接单了。\n电话 138****2345"

"""One service on several days is a need for each day; days that are only offered, or follow each other, are one."""

import pytest

from app.intake.reading import Request, read
from tests.intake.labels import lexicon, moment


def asked(text: str) -> list[Request]:
    return list(read(text, now=moment("2026-11-24T10:00:00"), lexicon=lexicon("yunxi")).requests)


def starts(text: str) -> list[str]:
    return [f"{one.time_start:%m-%d %H:%M}" if one.time_start else "" for one in asked(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("下周三下午和周五上午都要人陪我妈去县医院", ["12-02 13:00", "12-04 08:00"]),
        ("周三和周五帮我妈送饭", ["11-25 00:00", "11-27 00:00"]),
        ("下周二和周四下午帮我接娃", ["12-01 13:00", "12-03 13:00"]),
        ("明天上午和后天下午各来一次打扫", ["11-25 08:00", "11-26 13:00"]),
        ("二十六号上午、二十八号下午要车拉人", ["11-26 08:00", "11-28 13:00"]),
        ("26号和28号都要人帮厨", ["11-26 00:00", "11-28 00:00"]),
        ("下礼拜一、礼拜三、礼拜五早上七点送我妈去透析", ["11-30 07:00", "12-02 07:00", "12-04 07:00"]),
    ],
)
def test_each_day_is_a_need_of_its_own(text: str, expected: list[str]) -> None:
    assert starts(text) == expected
    assert len({one.category for one in asked(text)}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "周三和周五都行 来修下水管",
        "周三或者周五来修下水管",
        "周六和周日要四个人摘柑子",
        "每个礼拜三和礼拜五帮我妈送饭",
        "28号都没人来修 明天上午来",
        "明天上午和下午都在家 来修电视",
    ],
)
def test_days_to_choose_from_days_on_end_and_what_comes_again_are_one_need(text: str) -> None:
    assert len(asked(text)) == 1


def test_several_days_and_another_service_are_told_apart_all_the_same() -> None:
    assert [one.category for one in asked("杨家坪村一组我屋网断了今天晚上来看下还有明天早上八点送我去车站")] == [
        "network",
        "transport",
    ]

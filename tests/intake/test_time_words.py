"""Words of time in all combinations: days with parts, hours and limits; every story beside every wish."""

# ruff: noqa: E501, SIM905  (sentences are data: breaking them helps nobody)

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from app.commands.shown import shown
from app.intake.reading import read
from tests.intake.labels import lexicon, moment

NOW = "2026-11-24T10:00:00"  # a Tuesday, the 16th of the tenth lunar month
TODAY = date(2026, 11, 24)
DAYS = {
    "明天": 1, "明儿": 1, "明朝": 1, "后天": 2, "后儿": 2, "后日": 2, "大后天": 3, "礼拜五": 3, "周六": 4, "下礼拜一": 6, "28号": 4, "二十九号": 5,
    "十二月三号": 9, "腊月初八": 52, "冬至": 28, "冬至前两天": 26, "冬至前一天": 27,
}  # fmt: skip
PARTS = {"": None, "上午": (8, 12), "前晌": (8, 12), "下午": (13, 18), "后晌": (13, 18), "晚上": (18, 21)}
HOURS = {
    "上午": ("九点", "09:00"),
    "前晌": ("十点半", "10:30"),
    "下午": ("三点", "15:00"),
    "后晌": ("差一刻四点", "15:45"),
    "晚上": ("七点", "19:00"),
}


def times_of(text: str, now: str = NOW) -> list[tuple[Any, ...]]:
    reading = shown(read(text, now=moment(now), lexicon=lexicon("yunxi")))
    return [(one["time_start"], one["time_end"], one["time_kind"]) for one in reading["requests"]]


def wished(words: str) -> tuple[Any, ...]:
    (found,) = times_of(f"水管漏水,{words},大湾村三组")
    return found


@pytest.mark.parametrize("day", DAYS)
def test_a_day_goes_with_every_part_and_hour_and_limit(day: str) -> None:
    iso = (TODAY + timedelta(days=DAYS[day])).isoformat()
    for part, span in PARTS.items():
        whole = (iso, iso, "day") if span is None else (f"{iso}T{span[0]:02}:00", f"{iso}T{span[1]:02}:00", "part")
        assert wished(f"{day}{part}来修") == whole, part
        hour, clock = HOURS.get(part, ("十点", "10:00"))
        at = f"{iso}T{clock}"
        assert wished(f"{day}{part}{hour}来修") == (at, None, "exact"), part
        for before in ("以前", "之前", "前"):
            assert wished(f"{day}{part}{hour}{before}来修") == (None, at, "deadline"), part
        for after in ("以后", "过后", "后"):
            assert wished(f"{day}{part}{hour}{after}来修") == (at, None, "after"), part
        assert wished(f"最迟{day}{part}{hour}修好") == (None, at, "deadline"), part


@pytest.mark.parametrize(
    ("words", "start", "end", "kind"),
    [
        ("十四、十五号来", "2026-12-14", "2026-12-15", "range"),
        ("二十五六号来", "2026-11-25", "2026-11-26", "range"),
        ("初七初八来", "2026-12-15", "2026-12-16", "range"),
        ("下礼拜一二都行", "2026-11-30", "2026-12-01", "range"),
        ("清明过后头一个星期天来", "2027-04-11", "2027-04-11", "day"),
        ("每周一三五来", "2026-11-25", None, "recurring"),
        ("每个市日帮我带菜", "2026-11-25", None, "recurring"),
        ("后天晚上八点到早上六点来守", "2026-11-26T20:00", "2026-11-27T06:00", "window"),
        ("后天8-10点来", "2026-11-26T08:00", "2026-11-26T10:00", "window"),
        ("后天半夜一点来车", "2026-11-27T01:00", None, "exact"),
        ("两三天内来", None, "2026-11-27", "deadline"),
        ("过了小年就不好请人了,小年前来", None, "2027-01-30", "deadline"),
        ("年前来", None, "2027-02-05", "deadline"),
        ("班车七点一刻开,后天六点半来接", "2026-11-26T06:30", None, "exact"),
        ("我六点下班,等我下了班以后来", "2026-11-24T18:00", None, "after"),
        ("明天起照护三天,八点到五点", "2026-11-25T08:00", "2026-11-27T17:00", "recurring"),
        ("十一月三十要杀猪,二十九来两个人", "2026-11-29", "2026-11-29", "day"),
        ("明天九点到货,后天来装", "2026-11-26", "2026-11-26", "day"),
    ],
)
def test_rows_limits_and_what_leans_on_another(words: str, start: str | None, end: str | None, kind: str) -> None:
    assert wished(words) == (start, end, kind)


STORIES = """
前天就坏了 上个礼拜五修过一回 大前天晚上停的电 坏了三四天了 从礼拜天就开始漏 今天早上发现的 昨晚上八点多停的 娃儿礼拜天才回来 我儿子腊月二十八才到家
儿媳妇明天要上班 我后天下午要去吃酒 明天我不在家 医生说后天要复查 天气预报说明天有雨 驿站六点就关门 学校四点半放学 去年冬至修的 装了才两年 每天晚上都滴水
天天早上起来都是一地水 客人后天就到了 前几天找人看过说修不了 我每天六点就出门了 孙子下周一开学 今天上午去卫生院看了 快递二十号就到了 药吃到后天就没得了
等到下礼拜就来不及了 再拖到明天就都烂了 儿子在外面打工过年才回 昨日后晌还是好的 今儿早起就不转了 去年这时候也堵过 我上午去看了一下 今晚上有客来 后天就轮到我家浇地
""".split()
WISHES = """
明天上午来个人修一下 礼拜六能来不 下礼拜一叫个师傅来 今天下午三点能来不 后天中午之前弄好 这两天找个人来 要是明天有空就来 明天下午我在家
""".split()


@pytest.mark.parametrize("story", STORIES)
def test_a_story_never_takes_the_place_of_a_wish(story: str) -> None:
    wrong = []
    for wish, order in product(WISHES, ("{s},{w}", "{w},{s}")):
        said = order.format(s=story, w=wish)
        if (got := times_of(f"水管漏水,{said},大湾村三组")) != [wished(wish)]:
            wrong.append((said, got))
    assert len(wrong) <= 1, wrong

"""Which time is asked for, among all that a villager's story tells of."""

import json
from datetime import datetime
from typing import Any

import pytest

from app.commands.shown import shown
from app.intake.reading import read
from tests.intake.labels import lexicon, moment, rows

NOW = "2026-11-24T10:00:00"
FIELDS = ("time_start", "time_end")
LEAST = {"times.jsonl": 158, "times7.jsonl": 107}
"""How many lines of each set must be right."""


def times_of(text: str, county: str = "weibei", now: str = NOW) -> list[tuple[Any, ...]]:
    """Start, end and kind of every need in the text."""
    reading = shown(read(text, now=moment(now), lexicon=lexicon(county)))
    return [tuple(one[name] for name in (*FIELDS, "time_kind")) for one in reading["requests"]]


@pytest.mark.parametrize(("name", "least"), LEAST.items())
def test_labelled_stories_are_read_as_well_as_before(name: str, least: int) -> None:
    """``also`` holds what an honest person would take as right too."""
    wrong = []
    for row in (known := rows(name)):
        wanted = [[one.get(name) for name in FIELDS] for one in (row["expect"], *row.get("also", []))]
        if not any(list(found[:2]) in wanted for found in times_of(row["text"], row["county"], row["now"])):
            wrong.append(row["id"])
    assert len(known) - len(wrong) >= least, wrong


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("收割机师傅说他五号到十号在东塬,我想让他十一号来割麦", "2026-12-11", "2026-12-11"),
        ("我白天七点到五点都在厂里,今天晚上七点半来修路由器", "2026-11-24T19:30", None),
        ("冬月初六嫁女,初五那天上午九点要个货车拉嫁妆", "2026-12-13T09:00", None),
        ("下周三侄儿娶媳妇,头一天后晌就得来人帮厨", "2026-12-01T13:00", "2026-12-01T18:00"),
        ("苹果下树,明天起摘五天,要四个人", "2026-11-25", "2026-11-29"),
        ("差一刻三点叫个车来,我要去卫生院", "2026-11-24T14:45", None),
        ("网断了三日,明天上午来人看看", "2026-11-25T08:00", "2026-11-25T12:00"),
        ("快递站六点关门,今天五点半以前帮我取回来", None, "2026-11-24T17:30"),
        ("国庆那几天马桶就堵过,现在又不通,马上叫师傅来", None, None),
        ("机子后天来,不对后天人家占着,大后天来犁地", "2026-11-27", "2026-11-27"),
    ],
)
def test_the_wish_is_told_from_the_story(text: str, start: str | None, end: str | None) -> None:
    assert [found[:2] for found in times_of(text)] == [(start, end)]


def test_a_bare_hour_is_the_next_one_that_makes_sense() -> None:
    assert times_of("七点来修水管", now="2026-11-24T16:00:00")[0][0] == "2026-11-24T19:00"
    assert times_of("六点半来犁地", now="2026-11-24T05:10:00")[0][0] == "2026-11-24T06:30"
    assert times_of("三点来修水管", now="2026-11-24T10:00:00")[0][0] == "2026-11-24T15:00"


def test_every_labelled_time_is_one() -> None:
    for row in (*rows("times.jsonl"), *rows("times7.jsonl")):
        for one in (row["expect"], *row.get("also", [])):
            for name in FIELDS:
                assert one.get(name) is None or datetime.fromisoformat(one[name]), json.dumps(row, ensure_ascii=False)

"""A county that calls the steps of an order otherwise (``words``): in everything people read, and in what they say."""

import re

import pytest

from app.wording import USUAL, Wording, wording_of
from tests.stories.ladder import NEED, facts, order
from tests.stories.village import Village

OWN = {"place": "下单", "offer": "派活", "accept": "接活", "rate": "评活", "close": "结单", "climb": "上交"}
USUAL_WORDS = re.compile("|".join(getattr(USUAL, step) for step in OWN))
PEOPLE = ("王奶奶", "小张", "老陈", "李主任", "赵所长", "钱调度", "孙书记")


@pytest.fixture
def own(village: Village) -> Village:
    village.keeps(words=OWN)
    return village


def strange(village: Village) -> list[str]:
    """Messages with a usual word in them."""
    return [text for name in PEOPLE for text in village.heard(name) if USUAL_WORDS.search(text)]


def test_everything_said_from_the_first_word_to_the_last_is_in_the_county_s_words(own: Village) -> None:
    replies = [own.asks("王奶奶", NEED, "1"), own.asks("王奶奶", "到哪了")]
    code = order(own).code
    assert "下单成功！" in replies[0]
    assert "有人接活马上告诉您" in replies[0]
    assert "能去回1接活" in own.heard("小张")[-1]
    replies += [own.asks("小张", "1"), own.asks("老陈", f"接 {code}"), own.asks("王奶奶", "到哪了")]
    assert replies[2].startswith(f"接活成功！{code}")
    assert f"{code} 已有人接活，谢谢您！" in replies[3]
    assert "「已接活」" in replies[4]
    replies += [own.asks("小张", "到了"), own.asks("小张", "完成"), own.asks("王奶奶", "2"), own.asks("王奶奶", "1")]
    assert "时间仍从您第一次下单算起" in replies[-1]
    replies += [own.asks("老陈", f"接 {code}"), own.asks("老陈", "完成"), own.asks("王奶奶", "5"), own.asks("王奶奶", "到哪了")]
    assert f"{code} 已结单" in replies[-2]
    assert "「已结单」" in replies[-1]
    assert [text for text in replies if USUAL_WORDS.search(text)] == []
    assert strange(own) == []


def test_what_climbs_and_its_story_are_told_in_them(own: Village) -> None:
    code = own.says("王奶奶", NEED, "1")
    own.later(minutes=31)
    told = [row.words for name in ("OrderPlaced", "OrderOffered", "OrderClimbed") for row in facts(own, name)]
    assert told[0] == "已下单"
    assert "第1轮派活" in told[1]
    assert told[-1].startswith("上交中心主任：规定时间内没人接活")
    assert [words for words in told if USUAL_WORDS.search(words)] == []
    pages = own.opens("小张"), own.opens("李主任")
    assert "我去，接活" in pages[0]
    assert "派活中" in pages[1]
    assert "下单</p>" in pages[1]
    assert [found for page in pages for found in USUAL_WORDS.findall(page)] == []
    replies = [own.asks("李主任", one) for one in ("未结单", "待办", "统计", "帮助", f"转 {code} 县里 没人", "为什么 A01")]
    assert replies[0].startswith(f"未结单：\n{code}")
    assert "下单 1，接活 0" in replies[2]
    assert "未结单" in replies[3]
    assert [text for text in replies if USUAL_WORDS.search(text)] == []
    assert strange(own) == []


def test_an_order_keeps_the_words_of_its_placing(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.keeps(words=OWN)
    assert "「派单中」" in village.asks("王奶奶", "到哪了")


def test_the_usual_words_are_understood_as_well(own: Village) -> None:
    own.says("王奶奶", NEED, "1")
    assert own.asks("李主任", "未销号") == own.asks("李主任", "未结单")
    assert "休息" in own.asks("小张", "暂停接活")


def test_words_a_county_does_not_set_are_the_usual_ones() -> None:
    assert wording_of({}) is USUAL
    assert wording_of({"words": {"close": "结单"}}) == Wording(close="结单")
    assert Wording(close="结单").usual("未结单") == "未销号"
    assert Wording(offer="抢活", accept="抢活接单").usual("暂停抢活接单") == "暂停接单"

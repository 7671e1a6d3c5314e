"""Whoever leaves is forgotten everywhere; whoever presses twice is answered and disturbs nobody twice."""

import json

from sqlalchemy import select

from app.dispatch.model import Offer
from app.events import EventRow
from app.orders.model import Order
from app.outbox.model import Notification
from tests.stories.village import Village

NEED = "我家水管爆了,今天14点来人修,城东社区三组大樟树旁,电话13800001234"
THEIRS = ("水管", "大樟树", "3组", "还在漏", "心里难受", "13800001234")


def test_nothing_of_what_was_said_stays_when_somebody_leaves(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("王奶奶", "人工")
    village.asks("小张", "1")
    village.asks("小张", "到了")
    village.asks("小张", "完成")
    village.asks("王奶奶", "2", "还在漏", "1")
    village.asks("小张", f"接 {code}")
    village.phones.unfollow("王奶奶")
    village.settle()
    with village.house.db.reading() as session:
        [order] = session.scalars(select(Order))
        assert (order.status, order.words, order.rating_words) == ("cancelled", "（已删除）", None)
        assert order.place == "昆阳镇城东社区"
        kept = [f"{one.text} {json.dumps(one.card, ensure_ascii=False)}" for one in session.scalars(select(Notification))]
        kept += [f"{one.words} {json.dumps(one.data, ensure_ascii=False)}" for one in session.scalars(select(EventRow))]
        assert not [(one, theirs) for one in kept for theirs in THEIRS if theirs in one]
        assert not [one for one in session.scalars(select(Notification).where(Notification.kind == "human")) if one.text]
    assert "不用去了" in village.heard("小张")[-1]


def test_what_was_offered_to_somebody_who_left_is_offered_to_others(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.phones.unfollow("小张")
    village.settle()
    with village.house.db.reading() as session:
        assert sorted(session.scalars(select(Offer.status))) == ["declined", "open"]
    assert "接单成功" in village.asks("老陈", "1")


def test_a_promise_of_somebody_who_left_is_looked_after(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.phones.unfollow("小张")
    village.settle()
    assert "正另找人" in village.heard("王奶奶")[-1]
    assert "接单成功" in village.asks("老陈", "1")


def test_pressing_twice_disturbs_nobody_twice(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    before = len(village.heard("小张"))
    village.asks("王奶奶", f"催 {code}")
    for _ in range(3):
        assert "10:00 刚帮您催过" in village.asks("王奶奶", f"催 {code}")
    assert len(village.heard("小张")) == before + 1
    village.later(minutes=11)
    assert "已经帮您催了" in village.asks("王奶奶", f"催 {code}")


def test_asking_for_a_person_twice_calls_them_once(village: Village) -> None:
    village.asks("王奶奶", NEED, "1")
    assert "李主任" in village.asks("王奶奶", "人工")
    before = len(village.heard("李主任"))
    for _ in range(3):
        assert "10:00 已经请值班的人" in village.asks("王奶奶", "人工")
    assert len(village.heard("李主任")) == before
    village.later(minutes=11)
    assert "李主任" in village.asks("王奶奶", "人工")

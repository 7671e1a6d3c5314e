"""Accepted is not arrived, and arrived is not done: nobody is forgotten, and nobody is woken for it."""

import pytest
from sqlalchemy import select

from app.dispatch.model import Offer
from app.escalation.queries import unguarded
from app.orders.model import Order
from app.orders.queries import timeline
from tests.stories.village import Village

NEED = "我家水管爆了,今天14点来人修,城东社区三组,电话13800001234"


def story_of(village: Village) -> list[str]:
    with village.house.db.reading() as session:
        assert unguarded(session, now=village.clock()) == []
        return [words for _, words in timeline(session, session.scalars(select(Order)).one())]


def since(village: Village, name: str, heard: int) -> str:
    return "\n".join(village.heard(name)[heard:])


def test_whoever_was_stood_down_is_asked_again_and_the_timeline_says_so(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.asks("小张", "来不了")
    assert "又要人了" in village.heard("老陈")[-1]
    assert "志愿者来不了" in village.heard("王奶奶")[-1]
    story = story_of(village)
    assert "重新派单，通知1名志愿者" in story
    assert "附近暂无合适的志愿者" not in story
    assert "接单成功" in village.asks("老陈", f"接 {code}")


def test_when_nobody_else_is_near_the_chief_hears_it_at_once(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("老陈", "2")
    village.asks("小张", "1")
    village.asks("小张", "来不了")
    assert code in village.heard("李主任")[-1]
    assert "附近暂无合适的志愿者" in story_of(village)


def test_before_the_hour_the_volunteer_is_reminded(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    before = len(village.heard("小张"))
    village.until(13, 29)
    assert len(village.heard("小张")) == before
    village.until(13, 31)
    assert "快到时间了" in since(village, "小张", before)
    assert len(village.heard("小张")) == before + 1


def test_whoever_does_not_come_is_asked_and_then_given_up(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.until(14, 9)
    before = {name: len(village.heard(name)) for name in ("小张", "老陈", "王奶奶", "李主任")}
    village.until(14, 11)
    assert "您到了吗" in since(village, "小张", before["小张"])
    assert not since(village, "李主任", before["李主任"])
    assert not since(village, "王奶奶", before["王奶奶"])
    village.until(14, 21)
    assert "已另找人" in since(village, "小张", before["小张"])
    assert code in since(village, "李主任", before["李主任"])
    assert "志愿者没来" in since(village, "王奶奶", before["王奶奶"])
    assert "志愿者到点没来，重新派单" in story_of(village)
    assert "接单成功" in village.asks("老陈", "1")
    assert "老陈" in village.heard("王奶奶")[-1]
    assert "不在您的任务里" in village.asks("小张", f"完成 {code}")
    story_of(village)


def test_whoever_says_that_they_have_arrived_is_not_given_up(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.until(14, 11)
    village.asks("小张", "到了")
    village.until(14, 40)
    assert "来帮您" in village.asks("王奶奶", f"进度 {code}") or "正在办" in village.asks("王奶奶", f"进度 {code}")


def test_a_whole_afternoon_is_not_over_at_its_beginning(village: Village) -> None:
    village.says("王奶奶", "我家水管爆了,今天下午来人修,城东社区三组,电话13800001234", "1")
    village.asks("小张", "1")
    village.until(15, 30)
    assert "好的" in village.asks("小张", "到了")


def test_what_is_not_said_to_be_done_is_asked_of_the_villager_too_who_may_say_so(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.until(14)
    village.asks("小张", "到了")
    village.until(16, 1)
    assert "完成" in village.heard("小张")[-1]
    before = {name: len(village.heard(name)) for name in ("王奶奶", "李主任")}
    village.until(17, 1)
    assert code in since(village, "李主任", before["李主任"])
    assert "办好" in since(village, "王奶奶", before["王奶奶"])
    assert "满意吗" in village.asks("王奶奶", f"完成 {code}")
    assert "已销号" in village.asks("王奶奶", "5")
    assert "1 次" in village.asks("小张", "我的时长")


def test_what_lingers_is_asked_about_once_a_day_and_never_at_night(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.until(14)
    village.asks("小张", "到了")
    village.until(17, 30)
    heard = [len(village.heard(name)) for name in ("小张", "王奶奶")]
    village.until(8, 59)
    assert [len(village.heard(name)) for name in ("小张", "王奶奶")] == heard
    village.until(9, 1)
    assert [len(village.heard(name)) for name in ("小张", "王奶奶")] == [one + 1 for one in heard]
    village.until(9, 0)
    village.later(minutes=2)
    assert [len(village.heard(name)) for name in ("小张", "王奶奶")] == [one + 2 for one in heard]


def test_given_back_late_the_ladder_keeps_its_gaps(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.later(minutes=60)
    village.asks("小张", "来不了")
    assert not [one for one in village.heard("赵所长") if code in one]
    village.later(minutes=9)
    assert not [one for one in village.heard("赵所长") if code in one]
    village.later(minutes=2)
    assert code in village.heard("赵所长")[-1]
    assert not [one for one in village.heard("钱调度") if code in one]
    village.later(minutes=10)
    assert code in village.heard("钱调度")[-1]
    assert "本该 10:10 前有人接" in village.asks("王奶奶", f"进度 {code}")


@pytest.mark.parametrize("name", ["小张", "老陈"])
def test_nobody_hears_that_it_is_taken_who_never_heard_of_it(village: Village, name: str) -> None:
    village.phones.follow("王奶奶")
    village.phones.says("王奶奶", NEED)  # nothing is delivered in between
    village.phones.says("王奶奶", "1")
    village.phones.says("小张", "接 A01")
    village.settle()
    assert not [one for one in village.heard(name) if "已有人接单" in one]
    with village.house.db.reading() as session:
        assert sorted(session.scalars(select(Offer.status))) == ["accepted", "withdrawn"]

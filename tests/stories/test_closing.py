"""销号: evidence, two parties or a phone call, unrated is not satisfied, and figures that say so."""

import pytest
from sqlalchemy import select

from app.orders.model import Evidence, Status
from tests.stories.ladder import FAR_NEED, NEED, facts, order
from tests.stories.village import Village


def evidence(village: Village) -> list[tuple[str | None, bool]]:
    with village.house.db.reading() as session:
        return [(one.words, bool(one.media_id)) for one in session.scalars(select(Evidence).order_by(Evidence.id))]


def test_words_and_a_photo_after_it_are_kept_as_evidence(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "到了")
    assert f"{code} 已完成" in village.asks("小张", f"完成 {code} 换了新龙头，不漏了")
    assert f"记在 {code} 的办结凭据里" in village.phones.sends_image("小张")
    assert evidence(village) == [("换了新龙头,不漏了", False), (None, True)]
    assert "换了新龙头" in village.opens("王奶奶")
    village.later(minutes=31)
    assert "请再用一句话" in village.phones.sends_image("小张")
    assert "请再用一句话" in village.phones.sends_image("老陈")


def test_what_sounds_like_an_end_is_a_need_from_whoever_has_no_task(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    assert "不是志愿者" not in village.asks("王奶奶", "办好了，还想请人来理发")
    assert evidence(village) == []
    village.asks("小张", "1")
    assert "已完成" in village.asks("小张", "完成，水管换好了")
    assert evidence(village) == [("水管换好了", False)]


def test_both_say_that_it_is_done(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "完成")
    assert "满意吗" in village.asks("王奶奶", "办好了")
    assert f"{code} 已销号" in village.asks("王奶奶", "5")


def test_a_phone_call_closes_it_with_who_called_and_when(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    assert "还不能确认" in village.asks("李主任", f"电话确认 {code} 5 说修好了")
    village.asks("小张", "1", "完成")
    assert "比如「电话确认" in village.asks("李主任", f"电话确认 {code} 修好了")
    assert "这是给值班的人用的" in village.asks("小张", f"电话确认 {code} 5 好")
    village.later(minutes=5)
    assert f"{code} 已销号：10:05 电话确认，群众评 5 分" in village.asks("李主任", f"电话确认 {code} 5 说修好了")
    closed = order(village)
    assert (closed.status, closed.rating, closed.rating_words) == (Status.CLOSED, 5, "说修好了")
    (call,) = facts(village, "OrderConfirmedByPhone")
    assert (call.actor_id, call.data["rating"]) == (facts(village, "OrderRated")[0].actor_id, 5)
    assert "值班的人打电话确认" in call.words
    assert "5 分" in " ".join(village.heard("小张"))


def test_a_phone_call_that_says_not_done_has_it_done_again_with_the_old_clock(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    due = order(village).due_at
    village.asks("小张", "1", "完成")
    assert "重新派人" in village.asks("李主任", f"电话确认 {code} 2 还在漏 重派")
    assert (order(village).status, order(village).due_at) == (Status.OFFERING, due)


def test_nobody_confirms_their_own_work_by_phone(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "完成")
    village.asks("李主任", "交班 小张")
    assert "请别的值班人" in village.asks("小张", f"电话确认 {code} 5 好")


def test_unrated_is_never_satisfied_and_the_figures_say_what_happened(village: Village) -> None:
    first = village.says("王奶奶", NEED, "1")
    village.later(minutes=4)
    village.asks("小张", f"接 {first}", f"完成 {first}")
    village.later(minutes=1)
    second = village.says("王奶奶", "家里灯坏了,今天下午来修,城东社区,电话13800001234", "1")
    village.asks("老陈", f"接 {second}", f"完成 {second}")
    village.later(minutes=1)
    village.asks("王奶奶", "2", "1")
    village.says("赵大爷", FAR_NEED, "1")
    told = village.asks("李主任", "统计")
    assert "今天：\n点单 2，接单 2（按时 2，中位 2 分钟）\n办完 1（按时 1），重新派过 1\n评价 0（满意 0），未评价 0" in told
    assert "点单 3" in village.asks("钱调度", "统计 本周")
    village.asks("赵大爷", "取消", "1")  # else the director is reminded for three days, every half hour
    village.asks("王奶奶", f"取消 {second}", "1")
    village.later(days=3, hours=1)
    told = village.asks("李主任", "统计本周")
    assert "未评价 1" in told
    assert "满意 0" in told
    assert "点单 0" in village.asks("李主任", "统计 今天")
    assert "没有评价" in village.asks("王奶奶", f"进度 {first}")


@pytest.mark.parametrize("leaves", ["小张", "王奶奶"])
def test_whoever_leaves_takes_their_words_along(village: Village, leaves: str) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", f"完成 {code} 换了新龙头")
    village.later(minutes=1)
    village.asks(leaves, "注销", "1")
    assert not [words for words, _ in evidence(village) if words]

"""Several people report one thing: suggested, merged when somebody says so, told to all, undone when it was wrong."""

from sqlalchemy import select

from app.escalation.queries import unguarded
from app.orders.model import Order, Status
from tests.stories.village import Village

PIPE = "城东社区桥头的水管漏水了，今天15点来修，电话13800001234"
PIPE_TOO = "我们城东社区桥头那根水管漏水，要水电工，今天16点来修，电话13800005678"


def order(village: Village, code: str) -> Order:
    with village.house.db.reading() as session:
        assert unguarded(session, now=village.clock()) == []
        found = session.scalars(select(Order).where(Order.code == code)).one()
        session.expunge_all()
        return found


def both(village: Village) -> tuple[str, str]:
    return village.says("王奶奶", PIPE, "1"), village.says("赵大爷", PIPE_TOO, "1")


def test_the_second_one_is_told_and_the_station_is_asked(village: Village) -> None:
    first = village.says("王奶奶", PIPE, "1")
    reply = village.asks("赵大爷", PIPE_TOO, "1")
    assert f"有人已报过类似的事（{first}，派单中）。是同一件请回「同一件」，一起办。" in reply
    assert f"是同一件回：合并 A02 {first}" in village.heard("李主任")[-1]
    assert order(village, "A02").status == Status.OFFERING  # nothing is merged by itself


def test_merged_by_the_station_both_hear_every_step_and_either_may_rate(village: Village) -> None:
    first, second = both(village)
    assert f"{second} 已并到 {first} 一起办" in village.asks("李主任", f"合并 {second} {first}")
    assert "一起办，进展都告诉您" in village.heard("赵大爷")[-1]
    assert (order(village, second).status, order(village, first).status) == (Status.MERGED, Status.OFFERING)
    village.asks("小张", f"接 {first}")
    for name, code in (("王奶奶", first), ("赵大爷", second)):
        assert code in village.heard(name)[-1]
        assert "小张来帮您" in village.heard(name)[-1]
    assert "来帮您的是小张" in village.asks("赵大爷", f"进度 {second}")
    village.asks("小张", "到了")
    assert "小张 已到达" in village.heard("赵大爷")[-1]
    village.asks("小张", "完成")
    assert "请评价" in village.heard("王奶奶")[-1]
    assert "请评价" in village.heard("赵大爷")[-1]
    assert "已销号" in village.asks("赵大爷", "5")
    assert (order(village, first).status, order(village, second).status) == (Status.CLOSED, Status.CLOSED)
    assert order(village, first).rating == 5
    assert "评 5 分" in village.heard("小张")[-1]


def test_the_villager_may_say_that_it_is_the_same(village: Village) -> None:
    first, second = both(village)
    assert f"您的 {second} 和 {first} 一起办" in village.asks("赵大爷", "同一件")
    assert order(village, second).merged_into == order(village, first).id
    assert "现在没有要您看" in village.asks("赵大爷", "同一件")


def test_a_wrong_merge_is_undone_and_the_clock_is_the_old_one(village: Village) -> None:
    first, second = both(village)
    due_at = order(village, second).due_at
    village.asks("李主任", f"合并 {second} {first}")
    assert not [one for one in village.heard("老陈") if "谢谢您" in one and second not in one]
    village.later(minutes=7)
    heard = len(village.heard("小张"))
    assert f"{second} 已和 {first} 拆开" in village.asks("李主任", f"拆开 {second}")
    assert "改为单独办" in village.heard("赵大爷")[-1]
    again = order(village, second)
    assert (again.status, again.due_at, again.merged_into) == (Status.OFFERING, due_at, None)
    assert second in "".join(village.heard("小张")[heard:])
    village.later(minutes=4)
    assert second in "".join(village.heard("赵所长"))
    assert "拆开" in village.asks("李主任", f"拆开 {second}")


def test_when_the_first_villager_takes_it_back_the_other_is_still_helped(village: Village) -> None:
    first, second = both(village)
    village.asks("李主任", f"合并 {second} {first}")
    village.asks("王奶奶", f"取消 {first}")
    assert order(village, second).status == Status.OFFERING
    assert "改为单独办" in village.heard("赵大爷")[-1]
    assert "接单成功" in village.asks("小张", f"接 {second}")


def test_the_one_somebody_comes_for_stays_and_only_one_keeps_its_people(village: Village) -> None:
    first, second = both(village)
    village.asks("小张", f"接 {second}")
    assert f"{first} 已并到 {second}" in village.asks("李主任", f"合并 {second} {first}")
    assert "来帮您的是小张" in village.asks("王奶奶", f"进度 {first}")


def test_if_somebody_comes_for_both_one_is_stood_down(village: Village) -> None:
    first, second = both(village)
    village.asks("小张", f"接 {first}")
    village.asks("老陈", f"接 {second}")
    village.asks("李主任", f"合并 {first} {second}")
    assert "不用去了" in village.heard("老陈")[-1]
    assert order(village, second).accepted == 0
    assert "没有任务" in village.asks("老陈", "我的任务")


def test_taking_back_or_not_satisfied_goes_for_both(village: Village) -> None:
    first, second = both(village)
    village.asks("李主任", f"合并 {second} {first}")
    village.asks("小张", f"接 {first}")
    village.asks("小张", "完成")
    village.asks("赵大爷", "1", "还是不亮", "1")
    assert (order(village, first).status, order(village, second).status) == (Status.OFFERING, Status.MERGED)
    assert "已经取消" in village.asks("赵大爷", f"取消 {second}")
    assert order(village, first).status == Status.OFFERING


def test_what_happens_in_two_houses_is_not_the_same_thing(village: Village) -> None:
    village.says("王奶奶", "我家水管爆了,今天14点来人修,城东社区三组,电话13800001234", "1")
    reply = village.asks("赵大爷", "我家水管爆了,今天14点来人修,城东社区三组,电话13800005678", "1")
    assert "类似的事" not in reply
    assert not [one for one in village.heard("李主任") if "合并" in one]


def test_a_neighbour_who_reports_for_the_same_house_is_found_by_its_phone(village: Village) -> None:
    village.says("王奶奶", "我家水管爆了,今天14点来人修,城东社区三组,电话13800001234", "1")
    assert "类似的事" in village.asks("赵大爷", "王奶奶家水管爆了,今天15点来人修,城东社区三组,电话13800001234", "1")


def test_private_matters_are_never_likened_nor_merged(village: Village) -> None:
    need = "跟隔壁吵起来了，想找人调解，今天15点，城东社区三组，电话13800001234"
    first = village.says("王奶奶", need, "1")
    reply = village.asks("赵大爷", need, "1")
    assert "类似的事" not in reply
    assert "不公开，不能和别的单合并" in village.asks("李主任", f"合并 A02 {first}")


def test_other_things_and_other_peoples_orders_are_not_merged(village: Village) -> None:
    first = village.says("王奶奶", PIPE, "1")
    other = village.says("赵大爷", "我的头发长了想理发,今天15点,城东社区三组,电话13800005678", "1")
    assert "不是同一个地方的同一件事" in village.asks("李主任", f"合并 {other} {first}")
    assert "两个不同的单号" in village.asks("李主任", f"合并 {first} {first}")
    assert "不在您管的地方" in village.asks("周站长", f"合并 {other} {first}")
    assert "值班的人" in village.asks("赵大爷", f"合并 {other} {first}")
    assert "不是您的单子" in village.asks("小张", f"拆开 {first}")


def test_many_reports_of_one_lamp_become_one_order_for_all(village: Village) -> None:
    first = village.says("王奶奶", PIPE, "1")
    codes = [village.says(f"邻居{n}", PIPE_TOO.replace("5678", f"57{n:02d}"), "1") for n in range(4)]
    village.asks("李主任", f"合并 {codes[1]} {codes[0]}")
    village.asks("李主任", f"合并 {codes[0]} {first}")  # what was merged into it comes along
    for code in codes[2:]:
        village.asks("李主任", f"合并 {code} {first}")
    village.asks("小张", f"接 {first}")
    for n in range(4):
        assert "小张来帮您" in village.heard(f"邻居{n}")[-1]
    assert village.asks("李主任", "未销号").count("水管") == 0
    assert village.asks("李主任", "未销号").count("水电维修") == 1

"""代点单: one message by somebody on duty is an order for an elder; both hear, and who has WeChat decides."""

from sqlalchemy import select

from app.orders.model import Order, Status
from app.people.enrolling import Entry, add
from tests.stories.ladder import order
from tests.stories.village import Village

WHOLE = "代点单 城东社区三组张奶奶 13800000091 水管漏了 明天上午来修"


def elder(village: Village, name: str, number: int, born: int = 1945) -> int:
    """Somebody of the village who has no WeChat."""
    home = village.spec.towns[0].villages[0].code
    entry = Entry(name, f"138000000{number:02d}", home, volunteer=False, born=born)
    with village.house.db.transaction() as session:
        return add(session, village.spec.code, [entry], now=village.clock())[0]


def test_one_message_places_it_at_once_and_can_be_undone(village: Village) -> None:
    who = elder(village, "张桂英", 91)
    reply = village.asks("李主任", WHOLE)
    assert "已替张奶奶点单。点单成功！" in reply
    assert "取消 A01" in reply
    placed = order(village)
    assert (placed.requester_id, placed.door, placed.source, placed.contact) == (who, "desk", None, "张奶奶")
    assert placed.proxy_id is not None
    assert "已经取消" in village.asks("李主任", "取消")
    assert order(village).status == Status.CANCELLED


def test_the_proxy_hears_what_an_elder_without_wechat_would_and_rates(village: Village) -> None:
    elder(village, "张桂英", 91)
    code = village.says("李主任", WHOLE)
    assert code in village.asks("李主任", "到哪了")
    village.asks("小张", "1")
    assert "小张" in village.heard("李主任")[-1]
    village.asks("小张", "完成")
    village.later(minutes=1)
    assert f"{code} 已销号" in village.asks("李主任", "5")
    assert "没有要敲门" in village.asks("李主任", "敲门")


def test_an_elder_with_wechat_hears_it_too_and_decides(village: Village) -> None:
    home = village.spec.towns[0].villages[0].code
    village.joins("张桂英", 91, home, volunteer=False, born=1945)
    code = village.says("李主任", WHOLE)
    assert code in village.heard("张桂英")[-1]
    village.asks("小张", "1")
    assert "小张" in village.heard("张桂英")[-1]
    assert "小张" in village.heard("李主任")[-1]
    village.asks("小张", "完成")
    village.later(minutes=1)
    assert "已销号" not in village.asks("李主任", "5")
    assert f"{code} 已销号" in village.asks("张桂英", "5")


def test_of_two_who_may_be_meant_one_is_asked_for(village: Village) -> None:
    elder(village, "张桂英", 91)
    second = elder(village, "张秀兰", 92)
    elder(village, "张小宝", 93, born=2001)
    asked = village.asks("李主任", "代点单 城东社区张奶奶 水管漏了 明天上午来修")
    assert "1 张桂英 城东社区 138****0091" in asked
    assert "2 张秀兰 城东社区 138****0092" in asked
    assert "张小宝" not in asked
    assert "已替张奶奶点单" in village.asks("李主任", "2")
    assert order(village).requester_id == second


def test_a_likely_one_is_read_back_and_placed_with_a_digit(village: Village) -> None:
    who = elder(village, "张桂英", 91)
    card = village.asks("李主任", "代点单 城东社区张奶奶 水管漏了 明天上午来修")
    assert "联系：张奶奶 138****0091" in card
    assert "点单成功" in village.asks("李主任", "1")
    assert order(village).requester_id == who


def test_what_is_missing_is_asked_and_a_neighbour_is_always_read_back(village: Village) -> None:
    assert "怎么联系王奶奶" in village.asks("刘婶", "替王奶奶点单 城东社区三组 水管漏了 明天上午来修")
    assert "联系：王奶奶 138****0094" in village.asks("刘婶", "13800000094")
    assert "点单成功" in village.asks("刘婶", "1")
    assert order(village).contact == "王奶奶"
    assert "请一句话说全" in village.asks("李主任", "代点单")
    assert "替谁点单" in village.asks("李主任", "代点单 城东社区 13800000091 水管漏了 明天上午来修")


def test_an_order_by_phone_and_a_plain_sentence_by_somebody_on_duty(village: Village) -> None:
    who = elder(village, "张桂英", 91)
    village.asks("李主任", WHOLE.replace("代点单", "电话点单"))
    assert order(village).source == "phone"
    village.later(minutes=1)
    village.asks("李主任", "城东社区三组张奶奶家灯不亮了，明天下午来修，电话13800000091", "1")
    with village.house.db.reading() as session:
        plain = session.scalars(select(Order).order_by(Order.id.desc()).limit(1)).one()
        assert (plain.requester_id, plain.door) == (who, "desk")
    assert "13800000003" in village.asks("李主任", "值班")  # the chief's own number was not overwritten


def test_only_whoever_answers_for_the_place_is_shown_who_lives_there(village: Village) -> None:
    elder(village, "张桂英", 91)
    elder(village, "张秀兰", 92)
    for name in ("刘婶", "周站长"):
        answer = village.asks(name, "替张奶奶点单 城东社区三组 水管漏了 明天上午来修")
        assert "怎么联系张奶奶" in answer
        assert "张桂英" not in answer


def test_danger_said_for_somebody_is_an_alarm_at_once(village: Village) -> None:
    assert "119" in village.asks("李主任", "代点单 城东社区三组张奶奶家起火了").splitlines()[0]


def test_the_order_goes_on_when_whoever_placed_it_leaves(village: Village) -> None:
    elder(village, "张桂英", 91)
    village.says("李主任", WHOLE)
    village.asks("李主任", "注销", "1")
    assert (order(village).status, order(village).proxy_id) == (Status.OFFERING, None)

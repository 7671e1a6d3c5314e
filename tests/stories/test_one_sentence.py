"""One sentence in the chat becomes a finished order."""

from tests.stories.village import Village

NEED = "我家水管爆了,今天下午能来人修不,城东社区三组,电话13800001234"


def test_one_sentence_becomes_a_finished_order(village: Village) -> None:
    card = village.asks("王奶奶", NEED)
    assert "水管" in card
    assert "城东社区3组" in card
    assert "138****1234" in card
    assert "120" in card
    code = village.says("王奶奶", "1")
    assert f"【派单 {code}】" in village.heard("小张")[-1] or code in village.heard("小张")[-1]
    promise = village.asks("小张", "1")
    assert "接单成功" in promise
    assert "13800001234" in promise
    assert "小张" in village.heard("王奶奶")[-1]
    village.asks("小张", "到了")
    assert "到" in village.heard("王奶奶")[-1]
    village.asks("小张", "完成")
    assert "评价" in village.heard("王奶奶")[-1]
    assert "已销号" in village.asks("王奶奶", "5")
    assert "已销号" in village.asks("王奶奶", "我的订单")


def test_nobody_answers_so_the_township_is_told(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=10)
    assert code in village.heard("李主任")[-1]
    assert code in village.heard("赵所长")[-1]
    village.later(minutes=10)
    assert code in village.heard("钱调度")[-1]
    village.later(minutes=10)
    assert code in village.heard("孙书记")[-1]


def test_when_somebody_cannot_come_those_who_heard_that_it_was_taken_are_asked_again(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    assert "已有人接单" in village.heard("老陈")[-1]
    village.asks("小张", "来不了")
    assert code in village.heard("老陈")[-1]
    assert "又要人了" in village.heard("老陈")[-1]
    assert "接单成功" in village.asks("老陈", "1")
    assert "老陈" in village.heard("王奶奶")[-1]

"""Several days, several people, and a number WeChat does not tell: what people say around an order."""

from tests.stories.village import Village

TWICE = "下周三下午和周五上午都要人陪我妈去县医院，城东社区二组，13800005555"


def line(card: str, name: str) -> str:
    return next(one for one in card.splitlines() if one.startswith(name))


def test_two_days_are_two_orders_confirmed_one_after_the_other(village: Village) -> None:
    first = village.asks("李老师", TWICE)
    assert "12月2日周三" in line(first, "时间")
    assert "还有1件事" in first
    second = village.asks("李老师", "1")
    assert "12月4日周五" in line(second, "时间")
    assert "城东社区2组" in line(second, "地点")
    village.asks("李老师", "1")
    mine = village.asks("李老师", "我的订单")
    assert "A01" in mine
    assert "A02" in mine


def test_how_many_come_is_told_of_the_order_that_runs(village: Village) -> None:
    village.asks("孙伯", "帮我叫两个人把柜子抬上三楼，城东社区一组，13800003333，明天下午两点")
    code = village.says("孙伯", "1")
    assert f"{code}（搬家搬运）要2人，已有0人接单" in village.asks("孙伯", "来几个人")
    more = village.asks("孙伯", "能不能来三个")
    assert f"取消 {code}" in more
    assert "人工" in more


def test_without_an_order_a_number_of_people_is_no_answer_about_one(village: Village) -> None:
    assert "已有" not in village.asks("孙伯", "能不能来三个人")


def test_this_number_is_one_we_do_not_know(village: Village) -> None:
    village.asks("赵婆婆", "我想剃头，城东社区三组，明天上午")
    reply = village.asks("赵婆婆", "就打我这个号")
    assert "微信不告诉我们您的号码" in reply
    assert "没听明白" not in reply
    assert "请您核对" in village.asks("赵婆婆", "13800002222")

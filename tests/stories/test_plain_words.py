"""What people say about their orders without any command: told in pieces, said twice, taken back, thanked for."""

import pytest

from tests.stories.village import Village

NEED = "我家灯不亮了,今天下午来人,城东社区三组,电话13800001234"
HAIR = "给我理发,城东社区三组,电话13800001234"


def test_a_time_is_told_in_pieces(village: Village) -> None:
    village.asks("李奶奶", "灯不亮了", "明天", "八点", "上午", "显桥村")
    assert "11月25日周三 08:00" in village.asks("李奶奶", "13800005678")


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (("下午", "三点半"), "11月24日周二 15:30"),
        (("三点半", "明天"), "11月25日周三 15:30"),
        (("后天", "晚上"), "11月26日周四 18:00–21:00"),
        (("明天上午九点", "下午"), "11月25日周三 13:00–18:00"),
        (("明天上午九点", "后天"), "11月26日周四 09:00"),
        (("明天下午", "晚一天"), "11月26日周四 13:00–18:00"),
        (("明天下午三点", "提前一个小时"), "11月25日周三 14:00"),
        (("明天", "三点之前"), "11月25日三点之前"),
        (("明天", "算了,后天上午吧"), "11月26日周四 08:00–12:00"),
    ],
)
def test_what_is_left_out_was_told_before(village: Village, pieces: tuple[str, ...], told: str) -> None:
    assert told in village.asks("李奶奶", HAIR, *pieces)


def test_never_mind_alone_puts_the_card_away(village: Village) -> None:
    village.asks("李奶奶", HAIR, "明天上午")
    assert "没有点单" in village.asks("李奶奶", "算了")


def test_more_said_of_the_same_need_stands_on_the_card(village: Village) -> None:
    village.asks("李奶奶", "想找人帮我看看手机", "声音没得了 微信打不开", "不客气，在城东社区三组", "明天下午")
    card = village.asks("李奶奶", "13800001234")
    assert "想找人帮我看看手机，声音没得了 微信打不开" in card
    assert "不客气，接着刚才的事" in village.asks("李奶奶", "谢谢你们")


def test_a_need_dropped_is_not_taken_for_an_order_that_runs(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    reply = village.asks("王奶奶", "还要人帮我买点盐", "取消")
    assert "没有点单" in reply
    assert f"您的{code}（" in reply
    assert f"「取消 {code}」" in reply
    assert f"{code}（" in village.asks("王奶奶", f"取消 {code}")


@pytest.mark.parametrize("words", ["没得电话", "我没有手机", "没有", "不会用手机", "记不得了"])
def test_nobody_needs_a_phone(village: Village, words: str) -> None:
    assert "没有电话也行" in village.asks("李奶奶", "给我理发,城东社区三组,明天上午", words)
    assert "点单成功" in village.asks("李奶奶", "1")


@pytest.mark.parametrize("words", ["要得", "好的", "嗯嗯", "没问题", "好嘞", "1"])
def test_a_card_is_confirmed_in_the_words_people_use(village: Village, words: str) -> None:
    assert "点单成功" in village.asks("王奶奶", NEED, words)


def test_confirming_twice_makes_no_second_order_and_says_where_it_stands(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    for words in ("1", "好的", "知道了"):
        again = village.asks("王奶奶", words)
        assert f"{code} 已经点单了" in again
        assert "已通知2名志愿者" in again
    village.later(minutes=30)
    assert village.asks("王奶奶", "好的") == "好的。要人帮忙，随时说一声。"


@pytest.mark.parametrize("words", ["能不能早点", "快点来", "搞快点"])
def test_hurry_is_a_nudge_and_no_change(village: Village, words: str) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=1)
    assert f"催了 {code}" in village.asks("王奶奶", words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("改到明天下午", "11月25日周三 13:00–18:00"),
        ("改到三点", "11月24日周二 15:00"),
        ("推迟一天", "11月25日周三 13:00–18:00"),
        ("晚两个小时", "11月24日周二 15:00–20:00"),
        ("改到后天", "11月26日周四 13:00–18:00"),
    ],
)
def test_an_order_is_put_off_in_plain_words(village: Village, words: str, told: str) -> None:
    village.says("王奶奶", NEED, "1")
    assert told in village.asks("王奶奶", words)


def test_hours_gone_by_are_refused_and_what_recurs_keeps_its_words(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    assert "已经过了" in village.asks("王奶奶", "改 A01 今天早上七点到八点")
    assert "11月24日周二 13:00–18:00" in village.asks("王奶奶", "到哪了")
    assert "每天中午" in village.asks("王奶奶", "改 A01 每天中午")


def test_done_said_by_the_villager_keeps_the_volunteers_hours(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "到了")
    assert f"{code} 记为办好了" in village.asks("王奶奶", "师傅走了,修好了")
    assert "已销号" in village.asks("王奶奶", "5")
    assert village.asks("王奶奶", "5") == f"{code} 已经评过了，谢谢您！"
    assert "1 次" in village.asks("小张", "我的时长")


def test_done_before_anybody_came_is_asked_about(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    asked = village.asks("王奶奶", "灯修好了")
    assert f"完成 {code}" in asked
    assert f"取消 {code}" in asked
    assert "已接单" in village.asks("王奶奶", "到哪了")


def test_done_said_by_the_volunteer_is_done(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "到了")
    assert "已完成" in village.asks("小张", "弄好了")


@pytest.mark.parametrize("words", ["还没修好", "修好了吗", "什么时候修好"])
def test_not_done_is_not_done(village: Village, words: str) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "到了")
    village.asks("王奶奶", words)
    assert "办理中" in village.asks("王奶奶", "到哪了") or "正在办" in village.asks("王奶奶", "到哪了")


def test_all_orders_are_cancelled_with_one_word(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.says("王奶奶", "给我理发,明天上午,城东社区三组", "1")
    reply = village.asks("王奶奶", "都取消")
    assert reply.count("已经取消") == 2
    assert village.asks("王奶奶", "全部取消") == "您现在没有没办完的单子。"


@pytest.mark.parametrize("words", ["没事了", "没事我开玩笑的", "搞错了", "没有危险"])
def test_an_alarm_is_called_off_only_by_a_code(village: Village, words: str) -> None:
    village.asks("王奶奶", "救命")
    reply = village.asks("王奶奶", words)
    assert "取消 A01" in reply
    assert "有人有危险吗" not in reply
    assert "紧急求助" in village.asks("王奶奶", "到哪了")


def test_joining_takes_answers_in_any_order(village: Village) -> None:
    village.asks("刘婶", "我要当志愿者", "刘桂花")
    assert "您住哪个村" in village.asks("刘婶", "13800000777")
    assert "您住哪个村" in village.asks("刘婶", "修水管、剪头发")
    assert "最后一步" in village.asks("刘婶", "城东社区")
    assert "您已经是志愿者了" in village.asks("刘婶", "同意")
    assert "会理发、水电维修" in village.asks("刘婶", "我的数据")


def test_a_need_while_joining_is_a_need(village: Village) -> None:
    assert "几组" in village.asks("刘婶", "我要当志愿者", "我家水管爆了,快来人")


def test_staff_ask_how_many(village: Village) -> None:
    assert "点单 0" in village.asks("李主任", "今天有几单")


@pytest.mark.parametrize(("words", "left"), [("取消灯的那个", "理发"), ("理发的不要了", "水电"), ("把理发取消", "水电")])
def test_one_of_several_orders_is_meant_by_its_words(village: Village, words: str, left: str) -> None:
    village.says("王奶奶", NEED, "1")
    village.says("王奶奶", "给我理发,明天上午,城东社区三组", "1")
    assert "已经取消" in village.asks("王奶奶", words)
    assert left in village.asks("王奶奶", "到哪了").splitlines()[1]  # the open one stands first


def test_what_names_none_of_several_is_asked_about(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.says("王奶奶", "给我理发,明天上午,城东社区三组", "1")
    assert "要取消哪一个" in village.asks("王奶奶", "取消")
    assert "要改哪一个" in village.asks("王奶奶", "改到明天下午")


def test_modesty_cancels_nothing(village: Village) -> None:
    village.asks("何嬢嬢", "电饭煲坏了,看能不能修", "显桥村")
    assert "什么时候" in village.asks("何嬢嬢", "没空就算了")
    assert "怎么联系您" in village.asks("何嬢嬢", "明天上午")


def test_what_was_said_already_is_no_misunderstanding(village: Village) -> None:
    village.asks("李奶奶", "灯不亮了", "城东社区")
    again = village.asks("李奶奶", "城东社区")
    assert "记下了" in again
    assert "没听明白" not in again


def test_a_need_of_the_whole_village_is_still_asked_by_oneself(village: Village) -> None:
    assert "联系：您本人" in village.asks("李奶奶", "水管没水了", "城东社区", "越快越好", "13800005678")


@pytest.mark.parametrize("words", ["快点来,我妈喘不上气", "快点啊,老头子不行了", "晚到一会儿,孩子晕倒了"])
def test_hurry_and_lateness_hide_no_danger(village: Village, words: str) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    for name in ("王奶奶", "小张"):
        reply = village.asks(name, words)
        assert "120" in reply
        assert "回 9" in reply or "马上打" in reply


@pytest.mark.parametrize(
    ("said", "shown"), [("每天中午", "每天中午"), ("每个礼拜三上午", "每个礼拜三上午"), ("隔天上午", "隔天")]
)
def test_what_comes_again_reads_back_as_such(village: Village, said: str, shown: str) -> None:
    assert f"时间：{shown}" in village.asks("李奶奶", f"我妈要人送饭,{said},城东社区三组,电话13800001234")


def test_explaining_and_going_on_are_told_apart(village: Village) -> None:
    village.asks("李奶奶", "我屋里没得煤气了，城东社区三组，13800001234")
    more = village.asks("李奶奶", "就是烧饭的那个")
    assert "又记下一件事" not in more
    card = village.asks("李奶奶", "现在就要")
    assert "就是烧饭的那个" in card
    assert "又记下一件事" in village.asks("李奶奶", "还有个事 明天早上帮我把被子晒一下")
    assert "——下一件——" in village.asks("李奶奶", "1")


def test_a_question_is_never_taken_for_an_answer(village: Village) -> None:
    village.asks("李奶奶", "帮我修下灯，城东社区三组，13800001234", "嗯", "他姓什么")
    reply = village.asks("李奶奶", "是男的女的")
    assert "时间：" not in reply
    assert "时间：11月25日周三 13:00–18:00" in village.asks("李奶奶", "明天下午")


@pytest.mark.parametrize(
    ("said", "stars"), [("很好 满意", 4), ("非常满意，辛苦了", 5), ("满意 谢谢师傅", 4), ("不满意 没修好", 2)]
)
def test_several_words_of_praise_or_blame_are_stars(village: Village, said: str, stars: int) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "完成")
    reply = village.asks("王奶奶", said)
    assert f"（{stars}分）" in reply or (stars < 3 and "没让您满意" in reply)


def test_the_card_on_top_is_what_a_digit_answers(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "完成")
    village.asks("王奶奶", "还要人帮我买米，明天上午")
    assert "点单成功" in village.asks("王奶奶", "1")


def test_at_the_door_the_other_side_hears_it(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    assert "已转告" in village.asks("小张", "到门口了 没人开门")
    assert "已转告" in village.asks("王奶奶", "麻烦他等一会儿")


def test_an_old_woman_who_cannot_be_reached_is_asked_about(village: Village) -> None:
    reply = village.asks("建国", "我人在广东，我妈在显桥村二组，一个人住，两天没接我电话了")
    assert "有人有危险吗" in reply
    assert "有人有危险吗" not in village.asks("李奶奶", "我妈手机坏了打不通电话，来修一下，明天上午")

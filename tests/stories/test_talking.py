"""The talk about a need: interruptions, corrections, other people's needs, and presses that mean nothing."""

from app.people.model import Person
from tests.stories.village import RURAL, Village

NEED = "家里灯不亮了，城东社区三组，明天上午，13800001234"


def done(village: Village) -> str:
    """An order waiting for her rating."""
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1", "到了", "完成")
    return code


def test_not_needed_any_more_drops_the_draft_and_no_other_order(village: Village) -> None:
    village.asks("王奶奶", NEED, "1", "家里电视坏了，后天上午")
    assert "没有点单" in village.asks("王奶奶", "不用了，儿子修好了")
    assert "派单中" in village.asks("王奶奶", "我的订单")


def test_only_whole_answers_give_stars(village: Village) -> None:
    done(village)
    assert "回一个数字" in village.asks("王奶奶", "水还在漏，谢谢")
    village.asks("王奶奶", "你好")
    assert "待评价" in village.asks("王奶奶", "我的订单")
    assert "没让您满意" in village.asks("王奶奶", "不太满意")


def test_good_is_four_stars_when_that_was_the_question(village: Village) -> None:
    done(village)
    assert "已销号" in village.asks("王奶奶", "好")


def test_a_wrong_press_of_one_star_is_put_right(village: Village) -> None:
    done(village)
    village.asks("王奶奶", "1")
    assert "谢谢您的评价" in village.asks("王奶奶", "5")


def test_a_low_rating_reopens_on_wish_and_the_clock_is_the_old_one(village: Village) -> None:
    code = done(village)
    village.asks("王奶奶", "2", "没修好")
    assert "重新派人" in village.asks("王奶奶", "1")
    assert "派单中" in village.asks("王奶奶", f"进度 {code}")


def test_a_need_said_instead_of_an_answer_is_not_swallowed(village: Village) -> None:
    done(village)
    village.asks("王奶奶", "1")
    assert "核对" in village.asks("王奶奶", "家里电视坏了，后天上午")
    village.asks("刘婶", "我要当志愿者")
    assert "哪个村" in village.asks("刘婶", "我家水管爆了要人修")


def test_leaving_is_confirmed_by_the_digit_alone(village: Village) -> None:
    village.asks("王奶奶", NEED, "1", "注销", "投诉1")
    assert "138****1234" in village.asks("王奶奶", "我的数据")


def test_leaving_in_the_middle_of_a_draft_leaves_nothing_behind(village: Village) -> None:
    village.asks("王奶奶", NEED, "注销")
    reply = village.asks("王奶奶", "1")
    assert "已经删除" in reply
    assert "核对" not in reply


def test_somebody_elses_name_and_phone_do_not_become_ones_own(village: Village) -> None:
    village.asks("李奶奶", "城东社区李大爷家灯不亮了，明天上午，打他电话13800003333", "1")
    data = village.asks("李奶奶", "我的数据")
    assert "3333" not in data
    assert "李大爷" not in data


def test_a_corrected_village_does_not_keep_the_old_group(village: Village) -> None:
    card = village.asks("王奶奶", NEED, f"不对，是{RURAL}")
    assert RURAL in card
    assert "3组" not in next(line for line in card.splitlines() if line.startswith("地点"))


def test_whoever_does_not_know_the_village_is_not_kept_from_help(village: Village) -> None:
    village.asks("乙", "我家水管爆了", "不知道", "不晓得哪个村", "越快越好", "13800002222")
    assert "点单成功" in village.asks("乙", "1")
    assert "不晓得哪个村" in village.heard("钱调度")[-1]


def test_two_needs_share_place_and_phone(village: Village) -> None:
    card = village.asks("己", "家里灯不亮了，另外还要人来理个发，城东社区3组，明天上午，13800008889", "1", "1")
    assert "上门理发" in card
    assert "城东社区3组" in card
    assert "138****8889" in card
    assert "点单成功" in village.asks("己", "1")


def test_saying_it_again_shows_the_same_card(village: Village) -> None:
    card = village.asks("王奶奶", NEED)
    assert "138****1234" in village.asks("王奶奶", "灯坏了呀")
    assert "城东社区3组" in card


def test_a_second_press_in_the_same_moment_takes_no_second_order(village: Village) -> None:
    first = village.says("王奶奶", NEED, "1")
    village.clock.later(seconds=20)
    second = village.says("李奶奶", "城东社区1组水管爆了，今天下午，13800009999", "1")
    village.clock.later(seconds=20)
    assert second in village.asks("小张", "1")
    village.clock.later(seconds=3)
    assert "不用再按" in village.asks("小张", "1")
    assert first not in village.asks("小张", "我的任务").split("等您答复")[0]


def test_a_draft_of_an_older_program_is_still_read(village: Village) -> None:
    village.asks("王奶奶", NEED)
    with village.house.db.transaction() as session:
        talks = Person.metadata.tables["talks"]
        memory = session.execute(talks.select()).one().memory
        memory["draft"] = {key: value for key, value in memory["draft"].items() if key != "recur"} | {"gone": 1}
        session.execute(talks.update().values(memory=memory))
    assert "点单成功" in village.asks("王奶奶", "1")

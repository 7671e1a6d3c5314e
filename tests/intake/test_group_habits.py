"""More habits of a group, each in words of no labelled set: who settles it, who tells for whom, what is only talk."""

import pytest

from app.intake.groups import remarks, signs
from tests.intake.test_group_words import shown


def needs(talk: str) -> list[tuple[str, str | None]]:
    return [(one["speaker"], one["category"]) for one in shown(talk)["requests"]]


def test_two_neighbours_settle_a_lift_between_them() -> None:
    found = shown("秋菊：哪个下午去街上 捎我一段\n老方：我两点走 你到路口等我\n秋菊：好嘞 谢谢方哥\n建军：路上慢点")
    assert found["requests"] == []
    assert [(one["speaker"], one["by"]) for one in found["resolved"]] == [("秋菊", "老方")]


def test_thanks_with_the_house_and_the_number_settle_nothing() -> None:
    talk = "秋菊：哪个去街上 帮我带包盐\n老方：我去 八点走\n秋菊：好嘞 大湾村三组 13800000001\n建军：好"
    assert needs(talk) == [("秋菊", "errand")]


def test_a_number_told_by_somebody_else_completes_the_need() -> None:
    talk = "秋菊：我爹屋里灯不亮了 大湾村三组 哪个会弄\n建军：你爹电话好多\n老方：我替她说 13800000002\n建军：晓得了"
    assert shown(talk)["requests"][0]["phone"] == "13800000002"


@pytest.mark.parametrize(
    "said",
    [
        "前年我屋里翻瓦请的外村师傅 一天两百八",
        "又停水 昨天才停过",
        "三缺一 来一个",
        "昨夜梦到我屋着火了",
        "红薯两块一斤 要的私我",
        "别人村有人上门剃头 我们啥时候也有",
        "听说李家沟昨天着火了？",
        "有没有看眼睛的",
    ],
)
def test_what_is_only_talk_is_no_need(said: str) -> None:
    found = shown(f"老方：早上好\n秋菊：{said}\n建军：哦")
    assert found["requests"] == []
    assert found["emergencies"] == []


def test_ones_own_hearsay_is_an_alarm_all_the_same() -> None:
    found = shown("老方：早上好\n秋菊：听说我妈在屋里摔倒了叫不醒 哪个去看下 大湾村三组\n建军：我去")
    assert [one["speaker"] for one in found["emergencies"]] == ["秋菊"]


def test_a_thing_taken_off_a_list_ends_no_need() -> None:
    talk = "秋菊：我屋里灯不亮了 大湾村三组 13800000003\n建军：换灯泡\n秋菊：蜡烛不要了\n老方：好"
    assert needs(talk) == [("秋菊", "water_electric")]


def test_the_right_thing_is_heard_without_why() -> None:
    assert remarks.corrected("说错了 不是明天 是后天上午 明天她走亲戚") == "后天上午"
    assert remarks.corrected("不是三组 是五组 13800000004") == "五组 13800000004"


def test_what_is_told_behind_an_answer_to_somebody_else() -> None:
    assert signs.told_in("两千五 大湾村三组 何强 13800000005") == "大湾村三组 何强 13800000005"

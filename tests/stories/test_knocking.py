"""Whom nothing reaches: on a list that the station reads, told by word of mouth, or reached again by themselves."""

from tests.stories.ladder import NEED, facts
from tests.stories.village import Village


def unreachable(village: Village, name: str) -> None:
    """The platform refuses everything for this phone from now on, without telling us."""
    village.phones.person(name).following = False


def placed(village: Village) -> str:
    code = village.says("王奶奶", NEED, "1")
    village.asks("王奶奶", "我叫王秀英，住城东社区三组")
    return code


def test_somebody_nothing_reached_is_on_the_list_until_somebody_has_told_them(village: Village) -> None:
    code = placed(village)
    unreachable(village, "王奶奶")
    village.asks("小张", "1")
    village.later(hours=1)
    listed = village.asks("李主任", "敲门")
    assert code in listed
    assert "1 " in listed
    assert "昆阳镇城东社区" in listed
    assert "13800001234" in listed
    assert "138****1234" in village.asks("钱调度", "敲门")
    assert "没有要敲门" in village.asks("周站长", "敲门")
    assert "没有 1 号" in village.asks("周站长", "敲到 1")
    assert "已告诉" in village.asks("李主任", "敲到1")
    assert "已经有人告诉过了" in village.asks("钱调度", "敲到 1")
    assert "没有要敲门" in village.asks("李主任", "敲门")
    assert len(facts(village, "KnockSettled")) == 1


def test_a_newer_message_about_the_same_order_takes_the_place_of_the_older(village: Village) -> None:
    placed(village)
    unreachable(village, "王奶奶")
    village.asks("小张", "1", "完成")
    village.later(hours=1)
    listed = village.asks("李主任", "敲门")
    assert "说是办好了" in listed
    assert "2 " not in listed.split("：\n")[1][:3]


def test_whoever_follows_again_gets_what_was_missed(village: Village) -> None:
    code = placed(village)
    unreachable(village, "王奶奶")
    village.asks("小张", "1")
    village.later(hours=1)
    before = len(village.heard("王奶奶"))
    village.asks("王奶奶", "在吗")
    assert any(code in one for one in village.heard("王奶奶")[before:])
    assert "没有要敲门" in village.asks("李主任", "敲门")
    assert len(facts(village, "PersonFollowsAgain")) == 1


def test_an_offer_nobody_saw_is_nobodys_door_to_knock_on(village: Village) -> None:
    unreachable(village, "小张")
    placed(village)
    village.later(hours=1)
    assert "没有要敲门" in village.asks("李主任", "敲门")


def test_whoever_leaves_is_on_no_list(village: Village) -> None:
    placed(village)
    unreachable(village, "王奶奶")
    village.asks("小张", "1")
    village.later(hours=1)
    assert "敲到" in village.asks("李主任", "敲门")
    village.phones.person("王奶奶").following = True
    village.phones.unfollow("王奶奶")
    assert "没有要敲门" in village.asks("李主任", "敲门")

"""A secretary's list: each household of one message is a need of its own, with its place and its name."""

import pytest

from app.intake.reading import Request, read
from tests.intake.labels import lexicon, moment


def asked(text: str) -> list[Request]:
    return list(read(text, now=moment("2027-01-11T10:00:00"), lexicon=lexicon("yunxi")).requests)


def test_each_household_has_its_own_place_and_name_and_shares_the_time() -> None:
    found = asked("枫树湾村报两户:二组曾婆婆屋里老鼠多,四组彭大爷要办残疾证,都请安排到下周一上午,村干部小文13800000236")
    assert [(one.category, one.village, one.group, one.contact) for one in found] == [
        ("pest", "枫树湾村", 2, "曾婆婆"),
        ("paperwork", "枫树湾村", 4, "彭大爷"),
    ]
    assert {f"{one.time_start:%m-%d %H}" for one in found if one.time_start} == {"01-18 08"}


def test_two_villages_in_one_message() -> None:
    own, mothers = asked("我在大湾村1组,门锁要换一把;我妈在小湾村4组,她那边电视没台,两家都明天来,13800000157")
    assert (own.category, own.village, own.group) == ("locksmith", "大湾村", 1)
    assert (mothers.category, mothers.village, mothers.group) == ("network", "小湾村", 4)


@pytest.mark.parametrize("text", ["大湾村二组老王,水管坏了,灯也不亮,13800000157", "水管漏了淹到楼下二组老张家 大湾村一组"])
def test_one_household_is_one_need(text: str) -> None:
    assert len({(one.village, one.group) for one in asked(text)}) == 1

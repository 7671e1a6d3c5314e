"""Several needs in one message: told apart, and what they share."""

from app.intake.reading import Reading, read
from tests.intake.labels import lexicon, moment


def said(text: str) -> Reading:
    return read(text, now=moment("2026-11-23T10:00:00"), lexicon=lexicon("yunxi"))


def test_needs_said_alike_or_in_a_list_are_told_apart() -> None:
    for text, codes in (
        ("今夜送三份饭到老人亭,明天下午来个师傅修空调", ["meal", "appliance"]),
        ("我爷剃头 我婆量血压拿药", ["bath_hair", "medical_escort"]),
        ("两件事,一是找人摘柑子,二是找老板来收", ["farm_labor", "agri_sale"]),
        ("水管漏了 墙也湿了 明天来修", ["water_electric"]),
    ):
        assert [request.category for request in said(text).requests] == codes, text


def test_one_errand_has_one_time_and_a_need_of_its_own_has_its_own() -> None:
    hair, salt = said("后天上午帮我奶奶剪头,顺便买两斤盐来,大湾村三组").requests
    assert hair.time_start == salt.time_start is not None
    work, meal = said("周六要三个帮工给茶园除草,中午还要给他们做一顿饭,大湾村三组").requests
    assert work.time_start
    assert meal.time_start
    assert work.time_start.date() == meal.time_start.date()
    car, television = said("我要个车明天八点去县医院 另外隔壁的电视也不出影子了 麻烦看看,大湾村三组").requests
    assert car.time_start
    assert television.time_kind is None

"""Several needs in one message: told apart, and what they share."""

import pytest

from app.intake.clauses import stretches_of
from app.intake.reading import Intent, Reading, read
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


def codes(text: str) -> list[str | None]:
    return [request.category for request in said(text).requests]


def times(text: str) -> list[str]:
    return [request.time_words for request in said(text).requests]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("厨房漏水 滴了好几天 明天下午来人修 我爹头发长得很 礼拜六来剃一下", ["water_electric", "bath_hair"]),
        ("厕所堵了今天就要通 明早七点还要个车送我去县里", ["unblock", "transport"]),
        ("屋檐下有个马蜂窝 村口的路灯也不亮了", ["pest", "public_facility"]),
        ("我后天要出去 老娘没人照看 娃四点放学也没人接", ["elder_care", "childcare"]),
        ("灯不亮 洗衣机不转 快递也没拿 你们哪天有空都来弄下", ["water_electric", "appliance", "express"]),
        ("三样事 一样是插座冒火花 一样是瓦漏雨 一样是屋里老鼠多 明天来", ["water_electric", "house_repair", "pest"]),
        ("马桶堵死了明天上午来通还有快递到了两个后天帮我拿一下", ["unblock", "express"]),
        ("洗衣机坏了明天修 13800013001 哦对了 厕所也堵了", ["appliance", "unblock"]),
        ("十二号陪我妈去卫生院打针 十三号帮我从镇上带两包化肥", ["medical_escort", "errand"]),
    ],
)
def test_another_service_is_another_need_where_enough_speaks_for_it(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("水管爆了 屋里淹了 墙也泡了 快来修", "water_electric"),
        ("我妈要去医院看眼睛 没车 后天陪她去一趟 挂号拿药都要人跟着", "medical_escort"),
        ("马桶堵了 自己拿棍子捅了没用 买了药倒下去也不行 明天来通", "unblock"),
        ("赶集给我带一包盐 两斤肉 一瓶农药 再带双鞋 周三送来", "errand"),
        ("过年前来大扫除 擦窗 洗被子 把垃圾拉走 腊月二十五", "cleaning"),
        ("快递到了 在镇上 我没车去不了 明天帮我拿回来", "express"),
        ("停电把路由器烧了 现在电来了 网还是没有 明天来看", "network"),
        ("我婆婆住院 我要去照看她 娃放学没人接 这三天都要 四点半", "childcare"),
        ("墙根有蛇 把鸡都吓跑了 娃不敢出门 快来人捉", "pest"),
        ("鸡棚的电线叫老鼠咬断了 明天上午来接一下", "water_electric"),
    ],
)
def test_causes_effects_details_and_the_usual_company_are_no_need_of_their_own(text: str, expected: str) -> None:
    assert codes(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电视我侄子修好了 快递也拿了 就是我妈要洗个澡 后天来人", "bath_hair"),
        ("屋里漏雨补好了 就是一地泥 找人来打扫 星期天", "cleaning"),
        ("电视好的 冰箱也好的 就是灯不亮 明天来看", "water_electric"),
        ("冰箱不用修了我女婿弄好了 就是屋里那个灯 后天下午来", "water_electric"),
    ],
)
def test_what_is_done_or_needs_no_doing_colours_nothing(text: str, expected: str) -> None:
    assert said(text).intent is Intent.REQUEST
    assert codes(text) == [expected]


def test_the_same_service_on_two_days_is_two_needs_unless_one_day_corrects_the_other() -> None:
    assert times("周二上午陪我去透析 周五上午陪我去透析") == ["周二上午", "周五上午"]
    assert codes("十号来三个人摘棉花 十五号来五个人摘棉花") == ["farm_labor", "farm_labor"]
    assert codes("周三要人陪我婆婆一天 下周三还要一回") == ["elder_care", "elder_care"]
    assert codes("明天八点或者后天八点送我去县里都行") == ["transport"]
    assert len(said("礼拜二送我去县里 不对 是礼拜四送我去").requests) == 1


def test_a_time_alone_belongs_to_the_need_that_has_none() -> None:
    assert times("我爷要剪头发 明天上午 阴沟堵牢了 明天下午") == ["明天上午", "明天下午"]
    assert times("明天上午 我爷要剪头发 明天下午 阴沟堵牢了来通") == ["明天上午", "明天下午"]


def test_a_clause_may_come_back_to_a_need_told_earlier() -> None:
    machine, lamp = said("洗衣机漏水 路灯也坏了一盏 洗衣机明天来 路灯慢慢来不急").requests
    assert (machine.category, lamp.category) == ("appliance", "public_facility")
    assert machine.time_words == "明天"
    assert lamp.time_kind == "flexible"
    assert "路灯" not in machine.what


def test_the_reasons_say_what_spoke_for_a_cut() -> None:
    reasons = read(
        "后天来修空调 大后天送我妈去车站", now=moment("2026-11-23T10:00:00"), lexicon=lexicon("yunxi"), why=True
    ).reasons
    assert any(reason.startswith("另一件 transport") and "各有各的日子" in reason for reason in reasons)


def test_clauses_leave_no_gap_and_do_not_overlap() -> None:
    for text in ("", " ", "水管漏水,另外修灯;还有;", "明天" * 50, "坏了" * 80, "一" * 100, " , 。" * 40):
        clauses = [clause for stretch in stretches_of(text) for clause in stretch]
        assert [clause.start for clause in clauses[1:]] == [clause.end for clause in clauses[:-1]]
        assert clauses[-1].end == len(text)

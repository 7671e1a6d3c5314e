"""Questions about the service itself, put at any moment: answered, and the matter goes on where it was."""

import pytest

from tests.stories.village import Village

NEED = "我家灯不亮了,今天下午来人,城东社区三组,电话13800001234"
COST = [
    "要钱不",
    "要不要钱",
    "要钱吗",
    "收费吗",
    "收不收费",
    "请问是免费的吗",
    "来修要多少钱",
    "要给工钱么",
    "上门费多少钱",
    "怎么收费的",
]
WHO = ["谁来啊", "来的人是男的女的", "派哪个来", "来的是谁", "是谁来呀"]
NUMBER = ["我的电话会不会传出去", "号码会泄露吗", "为什么要我电话", "留电话做什么"]
SELF = ["你是机器人吗", "你是谁", "是真人还是机器人啊你"]
OTHERS = ["能帮我妈点吗", "可以替邻居叫人吗"]
HOURS = ["晚上有人吗", "几点上班", "过年也有人吗"]
WHAT = ["你们能做什么", "都有哪些服务", "能帮什么忙"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        *((one, "不收钱") for one in COST),
        *((one, "马上告诉您是谁") for one in WHO),
        *((one, "不会给别人") for one in NUMBER),
        *((one, "自动答复") for one in SELF),
        *((one, "直接说替谁") for one in OTHERS),
        *((one, "什么时候都能") for one in HOURS),
        *((one, "能帮的有") for one in WHAT),
    ],
)
def test_a_question_about_the_service_is_answered(village: Village, asked: str, told: str) -> None:
    assert told in village.asks("李奶奶", asked)


def test_in_the_middle_of_an_order_the_question_waits(village: Village) -> None:
    village.asks("李奶奶", "想找人帮我看看手机,明天下午")
    for asked in ("要钱不", "来的人是男的女的", "我的电话会不会传出去", "多久能来"):
        reply = village.asks("李奶奶", asked)
        assert reply.endswith("接着刚才的事：您在哪个村（社区）？几组？") or "您在哪个村" in reply
    card = village.asks("李奶奶", "城东社区三组", "13800001234")
    assert "昆阳镇城东社区3组" in card
    assert "不收钱" in village.asks("李奶奶", "要不要钱啊")
    assert "点单成功" in village.asks("李奶奶", "1")


def test_of_ones_own_order_the_state_is_told(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    assert code in village.asks("王奶奶", "谁来啊")
    village.asks("小张", "1")
    assert "小张" in village.asks("王奶奶", "谁来啊")


@pytest.mark.parametrize(
    "need", ["帮我妈缴电费要多少钱我给", "买盐买米要多少钱你先垫着", "谁来帮我收稻子", "来个男的帮我搬柜子"]
)
def test_a_need_is_no_question(village: Village, need: str) -> None:
    assert "您在哪个村" in village.asks("李奶奶", need)


def test_a_county_answers_in_its_own_words(village: Village) -> None:
    village.keeps(answers=[{"code": "free", "asks": ["要不要钱", "积分怎么换"], "says": "不要钱，积分到积分超市换。"}])
    assert village.asks("李奶奶", "请问积分怎么换呢") == "不要钱，积分到积分超市换。"
    assert village.asks("李奶奶", "要不要钱") == "不要钱，积分到积分超市换。"

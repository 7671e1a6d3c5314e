"""微信客服: a villager forwards what was said in a group, or simply writes, and is answered there."""

from datetime import timedelta

from sqlalchemy import select

from app.chat.model import Inbound
from app.people.model import Identity
from simulator.kfphones import Line
from tests.stories.test_group_talk import orders
from tests.stories.village import VILLAGE, Village

TWELVE = (
    (f"{VILLAGE}小胡", "各位邻居早上好，今天降温，注意保暖"),
    ("秀英", "早"),
    ("平安是福", "三组有哪个会修水管的，我家水管冻裂了，到处是水"),
    (f"{VILLAGE}小胡", "@平安是福 你是哪家的"),
    ("平安是福", "三组张德明家 电话13800000301"),
    ("秀英", "[图片]"),
    ("建国", f"明天上午哪位有空，我妈的电视不亮了，{VILLAGE}五组，电话13800000302"),
    ("细雨蒙蒙", "[捂脸][捂脸]昨天的酒喝多了"),
    ("建国", "我在外面打工 回不去"),
    ("细雨蒙蒙", "哈哈"),
    ("秀英", "今天菜场的萝卜便宜"),
    (f"{VILLAGE}小胡", "收到"),
)


def talk(village: Village) -> list[Line]:
    begin = village.clock.now - timedelta(minutes=30)
    return [(who, what, begin + timedelta(minutes=at)) for at, (who, what) in enumerate(TWELVE)]


def test_twelve_forwarded_lines_become_two_orders_and_the_villager_is_told(village: Village) -> None:
    village.kf.forwards("秀英", talk(village))
    village.settle()
    found = village.kf.heard("秀英")[-1]
    assert "群里找到2件事" in found
    assert "1 平安是福：水电维修" in found
    assert "2 建国：家电维修" in found
    village.kf.says("秀英", "1,2")
    village.settle()
    assert "请核对" in village.kf.heard("秀英")[-1]
    assert orders(village) == []
    village.kf.says("秀英", "1")
    village.settle()
    assert any("点单成功2件" in one for one in village.kf.heard("秀英"))
    first, second = orders(village)
    assert (first.item_code, second.item_code) == ("water_electric", "appliance")
    assert first.code in "".join(village.heard("小张") + village.heard("老陈"))
    village.says("小张", f"接 {first.code}")
    village.settle()
    assert first.code in village.kf.heard("秀英")[-1]
    assert "小张" in village.kf.heard("秀英")[-1]


def test_a_talk_that_was_pasted_is_known_again_when_it_is_forwarded(village: Village) -> None:
    village.kf.forwards("秀英", talk(village))
    village.settle()
    village.kf.says("秀英", "全部", "1")
    village.settle()
    village.kf.forwards("建国", talk(village), as_objects=True)
    village.settle()
    assert "里面有2件以前发过" in village.kf.heard("建国")[-1]


def test_whoever_comes_in_is_greeted_once_and_can_place_an_order_in_plain_words(village: Village) -> None:
    village.kf.enters("赵大爷")
    village.settle()
    assert "您好！这里是" in village.kf.heard("赵大爷")[-1]
    village.kf.enters("赵大爷", welcome=False)
    village.settle()
    assert len(village.kf.heard("赵大爷")) == 1
    village.kf.says("赵大爷", f"我家水管爆了，今天下午能来人修不，{VILLAGE}三组，电话13800001234")
    village.settle()
    assert "请您核对" in village.kf.heard("赵大爷")[-1]
    village.kf.says("赵大爷", "1")
    village.settle()
    assert len(orders(village)) == 1


def test_a_greeting_that_comes_too_late_is_not_tried(village: Village) -> None:
    village.kf.untold = True
    village.kf.enters("赵大爷")
    village.clock.later(seconds=25)
    village.kf.untold = False
    village.kf.tell()
    village.settle()
    assert village.kf.heard("赵大爷") == []


def test_somebody_known_in_the_mini_program_is_the_same_person_here(village: Village) -> None:
    code = village.phones.opens_miniapp("秀英")
    known = village.web.post("/api/v1/login", json={"code": code}).json
    village.kf.says("秀英", "你好")
    village.settle()
    with village.house.db.reading() as session:
        here = session.scalars(select(Identity.person_id).where(Identity.app == "kf")).one()
    assert known is not None
    assert here == known["person_id"]


def test_voices_and_pictures_get_a_kind_sentence_and_a_stranger_s_type_too(village: Village) -> None:
    village.kf.sends("秀英", "voice", {"media_id": "m1"})
    village.kf.sends("秀英", "image", {"media_id": "m2"})
    village.kf.sends("秀英", "channels_shop_product", {"product_id": "1"})
    village.kf.forwards("秀英", [])
    village.settle()
    voice, picture, other, empty = village.kf.heard("秀英")
    assert "语音收到了" in voice
    assert "图片收到了" in picture
    assert "这种消息这里看不到" in other
    assert "没有能看懂的文字" in empty


def test_after_five_messages_nothing_goes_out_until_the_villager_writes_again(village: Village) -> None:
    village.kf.says("秀英", f"我家水管爆了，今天下午能来人修不，{VILLAGE}三组，电话13800001234", "1")
    village.settle()
    code = orders(village)[0].code
    for _ in range(3):  # a colleague has answered by hand meanwhile
        village.platform.desk.answered(village.kf.openid("秀英"), "")
    village.asks("小张", f"接 {code}")
    assert len(village.kf.heard("秀英")) == 2
    village.kf.says("秀英", f"进度 {code}")
    village.settle()
    assert "小张" in village.kf.heard("秀英")[-1]


def test_who_leaves_is_forgotten_here_too(village: Village) -> None:
    village.kf.says("秀英", "你好", "注销", "1")
    village.settle()
    assert "资料已经删除" in village.kf.heard("秀英")[-1]
    with village.house.db.reading() as session:
        assert session.scalars(select(Identity).where(Identity.app == "kf")).all() == []
        assert (
            session.scalars(select(Inbound.text_sealed).where(Inbound.app == "kf", Inbound.text_sealed.is_not(None))).all()
            == []
        )

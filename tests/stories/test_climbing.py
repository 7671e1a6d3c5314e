"""Up the ladder: each rung says for itself that it cannot, and whoever serves a village may act for it."""

from sqlalchemy import select

from app.escalation.queries import told_about
from app.orders.model import Order
from app.places.model import Area
from tests.stories.village import Village

NEED = "我家水管爆了,今天下午能来人修不,城东社区三组,电话13800001234"


def status(village: Village) -> str:
    with village.house.db.reading() as session:
        return session.scalars(select(Order.status)).one()


def test_a_chief_alone_pushes_an_order_no_farther_than_the_town(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    cannot = f"办不了 {code} 没有水电工"
    assert "已报乡镇，理由：没有水电工" in village.asks("李主任", cannot)
    assert "没有水电工" in village.heard("赵所长")[-1]
    for _ in range(5):
        assert "已报乡镇，等他们回话" in village.asks("李主任", cannot)
    assert status(village) == "offering"
    assert not [one for one in village.heard("钱调度") if code in one]


def test_each_rung_says_so_and_only_the_county_gives_up(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    cannot = f"办不了 {code} 没有水电工"
    assert "已报县中心" in village.asks("赵所长", cannot)
    assert "已报县中心，等他们回话" in village.asks("李主任", cannot)
    assert "已报县中心，等他们回话" in village.asks("赵所长", cannot)
    assert "已报中心主任" in village.asks("钱调度", cannot)
    assert "已转县中心选派" in village.asks("钱调度", cannot)
    assert "等他们回话" in village.asks("赵所长", cannot)
    assert status(village) == "at_desk"
    assert "未能办理" in village.asks("孙书记", cannot)
    assert "没能办成" in village.heard("王奶奶")[-1]


def test_the_chief_who_serves_a_neighbour_without_a_station_may_act_for_it(village: Village) -> None:
    with village.house.db.transaction() as session:
        home = next(one for one in village.spec.towns if one.name == "昆阳镇").villages
        served = session.get_one(Area, home[1].code)
        served.served_by = home[0].code
    code = village.says("王奶奶", f"我家水管爆了,今天下午来人修,{home[1].name},电话13800001234", "1")
    assert code in village.asks("李主任", "未销号")
    assert code in village.asks("李主任", "待办")
    assert "派单中 1" in village.asks("李主任", "统计")
    assert "不在您管的地方" in village.asks("周站长", f"办不了 {code} 远")
    assert "已报乡镇" in village.asks("李主任", f"办不了 {code} 没有水电工")


def test_the_card_of_an_emergency_speaks_of_the_danger(village: Village) -> None:
    village.asks("王奶奶", "我在城东社区三组,老伴晕倒了没反应,电话13800001234")
    for name in ("李主任", "赵所长", "钱调度"):
        [card] = village.heard(name)
        assert "紧急求助" in card
        assert "清单以外" not in card
        assert "晕倒" in card
    with village.house.db.reading() as session:
        told = told_about(session, session.scalars(select(Order.id)).one())
    assert told == ["李主任（村里）", "赵所长（镇里）", "钱调度（县中心）"]


def test_whoever_promised_may_finish_although_the_order_went_to_the_desk(village: Village) -> None:
    code = village.says("王奶奶", "要2个人帮忙修水管,今天下午,城东社区三组,电话13800001234", "1")
    village.asks("小张", f"接 {code}")
    for who in ("李主任", "赵所长", "钱调度", "钱调度"):
        village.asks(who, f"办不了 {code} 人不够")
    assert status(village) == "at_desk"
    assert "辛苦了" in village.asks("小张", "完成")
    assert status(village) == "done"

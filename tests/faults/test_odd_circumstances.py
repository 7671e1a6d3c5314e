"""Restarts, clocks that jump, places without a station, posts nobody holds, people who leave in the middle."""

from collections import Counter

import pytest
from sqlalchemy import delete, select, update

from app.config import Settings
from app.county.loading import load
from app.dispatch.model import Offer
from app.escalation.queries import unguarded
from app.events import EventRow
from app.orders.model import Order
from app.people.model import Duty, Readiness
from app.places.model import Area
from app.web import create_app
from simulator.callbacks import OUT_OF_SERVICE
from simulator.phones import Phones
from simulator.transports import WsgiTransport
from tests.faults.crowd import SPEC
from tests.pushed_clock import PushedClock
from tests.stories.village import Village
from tests.wechat.platform import platform_for
from wechat import edge

NEED = "我家水管爆了,今天下午能来人修不,城东社区三组,电话13800001234"


def order_of(village: Village) -> Order:
    with village.house.db.reading() as session:
        assert unguarded(session, now=village.clock()) == []
        order = session.scalars(select(Order).order_by(Order.id.desc())).first()
        assert order
        session.expunge(order)
        return order


def test_a_restart_at_every_step_of_the_story_changes_nothing(village: Village) -> None:
    story = [
        ("王奶奶", "水管爆了,城东社区三组", "什么时候"),
        ("王奶奶", "今天下午", "手机号"),
        ("王奶奶", "13800001234", "请您核对"),
        ("王奶奶", "1", "点单成功"),
        ("小张", "1", "接单成功"),
        ("小张", "到了", "到了"),
        ("小张", "完成", "辛苦了"),
        ("王奶奶", "2", "重新派人"),
        ("王奶奶", "0", "销号"),
    ]
    for who, said, heard in story:
        assert heard in village.asks(who, said)
        village.restart()
    assert (order_of(village).status, order_of(village).rating) == ("closed", 2)


def test_a_clock_that_jumps_back_and_forward_does_nothing_twice(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.later(minutes=11)
    village.clock.later(hours=-1)
    village.settle()
    assert code in village.asks("王奶奶", "进度")
    village.clock.later(hours=1, minutes=2)
    village.settle()
    village.later(minutes=30)
    with village.house.db.reading() as session:
        climbs = Counter(session.scalars(select(EventRow.words).where(EventRow.name == "OrderClimbed")))
        batches = [row.data["batch"] for row in session.scalars(select(EventRow).where(EventRow.name == "OrderOffered"))]
    assert max(climbs.values()) == 1
    assert sorted(batches) == [1, 2, 3]
    assert order_of(village).status == "offering"


def test_a_day_without_the_jobs_is_made_up_at_once_and_once(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.clock.later(days=1)
    village.settle()
    with village.house.db.reading() as session:
        rungs = [row.data["after"] for row in session.scalars(select(EventRow).where(EventRow.name == "OrderClimbed"))]
    assert rungs[:3] == ["town", "county", "director"]
    assert Counter(rungs) == {"town": 1, "county": 1, "director": 1}
    assert order_of(village).rung == "director"


def test_a_village_without_a_station_is_answered_for_by_its_neighbour_and_the_township(village: Village) -> None:
    town = next(town for town in village.spec.towns if town.name == "昆阳镇")
    home, other = town.villages[0], town.villages[1]
    with village.house.db.transaction() as session:
        session.execute(update(Area).where(Area.code == other.code).values(served_by=home.code))
    code = village.says("王奶奶", f"水管爆了,今天下午来人修,{other.name},电话13800001234", "1")
    assert order_of(village).area_code == other.code
    village.later(days=10 / 24)
    assert any(code in text for text in village.heard("李主任"))
    assert any(code in text for text in village.heard("赵所长"))


def test_with_nobody_on_duty_and_no_volunteer_the_order_stays_guarded_and_true(village: Village) -> None:
    with village.house.db.transaction() as session:
        session.execute(update(Duty).values(on_duty=False))
        session.execute(delete(Readiness))
    assert "点单成功" in village.asks("王奶奶", NEED, "1")
    village.later(days=3 / 24)
    assert "派单中" in village.asks("王奶奶", "进度")
    assert village.asks("王奶奶", "人工")
    with village.house.db.reading() as session:
        assert session.scalars(select(Offer.id)).all() == []
        told = [row.words for row in session.scalars(select(EventRow).where(EventRow.name == "OrderClimbed"))]
    assert "无人值班" in told[0]
    order_of(village)
    with village.house.db.transaction() as session:  # the first who comes on duty hears of it
        session.execute(update(Duty).values(on_duty=True))
    village.later(minutes=31)
    assert any(order_of(village).code in text for text in village.heard("孙书记"))


@pytest.mark.parametrize(
    ("step", "words"), [("placed", "unfollow"), ("accepted", "注销"), ("accepted", "unfollow"), ("arrived", "注销")]
)
def test_a_villager_who_leaves_in_the_middle_leaves_nobody_waiting(village: Village, step: str, words: str) -> None:
    village.asks("王奶奶", NEED, "1")
    for said in {"placed": [], "accepted": ["1"], "arrived": ["1", "到了"]}[step]:
        village.asks("小张", said)
    if words == "注销":
        assert "已经删除" in village.asks("王奶奶", "注销", "1")
    else:
        village.phones.unfollow("王奶奶")
    village.settle()
    order = order_of(village)
    assert (order.words, order.phone_sealed, order.contact) == ("（已删除）", None, None)
    assert order.status == ("under_way" if step == "arrived" else "cancelled")
    if step == "accepted":
        assert "不用去" in village.heard("小张")[-1]
    if step == "arrived":  # who is there already finishes; nobody rates, and it closes by itself
        assert "辛苦" in village.asks("小张", "完成")
        village.later(days=4)
        assert order_of(village).status == "closed"
    assert "没有点过单" in village.asks("王奶奶", "我的订单")


def test_a_volunteer_who_leaves_unanswered_is_not_counted_among_those_asked(village: Village) -> None:
    village.says("王奶奶", NEED, "1")
    village.phones.unfollow("小张")
    village.settle()
    with village.house.db.reading() as session:
        assert sorted(session.scalars(select(Offer.status))) == ["declined", "open"]
    order_of(village)


@pytest.mark.parametrize("said", [["1"], ["1", "到了"]])
def test_a_volunteer_who_leaves_in_the_middle_is_replaced(village: Village, said: list[str]) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", *said)
    village.phones.unfollow("小张")
    village.settle()
    assert order_of(village).status == "offering"
    assert "另找人" in village.heard("王奶奶")[-1]
    assert "接单成功" in village.asks("老陈", f"接 {code}")
    assert "老陈" in village.heard("王奶奶")[-1]
    assert "还不是志愿者" in village.asks("小张", f"接 {code}")


def test_a_changed_hour_moves_the_question_whether_somebody_came(village: Village) -> None:
    code = village.says("王奶奶", NEED, "1")
    village.asks("小张", "1")
    village.asks("王奶奶", f"改 {code} 明天下午")
    village.later(days=8 / 24)
    assert not any("您到了吗" in text for text in village.heard("小张"))
    village.later(days=22 / 24)
    assert any("您到了吗" in text for text in village.heard("小张"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_before_a_county_is_loaded_wechat_says_that_we_are_closed_and_afterwards_all_is_well(
    settings: Settings, clock: PushedClock
) -> None:
    app = create_app(settings, clock=clock, plugs=[edge.blueprints])
    platform = platform_for(settings, clock)
    phones = Phones(platform, WsgiTransport(app))
    phones.add("王奶奶", following=True)
    assert phones.says("王奶奶", "水管爆了") == OUT_OF_SERVICE
    house = app.extensions["yihu"]
    with house.db.transaction() as session:
        load(session, SPEC, now=clock())
    assert "村" in phones.says("王奶奶", "水管爆了")
    house.db.close()

"""WeChat is busy, silent, refuses our token, or somebody has left: what is owed arrives once, and nothing false is shown."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.outbox.model import Notification, Status
from app.outbox.queries import of_order, to_knock
from app.people.model import Identity, Person
from tests.stories.village import Village

NEED = "我家水管爆了,今天下午能来人修不,城东社区三组,电话13800001234"
TEMPLATE = "cgi-bin/message/template/send"


@pytest.fixture
def ordered(village: Village) -> Iterator[tuple[Village, str]]:
    """王奶奶 has said her need; the platform is whole until a test breaks it, and her 1 is still to come."""
    village.asks("王奶奶", NEED)
    yield village, "A01"
    village.platform.clear_faults()


def offers_heard(village: Village, name: str, code: str) -> int:
    """How often somebody was asked, by a card or in words."""
    return sum(code in text and "回1接单" in text.replace(" ", "") for text in village.heard(name))


def statuses(village: Village, kind: str) -> dict[str, str]:
    query = select(Person.name, Notification.status).join(Person, Person.id == Notification.person_id)
    with village.house.db.reading() as session:
        return {str(name): status for name, status in session.execute(query.where(Notification.kind == kind))}


def test_a_busy_platform_is_asked_again_and_the_offer_arrives_once(ordered: tuple[Village, str]) -> None:
    village, code = ordered
    village.platform.fault("errcode", endpoint=TEMPLATE, code=-1, count=5)
    village.asks("王奶奶", "1")
    assert offers_heard(village, "小张", code) == 0
    village.later(minutes=5)
    assert offers_heard(village, "小张", code) == offers_heard(village, "老陈", code) == 1


def test_a_token_refused_for_an_hour_stops_nobody_from_talking(ordered: tuple[Village, str]) -> None:
    village, code = ordered
    village.platform.fault("errcode", code=40001)
    assert "点单成功" in village.asks("王奶奶", "1")
    village.later(minutes=5)
    assert set(statuses(village, "offer").values()) == {Status.OWED}
    assert offers_heard(village, "小张", code) == 0
    assert "接单成功" in village.asks("小张", f"接 {code}")  # he was told by word of mouth
    assert "小张" in village.asks("王奶奶", "进度")
    before = len(village.heard("王奶奶"))
    village.platform.clear_faults()
    village.later(minutes=3)
    assert [text for text in village.heard("王奶奶")[before:] if "小张" in text]
    assert offers_heard(village, "老陈", code) == 0  # it was withdrawn before it could be sent


def test_a_timeout_is_never_shown_as_sent(ordered: tuple[Village, str]) -> None:
    village, code = ordered
    village.platform.fault("timeout", endpoint=TEMPLATE)
    village.asks("王奶奶", "1")
    for _ in range(14):
        village.later(minutes=1)
        assert Status.SENT not in statuses(village, "offer").values()
    assert statuses(village, "offer")["小张"] == Status.UNKNOWN
    with village.house.db.reading() as session:
        order_id = session.scalars(select(Notification.order_id).where(Notification.kind == "offer")).first()
        assert order_id
        shown = {told.words for told in of_order(session, village.spec.code, order_id) if told.kind == "offer"}
        assert shown == {"不确定是否收到"}
        assert {told.name for told in to_knock(session, village.spec.code)} >= {"小张", "老陈"}
    assert offers_heard(village, "小张", code) == 0


def test_what_arrived_although_the_line_broke_is_not_sent_twice(ordered: tuple[Village, str]) -> None:
    village, code = ordered
    village.platform.fault("unknown_delivery", endpoint=TEMPLATE, count=2)
    village.asks("王奶奶", "1")
    village.later(minutes=3)
    assert offers_heard(village, "小张", code) == offers_heard(village, "老陈", code) == 1
    assert set(statuses(village, "offer").values()) <= {Status.SENT, Status.DELIVERED}


@pytest.mark.parametrize("how", ["html_502", "reset"])
def test_a_broken_line_is_mended_by_trying_again(ordered: tuple[Village, str], how: str) -> None:
    village, code = ordered
    village.platform.fault(how, endpoint=TEMPLATE, count=4)
    village.asks("王奶奶", "1")
    village.later(minutes=3)
    assert offers_heard(village, "小张", code) == offers_heard(village, "老陈", code) == 1


def test_whoever_stopped_following_unheard_is_not_tried_again_and_others_are_asked(ordered: tuple[Village, str]) -> None:
    village, code = ordered
    village.phones.person("小张").following = False  # the event was lost
    village.asks("王奶奶", "1")
    assert statuses(village, "offer") == {"小张": Status.UNREACHABLE, "老陈": Status.SENT} or (
        statuses(village, "offer")["老陈"] == Status.DELIVERED
    )
    with village.house.db.reading() as session:
        openid = village.phones.person("小张").openid
        assert session.scalars(select(Identity.following).where(Identity.openid == openid)).one() is False
        assert [told.name for told in to_knock(session, village.spec.code)] == ["小张"]
    assert "接单成功" in village.asks("老陈", "1")
    assert code in village.heard("王奶奶")[-1]


def test_a_banned_template_goes_by_another_way_or_to_the_list_of_doors(ordered: tuple[Village, str]) -> None:
    village, code = ordered
    village.asks("老陈", "我的任务")  # within 48 hours of this a customer message may reach him
    village.platform.fault("errcode", endpoint=TEMPLATE, code=43116)
    village.asks("王奶奶", "1")
    assert offers_heard(village, "老陈", code) == 1
    assert statuses(village, "offer")["小张"] == Status.UNREACHABLE

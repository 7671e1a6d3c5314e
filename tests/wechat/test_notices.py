"""What WeChat reports by itself: somebody left, a message arrived, a subscription changed."""

import pytest
from sqlalchemy import func, select

from app.config import Settings
from app.house import House
from app.outbox.model import Receipt
from app.people.model import Identity, Person
from tests.pushed_clock import PushedClock
from tests.wechat.tencent import WANG, Tencent
from wechat import subscriptions

TEMPLATE = "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc"


def people_known(house: House) -> int:
    with house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(Identity)) or 0


def left(house: House) -> int:
    with house.db.reading() as session:
        return subscriptions.balance(session, app="service", openid=WANG, template_id=TEMPLATE)


def receipts(house: House) -> list[tuple[str, bool, str | None]]:
    with house.db.reading() as session:
        rows = session.scalars(select(Receipt).order_by(Receipt.id))
        return [(row.provider_id, row.delivered, row.detail) for row in rows]


def popup(answer: str, times: int = 1) -> str:
    item = (
        f"<List><TemplateId><![CDATA[{TEMPLATE}]]></TemplateId>"
        f"<SubscribeStatusString><![CDATA[{answer}]]></SubscribeStatusString><PopupScene>1</PopupScene></List>"
    )
    return f"<SubscribeMsgPopupEvent>{item * times}</SubscribeMsgPopupEvent>"


def tells(tencent: Tencent, document: str) -> None:
    answer = tencent.posts(document)
    assert (answer.status_code, answer.data) == (200, b"success")


def test_08_15_leaving_erases_the_person(tencent: Tencent, house: House) -> None:
    tencent.says("我姓王，住显桥村，水管爆了，电话13800012345")
    tells(tencent, tencent.event("subscribe_msg_popup_event", popup("accept")))
    tells(tencent, tencent.event("unsubscribe"))
    assert people_known(house) == 0
    assert left(house) == 0
    with house.db.reading() as session:
        person = session.scalars(select(Person)).one()
        assert (person.name, person.phone_sealed, person.address) == (None, None, None)
        assert person.erased_at == house.clock()


def test_08_15_a_late_repeat_of_leaving_does_not_erase_somebody_who_came_back(
    tencent: Tencent, house: House, clock: PushedClock
) -> None:
    tencent.says("你好")
    gone = tencent.event("unsubscribe")
    tells(tencent, gone)
    clock.later(seconds=4)
    tencent.posts(tencent.event("subscribe"))
    tells(tencent, gone)
    assert people_known(house) == 1


@pytest.mark.parametrize("name", ["user_authorization_revoke", "user_authorization_cancellation"])
def test_08_15_taking_back_the_authorisation_erases_the_person_it_names(tencent: Tencent, house: House, name: str) -> None:
    tencent.says("你好")
    named = f"<OpenID><![CDATA[{WANG}]]></OpenID><AppID><![CDATA[wx0000000000000001]]></AppID><RevokeInfo>1</RevokeInfo>"
    tells(tencent, tencent.event(name, named, openid="oSystem"))
    assert people_known(house) == 0


def test_leaving_without_ever_having_spoken_is_no_trouble(tencent: Tencent) -> None:
    tells(tencent, tencent.event("unsubscribe", openid="oNobody"))


@pytest.mark.parametrize("name", ["TEMPLATESENDJOBFINISH", "templatesendjobfinish"])
@pytest.mark.parametrize("status", ["success", "failed:user block", "failed: system failed"])
def test_the_end_of_a_send_reaches_the_outbox_once(tencent: Tencent, house: House, name: str, status: str) -> None:
    report = tencent.event(name, f"<MsgID>200163836</MsgID><Status><![CDATA[{status}]]></Status>")
    tells(tencent, report)
    tells(tencent, report)
    assert receipts(house) == [("200163836", status == "success", status)]


def test_every_item_of_a_sent_subscription_reaches_the_outbox(tencent: Tencent, house: House) -> None:
    item = "<List><TemplateId>t</TemplateId><MsgID>{}</MsgID><ErrorCode>{}</ErrorCode><ErrorStatus>{}</ErrorStatus></List>"
    items = item.format("1700827132819554304", 0, "success") + item.format("1700827132819554305", 43101, "refused")
    tells(tencent, tencent.event("subscribe_msg_sent_event", f"<SubscribeMsgSentEvent>{items}</SubscribeMsgSentEvent>"))
    assert receipts(house) == [
        ("1700827132819554304", True, "0 success"),
        ("1700827132819554305", False, "43101 refused"),
    ]


def test_08_15_each_acceptance_counts_once_and_a_refusal_ends_all(tencent: Tencent, house: House, clock: PushedClock) -> None:
    accepted = tencent.event("subscribe_msg_popup_event", popup("accept"))
    tells(tencent, accepted)
    tells(tencent, accepted)
    assert left(house) == 1
    clock.later(seconds=1)
    tells(tencent, tencent.event("subscribe_msg_popup_event", popup("accept", times=2)))
    assert left(house) == 3
    changed = popup("reject").replace("PopupEvent", "ChangeEvent")
    tells(tencent, tencent.event("subscribe_msg_change_event", changed))
    assert left(house) == 0
    clock.later(seconds=1)
    tells(tencent, tencent.event("subscribe_msg_popup_event", popup("reject")))
    assert left(house) == 0


@pytest.mark.parametrize("body", ["", "<SubscribeMsgPopupEvent/>", "<SubscribeMsgPopupEvent>x</SubscribeMsgPopupEvent>"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_notice_without_its_contents_is_no_trouble(tencent: Tencent, settings: Settings, body: str) -> None:
    tells(tencent, tencent.event("subscribe_msg_popup_event", body))

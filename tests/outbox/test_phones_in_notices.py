"""A notice may tell a phone number; it rests nowhere, and nobody can ask for one by writing."""

from app.outbox.actions import owe, phone_of
from app.outbox.handover import claim
from app.people.model import Person
from tests.outbox.conftest import Outbox


def with_phone(outbox: Outbox) -> int:
    helper = outbox.person("小张")
    with outbox.db.transaction() as session:
        vault = session.info["vault"]
        session.get_one(Person, helper).phone_sealed = vault.seal("13800000001")
    return helper


def heard(outbox: Outbox) -> str:
    with outbox.db.transaction() as session:
        (parcel,) = claim(session, limit=5, now=outbox.clock())
    return parcel.text


def test_a_number_is_put_in_only_when_the_notice_leaves(outbox: Outbox) -> None:
    helper = with_phone(outbox)
    with outbox.db.transaction() as session:
        text = f"小张接单了,电话 {phone_of(session, helper)}。"
        notification = owe(session, outbox.notice(text=text), now=outbox.clock())
        session.flush()
    assert "13800000001" not in outbox.row(notification.id).text
    assert heard(outbox) == "小张接单了,电话 13800000001。"


def test_a_reference_somebody_wrote_is_not_opened(outbox: Outbox) -> None:
    helper = with_phone(outbox)
    outbox.owe(text=f"有人说:⟦phone {helper}⟧⟦phone {helper} {'0' * 32}⟧")
    assert "13800000001" not in heard(outbox)


def test_a_number_that_was_deleted_meanwhile_is_said_so(outbox: Outbox) -> None:
    helper = with_phone(outbox)
    with outbox.db.transaction() as session:
        owe(session, outbox.notice(text=f"电话 {phone_of(session, helper)}"), now=outbox.clock())
        session.get_one(Person, helper).phone_sealed = None
    assert heard(outbox) == "电话 （号码已删除）"

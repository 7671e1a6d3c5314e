"""What the platform reports afterwards."""

import pytest

from app.outbox.actions import receipt
from app.outbox.courier import carried
from app.outbox.delivery import Outcome, Verdict
from app.outbox.handover import claim, reclaim
from app.outbox.model import Status
from app.outbox.queries import Closed
from app.outbox.settling import settle
from tests.outbox.channels import TellingChannel
from tests.outbox.conftest import Outbox

MSGID = "1700827132819554304"
TOOK = Outcome(verdict=Verdict.SENT, code="0", provider_id=MSGID)


def report(outbox: Outbox, *, delivered: bool = True, provider_id: str = MSGID, openid: str = "o-grandma") -> None:
    detail = "success" if delivered else "failed:user block"
    with outbox.db.transaction() as session:
        receipt(session, provider_id=provider_id, openid=openid, delivered=delivered, detail=detail, now=outbox.clock())


def test_a_receipt_makes_it_delivered(outbox: Outbox) -> None:
    one = outbox.owe()
    outbox.deliver(TellingChannel("template", TOOK))
    report(outbox)
    assert outbox.status(one) is Status.DELIVERED


def test_a_blocked_message_goes_another_way_and_a_second_report_changes_nothing(outbox: Outbox) -> None:
    one = outbox.owe()
    template, sms = TellingChannel("template", TOOK), TellingChannel("sms", app=None)
    outbox.deliver(template, sms)
    report(outbox, delivered=False)
    outbox.deliver(template, sms)
    report(outbox, delivered=False)
    outbox.deliver(template, sms)
    assert (len(template.sent), len(sms.sent)) == (1, 1)
    assert outbox.status(one) is Status.SENT


def test_blocked_on_the_last_channel_means_somebody_must_knock(outbox: Outbox) -> None:
    one = outbox.owe()
    outbox.deliver(TellingChannel("template", TOOK))
    report(outbox, delivered=False)
    outbox.deliver(TellingChannel("template", TOOK))
    assert outbox.status(one) is Status.UNREACHABLE


@pytest.mark.parametrize(("delivered", "status"), [(True, Status.DELIVERED), (False, Status.OWED)])
def test_a_receipt_may_come_before_our_own_note_of_the_try(outbox: Outbox, delivered: bool, status: Status) -> None:
    one = outbox.owe()

    def reported_first(_: object) -> bool:
        report(outbox, delivered=delivered)
        return True

    with outbox.db.transaction() as session:
        (parcel,) = claim(session, limit=1, now=outbox.clock())
    done = carried(parcel, [TellingChannel("template", TOOK, reaches=reported_first)], Closed())
    with outbox.db.transaction() as session:
        settle(session, [done], now=outbox.clock())
    assert outbox.status(one) is status


def test_a_receipt_for_nothing_we_know_waits_a_day_and_goes(outbox: Outbox) -> None:
    report(outbox)
    outbox.clock.later(days=2)
    with outbox.db.transaction() as session:
        reclaim(session, now=outbox.clock())
    one = outbox.owe()
    outbox.deliver(TellingChannel("template", TOOK))
    assert outbox.status(one) is Status.SENT


def test_a_receipt_without_a_message_id_finds_its_try_by_the_openid(outbox: Outbox) -> None:
    first, second = outbox.owe(), outbox.owe()
    outbox.deliver(TellingChannel())
    report(outbox, provider_id="0")
    assert (outbox.status(first), outbox.status(second)) == (Status.DELIVERED, Status.SENT)
    report(outbox, provider_id="0")
    assert outbox.status(second) is Status.DELIVERED


def test_a_receipt_without_a_message_id_for_a_stranger_is_let_go(outbox: Outbox) -> None:
    report(outbox, provider_id="0", openid="o-stranger")
    one = outbox.owe()
    outbox.deliver(TellingChannel())
    assert outbox.status(one) is Status.SENT

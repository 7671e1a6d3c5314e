"""What the outbox answers when asked."""

from datetime import timedelta

from app.outbox.delivery import Outcome, Verdict
from app.outbox.model import Lane
from app.outbox.queries import of_order, oldest_due, on_the_way, share_in_time, tallies, to_knock, waiting
from tests.outbox.channels import TellingChannel, says
from tests.outbox.conftest import COUNTY, Outbox


def test_the_delivery_view_says_who_heard_what_how_and_when(outbox: Outbox) -> None:
    outbox.owe(order_id=7)
    outbox.owe(order_id=7, kind="offer", person_id=outbox.person("老陈"))
    outbox.owe(order_id=8)
    template = TellingChannel("template", Outcome(verdict=Verdict.SENT, code="0"), reaches=lambda parcel: parcel.following)
    outbox.deliver(template, TellingChannel("sms", says(Verdict.FALL_BACK, "no number"), app=None))
    with outbox.db.reading() as session:
        hers, his = of_order(session, COUNTY, 7)
        assert of_order(session, "420527", 7) == []
    assert (hers.name, hers.words, hers.channel, hers.at, hers.tries) == ("王奶奶", "已发出", "微信通知", outbox.clock(), 1)
    assert (his.name, his.words, his.channel, his.tries) == ("老陈", "联系不上", None, 2)
    assert his.why == "no channel reaches this person"


def test_doors_to_knock_on_are_those_nobody_reached_and_those_we_are_not_sure_of(outbox: Outbox) -> None:
    outbox.owe(order_id=1)
    outbox.deliver(TellingChannel("template", says(Verdict.UNKNOWN, "timeout")))
    outbox.clock.later(minutes=11)
    outbox.deliver(TellingChannel())
    outbox.owe(order_id=2)
    outbox.deliver()
    outbox.owe(order_id=3)
    outbox.deliver(TellingChannel())
    with outbox.db.reading() as session:
        assert [told.words for told in to_knock(session, COUNTY)] == ["联系不上", "不确定是否收到"]
        assert to_knock(session, "420527") == []


def test_lateness_is_measured_without_counting_what_is_done(outbox: Outbox) -> None:
    with outbox.db.reading() as session:
        assert share_in_time(session, now=outbox.clock()) is None
    outbox.owe(lane=Lane.URGENT)
    outbox.deliver(TellingChannel())
    outbox.owe(lane=Lane.URGENT)
    outbox.owe(due_at=outbox.clock() + timedelta(hours=1))
    outbox.clock.later(seconds=30)
    with outbox.db.reading() as session:
        assert oldest_due(session, Lane.URGENT, now=outbox.clock()) == timedelta(seconds=30)
        assert oldest_due(session, Lane.ROUTINE, now=outbox.clock()) == timedelta(0)
        assert waiting(session, Lane.URGENT, now=outbox.clock()) == 1
        assert waiting(session, Lane.ROUTINE, now=outbox.clock()) == 0
        assert on_the_way(session) == 0
    outbox.deliver(TellingChannel())
    with outbox.db.reading() as session:
        assert tallies(session) == {("urgent", "sent"): 2, ("urgent", "in_time"): 1}
        assert share_in_time(session, now=outbox.clock()) == 0.5

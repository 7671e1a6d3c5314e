"""What each answer of a channel does to a notification."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.events import EventRow
from app.outbox.courier import carried
from app.outbox.delivery import Outcome, Verdict
from app.outbox.handover import claim, reclaim
from app.outbox.model import Status
from app.outbox.queries import Closed
from app.outbox.settling import settle
from app.people.model import Identity
from tests.outbox.channels import SENT, TellingChannel, says
from tests.outbox.conftest import Outbox


@pytest.mark.parametrize("verdict", [Verdict.SENT, Verdict.ALREADY])
def test_what_the_platform_took_is_sent_and_no_more(outbox: Outbox, verdict: Verdict) -> None:
    one = outbox.owe()
    outbox.deliver(TellingChannel("template", Outcome(verdict=verdict, code="0", provider_id="200228332")))
    row, (attempt,) = outbox.row(one), outbox.tries(one)
    assert (row.status, row.handed_over_at) == ("sent", outbox.clock())
    assert (attempt.channel, attempt.outcome, attempt.provider_id) == ("template", verdict, "200228332")


def test_a_busy_platform_is_asked_again_later_with_the_same_message_id(outbox: Outbox) -> None:
    one = outbox.owe()
    channel = TellingChannel("template", says(Verdict.RETRY, "-1"), SENT)
    outbox.deliver(channel)
    assert outbox.status(one) is Status.OWED
    assert timedelta(seconds=1) < outbox.due_at(one) - outbox.clock() < timedelta(seconds=3)
    outbox.clock.later(seconds=3)
    outbox.deliver(channel)
    assert outbox.status(one) is Status.SENT
    assert len(set(channel.message_ids)) == 1
    assert [attempt.code for attempt in outbox.tries(one)] == ["-1", "0"]


def test_a_channel_that_stays_busy_gives_way_to_the_next(outbox: Outbox) -> None:
    one = outbox.owe()
    busy, open_one = TellingChannel("template", says(Verdict.RETRY, "-1")), TellingChannel("custom")
    for _ in range(5):
        outbox.deliver(busy, open_one)
        outbox.clock.later(minutes=1)
    assert (len(busy.sent), len(open_one.sent)) == (5, 1)
    assert outbox.status(one) is Status.SENT
    assert busy.message_ids[0] != open_one.message_ids[0]


def test_a_channel_that_cannot_reach_her_is_passed_over_at_once(outbox: Outbox) -> None:
    one = outbox.owe()
    template = TellingChannel("template", reaches=lambda parcel: False)
    custom, sms = TellingChannel("custom", says(Verdict.FALL_BACK, "45015")), TellingChannel("sms", app=None)
    outbox.deliver(template, custom, sms)
    assert (len(template.sent), len(custom.sent), len(sms.sent)) == (0, 1, 1)
    assert outbox.status(one) is Status.SENT
    assert [attempt.channel for attempt in outbox.tries(one)] == ["custom", "sms"]


def test_who_no_channel_reaches_is_on_the_list_for_knocking(outbox: Outbox) -> None:
    one = outbox.owe(order_id=7)
    outbox.deliver(TellingChannel("template", says(Verdict.FALL_BACK, "43004")))
    assert outbox.status(one) is Status.UNREACHABLE
    with outbox.db.reading() as session:
        (fact,) = session.execute(select(EventRow.name, EventRow.order_id, EventRow.data)).all()
    assert (fact.name, fact.order_id) == ("NotificationUnreachable", 7)
    assert fact.data == {"notification_id": one, "person_id": outbox.grandma, "kind": "accepted", "lane": "routine"}


def test_an_openid_that_is_gone_is_not_written_to_again(outbox: Outbox) -> None:
    first = outbox.owe()
    template = TellingChannel("template", says(Verdict.DISABLE_IDENTITY, "40003"), reaches=lambda parcel: parcel.following)
    sms = TellingChannel("sms", app=None)
    outbox.deliver(template, sms)
    second = outbox.owe()
    outbox.deliver(template, sms)
    assert (len(template.sent), len(sms.sent)) == (1, 2)
    assert {outbox.status(first), outbox.status(second)} == {Status.SENT}
    with outbox.db.reading() as session:
        assert session.scalars(select(Identity.following)).all() == [False]


def test_a_banned_template_is_left_alone_for_its_kind_only(outbox: Outbox) -> None:
    template = TellingChannel("template", says(Verdict.DISABLE_TEMPLATE, "43116"), SENT)
    custom = TellingChannel("custom")
    outbox.owe(kind="offer")
    outbox.deliver(template, custom)
    outbox.owe(kind="offer")
    outbox.owe(kind="accepted")
    outbox.deliver(template, custom)
    assert [parcel.kind for parcel in template.sent] == ["offer", "accepted"]
    assert [parcel.kind for parcel in custom.sent] == ["offer", "offer"]
    outbox.clock.later(hours=2)
    outbox.owe(kind="offer")
    outbox.deliver(template, custom)
    assert [parcel.kind for parcel in template.sent] == ["offer", "accepted", "offer"]


def test_a_broken_channel_raises_one_alarm_and_its_messages_wait_or_go_another_way(outbox: Outbox) -> None:
    template = TellingChannel("template", says(Verdict.ALARM, "40164", wait_seconds=600), SENT)
    sms = TellingChannel("sms", app=None, reaches=lambda parcel: parcel.person_id != outbox.grandma)
    neighbour = outbox.person("老陈", openid="o-chen")
    hers, his = outbox.owe(), outbox.owe(person_id=neighbour)
    outbox.deliver(template, sms)
    assert (outbox.status(hers), outbox.status(his)) == (Status.OWED, Status.SENT)
    assert outbox.due_at(hers) == outbox.clock() + timedelta(minutes=10)
    with outbox.db.reading() as session:
        assert session.scalars(select(EventRow.name)).all() == ["ChannelAlarmed"]
    outbox.clock.later(minutes=10)
    outbox.deliver(template, sms)
    assert outbox.status(hers) is Status.SENT


def test_somebody_written_to_too_often_is_left_in_peace_for_a_while(outbox: Outbox) -> None:
    one = outbox.owe()
    channel = TellingChannel("template", says(Verdict.WAIT, "43117", wait_seconds=300), SENT)
    outbox.deliver(channel)
    assert outbox.due_at(one) == outbox.clock() + timedelta(minutes=5)
    outbox.clock.later(minutes=5)
    outbox.deliver(channel)
    assert outbox.status(one) is Status.SENT


def test_a_timeout_is_repeated_with_the_same_message_id_for_ten_minutes_and_is_never_called_sent(outbox: Outbox) -> None:
    one = outbox.owe()
    start = outbox.clock()
    channel = TellingChannel("template", says(Verdict.UNKNOWN, "timeout"))
    while outbox.status(one) is Status.OWED:
        outbox.clock.later(seconds=max((outbox.due_at(one) - outbox.clock()).total_seconds(), 0))
        assert outbox.clock() - start < timedelta(minutes=10)
        outbox.deliver(channel)
    assert outbox.status(one) is Status.UNKNOWN
    assert len(channel.sent) >= 5
    assert len(set(channel.message_ids)) == 1
    outbox.clock.later(days=1)
    assert outbox.deliver(channel) == 0


def test_a_timeout_that_was_overslept_is_not_repeated(outbox: Outbox) -> None:
    one = outbox.owe()
    outbox.deliver(TellingChannel("template", says(Verdict.UNKNOWN, "timeout")))
    outbox.clock.later(minutes=11)
    assert outbox.deliver(TellingChannel()) == 0
    assert outbox.status(one) is Status.UNKNOWN


def test_a_bug_in_a_channel_counts_as_unknown_and_stops_nobody_else(outbox: Outbox) -> None:
    broken, fine = outbox.owe(kind="offer"), outbox.owe(kind="accepted")
    channel = TellingChannel("template", KeyError("secret"), SENT)
    outbox.deliver(channel)
    assert (outbox.status(broken), outbox.status(fine)) == (Status.OWED, Status.SENT)
    (attempt,) = outbox.tries(broken)
    assert (attempt.outcome, attempt.code, attempt.detail) == ("unknown", "bug", "KeyError")


def test_what_a_killed_process_held_is_sent_again_under_the_same_message_id(outbox: Outbox) -> None:
    one = outbox.owe()
    with outbox.db.transaction() as session:
        (lost,) = claim(session, limit=10, now=outbox.clock())
    outbox.clock.later(seconds=59)
    with outbox.db.transaction() as session:
        assert reclaim(session, now=outbox.clock()) == 0
    outbox.clock.later(seconds=2)
    with outbox.db.transaction() as session:
        assert reclaim(session, now=outbox.clock()) == 1
    channel = TellingChannel()
    outbox.deliver(channel)
    assert channel.message_ids == [lost.client_msg_id("template")]
    assert outbox.status(one) is Status.SENT


def test_a_slow_try_does_not_settle_what_was_reclaimed_from_it(outbox: Outbox) -> None:
    one = outbox.owe()
    with outbox.db.transaction() as session:
        (slow,) = claim(session, limit=10, now=outbox.clock())
    outbox.clock.later(seconds=61)
    with outbox.db.transaction() as session:
        reclaim(session, now=outbox.clock())
        (fresh,) = claim(session, limit=10, now=outbox.clock())
    refused = carried(slow, [TellingChannel("template", says(Verdict.GIVE_UP))], Closed())
    with outbox.db.transaction() as session:
        settle(session, [refused], now=outbox.clock())
    assert outbox.status(one) is Status.SENDING
    with outbox.db.transaction() as session:
        settle(session, [carried(fresh, [TellingChannel()], Closed())], now=outbox.clock())
    assert outbox.status(one) is Status.SENT
    assert len(outbox.tries(one)) == 2


def test_a_restored_database_does_not_hit_the_message_ids_of_the_old_one(outbox: Outbox) -> None:
    outbox.owe()
    with outbox.db.transaction() as session:
        (parcel,) = claim(session, limit=10, now=outbox.clock())
    ids = {parcel.client_msg_id("template"), parcel.client_msg_id("sms")}
    assert {len(name) for name in ids} == {32}
    assert len(ids) == 2
    assert "王" not in repr(parcel)
    assert "o-grandma" not in repr(parcel)

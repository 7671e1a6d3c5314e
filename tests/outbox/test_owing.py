"""Owing, taking back and forgetting."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.outbox.actions import forget, owe_all, owe_many, withdraw
from app.outbox.delivery import Verdict
from app.outbox.handover import claim
from app.outbox.model import Lane, Notification, Status
from tests.outbox.channels import TellingChannel, says
from tests.outbox.conftest import Outbox


def test_what_is_owed_is_ready_to_be_sent(outbox: Outbox) -> None:
    one = outbox.owe(card={"thing1": "修水管\n快", "time2": outbox.clock()}, text="小张来了\x00", path="/o/1")
    row = outbox.row(one)
    assert (row.status, row.lane, row.card) == ("owed", "routine", {"thing1": "修水管 快", "time2": "2026年11月24日 10:00"})
    assert (row.text, row.path, row.owed_at, row.due_at) == ("小张来了", "/o/1", outbox.clock(), outbox.clock())


def test_a_card_of_ours_that_cannot_be_shown_is_refused_when_owed(outbox: Outbox) -> None:
    with pytest.raises(ValueError, match="card field time1 "):
        outbox.owe(card={"time1": "尽快"})


def test_many_different_notices_are_owed_at_once(outbox: Outbox) -> None:
    with outbox.db.transaction() as session:
        notices = (outbox.notice(text=f"第{i}条", order_id=i) for i in range(2500))
        assert owe_many(session, notices, now=outbox.clock()) == 2500
    with outbox.db.reading() as session:
        rows = session.execute(select(func.count(), func.count(Notification.text.distinct()))).one()
    assert tuple(rows) == (2500, 2500)


def test_the_same_notice_is_owed_to_a_whole_village(outbox: Outbox) -> None:
    people = [outbox.person(f"村民{i}") for i in range(5)]
    with outbox.db.transaction() as session:
        assert owe_all(session, outbox.notice(lane=Lane.BULK, order_id=None), people, now=outbox.clock()) == 5
    with outbox.db.transaction() as session:
        rows = session.scalars(select(Notification).order_by(Notification.id)).all()
    assert [row.person_id for row in rows] == people
    assert {(row.lane, row.status, row.text, row.card["thing1"], row.due_at) for row in rows} == {
        ("bulk", "owed", "小张来了", "水管", outbox.clock())
    }


def test_what_is_withdrawn_is_never_sent(outbox: Outbox) -> None:
    offer, other = outbox.owe(order_id=7, kind="offer"), outbox.owe(order_id=7, kind="accepted")
    with outbox.db.transaction() as session:
        assert withdraw(session, order_id=7, kinds=["offer"], now=outbox.clock()) == 1
    channel = TellingChannel()
    outbox.deliver(channel)
    assert [parcel.id for parcel in channel.sent] == [other]
    assert outbox.status(offer) is Status.WITHDRAWN


def test_what_is_withdrawn_on_its_way_is_not_tried_again(outbox: Outbox) -> None:
    one = outbox.owe(order_id=7)

    def meanwhile(_: object) -> bool:
        with outbox.db.transaction() as session:
            assert withdraw(session, order_id=7, now=outbox.clock()) == 0
        return True

    busy = TellingChannel("template", says(Verdict.RETRY), reaches=meanwhile)
    outbox.deliver(busy)
    outbox.clock.later(minutes=1)
    outbox.deliver(busy)
    assert len(busy.sent) == 1
    assert outbox.status(one) is Status.EXPIRED


def test_what_waits_for_the_morning_is_not_sent_at_night(outbox: Outbox) -> None:
    one = outbox.owe(due_at=outbox.clock() + timedelta(hours=9))
    channel = TellingChannel()
    assert outbox.deliver(channel) == 0
    outbox.clock.later(hours=9)
    assert outbox.deliver(channel) == 1
    assert outbox.status(one) is Status.SENT


def test_what_has_become_pointless_is_put_away(outbox: Outbox) -> None:
    one = outbox.owe(expires_at=outbox.clock() + timedelta(minutes=30))
    outbox.clock.later(minutes=30)
    assert outbox.deliver(TellingChannel()) == 0
    assert outbox.status(one) is Status.EXPIRED


def test_who_is_forgotten_leaves_no_words_behind(outbox: Outbox) -> None:
    said, owed = outbox.owe(), 0
    outbox.deliver(TellingChannel())
    owed = outbox.owe()
    with outbox.db.transaction() as session:
        forget(session, person_id=outbox.grandma, now=outbox.clock())
    assert (outbox.status(said), outbox.status(owed)) == (Status.SENT, Status.WITHDRAWN)
    assert {(outbox.row(one).text, str(outbox.row(one).card)) for one in (said, owed)} == {("", "{}")}


def test_urgent_goes_first_and_bulk_does_not_starve(outbox: Outbox) -> None:
    with outbox.db.transaction() as session:
        for lane in (Lane.BULK, Lane.ROUTINE, Lane.URGENT):
            owe_many(session, (outbox.notice(lane=lane) for _ in range(40)), now=outbox.clock())
    with outbox.db.transaction() as session:
        lanes = [parcel.lane for parcel in claim(session, limit=20, now=outbox.clock())]
    assert lanes == ["urgent"] * 14 + ["routine"] * 4 + ["bulk"] * 2


def test_a_batch_is_full_whatever_lane_there_is(outbox: Outbox) -> None:
    with outbox.db.transaction() as session:
        owe_many(session, (outbox.notice(lane=Lane.URGENT) for _ in range(30)), now=outbox.clock())
        owe_many(session, (outbox.notice(lane=Lane.BULK) for _ in range(3)), now=outbox.clock())
    with outbox.db.transaction() as session:
        assert len(claim(session, limit=20, now=outbox.clock())) == 20
        assert len(claim(session, limit=20, now=outbox.clock())) == 13
        assert claim(session, limit=20, now=outbox.clock()) == []

"""What the leader does at each beat, and what the auditor finds."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import select

from app.clock import wall_clock
from app.db import Database
from app.escalation.model import Deadline
from app.orders.model import Order
from app.outbox.handover import claim
from app.outbox.model import Notification, Status
from app.people.model import Person
from app.pulse.queries import ages
from app.voices.actions import keep
from jobs.beats import Beats
from jobs.clockwork import Clockwork, guarded
from jobs.leader import Leader
from tests.outbox.channels import TellingChannel
from tests.outbox.conftest import COUNTY, Outbox
from tests.pushed_clock import PushedClock

PATIENCE = 15


@pytest.fixture
def outbox(database: Database, clock: PushedClock) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def beats(database: Database, clock: PushedClock) -> Iterator[Beats]:
    leader = Leader(database, clock)
    beats = Beats(database, clock, leader=leader, stop=Event())
    beats.lead()
    yield beats
    leader.resign()


def place(outbox: Outbox, *, deadline_in: timedelta | None) -> int:
    """An open order without more than it needs to be watched."""
    now = outbox.clock()
    with outbox.db.transaction() as session:
        order = Order(
            county=COUNTY, number="PY-20261124-0007", code="A07", status="at_desk", requester_id=outbox.grandma, door="chat",
            item_name="修水管", words="水管爆了", urgency="normal", place="显桥村", time_words="今天", policy={},
            placed_at=now, due_at=now,
        )  # fmt: skip
        session.add(order)
        session.flush()
        if deadline_in is not None:
            session.add(Deadline(county=COUNTY, order_id=order.id, kind="climb", step=0, due_at=now + deadline_in))
        return order.id


def heartbeats(outbox: Outbox) -> set[str]:
    with outbox.db.reading() as session:
        return set(ages(session, now=outbox.clock()))


def test_a_clean_audit_beats_the_heart(outbox: Outbox, beats: Beats) -> None:
    place(outbox, deadline_in=timedelta(minutes=10))
    beats.audit()
    assert heartbeats(outbox) == {"jobs", "audit"}


def test_an_open_order_that_nobody_will_look_at_again_stops_the_audits_heart(outbox: Outbox, beats: Beats) -> None:
    place(outbox, deadline_in=None)
    beats.audit()
    assert heartbeats(outbox) == {"jobs"}
    assert beats.findings() == ["order PY-20261124-0007 has no deadline ahead, or one past by a minute"]


def test_a_deadline_past_by_a_minute_is_found(outbox: Outbox, beats: Beats) -> None:
    place(outbox, deadline_in=timedelta(0))
    outbox.clock.later(seconds=59)
    assert beats.findings() == []
    outbox.clock.later(seconds=2)
    assert len(beats.findings()) == 1


def test_what_is_stuck_is_reclaimed_before_the_audit_looks(outbox: Outbox, beats: Beats) -> None:
    one = outbox.owe()
    with outbox.db.transaction() as session:
        claim(session, limit=1, now=outbox.clock())
    outbox.clock.later(seconds=61)
    assert beats.findings() == ["1 notifications are stuck in sending"]
    beats.audit()
    assert "audit" in heartbeats(outbox)
    assert outbox.status(one) is Status.OWED


def test_a_courier_that_looks_no_more_is_found(outbox: Outbox) -> None:
    leader = Leader(outbox.db, outbox.clock)
    beats = Beats(outbox.db, outbox.clock, leader=leader, stop=Event(), silence=lambda: timedelta(seconds=75))
    assert beats.findings() == ["the courier has not looked for 75 s"]


def test_who_does_not_lead_leaves_the_beats_to_the_leader(outbox: Outbox, beats: Beats) -> None:
    second = Beats(outbox.db, outbox.clock, leader=Leader(outbox.db, outbox.clock), stop=Event())
    outbox.owe()
    with outbox.db.transaction() as session:
        claim(session, limit=1, now=outbox.clock())
    outbox.clock.later(seconds=10)
    beats.lead()
    outbox.clock.later(minutes=0.9)
    for step in (second.reclaim, second.audit, second.deadlines):
        step()
    assert heartbeats(outbox) == {"jobs"}


def test_a_step_that_fails_is_logged_and_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    answers = iter([1, 0, 0, 0, 0, 1])

    def step() -> float:
        return 1 / next(answers)

    beat = guarded("deadlines", step)
    with caplog.at_level(logging.INFO):
        for _ in range(6):
            beat()
    assert [record.message for record in caplog.records] == [
        "deadlines failed, 1 times in a row",
        "deadlines failed, 2 times in a row",
        "deadlines failed, 4 times in a row",
        "deadlines works again",
    ]
    assert caplog.records[0].exc_info


def test_the_clockwork_delivers_leads_audits_and_stops(outbox: Outbox) -> None:
    channel = TellingChannel()
    works = [Clockwork(outbox.db, [channel], clock=wall_clock, threads=4) for _ in range(2)]
    threads = [Thread(target=work.run) for work in works]
    for thread in threads:
        thread.start()
    with outbox.db.transaction() as session:
        for _ in range(30):
            session.add(row_of(outbox))
    began = monotonic()
    while not all_sent(outbox) and monotonic() - began < PATIENCE:
        sleep(0.05)
    for work in works:
        work.stop()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert sorted(parcel.id for parcel in channel.sent) == list(range(1, 31))
    assert "jobs" in heartbeats(outbox)


def test_an_errand_that_fails_or_waits_holds_up_neither_the_others_nor_the_beats(outbox: Outbox) -> None:
    over, ran = Event(), Event()

    def broken() -> None:
        raise RuntimeError("on purpose")

    errands = {"slow": lambda: over.wait(PATIENCE), "broken": broken, "good": ran.set}
    work = Clockwork(outbox.db, [], clock=wall_clock, threads=1, errands=errands)
    thread = Thread(target=work.run)
    thread.start()
    assert ran.wait(PATIENCE)
    began = monotonic()
    while "audit" not in heartbeats(outbox) and monotonic() - began < PATIENCE:
        sleep(0.1)
    over.set()
    work.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert "audit" in heartbeats(outbox)


def test_voices_nobody_listens_to_are_found(outbox: Outbox, beats: Beats) -> None:
    with outbox.db.transaction() as session:
        grandma = session.get_one(Person, outbox.grandma)
        keep(session, grandma, app="service", media_ids=("m", ""), at=outbox.clock(), now=outbox.clock())
    assert beats.findings() == []
    outbox.clock.later(minutes=11)
    assert beats.findings() == ["1 voices are due and nobody listens"]


def row_of(outbox: Outbox) -> Notification:
    now = outbox.clock()
    return Notification(
        county=COUNTY,
        person_id=outbox.grandma,
        kind="accepted",
        lane="routine",
        card={},
        text="小张来了",
        owed_at=now,
        due_at=now,
    )


def all_sent(outbox: Outbox) -> bool:
    with outbox.db.reading() as session:
        return session.scalars(select(Notification.id).where(Notification.status != "sent").limit(1)).first() is None


def test_without_any_channel_notifications_wait(outbox: Outbox) -> None:
    one = outbox.owe()
    work = Clockwork(outbox.db, [], clock=wall_clock, threads=4)
    thread = Thread(target=work.run)
    thread.start()
    sleep(0.5)
    work.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert outbox.status(one) is Status.OWED

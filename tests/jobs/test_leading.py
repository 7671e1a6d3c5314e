"""Leases and heartbeats: one leads, another takes over, and everybody can see who is alive."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from app.db import Database
from app.pulse.actions import beat, hold, let_go
from app.pulse.queries import age, ages, is_fresh, leader
from jobs.leader import LASTS, Leader
from tests.pushed_clock import PushedClock


def test_only_one_of_two_leads_and_the_other_takes_over_when_the_lease_ends(database: Database, clock: PushedClock) -> None:
    first, second = Leader(database, clock), Leader(database, clock)
    first.renew()
    second.renew()
    assert (first.leads, second.leads) == (True, False)
    clock.later(seconds=10)
    first.renew()
    clock.later(seconds=LASTS.total_seconds() - 1)
    second.renew()
    assert not second.leads
    clock.later(seconds=1)
    second.renew()
    assert second.leads
    first.renew()
    assert not first.leads


def test_who_resigns_makes_room_at_once(database: Database, clock: PushedClock) -> None:
    first, second = Leader(database, clock), Leader(database, clock)
    first.renew()
    first.resign()
    second.renew()
    assert (first.leads, second.leads) == (False, True)
    first.resign()
    with database.reading() as session:
        assert leader(session, "jobs", now=clock()) == second.holder


def test_the_lead_is_not_believed_longer_than_the_lease_surely_lasts(database: Database, clock: PushedClock) -> None:
    hasty = Leader(database, clock, lasts=timedelta(seconds=2))
    hasty.renew()
    assert not hasty.leads


def test_a_lease_that_has_fallen_free_is_nobodys(database: Database, clock: PushedClock) -> None:
    with database.transaction() as session:
        assert hold(session, "kf", holder="a", lasting=timedelta(seconds=5), now=clock())
    clock.later(seconds=5)
    with database.transaction() as session:
        assert leader(session, "kf", now=clock()) is None
        assert hold(session, "kf", holder="b", lasting=timedelta(seconds=5), now=clock())
        let_go(session, "kf", holder="a")
        assert leader(session, "kf", now=clock()) == "b"


def test_a_heartbeat_is_fresh_until_it_is_not(database: Database, clock: PushedClock) -> None:
    with database.transaction() as session:
        assert not is_fresh(session, "audit", within=timedelta(minutes=2), now=clock())
        beat(session, "audit", now=clock())
        beat(session, "jobs", now=clock(), detail="here")
    clock.later(seconds=90)
    with database.transaction() as session:
        assert is_fresh(session, "audit", within=timedelta(minutes=2), now=clock())
        assert not is_fresh(session, "audit", within=timedelta(minutes=1), now=clock())
        beat(session, "audit", now=clock())
        assert age(session, "audit", now=clock()) == timedelta(0)
        assert ages(session, now=clock()) == {"audit": timedelta(0), "jobs": timedelta(seconds=90)}


def test_of_many_that_ask_in_the_same_moment_one_leads(database: Database, clock: PushedClock) -> None:
    leaders = [Leader(database, clock) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Leader.renew, leaders))
    assert [one.leads for one in leaders].count(True) == 1

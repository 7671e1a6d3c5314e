"""The workshop's own tools hold what they promise."""

import socket
from dataclasses import dataclass

import pytest
from pytest_socket import SocketConnectBlockedError
from sqlalchemy import func, select

from app.clock import in_shanghai
from app.db import Database
from app.events import Event, EventRow, record
from tests.pushed_clock import PushedClock


def test_a_pushed_clock_moves_only_when_pushed(clock: PushedClock) -> None:
    assert f"{in_shanghai(clock()):%F %H:%M}" == "2026-11-24 10:00"
    assert clock() == clock.now
    assert f"{in_shanghai(clock.later(minutes=10)):%H:%M}" == "10:10"
    assert f"{in_shanghai(clock.at(8)):%F %H:%M}" == "2026-11-25 08:00"


@dataclass(frozen=True, kw_only=True)
class TestWasHere(Event):
    __test__ = False


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_finds_its_database_empty(database: Database, clock: PushedClock, turn: int) -> None:
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(EventRow)) == 0
        record(session, TestWasHere(county="330326", at=clock.now))
    with database.reading() as session:
        row = session.scalars(select(EventRow)).one()
        assert (row.name, row.at) == ("TestWasHere", clock.now)


def test_no_test_can_reach_the_internet() -> None:
    with pytest.raises((SocketConnectBlockedError, UserWarning)), socket.socket() as out:
        out.connect(("192.0.2.1", 80))

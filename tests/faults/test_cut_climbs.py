"""A climb cut at one statement after the other and at its commit: nothing half done or twice, each rung in order and late."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select

from app.db import Database
from app.escalation.actions import meet_due
from app.escalation.model import Deadline
from app.events import EventRow
from app.orders.auditing import contradicted
from app.outbox.model import Notification
from tests.faults.conftest import MakeCrowd
from tests.faults.crowd import SPEC, Crowd
from tests.once import own_dialect

LADDER = ["town", "county", "director"]


class Cut(Exception):
    """The power went."""


class Wire:
    """Between the service and its database: counts the statements of either way, and cuts where it is told to."""

    def __init__(self, db: Database) -> None:
        self._left: int | None = None
        own_dialect(db.engine)
        event.listen(db.engine, "do_connect", self._connected)
        event.listen(db.engine, "before_cursor_execute", self._statement)
        event.listen(db.engine, "commit", self._commit)
        db.engine.dispose()  # connections of before know nothing of it

    @contextmanager
    def cut(self, *, at: int) -> Iterator[None]:
        """At this statement of the transaction, or at its commit when it has fewer."""
        self._left = at
        try:
            yield
        finally:
            self._left = None

    def _statement(self, *_: Any) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                raise Cut

    def _commit(self, _: Any) -> None:
        if self._left == 1:
            raise Cut

    def _connected(self, dialect: Any, _record: Any, positional: Any, named: dict[str, Any]) -> Any:
        """Prepared statements go to the driver's connection itself."""
        counted = self._statement

        class Sqlite(sqlite3.Connection):
            def execute(self, *said: Any) -> sqlite3.Cursor:
                counted()
                return super().execute(*said)

        class Postgres(psycopg.Connection[Any]):
            def execute(self, *said: Any, **more: Any) -> psycopg.Cursor[Any]:
                counted()
                return super().execute(*said, **more)

        if dialect.name == "sqlite":
            return dialect.connect(*positional, **named, factory=Sqlite)
        return Postgres.connect(*positional, **named)


def beat(town: Crowd, *, limit: int) -> int:
    with town.db.transaction() as session:
        return meet_due(session, now=town.clock(), limit=limit)


def cut_at_each_step(town: Crowd, wire: Wire, step: Callable[[], int]) -> int:
    """The step is begun again and again, each time cut one statement later, until it comes through; returns how often."""
    before = written(town)
    for at in count(1):
        try:
            with wire.cut(at=at):
                step()
            return at - 1
        except Cut:
            assert written(town) == before, f"cut at statement {at}, something was left behind"
    raise AssertionError


def written(town: Crowd) -> tuple[list[Any], ...]:
    """Facts, messages owed and deadlines: all that a step leaves behind."""
    with town.db.reading() as session:
        return (
            list(session.scalars(select(EventRow.id).order_by(EventRow.id))),
            list(session.scalars(select(Notification.id).order_by(Notification.id))),
            [tuple(row) for row in session.execute(select(Deadline.id, Deadline.met_at).order_by(Deadline.id))],
        )


def climbs(town: Crowd) -> list[str]:
    with town.db.reading() as session:
        facts = session.scalars(select(EventRow).where(EventRow.name == "OrderClimbed").order_by(EventRow.id))
        return [fact.data["after"] for fact in facts]


def lateness(town: Crowd) -> list[int]:
    with town.db.reading() as session:
        met = select(Deadline.late_seconds).where(Deadline.kind == "climb", Deadline.late_seconds.is_not(None))
        return [late for late in session.scalars(met.order_by(Deadline.step)) if late is not None]


def each_was_told_once(town: Crowd) -> bool:
    with town.db.reading() as session:
        told = list(session.scalars(select(Notification.person_id).where(Notification.kind == "climb")))
        return len(told) == len(set(told)) == 4 and contradicted(session, SPEC.code)[0] == []


def test_each_step_of_a_climb_cut_again_and_again_is_made_once_in_its_minute(crowd: MakeCrowd) -> None:
    town = crowd(3)
    town.place()
    wire = Wire(town.db)
    begun = town.clock()
    cuts = 0
    while (town.clock() - begun).total_seconds() < 31 * 60:
        town.clock.later(minutes=1)
        cuts += cut_at_each_step(town, wire, partial(beat, town, limit=1))
        while beat(town, limit=1):
            pass
    assert cuts > 60
    assert climbs(town) == LADDER
    assert lateness(town) == [0, 0, 0]
    assert each_was_told_once(town)


@pytest.mark.parametrize("limit", [1, 100])
def test_late_climbs_cut_again_and_again_are_made_once_in_order_and_marked_late(crowd: MakeCrowd, limit: int) -> None:
    town = crowd(3)
    town.place()
    wire = Wire(town.db)
    town.clock.later(hours=2)
    while climbs(town) != LADDER:
        assert cut_at_each_step(town, wire, partial(beat, town, limit=limit)) > 2
        assert climbs(town) == LADDER[: len(climbs(town))]
    assert lateness(town) == [6600, 6000, 5400]
    assert each_was_told_once(town)
    assert beat(town, limit=100) == 0

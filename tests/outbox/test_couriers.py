"""Couriers at work: many messages in flight, several couriers, and no database while the network is slow."""

from collections import Counter
from datetime import datetime
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select

from app.db import Database
from app.outbox.actions import owe_many
from app.outbox.courier import Courier
from app.outbox.delivery import Outcome, Parcel
from app.outbox.model import Delivery, Notification, Status
from app.reactions import REACTIONS
from app.vault import Vault
from tests.outbox.channels import SENT, TellingChannel
from tests.outbox.conftest import Outbox

PATIENCE = 20


def owe_some(outbox: Outbox, count: int) -> None:
    with outbox.db.transaction() as session:
        owe_many(session, (outbox.notice() for _ in range(count)), now=outbox.clock())


def sent_count(outbox: Outbox) -> int:
    with outbox.db.reading() as session:
        return session.execute(select(func.count()).where(Notification.status == Status.SENT)).scalar_one()


def work_until_sent(outbox: Outbox, couriers: list[Courier], count: int) -> float:
    """Seconds it took to send ``count`` messages; all couriers have gone home afterwards."""
    stop, begun = Event(), monotonic()
    threads = [Thread(target=courier.run, args=(stop,)) for courier in couriers]
    for thread in threads:
        thread.start()
    while sent_count(outbox) < count and monotonic() - begun < PATIENCE:
        sleep(0.05)
    took = monotonic() - begun
    stop.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert sent_count(outbox) == count
    return took


def test_two_couriers_never_send_one_notification_twice(outbox: Outbox, database_url: str, vault: Vault) -> None:
    owe_some(outbox, 400)
    other = Database(database_url, vault=vault, reactions=REACTIONS)
    one, two = TellingChannel(latency=0.005), TellingChannel(latency=0.005)
    couriers = [
        Courier(outbox.db, [one], clock=outbox.clock, threads=8),
        Courier(other, [two], clock=outbox.clock, threads=8),
    ]
    work_until_sent(outbox, couriers, 400)
    other.close()
    assert max(Counter(parcel.id for parcel in one.sent + two.sent).values()) == 1
    assert one.sent
    assert two.sent


def test_a_slow_provider_is_kept_busy(outbox: Outbox) -> None:
    owe_some(outbox, 600)
    channel = TellingChannel(latency=0.05)
    took = work_until_sent(outbox, [Courier(outbox.db, [channel], clock=outbox.clock, threads=32)], 600)
    assert took < 600 * 0.05 / 32 * 2.5 + 1  # the bench measures the ratio; this only catches one at a time


class Nosy(TellingChannel):
    """Takes the writer's place itself while it sends: with a session open it would wait for ever."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self._db = db

    def send(self, parcel: Parcel) -> Outcome:
        super().send(parcel)
        with self._db.transaction() as session:
            session.execute(select(func.count()).select_from(Delivery))
        return SENT


def test_no_session_is_open_while_a_message_is_sent(outbox: Outbox) -> None:
    owe_some(outbox, 20)
    work_until_sent(outbox, [Courier(outbox.db, [Nosy(outbox.db)], clock=outbox.clock, threads=4)], 20)


def test_a_courier_told_to_stop_settles_what_is_in_flight_and_gives_back_the_rest(outbox: Outbox) -> None:
    owe_some(outbox, 40)
    channel = TellingChannel(latency=0.2)
    stop = Event()
    thread = Thread(target=Courier(outbox.db, [channel], clock=outbox.clock, threads=4).run, args=(stop,))
    thread.start()
    while not channel.sent:
        sleep(0.01)
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert sent_count(outbox) == len(channel.sent) <= 8
    with outbox.db.reading() as session:
        statuses = session.execute(select(Notification.status, func.count()).group_by(Notification.status)).all()
    assert {row.status: row[1] for row in statuses} == {"sent": len(channel.sent), "owed": 40 - len(channel.sent)}


def test_a_courier_goes_on_where_an_exception_stopped_it(outbox: Outbox) -> None:
    owe_some(outbox, 10)
    courier = Courier(outbox.db, [TellingChannel()], clock=Faltering(outbox), threads=4)
    with pytest.raises(ZeroDivisionError):
        courier.run(Event())
    work_until_sent(outbox, [courier], 10)


class Faltering:
    """A clock that fails once, when the first batch is to be settled."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._asked = 0

    def __call__(self) -> datetime:
        self._asked += 1
        if self._asked == 2:
            raise ZeroDivisionError
        return self._outbox.clock()

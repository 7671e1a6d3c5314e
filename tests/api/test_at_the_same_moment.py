"""Many press at once: everybody gets an answer, and nobody's pressing undoes another's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database
from app.orders.model import Counter, Order
from tests.api.phone import MiniProgram, joined
from tests.stories.village import Village

NEED = "我家水管爆了，明天上午来人修"
PEOPLE, EACH = 6, 5

on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_postgres
def test_several_people_placing_several_orders_at_once_all_get_theirs(village: Village) -> None:
    """小张 and 老陈 need something themselves while they are asked to help the others."""
    volunteers = [joined(village, name) for name in ("小张", "老陈")]
    phones = volunteers + [MiniProgram(village, f"刘大爷{n}") for n in range(PEOPLE - len(volunteers))]
    gate = Barrier(PEOPLE * EACH)

    def press(phone: MiniProgram) -> int:
        gate.wait(30)
        return phone.orders(NEED).status_code

    with ThreadPoolExecutor(PEOPLE * EACH) as pool:
        statuses = list(pool.map(press, phones * EACH))
    assert statuses == [200] * PEOPLE * EACH
    with village.house.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Order)) == PEOPLE * EACH


@on_postgres
def test_one_key_sent_many_times_at_once_makes_one_order(village: Village, granny: MiniProgram) -> None:
    body = {"words": NEED, "village_code": granny.village_code, "phone": "13800001234"}
    with ThreadPoolExecutor(8) as pool:
        numbers = {answer.json["number"] for answer in pool.map(lambda _: granny.post("/orders", body, key="tap"), range(8))}  # type: ignore[index]
    assert len(numbers) == 1


def crossing(database: Database) -> Callable[[str, str], Callable[[Session], int]]:
    """Works that take two rows in opposite order and meet in between the first time: the database must undo one."""
    with database.transaction() as session:
        session.add_all(Counter(county="330326", name=name, value=0) for name in ("left", "right"))
    meeting = Barrier(2)

    def both(first: str, second: str) -> Callable[[Session], int]:
        tries = iter(range(1, 10))

        def work(session: Session) -> int:
            attempt = next(tries)
            row = select(Counter).where(Counter.name == first).with_for_update()
            session.scalars(row).one().value += 1
            if attempt == 1:
                meeting.wait(30)
            session.scalars(select(Counter).where(Counter.name == second).with_for_update()).one().value += 1
            return attempt

        return work

    return both


@on_postgres
def test_a_deed_that_a_deadlock_undid_is_done_again(database: Database) -> None:
    both = crossing(database)
    with ThreadPoolExecutor(2) as pool:
        attempts = sorted(pool.map(database.retrying, (both("left", "right"), both("right", "left"))))
    assert attempts[0] == 1  # one of them was never undone
    assert attempts[1] > 1
    with database.reading() as session:
        assert set(session.scalars(select(Counter.value))) == {2}


def test_a_fault_that_is_no_deadlock_is_not_tried_again(database: Database) -> None:
    tries = []

    def work(session: Session) -> None:
        tries.append(1)
        session.execute(text("SELECT nonsense FROM nowhere"))

    with pytest.raises(DBAPIError):
        database.retrying(work)
    assert len(tries) == 1


@on_sqlite
def test_who_only_looks_does_not_wait_for_who_writes(village: Village, granny: MiniProgram) -> None:
    with village.house.db.transaction() as session:
        session.execute(text("UPDATE people SET name = name"))
        assert granny.get("/orders").status_code == 200
        assert granny.get("/me").status_code == 200


@on_sqlite
def test_waiting_for_the_single_writer_lasts_as_long_as_it_was_asked_for(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE people SET name = name"))
        began = monotonic()
        with pytest.raises(DBAPIError), database.transaction(sqlite_patience=0.3) as other:
            other.execute(text("UPDATE people SET name = name"))
        assert 0.2 < monotonic() - began < 5
    writing = Thread(target=hold_the_writer, args=(database, 1.0))
    writing.start()
    sleep(0.3)
    with database.transaction() as session:  # the same connection, with the usual patience again
        session.execute(text("UPDATE people SET name = name"))
    writing.join()


def hold_the_writer(database: Database, seconds: float) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE people SET name = name"))
        sleep(seconds)

"""Two who answer for the same place act at the same moment: one is first, the other hears so, and nothing is done twice."""

from functools import partial

import pytest
from sqlalchemy import select

from app.errors import Refused
from app.escalation.transferring import COUNTY, Desk, transfer
from app.events import EventRow
from app.orders.actions import lock
from app.orders.model import Order
from app.outbox.actions import Notice, owe
from app.outbox.knocking import list_door, told
from app.outbox.model import Knock
from app.people.duty import Post, hand_over, on_duty
from app.people.model import Person, Role
from tests.faults.conftest import MakeCrowd
from tests.faults.crowd import HOME, SPEC, all_at_once

pytestmark = pytest.mark.xdist_group("crowds")  # one after the other: each wants all the connections there are


def test_of_two_hand_overs_at_the_same_moment_one_holds(crowd: MakeCrowd) -> None:
    crowded = crowd(2)
    post = Post(SPEC.code, HOME.code, Role.STATION_CHIEF)

    def hands_over(to: int) -> None:
        with crowded.db.transaction() as session:
            hand_over(session, post, actor_id=crowded.chief, to=session.get_one(Person, to), now=crowded.clock())

    answers = all_at_once([partial(hands_over, one) for one in crowded.volunteers])
    assert sum(isinstance(one, Refused) for one in answers) == 1
    with crowded.db.reading() as session:
        present = on_duty(session, SPEC.code, [HOME.code], Role.STATION_CHIEF, now=crowded.clock())
        assert len(present) == 1
        assert present[0].id in crowded.volunteers
        assert len(list(session.scalars(select(EventRow).where(EventRow.name == "DutyHandedOver")))) == 1


def test_of_two_transfers_at_the_same_moment_the_second_hears_where_it_is(crowd: MakeCrowd) -> None:
    crowded = crowd(0)
    order_id = crowded.place()

    def hands_on(_number: int) -> None:
        with crowded.db.transaction() as session:
            order = lock(session, order_id)
            desk = Desk(COUNTY, "县中心")
            transfer(session, order, desk, actor_id=crowded.chief, reason="村里没人", now=crowded.clock())

    answers = all_at_once([partial(hands_on, n) for n in range(8)])
    assert sum(isinstance(one, Refused) for one in answers) == 7
    with crowded.db.reading() as session:
        assert session.get_one(Order, order_id).desk == COUNTY
        assert len(list(session.scalars(select(EventRow).where(EventRow.name == "OrderTransferred")))) == 1


def test_of_two_who_knocked_one_is_written_down_and_numbers_are_never_given_twice(crowd: MakeCrowd) -> None:
    crowded = crowd(8)
    with crowded.db.transaction() as session:
        made = [owe(session, news(one), now=crowded.clock()) for one in crowded.volunteers]
        session.flush()
        ids = [one.id for one in made]

    def lists(notification_id: int) -> None:
        with crowded.db.transaction() as session:
            list_door(session, notification_id, now=crowded.clock())

    def knocks(_number: int) -> None:
        with crowded.db.transaction() as session:
            told(session, SPEC.code, [HOME.code], 1, actor_id=crowded.chief, now=crowded.clock())

    assert not [one for one in all_at_once([partial(lists, one) for one in ids]) if one]
    with crowded.db.reading() as session:
        assert sorted(session.scalars(select(Knock.number))) == list(range(1, 9))
    answers = all_at_once([partial(knocks, n) for n in range(8)])
    assert sum(isinstance(one, Refused) for one in answers) == 7
    with crowded.db.reading() as session:
        assert len(list(session.scalars(select(EventRow).where(EventRow.name == "KnockSettled")))) == 1


def news(person_id: int) -> Notice:
    return Notice(county=SPEC.code, person_id=person_id, kind="unmet", card={"thing1": "一件事"}, text="很抱歉，没能办成。")

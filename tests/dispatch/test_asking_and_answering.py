"""Who is asked to take an order, and what follows from each answer; on both databases."""

import math
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from app.dispatch.actions import accept, arrive, decline, finish, release
from app.dispatch.assigning import offer_team
from app.dispatch.matching import nearest_fit
from app.dispatch.model import Offer
from app.dispatch.queries import latest_open, served, tasks_of
from app.errors import Conflict, NotAllowed, Refused
from app.events import EventRow
from app.orders.actions import give_up, lock, place, rate, reopen, send_to_desk
from app.orders.model import Order, Status
from app.outbox.model import Notification
from app.people.actions import enlist, rest
from app.people.model import Person, Team, TeamMember, Volunteer
from tests.faults.crowd import HOME, Crowd

MakeCrowd = Callable[[int], Crowd]


def asked(crowd: Crowd, order_id: int) -> list[int]:
    with crowd.db.reading() as session:
        return list(session.scalars(select(Offer.volunteer_id).where(Offer.order_id == order_id).order_by(Offer.id)))


def told(crowd: Crowd, kind: str) -> int:
    with crowd.db.reading() as session:
        return session.execute(select(func.count()).where(Notification.kind == kind)).scalar_one()


def spread(crowd: Crowd) -> None:
    """Each volunteer lives 300 m farther north than the one before."""
    with crowd.db.transaction() as session:
        for number, one in enumerate(crowd.volunteers):
            person = session.get_one(Person, one)
            home = ((HOME.lat or 0) + 0.0027 * number, HOME.lon or 0)
            enlist(session, person, skills=["water_electric"], home=home, now=crowd.clock())


def test_the_nearest_are_asked_first_and_the_farthest_is_found_at_last(crowd: MakeCrowd) -> None:
    many = crowd(40)
    spread(many)
    order_id = many.place(needed=2)
    first = asked(many, order_id)
    assert first == many.volunteers[: len(first)]
    assert len(first) >= 6
    with many.db.transaction() as session:
        order = session.get_one(Order, order_id)
        found = nearest_fit(session, order, 100, now=many.clock())
        assert [one.person_id for one in found] == many.volunteers[len(first) :]
        assert math.isclose(found[-1].kilometres, 39 * 0.0027 * 111.2, rel_tol=1e-6)


def test_who_rests_cannot_do_it_or_asked_for_it_is_not_asked(crowd: MakeCrowd) -> None:
    many = crowd(6)
    resting, unskilled, herself = many.volunteers[:3]
    with many.db.transaction() as session:
        rest(session, session.get_one(Volunteer, resting), resting=True)
        enlist(
            session, session.get_one(Person, unskilled), skills=["hair"], home=(HOME.lat or 0, HOME.lon or 0), now=many.clock()
        )
    order_id = many.place(requester_id=herself)
    assert sorted(asked(many, order_id)) == many.volunteers[3:]
    with many.db.transaction() as session:
        with pytest.raises(NotAllowed, match="不能自己接"):
            accept(session, order_id, herself, now=many.clock())
        with pytest.raises(NotAllowed, match="技能"):
            accept(session, order_id, unskilled, now=many.clock())
        with pytest.raises(NotAllowed, match="还不是志愿者"):
            accept(session, order_id, many.chief, now=many.clock())


def test_nobody_is_asked_while_they_have_promised_the_same_hours_or_owe_five_answers(crowd: MakeCrowd) -> None:
    many = crowd(1)
    [only] = many.volunteers
    hours = {"time_start": many.clock.now, "time_end": many.clock.now}
    promised = many.place(**hours)
    with many.db.transaction() as session:
        accept(session, promised, only, now=many.clock())
    assert asked(many, many.place(**hours)) == []
    others = [many.place(urgency="urgent") for _ in range(6)]  # the caps of ordinary offers do not hold
    assert [asked(many, one) for one in others] == [[only]] * 5 + [[]]


def test_a_decliner_is_replaced_by_one_other(crowd: MakeCrowd) -> None:
    many = crowd(12)
    order_id = many.place()
    before = asked(many, order_id)
    with many.db.transaction() as session:
        decline(session, order_id, before[0], now=many.clock())
    assert len(asked(many, order_id)) == len(before) + 1
    unasked = next(one for one in many.volunteers if one not in asked(many, order_id))
    with many.db.transaction() as session, pytest.raises(Conflict, match="没有派给您"):
        decline(session, order_id, unasked, now=many.clock())
    with many.db.transaction() as session:  # who declined may still change their mind
        assert accept(session, order_id, before[0], now=many.clock()).status == Status.ACCEPTED


def test_offers_that_were_not_sent_before_it_was_filled_stay_unsent(crowd: MakeCrowd) -> None:
    many = crowd(12)
    order_id = many.place()
    with many.db.transaction() as session:
        accept(session, order_id, many.volunteers[0], now=many.clock())
    assert told(many, "taken") == 0  # nobody had heard of it yet, so nobody need hear that it is over
    with many.db.reading() as session:
        offers = session.scalars(select(Notification.status).where(Notification.kind == "offer"))
        assert set(offers) == {"withdrawn"}
        assert latest_open(session, many.volunteers[1]) is None
        assert [order.id for _, order in tasks_of(session, many.volunteers[0])] == [order_id]


def test_when_fewer_than_needed_came_and_finished_they_were_enough(crowd: MakeCrowd) -> None:
    many = crowd(12)
    order_id = many.place(needed=3)
    one, other = many.volunteers[:2]
    with many.db.transaction() as session:
        for who in (one, other):
            accept(session, order_id, who, now=many.clock())
        arrive(session, order_id, one, now=many.clock())
        assert finish(session, order_id, one, now=many.clock.later(hours=1)).status == Status.ACCEPTED
        assert finish(session, order_id, other, now=many.clock()).status == Status.DONE
        rate(session, lock(session, order_id), rating=5, now=many.clock())
    many.sound()
    with many.db.reading() as session:
        [(arrived, finished)] = served(session, one)
        assert arrived
        assert finished
        assert (finished - arrived).total_seconds() == 3600


def test_released_it_is_offered_again_and_the_villager_is_told(crowd: MakeCrowd) -> None:
    many = crowd(12)
    order_id = many.place()
    one = many.volunteers[0]
    with many.db.transaction() as session:
        accept(session, order_id, one, now=many.clock())
        release(session, order_id, one, now=many.clock())
    assert told(many, "released") == 1
    assert many.order(order_id).status == Status.OFFERING
    many.sound()
    with many.db.transaction() as session, pytest.raises(NotAllowed, match="不在您的任务里"):
        release(session, order_id, one, now=many.clock())


def test_done_badly_it_is_offered_again_even_to_whoever_did_it(crowd: MakeCrowd) -> None:
    many = crowd(1)
    order_id = many.place()
    [only] = many.volunteers
    with many.db.transaction() as session:
        accept(session, order_id, only, now=many.clock())
        finish(session, order_id, only, now=many.clock())
        reopen(session, lock(session, order_id), reason="没修好", now=many.clock())
    with many.db.transaction() as session:
        assert accept(session, order_id, only, now=many.clock()).status == Status.ACCEPTED
        assert finish(session, order_id, only, now=many.clock()).status == Status.DONE


def test_given_up_at_the_desk_those_who_had_promised_are_called_off(crowd: MakeCrowd) -> None:
    many = crowd(6)
    order_id = many.place(needed=3)
    with many.db.transaction() as session:
        accept(session, order_id, many.volunteers[0], now=many.clock())
        send_to_desk(session, lock(session, order_id), reason="人不够", now=many.clock())
        give_up(session, lock(session, order_id), reason="凑不齐", actor_id=many.chief, now=many.clock())
    assert told(many, "cancelled") == 1
    assert (many.order(order_id).accepted, many.order(order_id).status) == (0, Status.UNMET)
    with many.db.reading() as session:
        assert tasks_of(session, many.volunteers[0]) == []


def test_whoever_had_promised_may_finish_although_the_rest_went_to_the_desk(crowd: MakeCrowd) -> None:
    many = crowd(6)
    order_id = many.place(needed=3)
    with many.db.transaction() as session:
        accept(session, order_id, many.volunteers[0], now=many.clock())
        send_to_desk(session, lock(session, order_id), reason="人不够", now=many.clock())
    with many.db.transaction() as session:
        assert finish(session, order_id, many.volunteers[0], now=many.clock()).status == Status.DONE
    many.sound()


def test_a_team_is_asked_leader_first_and_an_empty_one_not_at_all(crowd: MakeCrowd) -> None:
    many = crowd(9)
    order_id = many.place(item_code=None)
    leader, members = many.volunteers[4], many.volunteers[3:7]
    with many.db.transaction() as session:
        team = Team(county=many.wish().county, code="T1", name="水电队", kind="volunteer", area_code=HOME.code, skills=[])
        team.leader_id = leader
        empty = Team(county=team.county, code="T2", name="空队", kind="volunteer", area_code=HOME.code, skills=[])
        session.add_all([team, empty])
        session.flush()
        session.add_all(TeamMember(team_id=team.id, person_id=one) for one in members)
        session.flush()
        assert lock(session, order_id).status == Status.AT_DESK
        with pytest.raises(Refused, match="没有能接单的队员"), session.begin_nested():
            offer_team(session, lock(session, order_id), empty, actor_id=many.chief, now=many.clock())
        assert offer_team(session, lock(session, order_id), team, actor_id=many.chief, now=many.clock()) == 4
    assert asked(many, order_id)[0] == leader
    assert many.order(order_id).status == Status.OFFERING
    many.sound()


def test_a_short_code_comes_again_only_when_its_order_is_closed(crowd: MakeCrowd) -> None:
    many = crowd(2)
    first = many.place()
    with many.db.transaction() as session:
        session.execute(update(Order).where(Order.id == first).values(code="A03"))
        codes = [place(session, many.wish(), now=many.clock()).code for _ in range(3)]
        assert len({*codes, "A03"}) == 4
        names = session.scalars(select(EventRow.name).where(EventRow.order_id == first).order_by(EventRow.id))
        assert list(names)[:2] == ["OrderPlaced", "OrderOffered"]

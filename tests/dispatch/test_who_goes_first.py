"""Ranking and guards on both databases: partners, the own village, fairness, free times, and just what brute force gives."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.dispatch.actions import accept, arrive, finish
from app.dispatch.learning import keep, learn, rate_near
from app.dispatch.matching import nearest_fit
from app.dispatch.model import AcceptRate, Answer, Offer
from app.errors import NotAllowed
from app.orders.model import Order
from app.people.actions import be_free, enlist, learn_home, rest
from app.people.model import Credential, Person, Proof, Readiness, Team, TeamMember, Volunteer
from app.people.readiness import Shown, refresh, show
from app.places.model import Pairing
from bench.everybody import everybody
from tests.faults.crowd import FAR, HOME, SPEC, TOWN, Crowd

MakeCrowd = Callable[[int], Crowd]
STEP = 0.0027
"""Some 300 m to the north."""


def settle(session: Session, crowd: Crowd, n: int, *, north: float = 0, village: str = HOME.code) -> None:
    person = session.get_one(Person, crowd.volunteers[n])
    learn_home(person, area_code=village)
    home = ((HOME.lat or 0) + STEP * north, HOME.lon or 0)
    enlist(session, person, skills=["water_electric", "care"], home=home, now=crowd.clock())


def found(crowd: Crowd, order_id: int, count: int = 50, **more: object) -> list[int]:
    """Positions in the crowd of whom matching would ask next."""
    with crowd.db.transaction() as session:
        order = session.get_one(Order, order_id)
        ranked = nearest_fit(session, order, count, now=crowd.clock(), **more)  # type: ignore[arg-type]
        return [crowd.volunteers.index(one.person_id) for one in ranked]


def bare(crowd: Crowd, **wish: object) -> int:
    """An order nobody has been asked about."""
    order_id = crowd.place(**wish)
    with crowd.db.transaction() as session:
        session.execute(Offer.__table__.delete().where(Offer.order_id == order_id))  # type: ignore[attr-defined]
    return order_id


def team_of(session: Session, crowd: Crowd, members: list[int], *, at: str = "330326000000", code: str = "T9") -> Team:
    team = Team(county=SPEC.code, code=code, name=f"{code}队", kind="volunteer", area_code=at, skills=["water_electric"])
    session.add(team)
    session.flush()
    session.add_all(TeamMember(team_id=team.id, person_id=crowd.volunteers[n]) for n in members)
    session.flush()
    return team


def test_partners_of_the_village_then_the_village_then_other_partners_then_the_nearest(crowd: MakeCrowd) -> None:
    many = crowd(6)
    with many.db.transaction() as session:
        settle(session, many, 0, north=1, village=FAR.code)
        settle(session, many, 1, north=2)
        settle(session, many, 2, north=3)
        settle(session, many, 3, north=9, village=FAR.code)
        settle(session, many, 4, north=2.5, village=FAR.code)
        settle(session, many, 5, north=0, village=FAR.code)
        team = team_of(session, many, [2, 3])
        pair = Pairing(county=SPEC.code, area_code=HOME.code, unit="县水务局", kind="unit", team_code=team.code)
        session.add(pair)
    order_id = bare(many)
    assert found(many, order_id) == [2, 1, 3, 5, 0, 4]
    assert found(many, order_id, scope="own") == [1, 2]
    assert found(many, order_id, scope="paired") == [2, 3]
    assert found(many, order_id, scope="town") == [2, 1, 3]
    assert found(many, order_id, scope="department") == [2, 3]
    assert found(many, order_id, 3) == [2, 1, 3]
    with many.db.transaction() as session:
        session.execute(update(Pairing).values(until=date(2026, 11, 23)))
    assert found(many, order_id, 3) == [1, 2, 5]


def test_neighbours_are_the_nearest_villages_of_the_town(crowd: MakeCrowd) -> None:
    many = crowd(3)
    neighbour = next(one for one in TOWN.villages if one.code != HOME.code)
    with many.db.transaction() as session:
        settle(session, many, 0, north=1, village=neighbour.code)
        settle(session, many, 1, north=2, village=FAR.code)
    assert found(many, bare(many), scope="neighbour") == [0]


def test_among_the_about_equally_near_whoever_was_asked_least_goes_first(crowd: MakeCrowd) -> None:
    many = crowd(12)
    first = many.place()
    asked = {many.volunteers.index(one) for one in _asked(many, first)}
    second = bare(many)
    assert asked == {0, 1, 2, 3}
    assert found(many, second) == [4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3]
    with many.db.transaction() as session:
        offer = session.scalars(select(Offer).where(Offer.order_id == first).order_by(Offer.rank)).first()
        assert offer
        assert offer.explained
        assert (offer.rank, offer.explained["same_village"], offer.explained["rank"]) == (1, True, 1)


def _asked(crowd: Crowd, order_id: int) -> list[int]:
    with crowd.db.reading() as session:
        return list(session.scalars(select(Offer.volunteer_id).where(Offer.order_id == order_id)))


def test_the_fourth_ordinary_order_of_a_day_is_not_offered_but_an_urgent_one_is(crowd: MakeCrowd) -> None:
    many = crowd(1)
    for _ in range(3):
        order_id = many.place()
        with many.db.transaction() as session:
            accept(session, order_id, many.volunteers[0], now=many.clock())
            finish(session, order_id, many.volunteers[0], now=many.clock())
    assert _asked(many, many.place()) == []
    assert len(_asked(many, many.place(urgency="urgent"))) == 1
    many.clock.later(hours=20)
    assert len(_asked(many, many.place())) == 1


def test_after_a_long_job_comes_a_day_without_offers(crowd: MakeCrowd) -> None:
    many = crowd(1)
    order_id = many.place()
    with many.db.transaction() as session:
        accept(session, order_id, many.volunteers[0], now=many.clock())
        arrive(session, order_id, many.volunteers[0], now=many.clock())
        finish(session, order_id, many.volunteers[0], now=many.clock.later(hours=5))
    assert _asked(many, many.place(urgency="urgent")) == []
    many.clock.later(hours=24)
    assert len(_asked(many, many.place())) == 1


def test_without_insurance_nobody_is_asked_for_risky_work_nor_can_take_it(crowd: MakeCrowd) -> None:
    many = crowd(2)
    with many.db.transaction() as session:
        session.execute(update(Credential).values(valid_until=date(2026, 11, 23)))
        for one in many.volunteers:
            refresh(session, session.get_one(Volunteer, one))
    order_id = many.place()
    assert _asked(many, order_id) == []
    with many.db.transaction() as session, pytest.raises(NotAllowed, match="保险"):
        accept(session, order_id, many.volunteers[0], now=many.clock())
    with many.db.transaction() as session:
        assert show(session, many.volunteers[0], [Shown(Proof.INSURANCE, valid_until=date(2027, 1, 1))])
        refresh(session, session.get_one(Volunteer, many.volunteers[0]))
    with many.db.transaction() as session:
        accept(session, order_id, many.volunteers[0], now=many.clock())


def test_children_are_looked_after_by_two_vetted_people(crowd: MakeCrowd) -> None:
    many = crowd(3)
    with many.db.transaction() as session:
        unvetted = Credential.__table__.delete().where(  # type: ignore[attr-defined]
            Credential.kind == Proof.VETTING, Credential.volunteer_id == many.volunteers[0]
        )
        session.execute(unvetted)
        refresh(session, session.get_one(Volunteer, many.volunteers[0]))
    order_id = many.place(item_code="childcare")
    assert many.order(order_id).needed == 2
    assert sorted(_asked(many, order_id)) == many.volunteers[1:]


def test_who_is_free_only_at_weekends_is_not_asked_for_a_tuesday(crowd: MakeCrowd) -> None:
    many = crowd(1)
    with many.db.transaction() as session:
        be_free(session, session.get_one(Volunteer, many.volunteers[0]), {"rest": [["07:00", "22:00"]]})
    start = many.clock.now + timedelta(hours=2)
    assert _asked(many, many.place(time_start=start, time_end=start + timedelta(hours=2))) == []
    saturday = start + timedelta(days=4)
    assert len(_asked(many, many.place(time_start=saturday, time_end=saturday + timedelta(hours=2)))) == 1
    with many.db.transaction() as session:
        rest(session, session.get_one(Volunteer, many.volunteers[0]), resting=True)
    assert _asked(many, many.place(urgency="urgent")) == []


def test_what_a_town_takes_is_learnt_and_used(crowd: MakeCrowd) -> None:
    many = crowd(40)
    with many.db.transaction() as session:
        team_of(session, many, list(range(10)))
    for _ in range(4):
        many.place(urgency="urgent")
    with many.db.transaction() as session:
        session.execute(update(Offer).values(status=Answer.DECLINED))
        learnt = learn(session, now=many.clock())
        keep(session, learnt, now=many.clock())
        keep(session, learnt, now=many.clock())
        [rate] = session.scalars(select(AcceptRate))
        assert rate.area_code == TOWN.area_code
        assert 0.1 < rate.rate < 0.3
        assert session.scalars(select(Team.accept_rate)).one() is not None
        order = session.scalars(select(Order).limit(1)).one()
        assert rate_near(session, order) == rate.rate
    assert len(_asked(many, many.place())) > 4


def test_matching_gives_just_what_looking_at_everybody_gives(crowd: MakeCrowd) -> None:
    many, chance = crowd(150), random.Random(5)
    with many.db.transaction() as session:
        for n in range(150):
            settle(
                session, many, n, north=chance.choice((0, 0, 1, 2, 3, 5, 9, 40)), village=chance.choice((HOME.code, FAR.code))
            )
            if n % 4 == 0:
                be_free(session, session.get_one(Volunteer, many.volunteers[n]), {"rest": [["08:00", "12:00"]]})
        paired = team_of(session, many, chance.sample(range(150), 12))
        session.add(Pairing(county=SPEC.code, area_code=HOME.code, unit="x", kind="x", team_code=paired.code))
    for _ in range(12):
        many.clock.later(hours=7)
        many.place(needed=chance.randint(1, 4), urgency=chance.choice(("normal", "urgent")))
        _answer(many, chance)
    order_id = bare(many, time_start=many.clock.now, time_end=many.clock.now + timedelta(hours=2))
    with many.db.transaction() as session:
        order = session.get_one(Order, order_id)
        truth = everybody(session, SPEC.code, order.policy["callout"], now=many.clock())
        for count in (1, 3, 7, 20, 150):
            ranked = nearest_fit(session, order, count, now=many.clock())
            assert [one.person_id for one in ranked] == truth.first(order, count, now=many.clock())
        assert session.scalars(select(Readiness).limit(1)).one()


def _answer(crowd: Crowd, chance: random.Random) -> None:
    with crowd.db.transaction() as session:
        for offer in session.scalars(select(Offer).where(Offer.status == Answer.OPEN).order_by(Offer.id)).all():
            answer = chance.choice((Answer.OPEN, Answer.DECLINED, Answer.WITHDRAWN))
            if answer is not Answer.OPEN:
                offer.move(answer, now=crowd.clock.now + timedelta(minutes=chance.choice((1, 30))))

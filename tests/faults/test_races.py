"""Whoever competes for the same thing at the same moment: one wins, nobody is turned away while there is room."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.chat.actions import unfollow
from app.chat.model import Inbound, Talk
from app.dispatch.actions import accept, finish, release
from app.dispatch.model import Answer
from app.errors import Refused
from app.escalation.actions import meet_due
from app.escalation.queries import due_ids, still_due
from app.escalation.rules import Kind
from app.events import EventRow
from app.orders.actions import cancel, lock, place
from app.orders.model import Order, Status
from app.orders.retiming import Span, retime
from app.people.model import Identity, Person
from tests.faults.conftest import MakeCrowd
from tests.faults.crowd import Crowd, all_at_once

pytestmark = pytest.mark.xdist_group("crowds")  # one after the other: each wants all the connections there are


def takes(crowd: Crowd, order_id: int, volunteer_id: int) -> int:
    """Accepts; a refusal is only honest when no place was free at that moment, which the row's lock lets us see."""
    with crowd.db.transaction() as session:
        try:
            return accept(session, order_id, volunteer_id, now=crowd.clock()).accepted
        except Refused:
            order = session.get_one(Order, order_id)
            assert order.full or order.status == Status.CANCELLED
            raise


def accepts(crowd: Crowd, order_id: int, volunteer_id: int) -> None:
    takes(crowd, order_id, volunteer_id)


def releases(crowd: Crowd, order_id: int, volunteer_id: int) -> None:
    with crowd.db.transaction() as session:
        release(session, order_id, volunteer_id, now=crowd.clock())


def finishes(crowd: Crowd, order_id: int, volunteer_id: int) -> None:
    with crowd.db.transaction() as session:
        finish(session, order_id, volunteer_id, now=crowd.clock())


def cancels(crowd: Crowd, order_id: int) -> None:
    with crowd.db.transaction() as session:
        order = lock(session, order_id)
        cancel(session, order, actor_id=crowd.wang, reason="群众取消", now=crowd.clock())


def refusals(answers: list[object]) -> list[str]:
    return [str(answer) for answer in answers if isinstance(answer, Refused)]


@pytest.mark.parametrize("quota", [1, 50])
def test_of_a_thousand_takers_exactly_as_many_as_are_needed_win(crowd: MakeCrowd, quota: int) -> None:
    many = crowd(1000)
    order_id = many.place(needed=quota)
    answers = all_at_once(partial(takes, many, order_id, one) for one in many.volunteers)
    refused = refusals(list(answers))
    code = many.order(order_id).code
    assert len(refused) == 1000 - quota
    assert set(refused) == {f"{code} 已有人接单，谢谢您！"}
    assert sorted(answer for answer in answers if isinstance(answer, int)) == list(range(1, quota + 1))
    assert many.offers(order_id, Answer.ACCEPTED) == many.order(order_id).accepted == quota
    assert many.offers(order_id, Answer.OPEN) == 0
    assert many.order(order_id).status == Status.ACCEPTED
    many.sound()


def test_places_that_come_free_are_taken_by_whoever_is_next(crowd: MakeCrowd) -> None:
    many = crowd(120)
    order_id = many.place(needed=20)
    early, late = many.volunteers[:20], many.volunteers[20:]
    all_at_once(partial(takes, many, order_id, one) for one in early)
    giving_back = [partial(releases, many, order_id, one) for one in early[:10]]
    all_at_once((*giving_back, *(partial(accepts, many, order_id, one) for one in late)))
    all_at_once(partial(takes, many, order_id, one) for one in late)  # a second asking fills what came free last
    order = many.order(order_id)
    assert (order.accepted, order.status) == (20, Status.ACCEPTED)
    assert many.offers(order_id, Answer.RELEASED) == 10
    many.sound()


def test_accepting_against_cancelling_leaves_nobody_on_the_way(crowd: MakeCrowd) -> None:
    many = crowd(12)
    orders = [many.place() for _ in many.volunteers]
    pairs = zip(orders, many.volunteers, strict=True)
    all_at_once(deed for one, who in pairs for deed in (partial(accepts, many, one, who), partial(cancels, many, one)))
    for order_id in orders:
        assert many.order(order_id).status == Status.CANCELLED
        assert many.offers(order_id, Answer.ACCEPTED, Answer.OPEN) == 0
    many.sound()


def test_a_villager_who_leaves_while_somebody_accepts_leaves_nobody_on_the_way(crowd: MakeCrowd) -> None:
    many = crowd(24)
    leaving, taking = many.volunteers[:12], many.volunteers[12:]
    orders = [many.place(requester_id=one) for one in leaving]
    deeds: list[Callable[[], None]] = []
    for number, (order_id, one) in enumerate(zip(orders, taking, strict=True)):
        deeds += [partial(accepts, many, order_id, one), partial(leaves, many, f"o-vol-{number}")]
    all_at_once(deeds)
    for order_id in orders:
        assert many.order(order_id).status == Status.CANCELLED
        assert many.offers(order_id, Answer.ACCEPTED, Answer.OPEN) == 0
    many.sound()


def leaves(crowd: Crowd, openid: str) -> None:
    with crowd.db.transaction() as session:
        unfollow(session, app="service", openid=openid, now=crowd.clock())


def test_accepting_against_releasing_leaves_one_or_nobody(crowd: MakeCrowd) -> None:
    many = crowd(24)
    holders, others = many.volunteers[:12], many.volunteers[12:]
    orders = [many.place() for _ in holders]
    for order_id, one in zip(orders, holders, strict=True):
        accepts(many, order_id, one)
    deeds: list[Callable[[], None]] = []
    for order_id, one, other in zip(orders, holders, others, strict=True):
        deeds += [partial(releases, many, order_id, one), partial(accepts, many, order_id, other)]
    answers = all_at_once(deeds)
    for order_id, answer in zip(orders, answers[1::2], strict=True):
        taken = not isinstance(answer, Refused)
        order = many.order(order_id)
        assert (order.status, order.accepted) == ((Status.ACCEPTED, 1) if taken else (Status.OFFERING, 0))
    many.sound()


def test_finishing_against_releasing_is_one_of_the_two(crowd: MakeCrowd) -> None:
    many = crowd(12)
    orders = [many.place() for _ in many.volunteers]
    deeds: list[Callable[[], None]] = []
    for order_id, one in zip(orders, many.volunteers, strict=True):
        accepts(many, order_id, one)
        deeds += [partial(finishes, many, order_id, one), partial(releases, many, order_id, one)]
    answers = all_at_once(deeds)
    for order_id, finished, released in zip(orders, answers[::2], answers[1::2], strict=True):
        assert isinstance(finished, Refused) != isinstance(released, Refused)
        assert many.order(order_id).status == (Status.OFFERING if isinstance(finished, Refused) else Status.DONE)
    many.sound()


def test_first_messages_at_one_moment_make_one_person(crowd: MakeCrowd) -> None:
    many = crowd(1)
    answers = all_at_once(partial(many.says, f"o-new-{n % 8}", "你好", key=f"first {n}") for n in range(32))
    assert all(answers)
    with many.db.reading() as session:
        known = session.scalars(select(Identity.openid).where(Identity.openid.startswith("o-new-"))).all()
        assert sorted(known) == [f"o-new-{n}" for n in range(8)]
        assert len(session.scalars(select(Person.id).where(Person.name.is_(None))).all()) == 8


def test_first_messages_of_somebody_from_a_list_are_all_answered(crowd: MakeCrowd) -> None:
    many = crowd(8)
    answers = all_at_once(partial(many.says, f"o-vol-{n % 8}", "我的任务", key=f"first {n}") for n in range(32))
    assert set(answers) == {"您现在没有任务。有单会通知您。"}
    with many.db.reading() as session:
        assert len(session.scalars(select(Talk.person_id)).all()) == 8


def test_the_same_message_four_times_at_once_makes_one_order_and_one_answer(crowd: MakeCrowd) -> None:
    many = crowd(3)
    for n in range(8):
        assert "请您核对" in many.says(f"o-asks-{n}", f"水管爆了，今天下午来人修，城东社区三组，电话1380002{n:04d}")
    answers = all_at_once(partial(many.says, f"o-asks-{n % 8}", "1", key=f"yes {n % 8}") for n in range(32))
    for n in range(8):
        assert len(set(answers[n::8])) == 1
        assert "点单成功" in str(answers[n])
    with many.db.reading() as session:
        assert len(session.scalars(select(Order.id)).all()) == 8
        assert len(session.scalars(select(Inbound.id)).all()) == 16
    many.sound()


def test_several_presses_at_one_moment_place_one_order(crowd: MakeCrowd) -> None:
    """Each a message of its own: whoever waited for the first one must see the talk as that one left it."""
    many = crowd(3)
    for n in range(8):
        assert "请您核对" in many.says(f"o-asks-{n}", f"水管爆了，今天下午来人修，城东社区三组，电话1380002{n:04d}")
    all_at_once(partial(many.says, f"o-asks-{n % 8}", "1", key=f"press {n}") for n in range(32))
    with many.db.reading() as session:
        assert len(session.scalars(select(Order.id)).all()) == 8
    many.sound()


def test_deadlines_met_by_several_at_once_are_met_once(crowd: MakeCrowd) -> None:
    many = crowd(20)
    orders = [many.place() for _ in range(20)]
    for minutes in (3, 6, 10, 20, 30, 60):
        many.clock.later(minutes=minutes - (many.clock() - many.order(orders[0]).placed_at).total_seconds() / 60)
        all_at_once([partial(meets, many)] * 8)
        with many.db.transaction() as session:  # whatever somebody held was passed over: the next beat takes it
            meet_due(session, now=many.clock())
        many.sound()
    with many.db.reading() as session:
        offered = [(row.order_id, row.data["batch"]) for row in named(session, "OrderOffered")]
        climbed = [(row.order_id, row.data["after"], row.at) for row in named(session, "OrderClimbed")]
    assert max(Counter(offered).values()) == max(Counter(climbed).values()) == 1
    assert Counter(batch for _, batch in offered) == {1: 20, 2: 20, 3: 20}
    assert Counter(rung for _, rung, _ in climbed) == {"town": 20, "county": 20, "director": 40}


def test_a_time_changed_while_a_rung_is_told_moves_only_what_was_not_told(crowd: MakeCrowd) -> None:
    many = crowd(3)
    start = many.clock() + timedelta(hours=4)
    orders = [many.place(time_start=start) for _ in range(20)]
    many.clock.later(minutes=10)
    deeds: list[Callable[[], object]] = [partial(moves_to, many, one, start + timedelta(days=1)) for one in orders]
    deeds += [partial(meets, many)] * 8
    all_at_once(deeds)
    with many.db.reading() as session:
        facts = [(row.order_id, row.name) for row in session.scalars(select(EventRow).order_by(EventRow.id))]
    for order_id in orders:
        told = [name for about, name in facts if about == order_id and name in {"OrderClimbed", "OrderRetimed"}]
        assert told in (["OrderRetimed"], ["OrderClimbed", "OrderRetimed"]), "a rung was told by the clock of before"
    for minutes in (20, 24 * 60 - 25, 6, 10, 10):
        many.clock.later(minutes=minutes)
        while meets(many):
            pass
        many.sound()
    with many.db.reading() as session:
        climbed = Counter(row.data["after"] for row in named(session, "OrderClimbed"))
    assert climbed == {"town": 20, "county": 20, "director": 20}


def test_a_wish_moved_between_the_look_and_the_lock_is_not_told_by_its_old_clock(crowd: MakeCrowd) -> None:
    many = crowd(3)
    start = many.clock() + timedelta(hours=4)
    order_id = many.place(time_start=start)
    many.clock.later(minutes=10)
    with many.db.reading() as session:
        seen = due_ids(session, now=many.clock(), limit=50)
        assert Kind.CLIMB in {one.kind for one in still_due(session, seen, now=many.clock())}
    moves_to(many, order_id, start + timedelta(days=1))
    with many.db.transaction() as session:
        assert Kind.CLIMB not in {one.kind for one in still_due(session, seen, now=many.clock())}


def moves_to(crowd: Crowd, order_id: int, start: datetime) -> None:
    with crowd.db.transaction() as session:
        retime(session, lock(session, order_id), Span(start, None, "明天"), actor_id=crowd.wang, now=crowd.clock())


def meets(crowd: Crowd) -> int:
    with crowd.db.transaction() as session:
        return meet_due(session, now=crowd.clock(), limit=50)


def named(session: Session, name: str) -> list[EventRow]:
    return list(session.scalars(select(EventRow).where(EventRow.name == name)))


def test_codes_are_unique_and_numbers_without_gaps_however_many_order_at_once(crowd: MakeCrowd) -> None:
    many = crowd(5)
    all_at_once(partial(places, many, fails=n % 5 == 0) for n in range(100))
    with many.db.reading() as session:
        codes, numbers = zip(*session.execute(select(Order.code, Order.number).order_by(Order.number)), strict=True)
    assert len(set(codes)) == len(codes) == 80
    assert list(numbers) == [f"PY-20261124-{n:04d}" for n in range(1, 81)]
    many.sound()


def places(crowd: Crowd, *, fails: bool) -> None:
    with crowd.db.transaction() as session:
        place(session, crowd.wish(), now=crowd.clock())
        if fails:
            raise Refused("something went wrong at the very end")

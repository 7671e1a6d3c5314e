"""Orders that belong together, pulled at from several sides at the same moment."""

from functools import partial
from itertools import permutations

import pytest
from sqlalchemy import select

from app.catalogue.queries import item_called
from app.dispatch.actions import accept, finish, release
from app.dispatch.model import Answer
from app.errors import Refused
from app.escalation.actions import meet_due
from app.orders.actions import cancel, lock, rate
from app.orders.merging import merge, split
from app.orders.model import Form, Order, Status
from app.orders.parts import parts_of
from app.places.queries import area_called
from app.rounds.actions import Call, compose, deliver, give_back, held_by
from app.rounds.queries import orders_of
from tests.faults.conftest import MakeCrowd
from tests.faults.crowd import HOME, SPEC, Crowd, all_at_once

pytestmark = pytest.mark.xdist_group("crowds")


def refused(answers: list[object]) -> int:
    return sum(isinstance(answer, Refused) for answer in answers)


def takes(crowd: Crowd, order_id: int, volunteer_id: int) -> None:
    def work(session: object) -> None:
        accept(session, order_id, volunteer_id, now=crowd.clock())  # type: ignore[arg-type]

    crowd.db.retrying(work)


def gives_back(crowd: Crowd, order_id: int, volunteer_id: int) -> None:
    with crowd.db.transaction() as session:
        release(session, order_id, volunteer_id, now=crowd.clock())


def merges(crowd: Crowd, one: int, other: int) -> None:
    with crowd.db.transaction() as session:
        merge(session, one, other, actor_id=crowd.chief, now=crowd.clock())


def splits(crowd: Crowd, order_id: int) -> None:
    with crowd.db.transaction() as session:
        split(session, lock(session, order_id), actor_id=crowd.chief, now=crowd.clock())


def rates(crowd: Crowd, order_id: int) -> None:
    with crowd.db.transaction() as session:
        rate(session, lock(session, order_id), rating=5, now=crowd.clock())


def cancels(crowd: Crowd, order_id: int) -> None:
    with crowd.db.transaction() as session:
        cancel(session, lock(session, order_id), actor_id=crowd.wang, reason="群众取消", now=crowd.clock())


def meets(crowd: Crowd) -> None:
    with crowd.db.transaction() as session:
        meet_due(session, now=crowd.clock())


def composes(crowd: Crowd) -> int:
    with crowd.db.transaction() as session:
        item, area = item_called(session, SPEC.code, "errand"), area_called(session, HOME.code)
        assert item
        assert area
        call = Call(county=SPEC.code, item_code=item.code, item_name=item.name, area=area, actor_id=crowd.chief)
        return compose(session, call, now=crowd.clock())[0].id


def brings(crowd: Crowd, round_id: int, volunteer_id: int, order_id: int) -> None:
    with crowd.db.transaction() as session:
        round_ = held_by(session, session.get_one(Order, round_id), volunteer_id)
        deliver(session, round_, [lock(session, order_id)], volunteer_id=volunteer_id, now=crowd.clock())


def lacks(crowd: Crowd, volunteer_id: int, order_id: int) -> None:
    with crowd.db.transaction() as session:
        order = lock(session, order_id)
        held_by(session, order, volunteer_id)
        give_back(session, order, reason="没买到", actor_id=volunteer_id, now=crowd.clock())


def package(crowd: Crowd) -> tuple[int, list[int]]:
    whole = crowd.place(item_code="baby_meal", words="订一份宝宝餐")
    with crowd.db.transaction() as session:
        parts = parts_of(session, session.get_one(Order, whole))
        for part in parts:
            part.skill = None  # everybody in the crowd can do either
        return whole, [part.id for part in parts]


def lamps(crowd: Crowd, count: int) -> list[int]:
    return [crowd.place(words="路口的路灯不亮了", place="昆阳镇城东社区") for _ in range(count)]


def test_of_many_takers_each_part_gets_one_and_the_whole_knows(crowd: MakeCrowd) -> None:
    many = crowd(60)
    whole, parts = package(many)
    answers = all_at_once(partial(takes, many, parts[n % 2], one) for n, one in enumerate(many.volunteers))
    assert refused(list(answers)) == 58
    assert [many.offers(part, Answer.ACCEPTED) for part in parts] == [1, 1]
    assert (many.order(whole).status, many.order(whole).accepted) == (Status.ACCEPTED, 2)
    many.sound()


def test_parts_given_back_taken_and_cancelled_at_once_leave_one_state(crowd: MakeCrowd) -> None:
    many = crowd(24)
    wholes = [package(many) for _ in range(6)]
    for n, (_, parts) in enumerate(wholes):
        takes(many, parts[0], many.volunteers[n])
    deeds = []
    for n, (whole, parts) in enumerate(wholes):
        deeds += [
            partial(gives_back, many, parts[0], many.volunteers[n]),
            partial(takes, many, parts[1], many.volunteers[6 + n]),
            partial(cancels, many, whole),
            partial(meets, many),
        ]
    all_at_once(deeds)
    many.sound()
    for whole, parts in wholes:
        cancelled = many.order(whole).status == Status.CANCELLED
        assert {many.order(part).status == Status.CANCELLED for part in parts} == {cancelled}
        if cancelled:
            assert sum(many.offers(part, Answer.ACCEPTED, Answer.OPEN) for part in parts) == 0


def test_both_finish_at_once_and_the_villager_is_asked_once(crowd: MakeCrowd) -> None:
    many = crowd(12)
    wholes = [package(many) for _ in range(6)]
    deeds = []
    for n, (_, parts) in enumerate(wholes):
        for part, one in zip(parts, (many.volunteers[2 * n], many.volunteers[2 * n + 1]), strict=True):
            takes(many, part, one)
            deeds.append(partial(finishes, many, part, one))
    assert refused(list(all_at_once(deeds))) == 0
    assert {many.order(whole).status for whole, _ in wholes} == {Status.DONE}
    many.sound()


def finishes(crowd: Crowd, order_id: int, volunteer_id: int) -> None:
    with crowd.db.transaction() as session:
        finish(session, order_id, volunteer_id, now=crowd.clock())


def test_merges_every_way_at_once_leave_one_order_and_no_circle(crowd: MakeCrowd) -> None:
    many = crowd(6)
    ids = lamps(many, 4)
    all_at_once(partial(merges, many, one, other) for one, other in permutations(ids, 2))
    stays = [order_id for order_id in ids if many.order(order_id).status != Status.MERGED]
    assert stays == [ids[0]]
    assert {many.order(order_id).merged_into for order_id in ids[1:]} == {ids[0]}
    many.sound()


def test_merging_splitting_and_rating_at_once_end_in_something_true(crowd: MakeCrowd) -> None:
    many = crowd(6)
    ids = lamps(many, 3)
    merges(many, ids[1], ids[0])
    takes(many, ids[0], many.volunteers[0])
    finishes(many, ids[0], many.volunteers[0])
    rated = [partial(rates, many, order_id) for order_id in ids[:2]]
    all_at_once([*rated, partial(splits, many, ids[1]), partial(merges, many, ids[2], ids[0]), *rated])
    assert many.order(ids[0]).status == many.order(ids[1]).status == Status.CLOSED
    assert many.order(ids[2]).status == Status.OFFERING
    many.sound()


def test_accepting_against_merging_sends_nobody_twice(crowd: MakeCrowd) -> None:
    many = crowd(12)
    pairs = [lamps(many, 2) for _ in range(6)]
    deeds = []
    for n, (one, other) in enumerate(pairs):
        deeds += [partial(takes, many, other, many.volunteers[n]), partial(merges, many, other, one)]
    all_at_once(deeds)
    for one, other in pairs:
        assert {many.order(one).status, many.order(other).status} & {Status.MERGED}
        assert many.offers(one, Answer.ACCEPTED) + many.offers(other, Answer.ACCEPTED) <= 1
    many.sound()


def shopping(crowd: Crowd, count: int) -> list[int]:
    return [crowd.place(item_code="errand", words=f"帮我买大米{n + 1}袋", time_words="今天") for n in range(count)]


def test_two_rounds_of_the_same_orders_are_one(crowd: MakeCrowd) -> None:
    many = crowd(6)
    ids = shopping(many, 5)
    answers = all_at_once([partial(composes, many)] * 4)
    assert refused(list(answers)) == 3
    with many.db.reading() as session:
        rounds = session.scalars(select(Order.id).where(Order.form == Form.ROUND)).all()
    assert {many.order(order_id).parent_id for order_id in ids} == set(rounds)
    assert len(rounds) == 1
    many.sound()


def test_two_takers_of_a_round_and_a_taker_of_an_order_in_it(crowd: MakeCrowd) -> None:
    many = crowd(40)
    ids = shopping(many, 4)
    round_id = composes(many)
    deeds = [partial(takes, many, round_id if n % 2 else ids[n % 4], one) for n, one in enumerate(many.volunteers)]
    assert refused(list(all_at_once(deeds))) == 39
    assert many.offers(round_id, Answer.ACCEPTED) == 1
    assert sum(many.offers(order_id, Answer.ACCEPTED) for order_id in ids) == 0
    many.sound()


def test_delivering_cancelling_and_giving_back_at_once_settle_the_round(crowd: MakeCrowd) -> None:
    many = crowd(6)
    ids = shopping(many, 8)
    round_id, helper = composes(many), many.volunteers[0]
    takes(many, round_id, helper)
    deeds = []
    for n, order_id in enumerate(ids):
        deeds.append(partial(brings, many, round_id, helper, order_id))
        deeds.append(partial(cancels, many, order_id) if n % 2 else partial(lacks, many, helper, order_id))
    all_at_once(deeds)
    with many.db.reading() as session:
        round_ = session.get_one(Order, round_id)
        assert orders_of(session, round_, Status.BUNDLED) == []
        delivered = [one.id for one in orders_of(session, round_, Status.DONE)]
        assert round_.status == (Status.DONE if delivered else Status.CANCELLED)
    all_at_once(partial(rates, many, one) for one in delivered)
    assert many.order(round_id).status == (Status.CLOSED if delivered else Status.CANCELLED)
    many.sound()

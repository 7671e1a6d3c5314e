"""``python -m jobs`` killed in the middle: late deadlines are made up, no step is taken twice, each message arrives once."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Select, func, select, update

from app.clock import wall_clock
from app.config import Settings
from app.db import Database
from app.dispatch.actions import accept
from app.dispatch.model import Answer
from app.escalation.model import Deadline
from app.events import EventRow
from app.outbox.model import Notification, Status
from app.pulse.model import Lease
from simulator.accounts import ServiceAccount
from simulator.platform import Platform
from simulator.web import create_simulator
from tests.faults.crowd import Crowd
from tests.faults.wire import Process, environment
from tests.pushed_clock import PushedClock
from tests.serving import served
from tests.wechat.platform import MINI

pytestmark = pytest.mark.xdist_group("crowds")

ORDERS = 12
VOLUNTEERS = 30
PATIENCE = 60


@pytest.fixture
def platform(settings: Settings) -> Platform:
    """A platform on the real clock that knows the whole crowd."""
    account = ServiceAccount(
        settings.wechat_appid, settings.wechat_secret, token=settings.wechat_token, aes_key=settings.wechat_aes_key
    )
    platform = Platform(account, MINI, templates_on_use=True)
    openids = ["o-wang", *(f"o-vol-{n}" for n in range(VOLUNTEERS)), *(f"o-post-{n}" for n in range(2, 6))]
    for openid in openids:
        platform.people.add(openid, openid=openid).following = True
    return platform


@pytest.fixture
def address(platform: Platform) -> Iterator[str]:
    with served(create_simulator(platform)) as address:
        yield address


def until(is_so: Callable[[], bool]) -> bool:
    end = monotonic() + PATIENCE
    while not is_so() and monotonic() < end:
        sleep(0.05)
    return is_so()


def forget_the_dead(database: Database) -> None:
    """What a killed process held is free after a while: here at once, instead of waiting."""
    past = wall_clock() - timedelta(minutes=2)
    with database.transaction() as session:
        session.execute(update(Notification).where(Notification.status == Status.SENDING).values(claimed_at=past))
        session.execute(update(Lease).values(until=past))


def test_killed_twice_the_jobs_make_up_what_is_late_and_repeat_nothing(
    database: Database, settings: Settings, platform: Platform, address: str, tmp_path: Path
) -> None:
    crowd = Crowd(database, PushedClock(wall_clock() - timedelta(minutes=21)), volunteers=VOLUNTEERS)
    orders = [crowd.place() for _ in range(ORDERS)]
    with database.transaction() as session:
        accept(session, orders[0], crowd.volunteers[0], now=crowd.clock())
    platform.fault("slow", endpoint="cgi-bin/message/template/send", delay=0.05)
    environ = environment(settings, WECHAT_API_BASE=address, DELIVERY_THREADS="4")
    process = Process("jobs", environ=environ, log=tmp_path / "jobs.log")
    try:
        for enough in (20, 50):
            assert until(partial(sent_are, platform, enough))
            process.kill()
            forget_the_dead(database)
            process.start()
        assert until(lambda: nothing_is_left(database)), (tmp_path / "jobs.log").read_text()
    finally:
        process.kill()
    assert '"level": "error"' not in (tmp_path / "jobs.log").read_text()
    _each_step_once(database, orders)
    _each_message_once(database, platform)
    assert crowd.offers(orders[0], Answer.ACCEPTED) == crowd.order(orders[0]).accepted == 1


def sent_are(platform: Platform, enough: int) -> bool:
    return len(platform.messages.sent) >= enough


def nothing_is_left(database: Database) -> bool:
    waiting = select(func.count()).where(Notification.status.in_([Status.OWED, Status.SENDING]))
    late = select(func.count()).where(Deadline.met_at.is_(None), Deadline.due_at <= wall_clock())
    with database.reading() as session:
        return session.execute(waiting).scalar_one() + session.execute(late).scalar_one() == 0


def _each_step_once(database: Database, orders: list[int]) -> None:
    with database.reading() as session:
        climbed = [(row.order_id, row.data["after"]) for row in session.scalars(_named("OrderClimbed"))]
        offered = [(row.order_id, row.data["batch"]) for row in session.scalars(_named("OrderOffered"))]
    assert Counter(climbed) == Counter((order, rung) for order in orders[1:] for rung in ("town", "county"))
    assert max(Counter(offered).values()) == 1
    assert {batch for _, batch in offered} == {1, 2, 3}


def _named(name: str) -> Select[EventRow]:
    return select(EventRow).where(EventRow.name == name)


def _each_message_once(database: Database, platform: Platform) -> None:
    with database.reading() as session:
        known = Counter(session.scalars(select(Notification.status)))
    assert set(known) <= {Status.SENT, Status.DELIVERED, Status.WITHDRAWN}, known
    ids = [message.client_msg_id for message in platform.messages.sent]
    assert len(set(ids)) == len(ids) == known[Status.SENT] + known[Status.DELIVERED]


def test_two_jobs_processes_started_after_two_hours_make_each_late_climb_once_and_in_order(
    database: Database, settings: Settings, platform: Platform, address: str, tmp_path: Path
) -> None:
    crowd = Crowd(database, PushedClock(wall_clock() - timedelta(hours=2)), volunteers=VOLUNTEERS)
    orders = [crowd.place(urgency="urgent") for _ in range(ORDERS)]
    environ = environment(settings, WECHAT_API_BASE=address, DELIVERY_THREADS="4")
    both = [Process("jobs", environ=environ, log=tmp_path / f"jobs-{n}.log") for n in range(2)]
    try:
        assert until(partial(sent_are, platform, 20))
        both[0].kill()  # whichever of them leads: the other takes over
        forget_the_dead(database)
        both[0].start()
        assert until(lambda: nothing_is_left(database)), (tmp_path / "jobs-0.log").read_text()
    finally:
        for process in both:
            process.kill()
    for n in range(2):
        assert '"level": "error"' not in (tmp_path / f"jobs-{n}.log").read_text()
    _late_and_in_order(database, orders)
    _each_message_once(database, platform)


def _late_and_in_order(database: Database, orders: list[int]) -> None:
    with database.reading() as session:
        facts = session.scalars(_named("OrderClimbed").order_by(EventRow.id))
        told = [(fact.order_id, fact.data["after"], fact.data["late_seconds"], fact.words) for fact in facts]
    for order in orders:
        assert [rung for one, rung, _, _ in told if one == order] == ["town", "county", "director"]
    assert all(late > 3600 and "迟了" in words for _, _, late, words in told)

"""Anything that may befall orders, in any sequence, and what must be true of them whatever it was."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.dispatch import actions as dispatch
from app.dispatch.model import Answer, Offer
from app.errors import Refused
from app.escalation.actions import meet_due
from app.escalation.climbing import cannot
from app.escalation.model import Deadline
from app.escalation.overnight import postpone
from app.escalation.queries import past_of, unguarded, waiting_for
from app.escalation.rules import HEIGHT, Kind, wanted
from app.escalation.transferring import COUNTY, TOWN, Desk, give_back, transfer
from app.events import EventRow
from app.orders import actions as orders
from app.orders import merging
from app.orders.auditing import contradicted
from app.orders.model import Form, Order, Status
from app.orders.replay import replay
from app.orders.retiming import Span, retime
from app.people.model import Duty, Person, Role
from app.places.model import Area, Station
from app.rounds import actions as rounds
from tests.faults.crowd import HOME, SPEC, Crowd
from tests.pushed_clock import PushedClock

Deed = Callable[[Session, int, int, datetime], object]
"""What somebody does with an order: the session, the order's id, the number of whoever it is, and when."""
POSTS = ("李主任", "赵所长", "钱调度", "孙书记")
TAKEN = frozenset({Status.ACCEPTED, Status.UNDER_WAY, Status.DONE, Status.CLOSED})


class History:
    """A crowd, its orders, and jobs that are up or down."""

    def __init__(self, db: Database, clock: PushedClock) -> None:
        self.crowd = Crowd.of(db, clock)
        self.db, self.clock = db, clock
        self.jobs_are_up = True
        self.due_at: dict[int, datetime] = {}
        """When somebody must have accepted each order, as it was promised at first."""
        with db.reading() as session:
            by_name = {name: number for number, name in session.execute(select(Person.id, Person.name))}
        self.crowd.wang = by_name["王奶奶"]
        self.volunteers = [number for name, number in by_name.items() if name and name.startswith("志愿者")]
        self.posts = [by_name[name] for name in POSTS]

    # -- what befalls ----------------------------------------------------------------------------------------------

    def place(self, needed: int, urgency: str) -> None:
        start = self.clock() + timedelta(hours=4)
        order_id = self.crowd.place(needed=needed, urgency=urgency, time_start=start, time_end=start + timedelta(hours=3))
        self.due_at[order_id] = self.crowd.order(order_id).due_at

    def package(self, code: str) -> None:
        """One need in several parts, each an order of its own."""
        self.crowd.place(item_code=code)
        self._remember()

    def _remember(self) -> None:
        """What the clock of orders that came of others (parts, rounds) promised at first."""
        with self.db.reading() as session:
            for number, due_at in session.execute(select(Order.id, Order.due_at)):
                self.due_at.setdefault(number, due_at)

    def somebody(self, name: str, which: int, who: int) -> None:
        """A deed by its name; whoever may not do it now is told so, and nothing has happened."""
        if not self.due_at:
            return
        order_id = list(self.due_at)[which % len(self.due_at)]
        people = self.posts if name in OF_POSTS else self.volunteers
        try:
            with self.db.transaction() as session:
                DEEDS[name](session, order_id, people[who % len(people)], self.clock())
        except Refused:
            return
        self._remember()

    def passes(self, minutes: int) -> None:
        """In steps, with the jobs at each of them when they are up."""
        for _ in range(4):
            self.clock.later(minutes=minutes / 4)
            self.jobs()

    def jobs(self) -> None:
        """A beat, in small batches, when they are up."""
        met = self.jobs_are_up
        while met:
            with self.db.transaction() as session:
                met = meet_due(session, now=self.clock(), limit=3) > 0

    def jobs_run(self, up: bool) -> None:
        self.jobs_are_up = up

    def jobs_twice(self) -> None:
        """Two processes that both believe they lead."""
        self.jobs()
        self.jobs()

    def jumps(self, minutes: int) -> None:
        """The machine's clock is set, forward or back."""
        self.clock.later(minutes=minutes)

    def station_goes(self) -> None:
        with self.db.transaction() as session:
            session.execute(delete(Station).where(Station.area_code == HOME.code))

    def chief_changes(self, who: int) -> None:
        successor = self.volunteers[who % len(self.volunteers)]
        with self.db.transaction() as session:
            session.execute(update(Duty).where(Duty.role == Role.STATION_CHIEF).values(person_id=successor))

    # -- what must be true ------------------------------------------------------------------------------------------

    def sound(self) -> None:
        with self.db.reading() as session:
            self._guarded(session)
            for order in session.scalars(select(Order).order_by(Order.id)):
                facts = list(session.scalars(select(EventRow).where(EventRow.order_id == order.id).order_by(EventRow.id)))
                _one_clock(order, facts, promised=self.due_at[order.id])
                _nobody_asked_in_vain(session, order, facts)
                _each_rung_once(order, facts)
                _the_right_deadlines(session, order, self.clock())
            assert contradicted(session, SPEC.code)[0] == []

    def _guarded(self, session: Session) -> None:
        """Every open order has a deadline ahead, or goes with one that has; past ones wait only while the jobs are down."""
        guarded = set(session.scalars(select(Deadline.order_id).where(Deadline.met_at.is_(None))))
        above, leads, waits = func.coalesce(Order.merged_into, Order.parent_id), set[int](), Order.closed_at.is_(None)
        for number, leader in session.execute(select(Order.id, above).where(waits).order_by(Order.id)):
            assert guarded & {number, leader, *parts_below(session, number)}, f"{number} has no deadline"
            leads.add(number)
        assert guarded <= leads, "a closed order still has a deadline"
        if self.jobs_are_up:
            assert unguarded(session, now=self.clock()) == []


def parts_below(session: Session, whole: int) -> set[int]:
    return set(session.scalars(select(Order.id).where(Order.parent_id == whole, Order.form == Form.PART)))


def _one_clock(order: Order, facts: Sequence[EventRow], *, promised: datetime) -> None:
    """It is never started again: only the villager's 改时间 moves it, from what it was, as the fact says."""
    for fact in facts:
        if fact.name == "OrderRetimed":
            due_before, due_after = (datetime.fromisoformat(fact.data[name]) for name in ("due_before", "due_after"))
            assert fact.actor_id in {order.requester_id, order.proxy_id}
            assert due_before == promised
            assert due_after >= min(promised, fact.at), f"{order.code}: late by a wish that came afterwards"
            assert due_after == promised or order.urgency != "emergency"
            promised = due_after
    assert order.due_at == promised, f"{order.code}: the clock was started again"


def _nobody_asked_in_vain(session: Session, order: Order, facts: Sequence[EventRow]) -> None:
    """Nobody is asked, or still being asked, for what has been taken by enough people."""
    if order.status in TAKEN:
        waiting = select(Offer.id).where(Offer.order_id == order.id, Offer.status == Answer.OPEN)
        assert session.scalars(waiting).all() == [], f"{order.code} is taken and people are still asked"
    for place, fact in enumerate(facts):
        if fact.name == "OrderOffered":
            before = replay(facts[:place], policy=order.policy)
            assert before is not None
            assert before.status not in TAKEN, f"{order.code}: asked after it was taken"


def _each_rung_once(order: Order, facts: Sequence[EventRow]) -> None:
    """One telling for each rung, upwards; what comes after the last rung reminds of the same one."""
    climbs = [fact.data["after"] for fact in facts if fact.name == "OrderClimbed" and fact.data["before"] != fact.data["after"]]
    assert [rung for rung, n in Counter(climbs).items() if n > 1] == [], f"{order.code}: {climbs}"
    heights = [HEIGHT[rung] for rung in climbs]
    assert heights == sorted(heights), f"{order.code}: {climbs}"
    assert [rung for rung, _ in groupby(climbs)] == climbs


def _the_right_deadlines(session: Session, order: Order, now: datetime) -> None:
    """What waits is what the order's state calls for; a reminder and an evening also go by the hour of the day."""
    hourly = {Kind.REMIND, Kind.OVERNIGHT}
    due = {(one.kind, one.step) for one in waiting_for(session, order.id) if one.kind not in hourly}
    called_for = {(one.kind, one.step) for one in wanted(order, past_of(session, order), now=now) if one.kind not in hourly}
    assert due == called_for, f"{order.code} {order.status}"


def _confirm(session: Session, order_id: int, _: int, now: datetime) -> None:
    dispatch.confirm(session, order_id, orders.lock(session, order_id).requester_id, now=now)


def _cancel(session: Session, order_id: int, _: int, now: datetime) -> None:
    order = orders.lock(session, order_id)
    orders.cancel(session, order, actor_id=order.requester_id, reason="不要了", now=now)


def _retime(session: Session, order_id: int, hours: int, now: datetime) -> None:
    start = now + timedelta(hours=hours % 30)
    order = orders.lock(session, order_id)
    retime(session, order, Span(start, start + timedelta(hours=2), "改时间"), actor_id=order.requester_id, now=now)


def _rate(session: Session, order_id: int, _: int, now: datetime) -> None:
    orders.rate(session, orders.lock(session, order_id), rating=5, now=now)


def _rate_low(session: Session, order_id: int, _: int, now: datetime) -> None:
    """2 分: it is done again."""
    orders.reopen(session, orders.lock(session, order_id), reason="没修好", now=now)


def _cannot(session: Session, order_id: int, who: int, now: datetime) -> None:
    cannot(session, orders.lock(session, order_id), actor_id=who, reason="没人", now=now)


def _postpone(session: Session, order_id: int, who: int, now: datetime) -> None:
    postpone(session, orders.lock(session, order_id), actor_id=who, reason="下雨", now=now)


def _transfer(session: Session, order_id: int, who: int, now: datetime) -> None:
    desk = Desk(COUNTY, "县中心") if who % 2 else Desk(TOWN, "昆阳镇")
    transfer(session, orders.lock(session, order_id), desk, actor_id=who, reason="转办", now=now)


def _give_back(session: Session, order_id: int, who: int, now: datetime) -> None:
    give_back(session, orders.lock(session, order_id), actor_id=who, reason="不归我们管", now=now)


def _merge(session: Session, order_id: int, who: int, now: datetime) -> None:
    """With the one before it."""
    before = session.scalar(select(func.max(Order.id)).where(Order.id < order_id, Order.form == Form.SINGLE)) or order_id
    merging.merge(session, before, order_id, actor_id=who, now=now)


def _split(session: Session, order_id: int, who: int, now: datetime) -> None:
    merging.split(session, orders.lock(session, order_id), actor_id=who, now=now)


def _compose(session: Session, _: int, who: int, now: datetime) -> None:
    """One round of all the small orders there are."""
    area = session.scalars(select(Area).where(Area.code == HOME.code)).one()
    call = rounds.Call(county=SPEC.code, item_code="water_electric", item_name="水电维修", area=area, actor_id=who)
    rounds.compose(session, call, now=now)


def _deliver(session: Session, order_id: int, who: int, now: datetime) -> None:
    order = orders.lock(session, order_id)
    rounds.deliver(session, rounds.held_by(session, order, who), [order], volunteer_id=who, now=now)


def _not_there(session: Session, order_id: int, who: int, now: datetime) -> None:
    order = orders.lock(session, order_id)
    rounds.held_by(session, order, who)
    rounds.give_back(session, order, reason="没买到", actor_id=who, now=now)


DEEDS: dict[str, Deed] = {
    "accept": lambda session, order, who, now: dispatch.accept(session, order, who, now=now),
    "decline": lambda session, order, who, now: dispatch.decline(session, order, who, now=now),
    "release": lambda session, order, who, now: dispatch.release(session, order, who, now=now),
    "arrive": lambda session, order, who, now: dispatch.arrive(session, order, who, now=now),
    "finish": lambda session, order, who, now: dispatch.finish(session, order, who, now=now),
    "confirm": _confirm,
    "cancel": _cancel,
    "retime": _retime,
    "rate": _rate,
    "rate low": _rate_low,
    "cannot": _cannot,
    "transfer": _transfer,
    "give back": _give_back,
    "postpone": _postpone,
    "merge": _merge,
    "split": _split,
    "compose": _compose,
    "deliver": _deliver,
    "not there": _not_there,
}
OF_POSTS = frozenset({"cannot", "transfer", "give back", "postpone", "merge", "split", "compose"})

"""Asking volunteers to take an order: at once, in further rounds, and those who were stood down before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.dispatch import rules, words
from app.dispatch.events import OrderOffered
from app.dispatch.leading import leader_near, tell_leader
from app.dispatch.learning import rate_near
from app.dispatch.links import link as link
from app.dispatch.matching import members_fit, nearest_fit
from app.dispatch.model import Answer, Offer
from app.dispatch.nearby import Tier
from app.dispatch.queries import offer_between, offers_of
from app.dispatch.ranking import Ranked, explain, lives_here
from app.dispatch.scopes import Scope
from app.events import record
from app.orders.actions import lock, send_to_desk
from app.orders.following import tell
from app.orders.model import Form, Order, Status
from app.orders.parts import parts_of
from app.outbox.actions import owe_many, withdraw
from app.people.model import Team
from app.things import made_each


def begin(session: Session, order: Order, *, now: datetime) -> None:
    """In the list: ask volunteers at once (002-44); what needs a human look first: to the county desk (002-45)."""
    why = for_the_desk(order)
    if order.form == Form.WHOLE:
        order.move(Status.OFFERING, now=now)
        tell(session, order, now=now)
        for part in parts_of(session, order):
            begin(session, part, now=now)
    elif why:
        send_to_desk(session, order, reason=why, now=now)
    else:
        order.move(Status.OFFERING, now=now)
        team = leader_near(session, order)
        offers = offer(session, order, batch=1, now=now, team=team)
        if team and team.leader_id not in {one.volunteer_id for one in offers}:
            tell_leader(session, order, team, now=now)


def for_the_desk(order: Order) -> str | None:
    """Why somebody must look at it first; ``None``: volunteers can be asked."""
    reasons = (
        (order.urgency == "emergency", "紧急求助，可能有人有危险"),
        (not order.item_code, "清单以外的需求"),
        (not order.area_code, "不清楚是哪个村"),
        (bool(order.policy.get("professional")), "需要专业队伍"),
    )
    return next((why for holds, why in reasons if holds), None)


def begin_again(session: Session, order: Order, *, now: datetime) -> None:
    """It is to be looked after by itself again, after it went along with another: those stood down are asked first."""
    why = for_the_desk(order)
    if order.status == Status.PLACED:
        return
    if why:
        send_to_desk(session, order, reason=why, now=now)
    else:
        ask_again(session, order, now=now)


def offer(
    session: Session,
    order: Order,
    *,
    batch: int,
    now: datetime,
    scope: Scope | str | None = None,
    team: Team | None = None,
) -> list[Offer]:
    """Ask the nearest fit volunteers who were not asked yet, several at once; earlier offers stay good.

    ``scope``: only of own, neighbour, paired, town, department or county; without it wherever they are. ``team``: whose
    leader, if asked, reads that members may be picked.
    """
    offers = _ask_new(session, order, batch=batch, now=now, scope=scope, team=team)
    asked = [one.volunteer_id for one in offers]
    record(
        session,
        OrderOffered(county=order.county, at=now, order_id=order.id, wording=order.wording, batch=batch, volunteer_ids=asked),
    )
    return offers


def _ask_new(
    session: Session, order: Order, *, batch: int, now: datetime, scope: Scope | str | None = None, team: Team | None = None
) -> list[Offer]:
    rate = rate_near(session, order)
    count = rules.how_many(order.needed - order.accepted, order.policy.get("callout"), rate=rate)
    found = nearest_fit(session, order, count, now=now, scope=scope)
    offers = make_offers(session, order, found, batch=batch, now=now)
    owe_offers(session, order, offers, team=team, now=now)
    return offers


def ask_again(session: Session, order: Order, *, now: datetime) -> int:
    """Those who were told that it is taken are the nearest: they are asked once more, and new ones besides.

    Returns how many were asked.
    """
    stood_down = {one.volunteer_id: one for one in offers_of(session, order.id, Answer.WITHDRAWN)}
    able = {one.person_id for one in members_fit(session, order, list(stood_down), now=now)}
    again = [one for volunteer, one in stood_down.items() if volunteer in able]
    reopen(again, now=now)
    owe_offers(session, order, again, again=True, now=now)
    asked = [one.volunteer_id for one in [*again, *_ask_new(session, order, batch=1, now=now)]]
    record(
        session,
        OrderOffered(
            county=order.county,
            at=now,
            order_id=order.id,
            wording=order.wording,
            batch=1,
            volunteer_ids=asked,
            again=len(again),
        ),
    )
    return len(asked)


def reopen(offers: Sequence[Offer], *, now: datetime) -> None:
    for one in offers:
        one.move(Answer.OPEN, now=now)
        one.offered_at = now  # a bare digit answers what was asked last


def owe_offers(
    session: Session, order: Order, offers: Sequence[Offer], *, again: bool = False, team: Team | None = None, now: datetime
) -> None:
    """At night ordinary offers are owed for the morning; what is filled by then is never sent."""
    session.flush()
    morning = rules.quiet_until(order.policy, order.urgency, now)
    leader = team.leader_id if team else None
    notices = (
        words.offer(
            order,
            one,
            path=link(session, order, one.volunteer_id),
            again=again,
            leads=team.name if team and one.volunteer_id == leader else "",
        )
        for one in offers
    )
    owe_many(session, (replace(one, due_at=morning) if morning else one for one in notices), now=now)


def make_offers(
    session: Session, order: Order, found: Sequence[Ranked], *, batch: int, now: datetime, first: int = 1
) -> list[Offer]:
    """One for each of ``found``, the best first; ``first``: the rank of the first."""
    return made_each(session, Offer, [_offer(order, one, rank, batch, now) for rank, one in enumerate(found, first)])


def _offer(order: Order, ranked: Ranked, rank: int, batch: int, now: datetime) -> dict[str, Any]:
    return {
        "county": order.county,
        "order_id": order.id,
        "volunteer_id": ranked.person_id,
        "status": Answer.OPEN,
        "batch": batch,
        "offered_at": now,
        "routine": rules.is_routine(order.urgency),
        "rank": rank,
        "explained": explain(order, ranked, rank=rank).plain(),
        "reasons": rules.reasons(
            ranked.kilometres,
            skill_name=order.item_name if order.skill else None,
            same_village=lives_here(order, ranked.candidate.area_code),
            paired=ranked.tier in {Tier.PAIRED_HERE, Tier.PAIRED},
        ),
    }


def replace_decliner(session: Session, order: Order, *, batch: int, now: datetime) -> None:
    """Ask one more for the one who declined, while the order still looks for people."""
    if order.status != Status.OFFERING:
        return
    found = nearest_fit(session, order, 1, now=now)
    offers = make_offers(session, order, found, batch=batch, now=now)
    owe_offers(session, order, offers, now=now)


def take_back(session: Session, order: Order, *, now: datetime) -> None:
    """The order goes along with another: whoever was asked need not answer, and it counts for nobody among a day's offers."""
    withdraw(session, order_id=order.id, kinds=["offer"], now=now)
    for one in offers_of(session, order.id, Answer.OPEN):
        one.move(Answer.WITHDRAWN, now=now)
        one.routine = False
    session.flush()


def stop_asking(session: Session, order_id: int, volunteer_id: int, *, now: datetime) -> None:
    """Whoever left is asked no more; somebody else is, while the order looks for people."""
    order = lock(session, order_id)
    theirs = offer_between(session, order_id, volunteer_id)
    if theirs and theirs.status == Answer.OPEN:
        theirs.move(Answer.DECLINED, now=now)
        session.flush()
        replace_decliner(session, order, batch=theirs.batch, now=now)

"""Chosen by a person: a desk or station tasks a team, a leader picks a member. Everybody may still decline (条例 25, 40)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dispatch import rules
from app.dispatch.asking import make_offers, owe_offers, reopen
from app.dispatch.events import OrderAssigned
from app.dispatch.leading import may_lead
from app.dispatch.matching import members_fit
from app.dispatch.model import Answer, Offer
from app.dispatch.queries import offer_between
from app.dispatch.ranking import Ranked
from app.errors import Conflict, Refused
from app.events import record
from app.orders.model import Order, Status
from app.people.model import Person, Team, TeamMember

SETTLED = frozenset({Answer.OPEN, Answer.ACCEPTED, Answer.DECLINED, Answer.FINISHED})


def offer_team(session: Session, order: Order, team: Team, *, actor_id: int, now: datetime) -> int:
    """派给一支队: its leader and nearest ready members are asked, those too who were stood down or could not come before.

    Returns how many. Raises ``Refused`` when none can be.
    """
    _open_for_choice(order, now=now)
    asked = set(session.scalars(select(Offer.volunteer_id).where(Offer.order_id == order.id, Offer.status.in_(SETTLED))))
    people = list(session.scalars(select(TeamMember.person_id).where(TeamMember.team_id == team.id)))
    members = members_fit(session, order, [one for one in people if one not in asked], now=now)
    members.sort(key=lambda one: (one.person_id != team.leader_id, one.kilometres, one.person_id))
    chosen = members[: rules.MOST * (order.needed - order.accepted)]
    if not chosen:
        raise Refused(f"「{team.name}」现在没有能{order.wording.accept}的队员，换一支队试试。")
    return _choose(session, order, chosen, team=team, actor_id=actor_id, by=rules.CHOSEN, now=now)


def offer_member(session: Session, order: Order, person: Person, team: Team, *, actor_id: int, now: datetime) -> None:
    """派给一名队员: asked at once, tired or not; the law's guards hold. Raises ``Refused`` when they cannot be asked."""
    _open_for_choice(order, now=now)
    made = offer_between(session, order.id, person.id)
    if made and made.status in SETTLED - {Answer.OPEN}:
        raise Conflict(f"{person.name} 对 {order.code} 已经答复过了，换一个人试试。")
    found = members_fit(session, order, [person.id], now=now)
    if not found:
        raise Refused(f"{person.name} 现在不能接 {order.code}：在休息、时间冲突，或年龄、证书、保险不合。换一个人试试。")
    _choose(session, order, found, team=team, actor_id=actor_id, by=rules.CHOSEN_BY_LEADER, now=now)


def teams_led(session: Session, person_id: int, order: Order) -> list[Team]:
    """The teams this person leads that the order may be given to: those of its place, and any whose leader was asked."""
    teams = list(session.scalars(select(Team).where(Team.leader_id == person_id).order_by(Team.id)))
    was_asked = offer_between(session, order.id, person_id) is not None
    return [team for team in teams if was_asked or may_lead(team, order)]


def member_called(session: Session, teams: Sequence[Team], name: str) -> tuple[Person, Team] | None:
    """The member of one of these teams with this name. Raises ``Refused`` when several have it."""
    query = (
        select(Person, Team)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .join(Team, Team.id == TeamMember.team_id)
        .where(Team.id.in_([team.id for team in teams]), Person.name == name)
        .order_by(Team.id)
    )
    found = {person.id: (person, team) for person, team in session.execute(query)}
    if len(found) > 1:
        raise Refused(f"队里有 {len(found)} 位{name}，请直接打电话给要去的那位，让他回「接」和单号。")
    return next(iter(found.values()), None)


def _open_for_choice(order: Order, *, now: datetime) -> None:
    if order.status == Status.AT_DESK:
        order.move(Status.OFFERING, now=now)
    if order.status != Status.OFFERING:
        raise Conflict(f"{order.code} 现在是「{order.shown}」，不用再派了。")


def _choose(
    session: Session, order: Order, members: Sequence[Ranked], *, team: Team, actor_id: int, by: str, now: datetime
) -> int:
    offers = [_chosen(session, order, one, rank=n, by=by, now=now) for n, one in enumerate(members, 1)]
    owe_offers(session, order, offers, team=team, now=now)
    asked = [made.volunteer_id for made in offers]
    fact = OrderAssigned(county=order.county, at=now, order_id=order.id, actor_id=actor_id, team=team.name, volunteer_ids=asked)
    record(session, fact)
    return len(asked)


def _chosen(session: Session, order: Order, ranked: Ranked, *, rank: int, by: str, now: datetime) -> Offer:
    made = offer_between(session, order.id, ranked.person_id)
    if made is None:
        (made,) = make_offers(session, order, [ranked], batch=1, now=now, first=rank)
    elif made.status == Answer.OPEN:
        made.offered_at = now
    else:
        reopen([made], now=now)
    made.reasons = [by, *(one for one in made.reasons if one not in rules.CHOICES)]
    return made

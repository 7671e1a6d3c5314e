"""转告: what one side of an accepted order has to say to the other, carried by us so that nobody must ring or type a number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.dispatch.events import WordsPassed
from app.dispatch.model import Answer
from app.dispatch.queries import offers_of
from app.dispatch.words import passed_on
from app.errors import Conflict, NotAllowed
from app.events import EventRow, record
from app.orders.model import Order
from app.orders.parts import parts_of
from app.orders.queries import follows, heard_by
from app.outbox.actions import owe
from app.people.model import Person

MOST, WITHIN = 6, timedelta(minutes=10)
"""So many times one person may have something passed on: this is no place to chat."""


SAID = 200
"""Characters of one message."""


@dataclass(frozen=True)
class Sides:
    """Who stands on either side of an order now, as ids."""

    villagers: tuple[int, ...]
    coming: tuple[int, ...]

    def beyond(self, person_id: int) -> tuple[int, ...]:
        """The other side; nobody for whoever stands on neither."""
        if person_id in self.coming:
            return tuple(one for one in self.villagers if one != person_id)
        return self.coming if person_id in self.villagers else ()


def sides(session: Session, order: Order) -> Sides:
    """Of a package the whole household and everybody of its parts; of a round all its households."""
    own = heard_by(session, order)
    villagers = [one.requester_id for one in own] + [one.proxy_id for one in own if one.proxy_id]
    served = {one.id: one for each in own for one in (each, *parts_of(session, each))} | {order.id: order}
    followed = [one for each in own for one in (each.parent_id, each.merged_into) if one]
    offers = [made for id_ in dict.fromkeys([*served, *followed]) for made in offers_of(session, id_, Answer.ACCEPTED)]
    return Sides(tuple(dict.fromkeys(villagers)), tuple(dict.fromkeys(one.volunteer_id for one in offers)))


def pass_on(session: Session, order: Order, words: str, *, actor_id: int, now: datetime) -> list[Person]:
    """Tell the other side ``words``, already fit for others to read; returns who can hear it.

    Raises ``NotAllowed`` for whoever stands on neither side, ``Conflict`` when nobody is on the other, none of them can be
    reached here, or too much was said.
    """
    both = sides(session, order)
    if actor_id not in {*both.villagers, *both.coming}:
        raise NotAllowed(f"{order.code} 不是您的单子，不能转告。")
    if not both.coming:
        raise Conflict(f"{order.code} 还没有人接，没有人可转告。有人接了会马上告诉您。")
    if _said_lately(session, order, actor_id, since=now - WITHIN) >= MOST:
        raise Conflict("您刚才转告了好几次，请歇一歇；急事请打电话。")
    people = [session.get_one(Person, one) for one in both.beyond(actor_id)]
    reached = [one for one in people if follows(session, one.id)]
    if not reached:
        raise Conflict("对方没在微信里，转告不到。请打电话。")
    speaker = session.get_one(Person, actor_id)
    who = speaker.name or ("志愿者" if actor_id in both.coming else "群众")
    for one in reached:
        owe(session, passed_on(order, one.id, who=who, words=words, at=now), now=now)
    to = [one.id for one in reached]
    record(session, WordsPassed(county=order.county, at=now, order_id=order.id, actor_id=actor_id, person_ids=to))
    return reached


def _said_lately(session: Session, order: Order, person_id: int, *, since: datetime) -> int:
    mine = (EventRow.county == order.county, EventRow.order_id == order.id, EventRow.actor_id == person_id)
    query = select(func.count()).where(*mine, EventRow.name == WordsPassed.__name__, EventRow.at > since)
    return session.scalars(query).one()

"""Why these people: each offer of an order in one line, for whoever answers for it (003-64, 个人信息保护法 24)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dispatch.model import Answer, Offer
from app.dispatch.ranking import in_words
from app.dispatch.rules import CHOICES
from app.orders.model import Order
from app.people.model import Person
from app.wording import Wording

SHOWN = 8
ANSWERS = {
    Answer.OPEN: "等回话",
    Answer.ACCEPTED: "已{0.accept}",
    Answer.DECLINED: "说去不了",
    Answer.WITHDRAWN: "没轮到",
    Answer.RELEASED: "临时来不了",
    Answer.FINISHED: "办完了",
}


def explained(session: Session, order: Order, *, limit: int = SHOWN) -> list[str]:
    """The latest offers first, in the order of their ranking; a last 「……」 when there are more."""
    query = select(Offer, Person.name).join(Person, Person.id == Offer.volunteer_id).where(Offer.order_id == order.id)
    query = query.order_by(Offer.batch.desc(), Offer.rank, Offer.id).limit(limit + 1)
    offers = session.execute(query).all()
    return [
        *(_line(offer, name or "志愿者", order.wording) for offer, name in offers[:limit]),
        *(["……"] if len(offers) > limit else []),
    ]


def _line(offer: Offer, name: str, wording: Wording) -> str:
    chosen = [one for one in offer.reasons if one in CHOICES]
    told = in_words(offer.explained) if offer.explained else "、".join(one for one in offer.reasons if one not in CHOICES)
    return f"{name}（{ANSWERS[Answer(offer.status)].format(wording)}）：{'，'.join([*chosen, told])}"

"""凭据: what whoever did it says or shows of its end, kept with the order (002-38)."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.events import record
from app.orders.events import EvidenceShown
from app.orders.model import Evidence, Order


def show(session: Session, order: Order, *, person_id: int, words: str = "", media_id: str = "", now: datetime) -> None:
    """Words, a photo, or both."""
    own = {"county": order.county, "order_id": order.id, "person_id": person_id}
    session.add(Evidence(**own, words=words[:200] or None, media_id=media_id[:200] or None, at=now))
    event = EvidenceShown(county=order.county, at=now, order_id=order.id, actor_id=person_id, photo=bool(media_id))
    record(session, event)


def evidence_of(session: Session, order_id: int) -> list[Evidence]:
    return list(session.scalars(select(Evidence).where(Evidence.order_id == order_id).order_by(Evidence.id)))


def lines_of(session: Session, order_id: int) -> list[str]:
    """For the order's page: when, and the words or that there is a photo."""
    shown = evidence_of(session, order_id)
    return [f"{in_shanghai(one.at):%m月%d日 %H:%M} {one.words or ''}{'（有照片）' if one.media_id else ''}" for one in shown]


def forget_of_order(session: Session, order_id: int) -> None:
    session.execute(delete(Evidence).where(Evidence.order_id == order_id))


def forget_by(session: Session, person_id: int) -> None:
    """Who shows it has left: that it was shown stays, their words and photos do not."""
    session.execute(update(Evidence).where(Evidence.person_id == person_id).values(words=None, media_id=None))

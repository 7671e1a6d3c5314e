"""What waits to be looked at."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import vault_of
from app.review.model import Review


def waiting(session: Session, county: str, *, limit: int = 5) -> Sequence[Review]:
    """The oldest first."""
    query = select(Review).where(Review.county == county, Review.decided_at.is_(None), Review.original_sealed.is_not(None))
    return session.scalars(query.order_by(Review.id).limit(limit)).all()


def how_many(session: Session, county: str) -> int:
    query = select(func.count()).select_from(Review).where(Review.county == county, Review.decided_at.is_(None))
    return session.scalar(query.where(Review.original_sealed.is_not(None))) or 0


def original_of(session: Session, row: Review) -> str:
    return vault_of(session).open(row.original_sealed) if row.original_sealed else row.shown

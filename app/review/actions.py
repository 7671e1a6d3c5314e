"""Masking what others would read, and deciding about it afterwards. A need is never held up by it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.catalogue.queries import county_of
from app.db import vault_of
from app.errors import Conflict, NotFound
from app.events import record
from app.intake.text.phones import without_phones
from app.orders.model import Order
from app.review.events import TextReviewed
from app.review.model import Review
from app.review.rules import Screen, screen

KEPT = 2000
_KEPT: dict[str, Screen] = {}
"""By the digest of the county's file: another file has another digest, in whatever database it is."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A text somebody else will read: what kind, who said it, about which order."""

    county: str
    kind: str
    person_id: int | None
    order_id: int | None = None


def screen_of(session: Session, county: str) -> Screen:
    """The lists for this county as its file now is."""
    row = county_of(session, county)
    if row.digest not in _KEPT:  # the document is large, and every order asks
        own = row.document.get("screen") or {}
        _KEPT[row.digest] = screen(tuple(own.get("words") or ()), tuple(own.get("allow") or ()))
    return _KEPT[row.digest]


def shown(session: Session, said: Said, text: str, *, now: datetime) -> str:
    """``text`` as others may read it; when something had to be masked, the county desk is to look at it."""
    masked = screen_of(session, said.county).masked(text)
    if masked == text:
        return text
    row = Review(county=said.county, kind=said.kind, order_id=said.order_id, person_id=said.person_id, at=now)
    row.original_sealed, row.shown = vault_of(session).seal(text[:KEPT]), masked[:KEPT]
    session.add(row)
    return masked


def for_others(session: Session, county: str, text: str) -> str:
    """What somebody says to somebody else through us: without phone numbers, rude and forbidden words masked. Kept nowhere."""
    return screen_of(session, county).masked(without_phones(text))


def decide(session: Session, county: str, number: int, *, passed: bool, actor_id: int, now: datetime) -> Review:
    """放行 shows the text as it was said from now on; 不放行 leaves it masked. Raises ``NotFound``, ``Conflict``."""
    query = select(Review).where(Review.county == county, Review.id == number).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(f"没有第 {number} 条。回「审核」看还有哪些。")
    if row.decided_at is not None:
        raise Conflict(f"第 {number} 条已经有人审过了：{'放行' if row.passed else '不放行'}。")
    row.passed, row.decided_at, row.decided_by = passed, now, actor_id
    if passed:
        _show_again(session, row)
    fact = TextReviewed(county=county, at=now, order_id=row.order_id, actor_id=actor_id, review_id=row.id, passed=passed)
    record(session, fact)
    return row


def _show_again(session: Session, row: Review) -> None:
    order = session.get(Order, row.order_id, with_for_update=True) if row.order_id else None
    if order is None or row.original_sealed is None:
        return
    original = vault_of(session).open(row.original_sealed)
    if row.kind == "words":
        order.words = order.words.replace(row.shown, original)
    elif row.kind == "rating" and order.rating_words:
        order.rating_words = order.rating_words.replace(row.shown, original)


def forget_reviews(session: Session, person_id: int) -> None:
    """Whoever leaves: nothing they said is kept here."""
    session.execute(
        update(Review).where(Review.person_id == person_id).values(original_sealed=None, shown="（已删除）", person_id=None)
    )

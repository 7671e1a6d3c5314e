"""What the county desk decided about a masked text."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class TextReviewed(Event):
    review_id: int
    passed: bool

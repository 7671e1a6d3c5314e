"""Spending one of the day's questions."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.clock import in_shanghai
from app.db import upserting
from app.intake.second.model import ModelCalls

KEPT = timedelta(days=60)


def spend(session: Session, *, cap: int, now: datetime) -> bool:
    """Whether one more question may be asked today; it is counted before it is asked, whatever comes of it."""
    day = f"{in_shanghai(now):%Y-%m-%d}"
    begun = upserting(session, ModelCalls).values(day=day, calls=0).on_conflict_do_nothing().returning(ModelCalls.day)
    if session.execute(begun).first():
        session.execute(delete(ModelCalls).where(ModelCalls.day < f"{in_shanghai(now - KEPT):%Y-%m-%d}"))
    counted = update(ModelCalls).where(ModelCalls.day == day, ModelCalls.calls < cap).values(calls=ModelCalls.calls + 1)
    return session.execute(counted.returning(ModelCalls.day)).first() is not None

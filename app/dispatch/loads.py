"""What each volunteer has been asked and has done of late: tired, at rest, engaged, or simply next in turn.

Read from the last two weeks of their own offers – as many rows as the caps allow, however long the history – so that
nothing has to be counted up under a lock and nothing can drift.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.dispatch.model import Answer
from app.dispatch.rules import OPEN_OFFERS, RELEASES_A_DAY, Span, clash, today
from app.orders.model import Status

MEMORY = timedelta(days=14)
"""Older offers say nothing about tiredness any more."""
WEEK = timedelta(days=7)
IN_A_ROW = 5
"""Whoever left so many offers without a word gets fewer."""
SILENCE = timedelta(minutes=10)
"""An offer that others took sooner was not ignored."""
FEWER = 3
"""The silent get a third."""
ASKED_KM, ASKED_MOST, SERVED_KM = 0.1, 5, 0.3
"""Fairness, as if somebody lived so much farther: for each offer of the past week (so many at most), for a service in it."""
BURDEN_MOST = ASKED_KM * ASKED_MOST + SERVED_KM


class Past(NamedTuple):
    """One offer of the last two weeks; beside it, what still stands and what was done of late, however old the offer."""

    answer: str
    routine: bool
    offered_at: datetime
    answered_at: datetime | None = None
    arrived_at: datetime | None = None
    finished_at: datetime | None = None
    open_order: bool = False
    """Told of what stands: an offer or promise whose order is open, with ``order_status`` and ``span``."""
    order_status: str = ""
    span: Span = (None, None)


@dataclass(frozen=True)
class Load:
    """How much was asked of one volunteer. ``burden`` is in kilometres, to be added to the way."""

    today: int = 0
    week: int = 0
    served: bool = False
    """Helped somebody in the past seven days."""
    ignored: bool = False
    released_today: int = 0
    unanswered: int = 0
    at_rest: bool = False
    spans: tuple[Span, ...] = ()
    """The hours of what they have promised."""

    @property
    def burden(self) -> float:
        return ASKED_KM * min(self.week, ASKED_MOST) + SERVED_KM * self.served

    def engaged(self, span: Span) -> bool:
        """Whoever promised the same hours, owes five answers, or gave back three orders today is asked nothing more."""
        full = self.unanswered >= OPEN_OFFERS or self.released_today >= RELEASES_A_DAY
        return full or any(clash(span, other) for other in self.spans)

    def tired(self, callout: Mapping[str, Any]) -> bool:
        """Whether the county's caps forbid another ordinary offer (three a day, ten a week)."""
        share = FEWER if self.ignored else 1
        day, week = (max(1, int(callout.get(name, default)) // share) for name, default in (("day", 3), ("week", 10)))
        return self.today >= day or self.week >= week


NOTHING = Load()


def load_of(past: Sequence[Past], callout: Mapping[str, Any], *, now: datetime) -> Load:
    recent = [one for one in past if one.routine and one.offered_at > now - WEEK]
    finished = [one for one in past if one.finished_at and one.finished_at > now - WEEK]
    standing = [one for one in past if one.open_order]
    morning = today(now)
    return Load(
        today=sum(one.offered_at >= morning for one in recent),
        week=len(recent),
        served=bool(finished),
        ignored=_ignored([one for one in past if not one.open_order], now),
        released_today=sum(
            bool(one.answer == Answer.RELEASED and one.answered_at and one.answered_at >= morning) for one in past
        ),
        unanswered=sum(one.answer == Answer.OPEN and one.order_status == Status.OFFERING for one in standing),
        at_rest=any(_long(one, callout, now) for one in finished),
        spans=tuple(one.span for one in standing if one.answer == Answer.ACCEPTED),
    )


def _long(one: Past, callout: Mapping[str, Any], now: datetime) -> bool:
    if one.finished_at is None or one.arrived_at is None:
        return False
    long = one.finished_at - one.arrived_at > timedelta(seconds=callout.get("long_job", 4 * 3600))
    return long and now < one.finished_at + timedelta(seconds=callout.get("rest_after", 24 * 3600))


def _ignored(past: Sequence[Past], now: datetime) -> bool:
    """Whether the last five offers that stood long enough to be answered were not."""
    if len(past) < IN_A_ROW:
        return False
    silent = 0
    for one in sorted(past, key=lambda one: one.offered_at, reverse=True):
        if one.answer not in {Answer.OPEN, Answer.WITHDRAWN}:
            return False
        until = one.answered_at if one.answer == Answer.WITHDRAWN and one.answered_at else now
        silent += until - one.offered_at >= SILENCE
        if silent >= IN_A_ROW:
            return True
    return False

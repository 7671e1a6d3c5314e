"""At which hours people are asked about ordinary orders: never at night, and what lingers once a day."""

from datetime import UTC, datetime, time, timedelta

from app.clock import in_shanghai
from app.orders.model import Order
from app.orders.running import night_of

MORNING = time(9)
WAKES = frozenset({"urgent", "emergency"})
"""Orders so pressing that people are asked at any hour."""


def awake_after(order: Order, moment: datetime) -> datetime:
    """This moment, or the end of the night it lies in."""
    return moment if order.urgency in WAKES else night_of(order.policy).over(moment)


def awake_before(order: Order, moment: datetime) -> datetime:
    """This moment, or the evening before the night it lies in."""
    return moment if order.urgency in WAKES else night_of(order.policy).evening_before(moment)


def morning_after(moment: datetime) -> datetime:
    """The next nine o'clock."""
    local = in_shanghai(moment)
    day = local + timedelta(days=local.time() >= MORNING)
    return day.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0).astimezone(UTC)

"""A clock that stands still until a test pushes it."""

from datetime import UTC, datetime, timedelta

from app.clock import SHANGHAI, in_shanghai

TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)


class PushedClock:
    """Callable like ``app.clock.wall_clock``; moves only when ``later`` or ``at`` says so."""

    def __init__(self, start: datetime = TUESDAY_TEN) -> None:
        self._now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now

    @property
    def now(self) -> datetime:
        return self._now

    def later(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self._now

    def at(self, hour: int, minute: int = 0) -> datetime:
        """Forward to the next time a clock on a wall in Shanghai shows ``hour:minute``."""
        wanted = in_shanghai(self._now).replace(hour=hour, minute=minute, second=0, microsecond=0)
        self._now = (wanted if wanted > self._now else wanted + timedelta(days=1)).astimezone(UTC)
        return self._now

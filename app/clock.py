"""What time it is: the only module that reads the wall clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC."""


def wall_clock() -> datetime:
    return datetime.now(UTC)


def in_shanghai(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI)

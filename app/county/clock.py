"""The clock and the ladder of a county: how soon somebody must have accepted, and who hears when nobody did."""

from typing import Any

from pydantic import Field, model_validator

from app.county.ladder import AreaClock
from app.county.values import Hour, Seconds, Slug, Strict

WAKES = ("urgent", "emergency")
"""What never waits for the morning."""


class Night(Strict):
    """Hours in which ordinary needs wait for the morning, where their clock says so, and nobody is reminded of them."""

    begin: Hour
    end: Hour

    @model_validator(mode="after")
    def _has_hours(self) -> "Night":
        if self.begin == self.end:
            raise ValueError('begin 和 end 不能一样|写成 {begin: "22:00", end: "07:00"}')
        return self


class Callout(Strict):
    """How many people are asked at once for one that is needed, and how much one volunteer is asked."""

    least: int = Field(3, ge=1, le=50)
    most: int = Field(7, ge=1, le=50)
    accept_rate: float = Field(0.3, gt=0, le=1)
    """What share accepts, until the team's own past says otherwise."""
    day: int = Field(3, ge=1)
    """At most so many ordinary offers a day for one volunteer."""
    week: int = Field(10, ge=1)
    """And in seven days."""
    long_job: Seconds = 4 * 3600
    rest_after: Seconds = 24 * 3600
    """Whoever worked longer than ``long_job`` is left alone for so long."""
    quiet: Night | None = None
    """Ordinary offers are not sent in these hours, unless the clock runs in minutes and so through the night."""

    @model_validator(mode="after")
    def _ordered(self) -> "Callout":
        if self.least > self.most:
            raise ValueError("least 不能大于 most|对调两个数")
        return self


class CountyClock(Strict):
    urban: AreaClock
    elsewhere: AreaClock
    urgent: AreaClock | None = None
    """For what is urgent, wherever it arises; without it such needs keep their area's clock."""
    emergency: AreaClock | None = None
    """For top urgency, wherever it arises."""
    named: dict[Slug, AreaClock] = Field(default_factory=dict)
    """Clocks of their own for some services, such as what is counted in days (000-25, 002-24)."""
    night: Night | None = None
    day_end: Hour = "20:00"
    """When the chief hears what should be done today and is not (002-42)."""
    callout: Callout = Callout(least=3, most=7, accept_rate=0.3, day=3, week=10)
    again: Seconds = 1800
    """How often whoever stands on the last rung is told again while nobody has accepted."""
    remind_before: Seconds = 1800
    """How long before the agreed time the volunteer is reminded."""
    late_after: Seconds = 600
    """How long after it the volunteer is asked whether they are on the way."""
    release_after: Seconds = 1200
    """How long after it the order is offered again."""
    deputy_after: Seconds = 300
    """How long whoever is on duty has to look at something urgent before their deputy hears of it."""
    manned: Night = Night(begin="08:00", end="18:00")
    """The hours in which every township and the county must have somebody on duty."""
    rate_within_days: int = Field(3, ge=1, le=30)

    def policy(self, *, urban: bool, urgency: str, named: str | None = None) -> dict[str, Any]:
        """The clock of one order as plain JSON, to be frozen into it.

        ``clock`` (``urban`` · ``elsewhere`` · ``urgent`` · ``emergency`` · a name), ``respond_seconds`` or ``cut_off`` (local
        HH:MM), ``offers_at`` (seconds), ``ladder`` (``Step.frozen``), ``same_day``, ``day_end``, ``workdays``, ``night``
        (``begin``, ``end``, local HH:MM, and whether this order ``waits``; or ``None``), ``callout``, ``again_seconds``,
        ``remind_before_seconds``, ``late_after_seconds``, ``release_after_seconds``, ``deputy_after_seconds``,
        ``rate_within_days``.
        """
        name, kept = self._kept(urban=urban, urgency=urgency, named=named)
        limit = {"cut_off": kept.cut_off} if kept.respond is None else {"respond_seconds": kept.respond}
        waits = kept.waits_at_night and urgency not in WAKES
        return limit | {
            "clock": name,
            "offers_at": list(kept.offers),
            "ladder": [step.frozen() for step in kept.ladder],
            "same_day": kept.finish == "same_day",
            "day_end": self.day_end,
            "workdays": kept.workdays and urgency not in WAKES,
            "night": self.night.model_dump() | {"waits": waits} if self.night else None,
            "callout": self.callout.model_dump(),
            "again_seconds": self.again,
            "remind_before_seconds": self.remind_before,
            "late_after_seconds": self.late_after,
            "release_after_seconds": self.release_after,
            "deputy_after_seconds": self.deputy_after,
            "rate_within_days": self.rate_within_days,
        }

    def _kept(self, *, urban: bool, urgency: str, named: str | None) -> tuple[str, AreaClock]:
        pressing = {"emergency": self.emergency, "urgent": self.urgent}.get(urgency)
        if pressing:
            return urgency, pressing
        if named:
            return named, self.named[named]
        return ("urban", self.urban) if urban else ("elsewhere", self.elsewhere)

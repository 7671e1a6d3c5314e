"""The ladder of a county: who hears when nobody takes an order, whose volunteers are asked then, and by when (002-37)."""

from typing import Any, Literal

from pydantic import Field, model_validator

from app.county.values import Hour, Rung, Scope, Seconds, Share, Strict
from app.people.model import RUNGS, Role


class Step(Strict):
    """One rung up: so long after the villager spoke, at an hour of the day, or after a share of the limit."""

    after: Seconds | None = None
    at: Hour | None = None
    at_least: Seconds = 0
    """With ``at``: how long the rung below has at any rate, for what is said shortly before or after that hour."""
    share: Share | None = None
    """0.5: when half of the time is over in which somebody must have accepted."""
    rung: Rung
    tell: tuple[Role, ...] = ()
    offer: Scope = "none"
    """Whose volunteers are asked besides, now that it stands here (002-20)."""

    @model_validator(mode="after")
    def _one_of_three(self) -> "Step":
        if sum(one is not None for one in (self.after, self.at, self.share)) != 1:
            raise ValueError('after、at、share 要填一个,也只能填一个|留下 after: 10m、at: "15:00" 或 share: 0.5')
        if not self.tell and self.offer == "none":
            raise ValueError("这一级没有告诉谁,也没有另派给谁|写上 tell: [town_head] 或 offer: paired")
        return self

    def frozen(self) -> dict[str, Any]:
        """One of ``after_seconds``, ``at`` + ``at_least_seconds``, ``share``; ``rung``, ``tell``, ``offer`` (or ``None``)."""
        if self.at is not None:
            when: dict[str, Any] = {"at": self.at, "at_least_seconds": self.at_least}
        else:
            when = {"share": self.share} if self.share is not None else {"after_seconds": self.after}
        asked = None if self.offer == "none" else self.offer
        return when | {"rung": self.rung, "tell": [str(role) for role in self.tell], "offer": asked}


class AreaClock(Strict):
    """What one kind of area, urgency or service keeps. ``respond`` and ``cut_off``: one of both."""

    respond: Seconds | None = None
    """By when somebody must have accepted, counted from the villager's word (002-41)."""
    cut_off: Hour | None = None
    """Accepted and done on the same day when said before this hour, else on the next (002-42)."""
    offers: tuple[Seconds, ...] = Field(min_length=1)
    """When a further batch of volunteers is asked."""
    ladder: tuple[Step, ...] = Field(min_length=1)
    finish: Literal["same_day", "none"] = "none"
    """Whether the service should also be done on the day it is due."""
    night: bool | None = None
    """Whether ordinary needs wait for the morning; when not said, only where the clock does not run in minutes."""
    workdays: bool = False
    """Days off do not count."""

    @property
    def waits_at_night(self) -> bool:
        return self.cut_off is not None if self.night is None else self.night

    @model_validator(mode="after")
    def _in_order(self) -> "AreaClock":
        if (self.respond is None) == (self.cut_off is None):
            raise ValueError('respond 和 cut_off 要填一个,也只能填一个|限时接单填 respond: 10m,当天接单填 cut_off: "17:30"')
        if tuple(sorted(set(self.offers))) != self.offers or self.offers[0] != 0:
            raise ValueError("offers 要从 0m 开始,一个比一个晚|写成 [0m, 3m, 6m]")
        if self.respond is not None and self.offers[-1] >= self.respond:
            raise ValueError("最后一批派单不能晚于 respond|减去一批,或把 respond 放宽")
        if not all(values == sorted(values) for values in self._times()):
            raise ValueError("ladder 要一级比一级晚|按时间先后排")
        heights = [RUNGS.index(step.rung) for step in self.ladder]
        if heights != sorted(heights):
            raise ValueError("ladder 要一级比一级高|按 " + "、".join(RUNGS) + " 的次序排")
        return self

    def _times(self) -> tuple[list[float], list[str]]:
        """What can be compared: spans with each other (shares too, where the limit is a span), and hours of the day."""
        spans: list[float] = []
        for step in self.ladder:
            if step.after is not None:
                spans.append(step.after)
            elif step.share is not None and self.respond is not None:
                spans.append(step.share * self.respond)
        return spans, [step.at for step in self.ladder if step.at is not None]

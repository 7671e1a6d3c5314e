"""How many to ask, whom to pass over, and why this one: said so that a dispatcher can check it."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app.clock import in_shanghai

ACCEPT_RATE = 0.3
"""The share of offers taken, until a county's own figures say otherwise; 17–47 % are reported for call-outs."""
LEAST, MOST = 3, 7
"""Offers for each missing person, at least and at most."""
OPEN_OFFERS = 5
"""Nobody has more unanswered offers than this at one time."""
RELEASES_A_DAY = 3
"""Whoever has given back so many orders today takes no more today, unless a station picks them."""
CHOSEN = "站里选派"
"""The first reason of an offer that a desk or station made, not the service."""
CHOSEN_BY_LEADER = "队长指派"
CHOICES = frozenset({CHOSEN, CHOSEN_BY_LEADER})
TOWN_DIGITS = 9
NEXT_DOOR = 0.1
"""Kilometres."""
TRAVEL = timedelta(minutes=30)


def how_many(missing: int, callout: Mapping[str, Any] | None = None, *, rate: float | None = None) -> int:
    """k = ceil(missing ÷ accept rate), but a least and a most for each missing person; ``callout`` is the county's own.

    ``rate`` is what the place's own past says; it goes before the county's file.
    """
    county = callout or {}
    if missing <= 0:
        return 0
    least, most = int(county.get("least", LEAST)), int(county.get("most", MOST))
    wanted = math.ceil(missing / (rate or float(county.get("accept_rate", ACCEPT_RATE))))
    return min(max(wanted, least * missing), most * missing)


def is_routine(urgency: str) -> bool:
    """Whether caps and quiet hours hold: neither an emergency nor urgent."""
    return urgency not in {"urgent", "emergency"}


def quiet_until(policy: Mapping[str, Any], urgency: str, now: datetime) -> datetime | None:
    """When the night is over for ordinary offers made now; ``None``: they may go out at once.

    Where somebody must have accepted within minutes the county has promised it for the night as well, so offers are sent.
    """
    quiet = (policy.get("callout") or {}).get("quiet")
    if not quiet or not is_routine(urgency) or policy.get("respond_seconds"):
        return None
    local = in_shanghai(now)
    begin, end = (time.fromisoformat(quiet[name]) for name in ("begin", "end"))
    clock = local.time()
    night = begin <= clock < end if begin <= end else clock >= begin or clock < end
    if not night:
        return None
    day = local.date() + timedelta(days=1) if begin > end and clock >= begin else local.date()
    return datetime.combine(day, end, local.tzinfo).astimezone(UTC)


Span = tuple[datetime | None, datetime | None]


def clash(one: Span, other: Span) -> bool:
    """Whether nobody can do both; orders without a time clash with nothing."""
    (start, end), (other_start, other_end) = one, other
    if start is None or other_start is None:
        return False
    ends = (end or start) + TRAVEL
    other_ends = (other_end or other_start) + TRAVEL
    return start < other_ends and other_start < ends


def today(now: datetime) -> datetime:
    """When this day began in Shanghai."""
    return in_shanghai(now).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def same_town(one: str, other: str) -> bool:
    """Whether two area codes lie in the same town; an unknown place lies in none."""
    return len(one) >= TOWN_DIGITS and one[:TOWN_DIGITS] == other[:TOWN_DIGITS]


def distance_words(kilometres: float) -> str:
    if kilometres < NEXT_DOOR:
        return "就在附近"
    return f"约{kilometres * 1000:.0f}米" if kilometres < 1 else f"约{kilometres:.1f}公里"


def reasons(kilometres: float, *, skill_name: str | None, same_village: bool, paired: bool = False) -> list[str]:
    """What the volunteer reads: short, and nothing about others."""
    said = [distance_words(kilometres), "同村" if same_village else "", "结对" if paired else ""]
    return [*filter(None, said), *([f"会{skill_name}"] if skill_name else [])]

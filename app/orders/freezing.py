"""What an order freezes at its start: the county's clock and ladder, and whatever they need that may change later."""

from datetime import datetime, timedelta
from typing import Any

from app.catalogue.calendar import calendar_from
from app.catalogue.model import County, Item
from app.catalogue.queries import policy_for
from app.clock import in_shanghai
from app.places.model import Area

MARGIN = 60
"""Days beyond twice the limit that are looked at for days off: enough for any holiday."""


def freeze(county: County, area: Area | None, item: Item | None, *, urgency: str, now: datetime) -> dict[str, Any]:
    """The order's policy: ``CountyClock.policy`` and what goes with it.

    ``professional``, ``minutes``, ``guard``; ``days_off``: ISO dates that do not count, when only workdays do; ``departments``:
    whose sub-centres can do it; ``phone``: the county's, for what cannot wait; ``rungs``, ``words``: what this
    county calls rungs and steps otherwise than others.
    """
    named = item.clock if item else None
    policy = policy_for(county, urban=bool(area and area.urban), urgency=urgency, named=named)
    return policy | {
        "professional": bool(item and item.professional),
        "minutes": item.minutes if item else 60,
        "guard": item.guard if item else None,
        "days_off": _days_off(county, policy, now) if policy.get("workdays") else [],
        "departments": [code for code, skills in _departments(county) if item and item.skill and item.skill in skills],
        "phone": county.policies.get("phone"),
        "rungs": county.policies.get("rungs") or {},
        "words": county.policies.get("words") or {},
    }


def freeze_part(policy: dict[str, Any], item: Item | None, county: County) -> dict[str, Any]:
    """The policy of a package's part: the clock and ladder of the whole, and what the part's own item demands."""
    return policy | {
        "professional": bool(item and item.professional),
        "minutes": item.minutes if item else 60,
        "guard": item.guard if item else None,
        "departments": [code for code, skills in _departments(county) if item and item.skill and item.skill in skills],
    }


def foresee(policy: dict[str, Any], county: County, *, since: datetime) -> dict[str, Any]:
    """The same policy, knowing days off far enough for a clock that counts from ``since``; those it knew stay."""
    known = policy.get("days_off") or []
    if not policy.get("workdays"):
        return policy
    later = [day for day in _days_off(county, policy, since) if day > max(known, default="")]
    return policy | {"days_off": [*known, *later]} if later else policy


def _departments(county: County) -> list[tuple[str, list[str]]]:
    return list((county.policies.get("departments") or {}).items())


def _days_off(county: County, policy: dict[str, Any], now: datetime) -> list[str]:
    calendar = calendar_from(county.policies.get("calendar"))
    first = in_shanghai(now).date()
    span = MARGIN + 2 * (int(policy.get("respond_seconds") or 0) // 86400)
    days = (first + timedelta(days=n) for n in range(span))
    return [day.isoformat() for day in days if calendar.rests(day)]

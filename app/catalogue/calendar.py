"""Which days people have off: China's public holidays and 调休, weekends, and what a county adds of its own (002-42)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """A county's own days go before the country's; a year whose 调休 is not announced yet keeps its weekends."""

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    def rests(self, day: date) -> bool:
        """Whether people have this day off; never raises, whatever the year."""
        if day in self.work or day in self.rest:
            return day in self.rest
        off, on = _announced(day.year)
        return day in off or (day.weekday() >= SATURDAY and day not in on)


def calendar_from(document: Mapping[str, Sequence[str]] | None) -> Calendar:
    """Out of the JSON that a county keeps: lists of ISO dates under ``rest`` and ``work``."""
    said = document or {}
    rest, work = (frozenset(map(date.fromisoformat, said.get(name) or ())) for name in ("rest", "work"))
    return Calendar(rest, work)


@lru_cache(maxsize=32)
def _announced(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The year's days off that the country announced, and the Saturdays and Sundays worked instead."""
    from holidays.countries.china import China  # costs 0.1 s: only who asks for a day pays it, once

    if not China.start_year <= year <= China.end_year:
        return frozenset(), frozenset()
    known = China(years=year)  # type: ignore[no-untyped-call]
    return frozenset(known.keys()), frozenset(day for day in known.weekend_workdays if day.year == year)

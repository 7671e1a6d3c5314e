"""A time told in pieces, one message after the other: 明天 – 八点 – 上午."""

from dataclasses import dataclass
from datetime import date, datetime

from app.clock import in_shanghai
from app.intake.times.clocks import Clock
from app.intake.times.days import Days, Today
from app.intake.times.phrase import tokens
from app.intake.times.words import Part


@dataclass(frozen=True)
class Pieces:
    """Which of day, part of the day and hour some words name; ``part`` and ``clock`` as they were said."""

    day: bool = False
    part: str = ""
    clock: str = ""

    @property
    def hours(self) -> bool:
        return bool(self.part or self.clock)


def pieces(words: str, *, now: datetime, parts: tuple[Part, ...]) -> Pieces:
    """Of ``words`` about one time; of several days, parts or hours the first counts."""
    local = in_shanghai(now)
    found = tokens(words, Today(local.date(), local.hour), parts)
    said = {kind: next((one for one in found if isinstance(one[2], kind)), None) for kind in (Days, Part, Clock)}
    days, part, clock = said[Days], said[Part], said[Clock]
    evening = days[2].part or "" if days and isinstance(days[2], Days) else ""  # 今晚 names both
    return Pieces(bool(days), words[part[0] : part[1]] if part else evening, words[clock[0] : clock[1]] if clock else "")


def told_together(before: Pieces, said: Pieces, words: str, *, day: date) -> str:
    """``words``, which name no day, with what was told ``before`` them: ``day``, and the part of the day or the hour left out.

    An hour told before is left out again where a part of the day was told with it: 「下午」 after 「上午九点」 is no 九点.
    """
    part = "" if said.part else before.part
    clock = before.clock if said.part and not said.clock and not before.part else ""
    return f"{f'{day.month}月{day.day}日' if before.day else ''}{part}{words}{clock}"

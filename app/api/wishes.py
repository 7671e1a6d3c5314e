"""What somebody filled in, checked field by field: a phone that rings, a village that is here, an hour that is ahead."""

import unicodedata
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from app.catalogue.queries import county_of, item_called, packages_of
from app.errors import Invalid
from app.intake.reading import Danger, Reading
from app.people.model import Person
from app.people.rules import is_phone
from app.places.model import Area, Level
from app.places.queries import area_called

GRACE = timedelta(seconds=60)
"""How long ago a chosen moment may be: somebody pressed the button a little later."""
FARTHEST = timedelta(days=366)

BY_NUMBER = {
    "120": "120（急救）",
    "119": "119（火警）",
    "110": "110（报警）",
    "122": "122（交通事故）",
    "12356": "12356（心理援助）",
}
SAFETY = "如果有人有危险，请马上打 120（急救）、119（火警）或 110（报警）。"


def safety_notice(reading: Reading) -> str:
    """What must stand before anything else; ``''`` when the words tell of no danger."""
    if reading.danger is Danger.HARD:
        numbers = (BY_NUMBER.get(number, number) for number in reading.numbers or ("120",))
        return f"现在请马上打 {'、'.join(numbers)}！"
    return SAFETY if reading.danger is Danger.PROMPT else ""


def phone_in(given: str | None) -> str | None:
    """The number as it is dialled here: 「+86 138-0000-1234」 is 13800001234. Not yet proven to be one."""
    if not given:
        return None
    plain = unicodedata.normalize("NFKC", given)
    digits = "".join(char for char in plain if char not in " -()")
    return digits.removeprefix("+86") or None


def the_phone(given: str | None) -> str:
    if not given or not given.isascii() or not is_phone(given):
        raise Invalid("请留一个能打通的电话：手机号是11位数字，座机请带区号。")
    return given


def the_village(session: Session, person: Person, code: str) -> Area:
    """A village or community of this person's county that still exists."""
    area = area_called(session, code)
    if area is None or area.county != person.county or area.level != Level.VILLAGE or area.valid_to:
        raise Invalid("没有这个村（社区），请重新选一下。")
    return area


def the_item(session: Session, person: Person, code: str) -> str:
    """A service or a package that can be asked for in this county today."""
    if code in packages_of(county_of(session, person.county)):
        return code
    item = item_called(session, person.county, code)
    if item is None or item.retired:
        raise Invalid("服务清单里没有这一项，请重新选，或者只用一句话说。")
    return item.code


class Hours(Protocol):
    """What was filled in of a wished time."""

    time_start: datetime | None
    time_end: datetime | None


def the_time(wish: Hours, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The wished hours: ahead of us, in order, and not years away."""
    start, end = wish.time_start, wish.time_end
    if start is None:
        if end:
            raise Invalid("给了结束时间，也请给开始时间。")
        return None, None
    if any(abs(one.year - now.year) > 2 for one in (start, end or start)):  # moments near year 1 or 9999 cannot be compared
        raise Invalid("这个时间太远了，请选一年以内的时间。")
    if start < now - GRACE:
        raise Invalid("开始时间已经过了，请换个时间。")
    if end and end <= start:
        raise Invalid("结束时间要在开始时间之后。")
    if (end or start) > now + FARTHEST:
        raise Invalid("这个时间太远了，请选一年以内的时间。")
    return start, end

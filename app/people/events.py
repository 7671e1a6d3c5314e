"""What happens to people."""

from dataclasses import dataclass
from datetime import datetime

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class VolunteerJoined(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """The person left and all that was personal is wiped; orders keep their numbers."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class HumanAsked(Event):
    """Somebody was handed over to a person: which notifications say so, that they can be forgotten with them."""

    notification_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class DutyHandedOver(Event):
    """交班: somebody else is on duty at this post from now on; ``until``: until the roster's next shift."""

    area_code: str
    role: str
    before: list[int]
    """Who was on duty until now."""
    person_id: int
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class RosterChanged(Event):
    """排班 or 副班: who is on duty at this post in a week was said anew."""

    area_code: str
    role: str
    person_id: int | None
    what: str


@dataclass(frozen=True, kw_only=True)
class PersonFollowsAgain(Event):
    """They were known and could not be reached; now they can."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class HumanAnswered(Event):
    """Somebody on duty answered a person in the chat; what was said is kept with the notification alone."""

    person_id: int

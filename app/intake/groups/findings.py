"""What a pasted group talk holds: needs with whoever has them, emergencies, offers, what is settled, and lists."""

from dataclasses import dataclass
from datetime import datetime

from app.intake.groups.chains import Chain
from app.intake.groups.message import Message
from app.intake.reading import Request


@dataclass(frozen=True)
class Need:
    """One request of a talk. ``at`` is when it was said (``None``: no time told); ``messages`` are the numbers of its lines.

    ``inferred`` when the village is the group's or the nickname's and was not said.
    """

    speaker: str
    request: Request
    said: str
    at: datetime | None
    messages: tuple[int, ...]
    inferred: bool = False


@dataclass(frozen=True)
class Emergency:
    """Somebody in danger: ``numbers`` to call."""

    speaker: str
    request: Request
    numbers: tuple[str, ...]
    said: str
    at: datetime | None
    messages: tuple[int, ...]


@dataclass(frozen=True)
class Worry:
    """A line that may mean danger: somebody must look."""

    speaker: str
    said: str
    messages: tuple[int, ...]


@dataclass(frozen=True)
class Offering:
    """Somebody offers help; ``to`` is whom, empty for everybody. ``request`` tells with what, where and when."""

    speaker: str
    said: str
    to: str
    messages: tuple[int, ...]
    request: Request | None = None


@dataclass(frozen=True)
class Settled:
    """A need that was over before the talk ended; ``by`` helped, or said so where nobody else did."""

    speaker: str
    request: Request
    by: str
    messages: tuple[int, ...]


@dataclass(frozen=True)
class Transcript:
    """Everything found in one pasted talk."""

    messages: tuple[Message, ...]
    requests: tuple[Need, ...] = ()
    chains: tuple[Chain, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    worries: tuple[Worry, ...] = ()
    offers: tuple[Offering, ...] = ()
    settled: tuple[Settled, ...] = ()
    title: str = ""
    style: str = ""
    cut: bool = False

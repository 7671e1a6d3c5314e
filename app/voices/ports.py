"""What the house asks of the world about voices: the platform that keeps them, and a machine that understands them."""

from dataclasses import dataclass, field
from typing import Protocol


class Gone(Exception):
    """It will never be had: its time is over, or it is no voice we can keep."""


class NotNow(Exception):
    """It may work later."""


class NotHeard(Exception):
    """The machine will not understand this one, however often it is asked."""


@dataclass(frozen=True)
class Sound:
    content: bytes = field(repr=False)
    content_type: str


class Media(Protocol):
    """The platform's store of what people sent."""

    def fetch(self, media_id: str) -> bytes:
        """Raises ``Gone`` or ``NotNow``."""


class Speech(Protocol):
    """A machine that writes down what was said."""

    def words(self, sound: Sound) -> str:
        """``''`` when nothing was understood. Raises ``NotHeard`` or ``NotNow``."""

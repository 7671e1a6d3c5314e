"""One thing somebody said, whatever app it came through: the chat door's input."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "text"
    VOICE = "voice"
    IMAGE = "image"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    UNSUPPORTED = "unsupported"
    """A sticker, a forwarded record: WeChat hands over only a placeholder."""
    FOLLOW = "follow"
    """Began to follow; ``text`` is the scene of the QR code, if any."""
    SCAN = "scan"
    MENU = "menu"
    """Tapped a menu button; ``text`` is its key."""
    RECORD = "record"
    """Forwarded lines of a group talk, each with its speaker; ``text`` is all of them to be read by people."""


@dataclass(frozen=True)
class GroupLine:
    """One forwarded line of a group talk; the speaker is empty when nobody says who it was."""

    speaker: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """``key`` is unique per app and message, the same for every repeat of it."""

    app: str
    openid: str
    key: str
    kind: Kind
    at: datetime
    text: str = ""
    media_id: str = ""
    sent_media_id: str = ""
    """Of a voice: the recording as it was sent, where ``media_id`` is its clearer copy."""
    written_by: str = ""
    """Of a voice that came before: who on duty listened and wrote ``text`` down."""
    lat: float | None = None
    lon: float | None = None
    unionid: str = ""
    """By which WeChat's apps know one person, where the platform tells it."""
    lines: tuple[GroupLine, ...] = ()
    title: str = ""
    """Of a ``RECORD``: what WeChat calls it."""

    def spoken(self, now: datetime) -> datetime:
        """From when its words about time count: a voice may be understood much later than it was said."""
        return self.at if self.kind is Kind.VOICE else now

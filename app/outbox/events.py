"""What happened on the way to people."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class NotificationUnreachable(Event):
    """Every channel refused: somebody must knock on the door."""

    notification_id: int
    person_id: int
    kind: str
    lane: str


@dataclass(frozen=True, kw_only=True)
class KnockSettled(Event):
    """敲到: somebody went and told them by word of mouth."""

    person_id: int

    @property
    def words(self) -> str:
        return "已有人上门告诉"


@dataclass(frozen=True, kw_only=True)
class ChannelAlarmed(Event):
    """A channel (or one kind of message on it) is shut for a while; an operator must look."""

    channel: str
    kind: str
    """``*``: all kinds."""
    code: str | None
    detail: str | None

"""What reading asks of a language model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Message:
    role: str
    content: str


class LanguageModel(Protocol):
    """A model behind some address. Never raises for what the address does: silence is an answer."""

    def is_open(self) -> bool:
        """Whether asking makes sense now: after several failures it rests for a while."""

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str | None:
        """The JSON it answers as text; ``None`` when it is late, broken, busy or too long."""

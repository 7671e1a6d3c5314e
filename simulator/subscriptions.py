"""The ledger of one-time subscriptions: one acceptance, one message."""

from collections import Counter

from simulator.answers import Rejected
from simulator.templates import LONG_TERM, Template


class Subscriptions:
    """Acceptances left, by openid and template; a long-term one is never used up."""

    def __init__(self) -> None:
        self._left: Counter[tuple[str, str]] = Counter()

    def accept(self, openid: str, template_id: str) -> None:
        self._left[openid, template_id] += 1

    def refuse(self, openid: str, template_id: str) -> None:
        self._left[openid, template_id] = 0

    def left(self, openid: str, template_id: str) -> int:
        return self._left[openid, template_id]

    def use(self, openid: str, template: Template) -> None:
        """Take one acceptance; 43101 when none is left."""
        if self._left[openid, template.id] <= 0:
            raise Rejected(43101)
        if template.kind != LONG_TERM:
            self._left[openid, template.id] -= 1

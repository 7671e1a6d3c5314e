"""What the steps of an order are called: the one home of these words, and of those a county has instead (``words``)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Wording:
    """The usual words, unless a county has its own."""

    place: str = "点单"
    offer: str = "派单"
    accept: str = "接单"
    rate: str = "评单"
    close: str = "销号"
    compose: str = "制单"
    climb: str = "上报"
    muster: str = "动员"

    def usual(self, said: str) -> str:
        """What somebody says in the county's words, in the usual ones: the chat knows the commands by these."""
        own = {str(getattr(self, field.name)): str(field.default) for field in fields(self)}
        for word in sorted(own, key=len, reverse=True):  # 抢单接活 before 接活
            said = said if word == own[word] else said.replace(word, own[word])
        return said


USUAL = Wording()


def wording_of(policies: Mapping[str, Any]) -> Wording:
    """Of a county's policies, or of the policy an order has frozen: under ``words`` stands what differs from the usual."""
    own: Mapping[str, str] = policies.get("words") or {}
    return Wording(**own) if own else USUAL

"""What passes between the outbox and a channel: a parcel goes out, an outcome comes back; no session, no rows.

Nobody changes these once they are made. They are not frozen all the same: building one would take eight times as long, and
every message builds three.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from app.outbox.rules import client_msg_id

NO_CHANNEL = "none"
"""The channel's name in a try that found none."""


class Verdict(StrEnum):
    """What a channel's answer means for the notification."""

    SENT = "sent"
    ALREADY = "already"
    """The platform has it from an earlier try (a repeated ``client_msg_id``, 40241)."""
    RETRY = "retry"
    """Surely not sent; the same channel may work in a moment."""
    WAIT = "wait"
    """Surely not sent; this person again in ``wait_seconds``, on the same channel."""
    FALL_BACK = "fall_back"
    """This channel will not reach this person; the next one at once."""
    DISABLE_IDENTITY = "disable_identity"
    """The openid is no longer ours to write to; the next channel at once."""
    DISABLE_TEMPLATE = "disable_template"
    """This kind of message is dead on this channel for everybody; the next channel, without asking for a while."""
    UNKNOWN = "unknown"
    """A timeout: it may have arrived."""
    GIVE_UP = "give_up"
    """No channel will ever carry it."""
    ALARM = "alarm"
    """The channel itself is broken or used up for ``wait_seconds``; others carry on, and this is sent when it opens again."""


@dataclass(kw_only=True, slots=True)
class Outcome:
    verdict: Verdict
    code: str | None = None
    """The platform's code as text."""
    detail: str | None = None
    """Words for operators: no personal data, no secrets."""
    provider_id: str | None = None
    """The platform's message id, which its receipt will name."""
    wait_seconds: float | None = None


@dataclass(slots=True)
class Parcel:
    """One notification on its way with everything a channel needs, as plain values, in the order in which they are read."""

    id: int
    county: str
    person_id: int
    order_id: int | None
    kind: str
    lane: str
    card: Mapping[str, Any] = field(repr=False)
    text: str = field(repr=False)
    path: str | None = field(repr=False)
    channel: int
    """Channels before this one in the fallback order were given up on."""
    attempts: int
    owed_at: datetime
    unsure_since: datetime | None
    claimed_at: datetime
    """Now, when the parcel was made: what a 48-hour window is measured by. Also the claim's mark on the row."""
    service_openid: str | None = field(repr=False)
    following: bool
    """Whether ``service_openid`` follows the service account."""
    spoke_at: datetime | None
    """The last message to the service account."""
    mini_openid: str | None = field(repr=False)
    phone_sealed: bytes | None = field(repr=False)
    """Opened by the channel that calls or texts, with its vault."""
    kf_openid: str | None = field(default=None, repr=False)
    """The external_userid in 微信客服."""

    def client_msg_id(self, channel: str) -> str:
        """The same 32 characters for every try of this notification on the channel of this name."""
        return client_msg_id(self.id, channel, self.owed_at)


class Channel(Protocol):
    """One way to people. Used by many threads at once; it holds no session while it waits for the network."""

    @property
    def name(self) -> str:
        """At most 12 characters: ``template``, ``subscribe``, ``custom``, ``sms``."""

    @property
    def app(self) -> str | None:
        """Whose openid it writes to: ``service``, ``mini``, ``kf``, or ``None`` for a phone."""

    def reaches(self, parcel: Parcel) -> bool:
        """Whether trying makes sense at all; quick, without network."""

    def send(self, parcel: Parcel) -> Outcome:
        """Hand it over; every refusal is an outcome. An exception is a bug and counts as ``unknown``."""


@dataclass(kw_only=True, slots=True)
class Try:
    """A parcel, the channel it went by, and what came of it: what ``actions.settle`` takes."""

    parcel: Parcel
    channel: str
    index: int
    """The channel's place in the fallback order."""
    app: str | None
    outcome: Outcome

"""What belongs into the chat itself: the reply to a voice in full, and a voice or a call for a person sent on."""

import logging
from typing import Any

from app.config import Settings
from app.db import Database
from app.outbox.delivery import Outcome, Parcel, Verdict
from app.voices.queries import PATH, behind
from wechat.channels import CUSTOM_SEND, CustomMessageChannel, hand_over
from wechat.client import Client

log = logging.getLogger(__name__)

REPLY, VOICE = "heard", "voice"
IN_WORDS = frozenset({REPLY, VOICE, "human", "answer"})
"""Kinds of notification that are worth more as customer messages than as a card of twenty characters."""


class TalkChannel(CustomMessageChannel):
    """Tried before the cards: only for these kinds, and only within the 48 hours."""

    name = "talk"

    def __init__(self, client: Client, settings: Settings, db: Database) -> None:
        super().__init__(client, settings)
        self._db = db

    def reaches(self, parcel: Parcel) -> bool:
        return parcel.kind in IN_WORDS and super().reaches(parcel)

    def send(self, parcel: Parcel) -> Outcome:
        """The words first, since the link in them plays it too; the voice itself as well where the platform lets it."""
        outcome = super().send(parcel)
        if parcel.kind == VOICE and outcome.verdict is Verdict.SENT:
            self._send_voice(parcel)
        return outcome

    def _send_voice(self, parcel: Parcel) -> None:
        media_id = self._media_id(parcel)
        if media_id is None:
            return
        body: dict[str, Any] = {"touser": parcel.service_openid, "msgtype": "voice", "voice": {"media_id": media_id}}
        outcome = hand_over(self._client, CUSTOM_SEND, body, parcel)
        if outcome.verdict is not Verdict.SENT:
            log.info("notification %s: the voice itself was not sent on: %s", parcel.id, outcome.detail)

    def _media_id(self, parcel: Parcel) -> str | None:
        with self._db.reading() as session:
            found = behind(session, (parcel.path or "").removeprefix(PATH))
            return found[0].media_id if found else None

"""What WeCom's callbacks have in common: an encrypted greeting, a signature over the body only, and a short patience."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.clock import Clock
from wechat.callback import FRESH, body_of, plain, refused
from wechat.codec import Codec, Forged, Malformed, Signed, envelope, flat

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CorpDoor:
    """One callback address of a corporation; without a codec it is shut."""

    codec: Codec | None
    clock: Clock

    def greet(self) -> Response:
        """The console's check of the address: ``echostr`` comes encrypted and goes back in the open."""
        if self.codec is None:
            return plain("not configured", 503)
        try:
            return plain(self.codec.opened(request.args.get("echostr", ""), self._signed()))
        except Malformed as refusal:
            return refused(refusal)

    def listen(self, outside: Callable[[bytes], str], taken: Callable[[Codec, str], Response]) -> Response:
        """One callback: ``outside`` finds the cipher text in the body, ``taken`` does what the plain text asks for."""
        if self.codec is None:
            return plain("not configured", 503)
        try:
            return taken(self.codec, self.codec.opened(outside(body_of(request)), self._signed()))
        except RequestEntityTooLarge:
            return plain("too large", 413)
        except Malformed as refusal:
            return refused(refusal)

    def _signed(self) -> Signed:
        """The query; raises ``Forged`` when it is old. Its signature is over the cipher text, so that is proven there."""
        query = request.args
        msg_signature, nonce = query.get("msg_signature", ""), query.get("nonce", "")
        signed = Signed("", query.get("timestamp", ""), nonce, msg_signature=msg_signature)
        if abs(self.clock() - signed.at) > FRESH:
            log.warning("wecom callback refused: too old. A replay, or this machine's clock is wrong")
            raise Forged("stale")
        return signed


def xml_envelope(body: bytes) -> str:
    return envelope(body)


def json_envelope(body: bytes) -> str:
    """The ``encrypt`` of a robot's callback; raises ``Malformed``."""
    encrypted = json_object(body).get("encrypt")
    if not isinstance(encrypted, str) or not encrypted:
        raise Malformed("the body carries nothing encrypted")
    return encrypted


def json_object(text: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("the body is not JSON") from None
    if not isinstance(found, dict):
        raise Malformed("the body is not a JSON object")
    return found


def xml_fields(text: str) -> dict[str, str]:
    """The flat message inside; raises ``Malformed``."""
    return flat(text.encode())

"""What WeChat's callback says, opened and checked, and our answer sealed: the wall around wechatpy.

wechatpy reads every message that is not a plain text (``plain``). Envelope, signature and cipher are ours: wechatpy compares
signatures with ``!=``, raises five kinds of exception on bad input, trusts padding, and builds a new cipher each time.
"""

import base64
import hashlib
import hmac
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from wechatpy.parser import parse_message

from app.patterns import regex
from wechat.plain import sealed_in, text_in, text_reply

LONGEST_REPLY = 600
"""Characters of a passive text reply; WeChat shows no more than about 2,048 bytes."""
MOST_REPLY_BYTES = 2048

BLOCK = 32
HEAD = 20  # 16 random bytes and the length of the message
ILLEGAL_IN_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Malformed(Exception):
    """Not something WeChat would send: the only exception bad input raises here. The text is for our log, not for them."""


class Forged(Malformed):
    """Readable, but not signed by our WeChat account or not meant for it."""


@dataclass(frozen=True)
class Signed:
    """The query of a callback: who vouches for the body, and when."""

    signature: str
    timestamp: str
    nonce: str
    msg_signature: str = ""
    encrypt_type: str = ""

    @property
    def at(self) -> datetime:
        """The moment of signing; raises ``Malformed`` when it is none."""
        if not (self.timestamp.isascii() and self.timestamp.isdigit() and len(self.timestamp) <= 11):
            raise Malformed("timestamp is not a number")
        return datetime.fromtimestamp(int(self.timestamp), UTC)


@dataclass(frozen=True)
class Incoming:
    """One message or event. ``fields`` are the elements as WeChat named them; nested ones are dictionaries and lists."""

    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        """The element's text; ``''`` when it is empty, absent or not a text."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    @property
    def openid(self) -> str:
        return self.text("FromUserName")

    @property
    def account(self) -> str:
        """The original id (``gh_…``) it was sent to: a reply comes from this, not from the AppID."""
        return self.text("ToUserName")

    @property
    def type(self) -> str:
        return self.text("MsgType").lower()

    @property
    def event(self) -> str:
        """The event's name in lower case: WeChat's papers do not agree on its case."""
        return self.text("Event").lower()

    @property
    def created(self) -> str:
        """Seconds since 1970, as WeChat wrote them."""
        return self.text("CreateTime")


class Codec:
    """Opens callbacks and seals replies for one account; safe to share between threads."""

    def __init__(self, *, token: str, aes_key: str, appid: str, nobodys: bool = False) -> None:
        """``nobodys``: a robot of WeCom, whose messages end with no id at all."""
        key = base64.b64decode(aes_key + "=")
        if not token or bool(appid) is nobodys or len(key) != 32:
            raise ValueError("a token, an appid and an EncodingAESKey of 43 characters are needed")
        self._token = token.encode()
        self._appid = appid.encode()
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def check(self, signed: Signed) -> None:
        """Raises ``Forged`` unless the query is signed with our token. This says nothing about the body."""
        self._compare(signed.signature, (signed.timestamp, signed.nonce))

    def open(self, body: bytes, signed: Signed) -> Incoming:
        """The message inside an encrypted body; raises ``Malformed`` or ``Forged``."""
        return _incoming(self.opened(sealed_in(body) or envelope(body), signed))

    def opened(self, encrypted: str, signed: Signed) -> str:
        """The text inside, once its own signature is proven; raises ``Malformed`` or ``Forged``."""
        self._compare(signed.msg_signature, (signed.timestamp, signed.nonce, encrypted))
        return self.decrypt(encrypted)

    def signature(self, *parts: str) -> str:
        """With which we vouch for what we answer."""
        return _signature(self._token, parts)

    def decrypt(self, encrypted: str) -> str:
        """The text in base64 ``encrypted``; raises ``Malformed``, or ``Forged`` when it is another account's."""
        try:
            sealed = base64.b64decode(encrypted)
            opener = self._cipher.decryptor()
            plain = opener.update(sealed) + opener.finalize()
            padding = plain[-1]
            (length,) = struct.unpack_from(">I", plain, 16)
        except (ValueError, IndexError, struct.error):
            raise Malformed("the cipher text cannot be opened") from None
        end = len(plain) - padding
        if not 1 <= padding <= BLOCK or HEAD + length > end:
            raise Malformed("the cipher text is cut or padded wrongly")
        if not hmac.compare_digest(plain[HEAD + length : end], self._appid):
            raise Forged("the message is for another AppID")
        return plain[HEAD : HEAD + length].decode("utf-8", "replace")

    def encrypt(self, text: str, *, salt: bytes = b"") -> str:
        """``text`` in base64; ``salt`` is 16 random bytes and given only by tests."""
        message = text.encode()
        plain = b"".join((salt or os.urandom(16), struct.pack(">I", len(message)), message, self._appid))
        padding = BLOCK - len(plain) % BLOCK
        sealer = self._cipher.encryptor()
        return base64.b64encode(sealer.update(plain + bytes((padding,)) * padding) + sealer.finalize()).decode()

    def seal(self, text: str, *, timestamp: str, nonce: str, salt: bytes = b"") -> str:
        """The XML that carries ``text`` encrypted and signed."""
        encrypted = self.encrypt(text, salt=salt)
        signature = _signature(self._token, (timestamp, nonce, encrypted))
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )

    def reply(self, text: str, *, to: Incoming, now: datetime) -> str:
        """``text`` as the encrypted answer to one message."""
        seconds = int(now.timestamp())
        to_whom, by_whom = (ILLEGAL_IN_XML.sub("", name).replace("]]>", "") for name in (to.openid, to.account))
        reply = text_reply(presentable(text), to=to_whom, by=by_whom, seconds=seconds)
        return self.seal(reply, timestamp=str(seconds), nonce=os.urandom(8).hex())

    def _compare(self, given: str, parts: tuple[str, ...]) -> None:
        try:
            same = hmac.compare_digest(given.encode("ascii"), _signature(self._token, parts).encode())
        except UnicodeEncodeError:  # a lone surrogate from a broken query, or a signature that is not hexadecimal at all
            same = False
        if not same:
            raise Forged("the signature is wrong")


def presentable(text: str) -> str:
    """``text`` as it may stand in a reply's CDATA: legal characters, no way out of it, not longer than WeChat shows."""
    return shortened(text).replace("]]>", "]]]]><![CDATA[>")


def shortened(text: str, end: str = "") -> str:
    """``text`` and then ``end``: legal in XML, at most 600 characters and 2,048 bytes; ``text`` gives way."""
    text = ILLEGAL_IN_XML.sub("", text)
    if len(text) + len(end) > LONGEST_REPLY:
        text = text[: LONGEST_REPLY - len(end) - 1] + "…"
    room = MOST_REPLY_BYTES - len(end.encode())
    if len(text.encode()) > room:
        text = text.encode()[: room - 3].decode("utf-8", "ignore") + "…"
    return text + end


def _signature(token: bytes, parts: tuple[str, ...]) -> str:
    return hashlib.sha1(b"".join(sorted((token, *(part.encode() for part in parts)))), usedforsecurity=False).hexdigest()


def envelope(body: bytes) -> str:
    """The Encrypt element of the outer XML; raises ``Malformed``."""
    encrypted = flat(body).get("Encrypt", "")
    if not encrypted:
        raise Malformed("the body carries nothing encrypted")
    return encrypted


def flat(body: bytes) -> dict[str, str]:
    """The elements under ``<xml>``, read without building anything: nobody may have vouched for these bytes yet."""
    path: list[str] = []
    found: dict[str, str] = {}

    def start(name: str, _attributes: object) -> None:
        path.append(name)
        if len(path) > 2:
            raise Malformed("the envelope is nested")

    def end(_name: str) -> None:
        path.pop()

    def characters(text: str) -> None:
        if len(path) == 2 and path[0] == "xml":
            found[path[1]] = found.get(path[1], "") + text

    def declared(*_declaration: object) -> None:
        raise Malformed("a document type or an entity is declared")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declared
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError):  # the latter two: an encoding nobody knows
        raise Malformed("the body is not XML") from None
    return found


def _incoming(xml: str) -> Incoming:
    xml = ILLEGAL_IN_XML.sub("", xml)
    fields = text_in(xml) or _parsed(xml)
    incoming = Incoming(fields)
    if not incoming.openid or not incoming.type:
        raise Malformed("the message has no sender or no type")
    return incoming


def _parsed(xml: str) -> Mapping[str, Any]:
    """Whatever is not a plain text, by wechatpy."""
    try:
        message = parse_message(xml)
    except (expat.ExpatError, ValueError, KeyError, TypeError, AttributeError, LookupError):  # as wechatpy and xmltodict do
        raise Malformed("the message is not XML that WeChat sends") from None
    if message is None:
        raise Malformed("the message is empty")
    fields: Mapping[str, Any] = message._data  # its typed fields know neither MediaId16K nor the subscription lists
    return fields

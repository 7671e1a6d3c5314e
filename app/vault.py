"""Phone numbers at rest: sealed with a key nobody queries by, found again by a keyed digest."""

import hashlib
import hmac
import os
import re

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import Unready
from app.patterns import regex

NONCE_BYTES = 12
TICKET = regex(r"\d{1,19}(\.\d{1,19}){0,3}", re.ASCII)


class Vault:
    """Seals small texts with AES-256-GCM; keys are derived from one secret (HKDF-SHA256)."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise Unready("SECRET_KEY is not set: phone numbers cannot be sealed or opened without it")
        self._seal_key = AESGCM(_derive(secret, b"yihu seal"))
        self._digest_key = _derive(secret, b"yihu digest")
        self._fingerprint = _derive(secret, b"yihu fingerprint").hex()

    def fingerprint(self) -> str:
        """By which the same secret is known again (64 hex digits); it gives nothing away of a secret that is long enough."""
        return self._fingerprint

    def seal(self, text: str) -> bytes:
        return self.seal_bytes(text.encode())

    def open(self, sealed: bytes) -> str:
        """Raises ``cryptography.exceptions.InvalidTag`` when the secret is another one."""
        return self.open_bytes(sealed).decode()

    def seal_bytes(self, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._seal_key.encrypt(nonce, plain, None)

    def open_bytes(self, sealed: bytes) -> bytes:
        """As ``open``."""
        return self._seal_key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)

    def digest(self, text: str) -> str:
        """A keyed digest (hex) by which equal texts are found without opening any."""
        return hmac.new(self._digest_key, text.encode(), hashlib.sha256).hexdigest()

    def ticket(self, *numbers: int) -> str:
        """The numbers with a seal behind them, short enough for a link: ``12.7.<32 hex digits>``."""
        return self._ticket_of(".".join(str(number) for number in numbers))

    def read_ticket(self, ticket: str) -> tuple[int, ...] | None:
        """The numbers of a ticket this vault made; ``None`` for anything else."""
        plain, _, _ = ticket.rpartition(".")
        if not TICKET.fullmatch(plain) or not hmac.compare_digest(self._ticket_of(plain).encode(), ticket.encode()):
            return None
        return tuple(int(number) for number in plain.split("."))

    def _ticket_of(self, plain: str) -> str:
        return f"{plain}.{self.digest(f'ticket {plain}')[:32]}"


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(secret.encode())

"""The safe mode of callbacks, from WeChat's side: seal what we post, open what comes back."""

import base64
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class NotOurs(ValueError):
    """The sealed text was not made with our key for our account."""


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


class Seal:
    """AES-256-CBC with the first half of the key as IV, and the AppID at the end of every text."""

    def __init__(self, aes_key: str, appid: str) -> None:
        key = base64.b64decode(aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        self._appid = appid.encode()

    def close(self, text: str) -> str:
        said = text.encode()
        plain = secrets.token_bytes(16) + struct.pack(">I", len(said)) + said + self._appid
        pad = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def open(self, sealed: str) -> str:
        """The text inside; raises ``NotOurs`` for anything that was not sealed for us."""
        try:
            decryptor = self._cipher.decryptor()
            plain = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
            plain = plain[16 : -plain[-1]]
            (length,) = struct.unpack(">I", plain[:4])
            said, appid = plain[4 : 4 + length].decode(), plain[4 + length :]
        except (ValueError, IndexError, struct.error) as wrong:
            raise NotOurs("密文打不开") from wrong
        if not hmac.compare_digest(appid, self._appid):
            raise NotOurs("AppID 不是本公众号的")
        return said

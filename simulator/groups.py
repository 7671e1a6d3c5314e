"""A mini-program card tapped in a group: what ``wx.getGroupEnterInfo`` hands to the mini-program."""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from simulator.platform import Platform

PLAIN_GROUP = 3


def enter_info(platform: Platform, name: str, group: str, **twist: Any) -> dict[str, str]:
    """``encrypted_data`` and ``iv`` for somebody who has logged in; ``twist`` changes what is said inside."""
    with platform.lock:
        key = platform.session_keys[platform.people.named(name).mini_openid]
    watermark = {"timestamp": int(platform.clock().timestamp()), "appid": platform.mini.appid}
    told = {"opengid": opengid(platform, group), "chat_type": PLAIN_GROUP, "watermark": watermark} | twist
    return sealed(json.dumps(told).encode(), key)


def opengid(platform: Platform, group: str) -> str:
    """The same for one group and one mini-program, for ever."""
    digest = hashlib.sha256(f"{platform.mini.appid}\n{group}".encode()).digest()
    return "tG" + base64.urlsafe_b64encode(digest).decode()[:26]


def sealed(plain: bytes, key: str) -> dict[str, str]:
    iv = secrets.token_bytes(16)
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES128(base64.b64decode(key)), modes.CBC(iv)).encryptor()
    closed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    return {"encrypted_data": base64.b64encode(closed).decode(), "iv": base64.b64encode(iv).decode()}

"""What WeChat says, sealed for this mini-program, about the group it was opened from."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from app.errors import Invalid

FRESH = timedelta(minutes=10)
AGAIN = "群信息打不开。请重新登录，再从群里打开小程序。"
LONGEST_ID = 128


def opengid_in(encrypted: str, iv: str, *, key: str, appid: str, now: datetime) -> str:
    """The group's opengid out of ``encryptedData`` (base64) and its ``iv``; raises ``Invalid``.

    ``key`` is the session key of whoever sends it; WeChat changes it now and then, and then only a new login helps.
    """
    told = _opened(encrypted, iv, key)
    mark = told.get("watermark")
    mark = mark if isinstance(mark, dict) else {}
    at, opengid = mark.get("timestamp"), told.get("opengid")
    if mark.get("appid") != appid or not isinstance(at, int) or not 0 < at < 10**11:
        raise Invalid(AGAIN)
    if abs(now - datetime.fromtimestamp(at, UTC)) > FRESH:
        raise Invalid("这条群信息太旧了，请从群里重新打开小程序。")
    if not isinstance(opengid, str) or not 0 < len(opengid) <= LONGEST_ID:
        raise Invalid("不是从微信群里打开的。请在群里点开小程序。")
    return opengid


def _opened(encrypted: str, iv: str, key: str) -> dict[str, Any]:
    try:
        cipher = Cipher(algorithms.AES128(_bytes(key)), modes.CBC(_bytes(iv)))
        opener, unpadder = cipher.decryptor(), PKCS7(128).unpadder()
        padded = opener.update(_bytes(encrypted)) + opener.finalize()
        told = json.loads(unpadder.update(padded) + unpadder.finalize())
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Invalid(AGAIN)
    return told


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

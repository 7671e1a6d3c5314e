"""What the platform is asked and answers: a call, a JSON object, a file, or a refusal with its number."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SENTENCES: dict[int, str] = {
    -1: "system error",
    40001: (
        "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, "
        "more details at https://mmbizurl.cn/s/JtxxFh33r"
    ),
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40029: "invalid code",
    40037: "invalid template_id",
    40058: "invalid Request Parameter",
    40066: "invalid url",
    40096: "invalid external userid",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    40164: "invalid ip 10.0.0.8 ipv6 ::ffff:10.0.0.8, not in whitelist",
    40212: "invalid query",
    40226: "code blocked",
    40241: "The message is duplicate in 60 seconds",
    41001: "access_token missing",
    41005: "media data missing",
    41030: "invalid page",
    42001: "access_token expired",
    43002: "require POST method",
    43004: "require subscribe",
    43019: "require remove blacklist",
    43101: "user refuse to accept the msg",
    43116: "This template_id is banned",
    43117: "Sending messages to this openid too frequently",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    60020: "not allow to access from your ip, from ip: 10.0.0.8",
    85093: "generate url link expire time invalid",
    95000: "invalid open kfid",
    95001: "send msg count limit",
    95002: "send msg time limit",
    95007: "invalid msg token",
    95013: "conversation end",
    95018: "send msg session status invalid",
}


class Rejected(Exception):
    """The platform says no: HTTP 200 with ``errcode`` and an English ``errmsg`` that ends with a request id."""

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        self.errcode = errcode
        self.errmsg = errmsg or SENTENCES.get(errcode, "error")
        super().__init__(f"{errcode} {self.errmsg}")

    def as_json(self) -> dict[str, Any]:
        return {"errcode": self.errcode, "errmsg": f"{self.errmsg} rid: {request_id()}"}


@dataclass(frozen=True)
class Blob:
    """A file as it travels: an upload of ours or a download of theirs."""

    content: bytes
    media_type: str
    filename: str


@dataclass(frozen=True)
class Call:
    """One request to the platform's API, free of any web framework."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Blob] = field(default_factory=dict)
    appid: str = ""
    """Whose access token it carries; filled in by the gateway."""


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire; ``broken`` says how the connection fails instead (``timeout`` or ``reset``)."""

    status: int
    body: bytes
    media_type: str = "application/json; charset=utf-8"
    filename: str = ""
    errcode: int = 0
    broken: str = ""
    seconds: float = 0.0


OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}


def request_id() -> str:
    return "-".join(secrets.token_hex(4) for _ in range(3))


def require_text(body: Mapping[str, Any], key: str) -> str:
    """The text under ``key``; a missing or empty one is the platform's 47001."""
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise Rejected(47001, f"data format error hint: [{key}]")
    return value


def require_object(body: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = body.get(key)
    if not isinstance(value, dict):
        raise Rejected(47001, f"data format error hint: [{key}]")
    return value


def whole_number(body: Mapping[str, Any], key: str, default: int) -> int:
    value = body.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Rejected(47001, f"data format error hint: [{key}]")
    return value

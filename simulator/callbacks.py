"""Callbacks: what WeChat posts to the service when people do something, and what it makes of the answer."""

import itertools
import secrets
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from simulator import payloads
from simulator.crypt import NotOurs, Seal, signature
from simulator.platform import Platform
from simulator.transports import NoAnswer, Transport
from simulator.wire import Direction

CALLBACK = "/wechat/callback"
RETRIES = 3
LONGEST_REPLY = 2048
OUT_OF_SERVICE = "该公众号暂时无法提供服务，请稍后再试"


NAMES = {
    "text": "说话",
    "voice": "语音",
    "image": "图片",
    "location": "位置",
    "link": "链接",
    "subscribe": "关注",
    "unsubscribe": "取消关注",
    "SCAN": "扫码",
    "CLICK": "点菜单",
    "TEMPLATESENDJOBFINISH": "模板消息已送达",
    "subscribe_msg_popup_event": "订阅弹窗",
    "subscribe_msg_change_event": "订阅变更",
    "subscribe_msg_sent_event": "订阅消息已送达",
    "user_authorization_revoke": "撤回授权",
}
"""What the wire log calls them."""


@dataclass(frozen=True)
class Reply:
    """A passive reply: ``kind`` is empty when the service said nothing, ``failed`` when people see an error."""

    kind: str = ""
    text: str = ""
    title: str = ""
    url: str = ""
    failed: bool = False


FAILED = Reply(failed=True)


class Callbacks:
    """Posts in safe mode, waits five seconds, asks again three times with the same MsgId."""

    def __init__(self, platform: Platform, transport: Transport, *, path: str = CALLBACK, retries: int = RETRIES) -> None:
        self._platform, self._transport, self._path = platform, transport, path
        self._attempts = 1 + retries
        account = platform.account
        self._seal = Seal(account.aes_key, account.appid)
        self._touched: dict[str, int] = {}
        self._msgids = itertools.count(int(platform.clock().timestamp()) << 33 | secrets.randbits(20) << 12)

    def message(self, openid: str, kind: str, fields: payloads.Fields) -> Reply:
        return self.post_document(openid, self.message_document(openid, kind, fields), what=NAMES.get(kind, kind))

    def message_document(self, openid: str, kind: str, fields: payloads.Fields) -> str:
        """The XML of a message with an id of its own: post it twice to play WeChat's retry."""
        return payloads.document(self._head(openid, kind) | dict(fields) | {"MsgId": next(self._msgids)})

    def event(self, openid: str, event: str, fields: payloads.Fields | None = None) -> Reply:
        fields = dict(fields or {})
        head = self._head(openid, "event")
        if "MsgID" not in fields:  # fingers are slower than a second, and events are told apart by theirs
            head["CreateTime"] = self._touched[openid] = max(head["CreateTime"], self._touched.get(openid, 0) + 1)
        document = payloads.document(head | {"Event": event} | fields)
        return self.post_document(openid, document, what=NAMES.get(event, event))

    def post_document(self, openid: str, document: str, *, what: str = "document") -> Reply:
        """Post this XML, encrypted anew at each attempt, until the service answers."""
        who = self._platform.people.display_name(openid)
        for attempt in range(1, self._attempts + 1):
            note = f"{who} · {what}" if attempt == 1 else f"{who} · {what} · 第 {attempt} 次"
            began = time.monotonic()
            try:
                status, body = self._transport.post(*self.sealed(openid, document))
            except NoAnswer as silence:
                self._note(0, began, f"{note} · 没有应答（{silence}）")
                continue
            reply = self._understood(openid, body) if status == 200 else FAILED
            self._note(status, began, note, errcode=int(reply.failed))
            if status < 500:
                return reply
        return FAILED

    def sealed(self, openid: str, document: str) -> tuple[str, bytes]:
        """The path with its signed query, and the encrypted body: what goes over the wire."""
        account = self._platform.account
        timestamp, nonce = str(int(self._platform.clock().timestamp())), str(secrets.randbelow(9 * 10**8) + 10**8)
        encrypted = self._seal.close(document)
        query = {
            "signature": signature(account.token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": openid,
            "encrypt_type": "aes",
            "msg_signature": signature(account.token, timestamp, nonce, encrypted),
        }
        body = f"<xml>{_cdata('ToUserName', account.original_id)}{_cdata('Encrypt', encrypted)}</xml>"
        return f"{self._path}?{urlencode(query)}", body.encode()

    def _head(self, openid: str, kind: str) -> dict[str, Any]:
        return {
            "ToUserName": self._platform.account.original_id,
            "FromUserName": openid,
            "CreateTime": int(self._platform.clock().timestamp()),
            "MsgType": kind,
        }

    def _understood(self, openid: str, body: bytes) -> Reply:
        """What WeChat makes of an answer: silence, a reply, or the sentence that the account is out of service."""
        if body.strip() in (b"", b"success"):
            return Reply()
        try:
            reply = self._opened(body)
        except (ET.ParseError, NotOurs, UnicodeDecodeError):
            return FAILED
        if reply.get("ToUserName") != openid or reply.get("FromUserName") != self._platform.account.original_id:
            return FAILED
        return _drawn(reply)

    def _opened(self, body: bytes) -> Mapping[str, str]:
        outside = _flat(ET.fromstring(body.decode()))  # noqa: S314 - our own service wrote it
        parts = (outside.get("TimeStamp", ""), outside.get("Nonce", ""), outside.get("Encrypt", ""))
        if outside.get("MsgSignature") != signature(self._platform.account.token, *parts):
            raise NotOurs("MsgSignature")
        return _flat(ET.fromstring(self._seal.open(parts[2])))  # noqa: S314

    def _note(self, status: int, began: float, note: str, *, errcode: int = 0) -> None:
        seconds = time.monotonic() - began
        self._platform.wire.note(Direction.CALLBACK, self._path, status=status, errcode=errcode, seconds=seconds, note=note)


def _cdata(name: str, text: str) -> str:
    return f"<{name}>{payloads.cdata(text)}</{name}>"


def _flat(root: ET.Element) -> dict[str, str]:
    """Every element's text by its name; the first of equal names counts."""
    found: dict[str, str] = {}
    for element in root.iter():
        found.setdefault(element.tag, element.text or "")
    return found


def _drawn(reply: Mapping[str, str]) -> Reply:
    kind = reply.get("MsgType", "")
    if kind == "text":
        text = reply.get("Content", "")
        return Reply(kind, text) if text and len(text.encode()) <= LONGEST_REPLY else FAILED
    if kind == "news":
        title, words = reply.get("Title", ""), reply.get("Description", "")
        return Reply(kind, f"【{title}】\n{words}".strip(), title=title, url=reply.get("Url", ""))
    if kind == "transfer_customer_service":
        return Reply(kind)
    labels = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "music": "[音乐]"}
    return Reply(kind, labels[kind]) if kind in labels else FAILED

"""The same phones in 微信客服: people come in, write, and forward what was said in a group."""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from simulator import payloads
from simulator.chats import Side
from simulator.corp import Corporation
from simulator.crypt import Seal, signature
from simulator.platform import Platform
from simulator.transports import NoAnswer, Transport

CALLBACK = "/wechat/kf"
ATTEMPTS = 4
Line = tuple[str, str, datetime]
"""Who, what, when."""


class KfPhones:
    """Each deed is kept at the platform, and the service is told that there is something to read – unless ``untold``."""

    def __init__(self, platform: Platform, transport: Transport, *, path: str = CALLBACK) -> None:
        if platform.corp is None:
            raise ValueError("this platform has no corporation")
        self._platform, self._transport, self._path = platform, transport, path
        self.corp: Corporation = platform.corp
        self._seal = Seal(self.corp.kf_aes_key, self.corp.corpid)
        self.untold = False

    def enters(self, name: str, *, welcome: bool = True) -> None:
        with self._platform.lock:
            self._platform.desk.enters(self.corp.open_kfid, self.openid(name), welcome=welcome)
        self.tell()

    def says(self, name: str, *texts: str) -> None:
        for text in texts:
            self.sends(name, "text", {"content": text}, shown=text)

    def forwards(self, name: str, lines: Iterable[Line], *, title: str = "群聊的聊天记录", as_objects: bool = False) -> None:
        """What was picked with 多选 and forwarded as one; ``as_objects``: the contents not as JSON text."""
        items = [_item(line, as_objects=as_objects) for line in lines]
        self.sends(name, "merged_msg", {"title": title, "item": items}, shown=f"[聊天记录] {title}")

    def sends(self, name: str, msgtype: str, inside: Mapping[str, Any], *, shown: str = "") -> str:
        """Anything; returns its msgid."""
        openid = self.openid(name)
        with self._platform.lock:
            msgid = self._platform.desk.arrives(self.corp.open_kfid, openid, msgtype, inside)
        self._platform.chats.add(openid, Side.MINE, "text", shown or f"[{msgtype}]")
        self.tell()
        return msgid

    def heard(self, name: str) -> list[str]:
        return [one.text for one in self._platform.chats.of(self.openid(name)) if one.side is Side.THEIRS]

    def openid(self, name: str) -> str:
        with self._platform.lock:
            return self.corp.external_userid(self._platform.people.named(name).name)

    def tell(self) -> int:
        """Post the news, again and again as WeCom does until it is answered; the last status, 0 for none."""
        if self.untold:
            return 0
        status = 0
        for _ in range(ATTEMPTS):
            try:
                status, _body = self._transport.post(*self.sealed(self.news()))
            except NoAnswer:
                continue
            if status == 200:
                break
        return status

    def news(self) -> str:
        """The XML that says there is something to read."""
        with self._platform.lock:
            token = self._platform.desk.news_token()
        fields = {
            "ToUserName": self.corp.corpid,
            "CreateTime": int(self._platform.clock().timestamp()),
            "MsgType": "event",
            "Event": "kf_msg_or_event",
            "Token": token,
            "OpenKfId": self.corp.open_kfid,
        }
        return payloads.document(fields)

    def sealed(self, document: str) -> tuple[str, bytes]:
        """The path with its signed query, and the encrypted body."""
        timestamp, nonce = str(int(self._platform.clock().timestamp())), str(secrets.randbelow(9 * 10**8) + 10**8)
        encrypted = self._seal.close(document)
        signed = signature(self.corp.kf_token, timestamp, nonce, encrypted)
        query = urlencode({"msg_signature": signed, "timestamp": timestamp, "nonce": nonce})
        body = payloads.document({"ToUserName": self.corp.corpid, "AgentID": "", "Encrypt": encrypted})
        return f"{self._path}?{query}", body.encode()


def _item(line: Line, *, as_objects: bool) -> dict[str, Any]:
    who, text, at = line
    content: dict[str, Any] = {"text": {"content": text}} if as_objects else {"content": text}
    msg_content = content if as_objects else json.dumps(content, ensure_ascii=False)
    return {"send_time": int(at.timestamp()), "sender_name": who, "msgtype": "text", "msg_content": msg_content}

"""A group in WeCom with a robot in it: somebody mentions it, perhaps under another's words, and reads its answer."""

import json
import secrets
from typing import Any
from urllib.parse import urlencode

from simulator.crypt import NotOurs, Seal, signature
from simulator.platform import Platform
from simulator.transports import Transport

CALLBACK = "/wechat/robot"
NAME = "@一呼 "


class RobotGroup:
    """Each message is one encrypted callback; what comes back must be sealed for the robot, or nobody sees it."""

    def __init__(self, platform: Platform, transport: Transport, *, path: str = CALLBACK) -> None:
        if platform.corp is None:
            raise ValueError("this platform has no corporation")
        self._platform, self._transport, self._path = platform, transport, path
        self._token = platform.corp.robot_token
        self._seal = Seal(platform.corp.robot_aes_key, "")

    def mentions(self, userid: str, words: str, *, quote: str = "") -> str:
        """``@一呼 words``, perhaps as an answer to ``quote``; what the group reads."""
        return self.posts(self.message(userid, words, quote=quote))

    def message(self, userid: str, words: str, *, quote: str = "") -> dict[str, Any]:
        quoted = {"quote": {"msgtype": "text", "text": {"content": quote}}} if quote else {}
        return self.head(userid) | {"msgtype": "text", "text": {"content": f"{NAME}{words}"}} | quoted

    def head(self, userid: str) -> dict[str, Any]:
        msgid = secrets.token_hex(16)
        address = f"https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code={secrets.token_hex(8)}"
        whom = {"chatid": "wrGroup", "chattype": "group", "from": {"userid": userid}, "response_url": address}
        return {"msgid": msgid, "aibotid": "AIBOTID"} | whom

    def posts(self, message: dict[str, Any]) -> str:
        """The words of the answer; ``""`` for silence. Raises ``NotOurs`` for an answer nobody could open."""
        status, body = self._transport.post(*self.sealed(json.dumps(message, ensure_ascii=False)))
        return self.opened(body) if status == 200 and body else ""

    def opened(self, body: bytes) -> str:
        answer = json.loads(body)
        parts = (str(answer["timestamp"]), str(answer["nonce"]), str(answer["encrypt"]))
        if answer["msgsignature"] != signature(self._token, *parts):
            raise NotOurs("msgsignature")
        reply = json.loads(self._seal.open(parts[2]))
        return str(reply[reply["msgtype"]]["content"])

    def sealed(self, text: str) -> tuple[str, bytes]:
        timestamp, nonce = str(int(self._platform.clock().timestamp())), str(secrets.randbelow(10**9))
        encrypted = self._seal.close(text)
        signed = signature(self._token, timestamp, nonce, encrypted)
        query = urlencode({"msg_signature": signed, "timestamp": timestamp, "nonce": nonce})
        return f"{self._path}?{query}", json.dumps({"encrypt": encrypted}).encode()

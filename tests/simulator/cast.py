"""The people and accounts of these tests, and a small service of another make that answers them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import requests
from werkzeug.wrappers import Request, Response
from werobot.crypto import MessageCrypt
from werobot.utils import get_signature

from simulator.accounts import MiniProgram, ServiceAccount
from simulator.adapter import PlatformAdapter
from simulator.platform import Platform
from simulator.web import create_simulator

BASE = "https://wechat.simulated"
ACCOUNT = ServiceAccount(
    appid="wx0123456789abcdef",
    secret="s" * 32,
    token="village",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
)
MINI = MiniProgram(appid="wxfedcba9876543210", secret="m" * 32)


class Caller:
    """A service that calls the platform, knowing nothing but HTTP."""

    def __init__(self, platform: Platform) -> None:
        self.session = requests.Session()
        self.session.mount(BASE, PlatformAdapter(create_simulator(platform)))
        self.token = ""

    def get(self, path: str, **query: Any) -> Any:
        return self.session.get(f"{BASE}{path}", params=query, timeout=5).json()

    def post(self, path: str, body: dict[str, Any], **query: Any) -> Any:
        query = {"access_token": self.token} | query
        return self.session.post(f"{BASE}{path}", params=query, json=body, timeout=5).json()

    def log_in(self, appid: str = ACCOUNT.appid, secret: str = ACCOUNT.secret) -> str:
        body = {"grant_type": "client_credential", "appid": appid, "secret": secret}
        self.token = str(self.post("/cgi-bin/stable_token", body)["access_token"])
        return self.token

    def template(self, openid: str, data: dict[str, str], **more: Any) -> Any:
        values = {key: {"value": value} for key, value in data.items()}
        body = {"touser": openid, "template_id": "offer", "data": values} | more
        return self.post("/cgi-bin/message/template/send", body)


@dataclass
class Echo:
    """A WSGI service that opens callbacks with another library's crypto and answers with ``reply``."""

    reply: Callable[[dict[str, str]], str | None] = lambda message: f"你说：{message.get('Content', '')}"
    heard: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    """Statuses of the next answers; 200 when there are none left."""
    crypt: MessageCrypt = field(default_factory=lambda: MessageCrypt(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.appid))

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        query = request.args
        sealed = _flat(request.get_data(as_text=True))["Encrypt"]
        plain = (query["timestamp"], query["nonce"])
        assert get_signature(ACCOUNT.token, *plain) == query["signature"]
        message = _flat(self.crypt.decrypt_message(*plain, query["msg_signature"], sealed).decode())
        assert message["FromUserName"] == query["openid"]
        self.heard.append(message | {"nonce": query["nonce"]})
        if self.statuses and (status := self.statuses.pop(0)) != 200:
            return Response("wrong", status=status)
        text = self.reply(message)
        return Response(self._sealed(message, text) if text is not None else "success")

    def _sealed(self, message: dict[str, str], text: str) -> str:
        return str(self.crypt.encrypt_message(passive(message["FromUserName"], message["ToUserName"], text)))


def passive(to: str, sender: str, text: str) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content></xml>"
    )


def _flat(document: str) -> dict[str, str]:
    return {element.tag: element.text or "" for element in ET.fromstring(document).iter()}

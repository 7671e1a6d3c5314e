"""WeChat as these tests play it: WeRoBot's crypto, which shares no code with ours or with wechatpy."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werobot.crypto import MessageCrypt
from werobot.utils import get_signature

from app.config import Settings
from tests.pushed_clock import PushedClock

PATH = "/wechat/callback"
GH = "gh_5f7a9c0e21d4"
WANG = "oWangNainai0000000000000000A"


class Tencent:
    """Posts what people send, encrypted, and opens the answers."""

    def __init__(self, client: FlaskClient, settings: Settings, clock: PushedClock) -> None:
        self.client, self.clock, self.token = client, clock, settings.wechat_token
        self._crypt = MessageCrypt(
            token=settings.wechat_token, encoding_aes_key=settings.wechat_aes_key, app_id=settings.wechat_appid
        )
        self._msg_id = 24000000000000000

    def says(self, words: str, *, openid: str = WANG) -> str:
        """One text message; the words of the answer."""
        return self.answered(self.posts(self.message(f"<Content><![CDATA[{words}]]></Content>", openid=openid)))

    def message(self, fields: str, *, kind: str = "text", openid: str = WANG) -> str:
        self._msg_id += 1
        return self.document(f"<MsgType><![CDATA[{kind}]]></MsgType>{fields}<MsgId>{self._msg_id}</MsgId>", openid=openid)

    def event(self, name: str, fields: str = "", *, openid: str = WANG) -> str:
        return self.document(f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>{fields}", openid=openid)

    def document(self, fields: str, *, openid: str = WANG) -> str:
        return (
            f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
            f"<CreateTime>{self.timestamp}</CreateTime>{fields}</xml>"
        )

    @property
    def timestamp(self) -> str:
        return str(int(self.clock().timestamp()))

    def sealed(self, document: str, *, nonce: str = "394748291") -> tuple[dict[str, str], bytes]:
        """The query and the body of one callback."""
        timestamp = self.timestamp
        body = self._crypt.encrypt_message(document, timestamp, nonce)
        signed = ET.fromstring(body).findtext("MsgSignature", "")
        query = {
            "signature": get_signature(self.token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": signed,
        }
        return query, body.encode()

    def posts(self, document: str, **twists: str) -> TestResponse:
        """Post a document; ``twists`` replace or add parts of the query."""
        query, body = self.sealed(document)
        return self.sends(query | twists, body)

    def sends(self, query: Mapping[str, str], body: bytes, **more: Any) -> TestResponse:
        return self.client.post(PATH, query_string=dict(query), data=body, content_type="text/xml", **more)

    def opened(self, response: TestResponse) -> ET.Element:
        """The reply inside an encrypted answer."""
        outside = ET.fromstring(response.data)
        plain = self._crypt.decrypt_message(
            outside.findtext("TimeStamp", ""),
            outside.findtext("Nonce", ""),
            outside.findtext("MsgSignature", ""),
            outside.findtext("Encrypt", ""),
        )
        return ET.fromstring(plain)

    def answered(self, response: TestResponse) -> str:
        """The words of the answer; ``''`` when there was none."""
        assert response.status_code == 200, response.status
        if response.data == b"success":
            return ""
        return self.opened(response).findtext("Content", "")

"""The service as its own processes, and WeChat in front of it: WeRoBot's crypto, five seconds, three retries, one MsgId."""

import http.client
import itertools
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from time import monotonic, sleep, time
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from werobot.crypto import MessageCrypt
from werobot.utils import get_signature

from app.config import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 5.0
ATTEMPTS = 4
PAUSE = 0.7
"""Seconds until the next attempt when nobody was there at all."""
START_WITHIN = 30


def environment(settings: Settings, **more: str) -> Mapping[str, str]:
    """What the service's processes are told; nothing of the machine's own settings reaches them."""
    strange = ("WECHAT", "MINIAPP", "DATABASE", "COUNTY", "SECRET_KEY", "PRODUCTION")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(strange)},
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "WECHAT_API_BASE": settings.wechat_api_base,
        "WECHAT_APPID": settings.wechat_appid,
        "WECHAT_SECRET": settings.wechat_secret,
        "WECHAT_TOKEN": settings.wechat_token,
        "WECHAT_AES_KEY": settings.wechat_aes_key,
        **more,
    }


class Process:
    """A process of the service with all its children; ``kill`` is ``kill -9`` and gives no chance to tidy up."""

    def __init__(self, *command: str, environ: Mapping[str, str], log: Path) -> None:
        self._command, self._environ, self._log = (sys.executable, "-m", *command), environ, log
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environ, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def web(settings: Settings, port: int, log: Path) -> Process:
    """Granian with two workers on ``wsgi:app``."""
    how = ("--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws")
    return Process("granian", *how, "wsgi:app", environ=environment(settings), log=log)


def answers(port: int) -> bool:
    """Waits until the web process answers; false when it does not in good time."""
    end = monotonic() + START_WITHIN
    while monotonic() < end:
        try:
            return _exchange(port, "GET", "/healthz", b"")[0] == 200
        except OSError:
            sleep(0.05)
    return False


class Silence(Exception):
    """WeChat shows 该公众号暂时无法提供服务: four attempts, and no answer."""


class WeChat:
    """Carries messages to the callback on ``port``. Many threads may speak at once."""

    def __init__(self, settings: Settings, port: int) -> None:
        self._settings, self._port = settings, port
        self._crypt = MessageCrypt(
            token=settings.wechat_token, encoding_aes_key=settings.wechat_aes_key, app_id=settings.wechat_appid
        )
        self._ids, self._lock = itertools.count(int(time()) << 32), Lock()
        self.carried = 0
        """How many messages have been answered."""

    def message(self, openid: str, text: str) -> str:
        """A text message with an id of its own; post it twice to play a retry."""
        with self._lock:
            number = next(self._ids)
        return (
            f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
            f"<CreateTime>{int(time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[{text}]]></Content><MsgId>{number}</MsgId></xml>"
        )

    def post(self, document: str) -> str:
        """The words of the answer, after as many attempts as WeChat makes; raises ``Silence``."""
        for _ in range(ATTEMPTS):
            try:
                status, body = self._attempt(document)
            except OSError:
                sleep(PAUSE)
                continue
            if status == 200:
                with self._lock:
                    self.carried += 1
                return self._opened(body)
            assert status == 503, status
        raise Silence

    def _attempt(self, document: str) -> tuple[int, bytes]:
        timestamp, nonce = str(int(time())), "394748291"
        sealed = self._crypt.encrypt_message(document, timestamp, nonce)
        query = {
            "signature": get_signature(self._settings.wechat_token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": ET.fromstring(sealed).findtext("MsgSignature", ""),
        }
        return _exchange(self._port, "POST", f"/wechat/callback?{urlencode(query)}", sealed.encode())

    def _opened(self, body: bytes) -> str:
        if body == b"success":
            return ""
        outside = ET.fromstring(body)
        parts = (outside.findtext(name, "") for name in ("TimeStamp", "Nonce", "MsgSignature", "Encrypt"))
        return ET.fromstring(self._crypt.decrypt_message(*parts)).findtext("Content", "")


def _exchange(port: int, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    """One request on a connection of its own; every way of not being answered is an ``OSError``."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request(method, path, body, {"Content-Type": "text/xml"})
        answer = line.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as broken:
        raise ConnectionError(str(broken)) from broken
    finally:
        line.close()

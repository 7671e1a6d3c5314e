"""The corporation in WeCom: its 微信客服 accounts, what people wrote there, and how much may be answered."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.clock import Clock
from simulator.accounts import openid_for
from simulator.answers import Rejected
from simulator.window import CustomerWindow

KEPT = timedelta(days=3)
TOKEN_LASTS = timedelta(minutes=10)
WELCOME_LASTS = timedelta(seconds=20)
GUEST, SYSTEM = 3, 4
MOST = 1000
WINDOW = {45015: 95002, 45047: 95001}


@dataclass(frozen=True)
class Corporation:
    """As WeCom's console shows it."""

    corpid: str
    kf_secret: str = field(repr=False)
    kf_token: str = field(repr=False)
    kf_aes_key: str = field(repr=False)
    robot_token: str = field(default="", repr=False)
    robot_aes_key: str = field(default="", repr=False)
    open_kfid: str = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"
    name: str = "一呼客服"

    def external_userid(self, name: str) -> str:
        return "wm" + openid_for(self.corpid, name)


class CustomerDesk:
    """What was written, oldest first, for three days; ``twice`` and ``shuffled`` are how it may be handed over badly."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: list[tuple[datetime, dict[str, Any]]] = []
        self._tokens: dict[str, datetime] = {}
        self._welcomes: dict[str, tuple[str, datetime]] = {}
        self._sent: dict[str, str] = {}
        self._window = CustomerWindow(clock)
        self.twice = self.shuffled = False

    def arrives(self, open_kfid: str, openid: str, msgtype: str, inside: Mapping[str, Any]) -> str:
        """Somebody wrote; returns the msgid. Five answers are allowed from now on."""
        self._window.message_came(openid)
        entry = {"external_userid": openid, "origin": GUEST, "msgtype": msgtype, msgtype: dict(inside)}
        return self._keep(open_kfid, entry)

    def enters(self, open_kfid: str, openid: str, *, welcome: bool = True) -> str:
        """Somebody opened the chat; the code greets them, once, within twenty seconds. None for whoever was here lately."""
        code = secrets.token_hex(12) if welcome else ""
        if code:
            self._welcomes[code] = (openid, self._clock() + WELCOME_LASTS)
        inside = {"event_type": "enter_session", "open_kfid": open_kfid, "external_userid": openid, "scene": "card"}
        return self._keep(open_kfid, {"origin": SYSTEM, "msgtype": "event", "event": inside | {"welcome_code": code}})

    def fails_to_send(self, open_kfid: str, openid: str, msgid: str) -> None:
        """What was sent did not arrive after all."""
        inside = {"event_type": "msg_send_fail", "open_kfid": open_kfid, "external_userid": openid, "fail_msgid": msgid}
        self._keep(open_kfid, {"origin": SYSTEM, "msgtype": "event", "event": inside | {"fail_type": 4}})

    def news_token(self) -> str:
        token = f"ENC{secrets.token_hex(16)}"
        self._tokens[token] = self._clock() + TOKEN_LASTS
        return token

    def read(self, open_kfid: str, *, cursor: str, token: str, limit: int) -> dict[str, Any]:
        """A page; 95007 for a token that is over, 40058 for a cursor nobody gave out."""
        if token and self._tokens.get(token, self._clock()) <= self._clock():
            raise Rejected(95007)
        begin = self._place(cursor)
        if not 0 < limit <= MOST:
            raise Rejected(40058)
        end = min(begin + limit, len(self._entries))
        oldest = self._clock() - KEPT
        page = [one for at, one in self._entries[begin:end] if at >= oldest and one["open_kfid"] == open_kfid]
        page = page[::-1] if self.shuffled else page
        listed = [one for one in page for _ in range(2)] if self.twice else page
        return {"msg_list": listed, "next_cursor": f"4gw7MepFLfgF2VC5npN{end}", "has_more": int(end < len(self._entries))}

    def answered(self, openid: str, msgid: str, *, code: str = "") -> tuple[str, bool]:
        """The msgid and whether it is new; 95001, 95002 when no answer is allowed, 95013 when the code is over."""
        msgid = msgid or secrets.token_hex(16)
        if msgid in self._sent:
            return msgid, False
        if not code:
            self._use(openid)
        self._sent[msgid] = openid
        return msgid, True

    def welcomed(self, code: str) -> str:
        """Whom the code greets."""
        openid, until = self._welcomes.pop(code, ("", self._clock()))
        if until <= self._clock():
            raise Rejected(95013)
        return openid

    def _use(self, openid: str) -> None:
        try:
            self._window.use(openid)
        except Rejected as refusal:
            raise Rejected(WINDOW[refusal.errcode]) from refusal

    def _place(self, cursor: str) -> int:
        number = cursor.removeprefix("4gw7MepFLfgF2VC5npN")
        if not cursor:
            return 0
        if not number.isdecimal() or int(number) > len(self._entries):
            raise Rejected(40058)
        return int(number)

    def _keep(self, open_kfid: str, entry: dict[str, Any]) -> str:
        msgid = secrets.token_urlsafe(24)
        now = self._clock()
        self._entries.append((now, {"msgid": msgid, "open_kfid": open_kfid, "send_time": int(now.timestamp())} | entry))
        return msgid

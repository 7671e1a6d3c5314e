"""The access token: one for all processes, fetched by one of them, given up only by whoever used it last."""

import logging
import threading
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.db import Database, upserting
from wechat.model import AccessToken
from wechat.wire import Answer, Unanswered, Unsent, Wire

log = logging.getLogger(__name__)

STABLE_TOKEN = "/cgi-bin/stable_token"  # noqa: S105 - an address
GET_TOKEN = "/cgi-bin/gettoken"  # noqa: S105 - an address
LEASE = timedelta(seconds=15)
"""Longer than one fetch may take; a process that dies with the lease holds nobody up for more than this."""
EARLY = 240
"""Seconds before its end in which a token is renewed: the platform gives out a new one in the last 300."""
BREATHER = timedelta(seconds=3)
"""After a broken line or -1."""
STANDSTILL = timedelta(seconds=60)
"""After a refusal that an operator must mend: a wrong secret, an address not allowed, a token that is never good."""
PASSING = frozenset({-1, 45011})
NEWS = timedelta(minutes=10)


class NoToken(Exception):
    """There is no token to be had now, so nothing was sent. ``errcode`` is the platform's reason, -1 a broken line."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode, self.errmsg = errcode, errmsg


@dataclass(frozen=True)
class Known:
    text: str
    until: datetime


class Tokens:
    """The stable token of one account: a row, a lease on it, and a copy in memory."""

    def __init__(self, wire: Wire, db: Database, clock: Clock, *, appid: str, secret: str) -> None:
        self._wire, self._db, self._clock = wire, db, clock
        self._appid, self._secret = appid, secret
        self._known: Known | None = None
        self._one_at_a_time = threading.Lock()

    def current(self) -> str:
        """A token believed to be good; raises ``NoToken``. One thread of all processes fetches, the others wait for it."""
        known = self._known
        if known and known.until > self._clock():
            return known.text
        with self._one_at_a_time:
            known = self._known
            if known is None or known.until <= self._clock():
                known = self._obtain()
                self._known = known
        return known.text

    def drop(self, used: str) -> None:
        """The platform refuses this token: forget it, unless somebody has put another in its place."""
        with self._one_at_a_time:
            if self._known and self._known.text == used:
                self._known = None
        with self._db.transaction() as session:
            session.execute(self._holding(used).values(token=""))

    def stand_still(self, used: str, refusal: Answer) -> None:
        """A fresh token was refused as well: nobody calls for a while, and the operator is told."""
        log.error("wechat refuses a fresh token of %s: %s %s", self._appid, refusal.errcode, refusal.errmsg)
        self.drop(used)
        with self._db.transaction() as session:
            session.execute(self._holding("").values(**_trouble(refusal.errcode, refusal.errmsg, self._clock())))

    def _obtain(self) -> Known:
        """The token of the row, or the fetched one when the lease is ours; raises ``NoToken``."""
        holder = uuid.uuid4().hex
        give_up_at = time.monotonic() + LEASE.total_seconds()
        while True:
            row = self._row_with_lease(holder)
            if row.token:
                return Known(row.token, row.expires_at or self._clock())
            if row.holder == holder:
                return self._fetched(holder)
            if time.monotonic() > give_up_at:
                raise NoToken(-1, "somebody else has been fetching the token for too long")
            time.sleep(0.05)

    def _row_with_lease(self, holder: str) -> AccessToken:
        """The row as it stands, the lease taken by ``holder`` when it was free; raises ``NoToken`` during a standstill."""
        with self._db.transaction() as session:
            row = self._locked(session)
            now = self._clock()
            if row.token and row.expires_at and row.expires_at > now:
                return row
            if row.paused_until and row.paused_until > now:
                raise NoToken(row.errcode, row.failure)
            row.token = ""
            if row.lease_until is None or row.lease_until <= now:
                row.holder, row.lease_until = holder, now + LEASE
            return row

    def _locked(self, session: Session) -> AccessToken:
        blank = {"appid": self._appid, "token": "", "holder": "", "failure": "", "errcode": 0}
        session.execute(upserting(session, AccessToken).values(blank).on_conflict_do_nothing())
        return session.get_one(AccessToken, self._appid, with_for_update=True)

    def _fetched(self, holder: str) -> Known:
        try:
            answer = self._asked()
        except (Unsent, Unanswered) as broken:
            answer = Answer(-1, str(broken), {})
        token, lasts = answer.text("access_token"), answer.data.get("expires_in")
        now = self._clock()
        if answer.errcode or not token or not isinstance(lasts, int):
            log.error("no access token for %s: %s %s", self._appid, answer.errcode, answer.errmsg)
            self._settle(holder, _trouble(answer.errcode or -1, answer.errmsg or "no token in the answer", now))
            raise NoToken(answer.errcode or -1, answer.errmsg)
        known = Known(token, now + timedelta(seconds=lasts - min(EARLY, lasts // 2)))
        self._settle(holder, {"token": token, "expires_at": known.until, "errcode": 0, "failure": "", "paused_until": None})
        log.info("fetched an access token for %s, good for %d s", self._appid, lasts)
        return known

    def _asked(self) -> Answer:
        body = {"grant_type": "client_credential", "appid": self._appid, "secret": self._secret, "force_refresh": False}
        return self._wire.post(STABLE_TOKEN, body)

    def _settle(self, holder: str, outcome: dict[str, Any]) -> None:
        """Write what came of fetching and give the lease back, if it is still ours."""
        with self._db.transaction() as session:
            session.execute(
                update(AccessToken)
                .where(AccessToken.appid == self._appid, AccessToken.holder == holder)
                .values(holder="", lease_until=None, **outcome)
            )

    def _holding(self, token: str) -> Update:
        return update(AccessToken).where(AccessToken.appid == self._appid, AccessToken.token == token)


class CorpTokens(Tokens):
    """The token of one application of a WeCom corporation: the same one to everybody while it is good."""

    def _asked(self) -> Answer:
        return self._wire.get(GET_TOKEN, {"corpid": self._appid, "corpsecret": self._secret})


def _trouble(errcode: int, errmsg: str, now: datetime) -> dict[str, Any]:
    pause = BREATHER if errcode in PASSING else STANDSTILL
    return {"errcode": errcode, "failure": errmsg[:200], "paused_until": now + pause}


def trouble(session: Session, *, now: datetime) -> str | None:
    """What keeps us from calling WeChat, in words for operators; ``None`` when all is well.

    A trouble nobody has met for ten minutes is not told: on a quiet night no call would come to prove it gone.
    """
    rows = session.scalars(select(AccessToken).where(AccessToken.errcode.not_in({0, *PASSING}))).all()
    met = [row for row in rows if row.paused_until and now - row.paused_until < NEWS]
    return "；".join(f"微信拒绝了 {row.appid}：{row.errcode} {row.failure}。{remedy(row.errcode)}" for row in met) or None


def remedy(errcode: int) -> str:
    """What an operator can do about a refused token."""
    if errcode in PASSING:
        return "过一会儿再试"
    if errcode == 60020:
        return "请把这里写出的 IP 地址加进企业微信后台的企业可信 IP"
    if errcode in {40164, 61004, 89501, 89503}:
        return "请把这里写出的 IP 地址加进公众平台的 IP 白名单"
    return "请核对 AppID（企业 ID）和密钥，并确认没有别的系统在用同一个账号"

"""Answers in 微信客服: owed in the transaction of what they answer, handed over afterwards, never twice."""

import hashlib
import logging
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.db import Database, upserting, vault_of
from app.outbox.delivery import Outcome, Verdict
from app.prepared import Prepared
from wechat.channels import handed
from wechat.client import Client
from wechat.codec import shortened
from wechat.model import KfReply

log = logging.getLogger(__name__)

SEND = "/cgi-bin/kf/send_msg"
WELCOME = "/cgi-bin/kf/send_msg_on_event"
AT_ONCE = 20
CLAIMED = timedelta(seconds=60)
"""A reply whose sender died is sent by somebody else after this; the platform drops it if it had gone out."""
WELCOME_LASTS = timedelta(seconds=20)
LASTS = timedelta(hours=48)
PAUSES = (2, 5, 15, 60, 300, 900)
"""Seconds until the next try."""
OVER = frozenset({Verdict.SENT, Verdict.ALREADY})
_ANY_DUE = Prepared(select(KfReply.id).where(KfReply.due_at <= bindparam("now")).limit(1))
"""Asked every second by every jobs process."""
AGAIN = frozenset({Verdict.RETRY, Verdict.WAIT, Verdict.UNKNOWN, Verdict.ALARM})


def msgid_for(answered: str) -> str:
    """The id of the answer to a message: the same for every try, 32 of the characters WeCom allows."""
    return hashlib.sha256(f"reply {answered}".encode()).hexdigest()[:32]


def owe(session: Session, text: str, *, answers: str, to: tuple[str, str], now: datetime, code: str = "") -> None:
    """``to`` is the person and the account; ``code`` is the welcome_code of whoever has just come in."""
    openid, open_kfid = to
    row = {
        "msgid": msgid_for(answers),
        "openid": openid,
        "open_kfid": open_kfid,
        "code": code,
        "text_sealed": vault_of(session).seal(shortened(text)),
        "owed_at": now,
        "due_at": now,
        "tries": 0,
    }
    session.execute(upserting(session, KfReply).values(row).on_conflict_do_nothing(index_elements=["msgid"]))


class Replies:
    """Hands over what is owed; any number of processes may do so at once."""

    def __init__(self, client: Client, db: Database, clock: Clock) -> None:
        self._client, self._db, self._clock = client, db, clock

    def send_due(self) -> int:
        """How many were tried."""
        tried = 0
        while True:
            batch = self._claimed()
            for reply, text in batch:
                self._settle(reply, self._sent(reply, text))
            tried += len(batch)
            if len(batch) < AT_ONCE:
                return tried

    def _claimed(self) -> list[tuple[KfReply, str]]:
        with self._db.reading() as session:  # mostly nothing is owed, and no writer need be waited for
            if _ANY_DUE.first(session, now=self._clock()) is None:
                return []
        with self._db.transaction() as session:
            now = self._clock()
            due = select(KfReply).where(KfReply.due_at <= now).order_by(KfReply.id).limit(AT_ONCE)
            rows = list(session.scalars(due.with_for_update(skip_locked=True)))
            for row in rows:
                row.due_at, row.tries = now + CLAIMED, row.tries + 1
            return [(row, vault_of(session).open(row.text_sealed)) for row in rows]

    def _sent(self, reply: KfReply, text: str) -> Outcome:
        now = self._clock()
        if now - reply.owed_at > (WELCOME_LASTS if reply.code else LASTS):
            return Outcome(verdict=Verdict.GIVE_UP, detail="too late")
        body = {"msgid": reply.msgid, "msgtype": "text", "text": {"content": text}}
        if reply.code:
            return handed(self._client, WELCOME, body | {"code": reply.code}, now=now)
        return handed(self._client, SEND, body | {"touser": reply.openid, "open_kfid": reply.open_kfid}, now=now)

    def _settle(self, reply: KfReply, outcome: Outcome) -> None:
        this = KfReply.id == reply.id
        if outcome.verdict not in AGAIN:
            if outcome.verdict not in OVER:
                log.warning("reply %d in 微信客服 given up: %s %s", reply.id, outcome.code, outcome.detail)
            with self._db.transaction() as session:
                session.execute(delete(KfReply).where(this))
            return
        seconds = max(outcome.wait_seconds or 0, PAUSES[min(reply.tries, len(PAUSES)) - 1])
        log.info("reply %d in 微信客服 once more in %d s: %s %s", reply.id, seconds, outcome.code, outcome.detail)
        with self._db.transaction() as session:
            session.execute(update(KfReply).where(this).values(due_at=self._clock() + timedelta(seconds=seconds)))

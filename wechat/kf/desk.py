"""The desk of 微信客服: reads what people wrote, page by page, has the conversation hear it, and sends the answers."""

import logging
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.chat import inbox
from app.chat.actions import hear
from app.chat.model import Inbound
from app.chat.said import Kind, Said
from app.errors import Refused, Unready
from app.house import House
from app.outbox import actions as outbox
from app.people.queries import person_known_as
from wechat.client import Client
from wechat.kf import accounts, guests, replies
from wechat.kf.accounts import Overtaken, Reading
from wechat.kf.reading import APP, SYSTEM, Arrived, in_order, said_in
from wechat.tokens import NoToken
from wechat.wire import Answer, Unanswered, Unsent

log = logging.getLogger(__name__)

SYNC = "/cgi-bin/kf/sync_msg"
CUSTOMERS = "/cgi-bin/kf/customer/batchget"
PAGE = 100
TOKEN_IS_OLD = 95007
BAD_CURSOR = frozenset({40035, 40058})
"""Invalid parameters: of ours only the cursor can go bad. All is read again, and what was heard is known by its msgid."""
MISHAP = (
    "刚才这句话系统没处理好，已经记下。请再说一遍，或回「人工」；急事请直接打电话找村里。\n生命危险请直接打120 火警119 报警110"
)


class _Failed(Exception):
    """Reading stops here and is tried again; the text is for operators."""


class Desk:
    """One beat reads every account that has news. Safe in several processes: an account is leased while it is read."""

    def __init__(self, house: House, client: Client) -> None:
        self._house, self._client = house, client
        self._replies = replies.Replies(client, house.db, house.clock)

    def look(self) -> int:
        """How many messages were read and answers tried."""
        done = 0
        while (reading := self._claimed()) is not None:
            done += self._read(reading)
        return done + self._replies.send_due()

    def _claimed(self) -> Reading | None:
        with self._house.db.reading() as session:  # most beats find nothing, and need not wait for a writer
            if not accounts.waiting(session, now=self._house.clock()):
                return None
        with self._house.db.transaction() as session:
            now = self._house.clock()
            guests.forget_old(session, now=now)
            return accounts.claim(session, uuid.uuid4().hex, now=now)

    def _read(self, reading: Reading) -> int:
        count, cursor = 0, reading.cursor
        try:
            while True:
                page = self._page(reading, cursor)
                cursor = page.text("next_cursor") or cursor
                entries = in_order(_listed(page, "msg_list"))
                self._take(reading, entries, cursor)
                count += len(entries)
                self._replies.send_due()
                if page.data.get("has_more") != 1 or not page.text("next_cursor"):
                    break
            with self._house.db.transaction() as session:
                accounts.read_to_the_end(session, reading, now=self._house.clock())
        except Overtaken:
            log.warning("微信客服 %s: somebody else reads on", reading.open_kfid)
        except (_Failed, Unready) as lack:
            self._give_up(reading, str(lack))
        except SQLAlchemyError as fault:
            self._give_up(reading, type(getattr(fault, "orig", None) or fault).__name__)
        return count

    def _give_up(self, reading: Reading, why: str) -> None:
        log.error("微信客服 %s not read: %s", reading.open_kfid, why)
        with self._house.db.transaction() as session:
            accounts.failed(session, reading, why, now=self._house.clock())

    # -- what the platform hands over ----------------------------------------------------------------------------------

    def _page(self, reading: Reading, cursor: str) -> Answer:
        answer = self._asked(reading, cursor, reading.token)
        if answer.errcode == TOKEN_IS_OLD:
            answer = self._asked(reading, cursor, "")
        if answer.errcode in BAD_CURSOR and cursor:
            log.error("微信客服 %s: the cursor is refused, three days are read again", reading.open_kfid)
            answer = self._asked(reading, "", reading.token)
        if answer.errcode:
            raise _Failed(f"{answer.errcode} {answer.errmsg}")
        return answer

    def _asked(self, reading: Reading, cursor: str, token: str) -> Answer:
        """The call that may be slow: outside any transaction."""
        body = {"cursor": cursor, "token": token, "limit": PAGE, "voice_format": 0, "open_kfid": reading.open_kfid}
        try:
            return self._client.post(SYNC, body)
        except NoToken as refusal:
            raise _Failed(f"no access token: {refusal}") from None
        except (Unsent, Unanswered) as broken:
            raise _Failed(str(broken)) from None

    def _unionids(self, entries: Sequence[Arrived]) -> Mapping[str, str]:
        """Of people never met in 微信客服; without an answer they are met without it."""
        openids = {one.openid for one in entries if one.openid and one.origin != SYSTEM}
        with self._house.db.reading() as session:
            strangers = sorted(one for one in openids if person_known_as(session, APP, one) is None)
        if not strangers:
            return {}
        try:
            answer = self._client.post(CUSTOMERS, {"external_userid_list": strangers[:100]})
        except (NoToken, Unsent, Unanswered) as broken:
            log.warning("微信客服: who they are was not told: %s", broken)
            return {}
        known = (one for one in _listed(answer, "customer_list") if isinstance(one, dict))
        pairs = ((one.get("external_userid"), one.get("unionid")) for one in known)
        return {openid: union[:64] for openid, union in pairs if isinstance(openid, str) and isinstance(union, str) and union}

    # -- what becomes of it --------------------------------------------------------------------------------------------

    def _take(self, reading: Reading, entries: Sequence[Arrived], cursor: str) -> None:
        """Each message in a transaction of its own; that of the last one moves the cursor behind them all."""
        unionids = self._unionids(entries)
        for number, one in enumerate(entries, 1):
            reached = cursor if number == len(entries) else None
            said = said_in(one, now=self._house.clock(), unionid=unionids.get(one.openid, ""))
            self._take_one(reading, one, said, reached)
        if not entries:
            with self._house.db.transaction() as session:
                accounts.hold_on(session, reading, now=self._house.clock(), cursor=cursor)

    def _take_one(self, reading: Reading, arrived: Arrived, said: Said | None, cursor: str | None) -> None:
        write = partial(self._written, reading, arrived, said=said, cursor=cursor)
        try:
            write()
        except Refused as refusal:
            write(instead=str(refusal))
        except (Overtaken, Unready, OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("message %s in 微信客服 was not understood by us: it is kept", replies.msgid_for(arrived.msgid))
            write(instead=MISHAP)

    def _written(self, reading: Reading, arrived: Arrived, *, said: Said | None, cursor: str | None, instead: str = "") -> None:
        """``instead``: the words to answer with when the conversation itself cannot."""
        with self._house.db.transaction() as session:
            if said is None:
                self._noted(session, arrived)
            elif not _known(session, said):
                self._heard(session, reading, said, instead=instead, code=_welcome_code(arrived))
            accounts.hold_on(session, reading, now=self._house.clock(), cursor=cursor)

    def _heard(self, session: Session, reading: Reading, said: Said, *, instead: str, code: str) -> None:
        now = self._house.clock()
        if instead:
            inbox.claim(session, said, now=now)
        words = instead or hear(session, said, lexicons=self._house.lexicons, now=now)
        if person_known_as(session, APP, said.openid) is None:  # they have just had themselves erased
            guests.forget(session, said.openid)
        elif said.kind is not Kind.FOLLOW:
            guests.spoke(session, said.openid, reading.open_kfid, now=said.at)
        if words:
            to = (said.openid, reading.open_kfid)
            replies.owe(session, words, answers=said.key, to=to, now=said.at if code else now, code=code)

    def _noted(self, session: Session, arrived: Arrived) -> None:
        """A message of ours that did not arrive: the next way is tried. All other events say nothing to us."""
        if arrived.event == "msg_send_fail":
            failed = str(arrived.inside.get("fail_msgid") or "")
            outbox.receipt(session, provider_id=failed, delivered=False, detail="msg_send_fail", now=self._house.clock())


def _known(session: Session, said: Said) -> bool:
    """Whether it was heard before: read again after a bad cursor, or handed over twice."""
    return session.scalar(select(Inbound.id).where(Inbound.app == said.app, Inbound.key == said.key)) is not None


def _welcome_code(arrived: Arrived) -> str:
    code = arrived.inside.get("welcome_code") if arrived.event else None
    return code[:200] if isinstance(code, str) else ""


def _listed(answer: Answer, name: str) -> list[Any]:
    found = answer.data.get(name)
    return found if isinstance(found, list) else []

"""The ways to people that WeChat offers: template, subscription and customer-service messages."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from app.config import Settings
from app.db import Database
from app.outbox.delivery import Outcome, Parcel, Verdict
from wechat import subscriptions
from wechat.client import Client
from wechat.codec import shortened
from wechat.errcodes import Rule, rule_for, wait_seconds
from wechat.tokens import NoToken
from wechat.wire import Unanswered, Unsent

log = logging.getLogger(__name__)

TEMPLATE_SEND = "/cgi-bin/message/template/send"
BIZ_SEND = "/cgi-bin/message/subscribe/bizsend"
MINI_SEND = "/cgi-bin/message/subscribe/send"
CUSTOM_SEND = "/cgi-bin/message/custom/send"

MINI_PAGE = "pages/index/index?to="
"""The page that opens whatever path is named behind it."""

NO_SUBSCRIPTION = "43101"
BAD_PAGE = "41030"
SPOKEN_WITHIN = timedelta(hours=48, minutes=-5)
"""Customer messages may answer for 48 hours; five minutes are for the way."""

NOT_USED_UP = frozenset(set(Verdict) - {Verdict.SENT, Verdict.ALREADY, Verdict.UNKNOWN})
"""After these the subscription is still there."""

NOT_REPEATED = Outcome(verdict=Verdict.UNKNOWN, detail="not repeated: the platform would not drop a second one")


def hand_over(client: Client, path: str, body: dict[str, Any], parcel: Parcel) -> Outcome:
    """One call, and what it means for the parcel."""
    return handed(client, path, body, now=parcel.claimed_at)


def handed(client: Client, path: str, body: dict[str, Any], *, now: datetime) -> Outcome:
    """One call, and what it means. Only a timeout after sending is ``UNKNOWN``."""
    try:
        answer = client.post(path, body)
    except Unanswered as silence:
        return Outcome(verdict=Verdict.UNKNOWN, detail=str(silence))
    except Unsent as broken:
        return Outcome(verdict=Verdict.RETRY, detail=str(broken))
    except NoToken as refusal:
        return _refusal(refusal.errcode, refusal.errmsg, now)
    if answer.errcode:
        return _refusal(answer.errcode, answer.errmsg, now)
    return Outcome(verdict=Verdict.SENT, provider_id=answer.text("msgid") or None)


def _refusal(errcode: int, errmsg: str, now: datetime) -> Outcome:
    rule: Rule = rule_for(errcode)
    wait = wait_seconds(rule, now=now)
    return Outcome(verdict=rule.verdict, code=str(errcode), detail=f"{rule.meaning}: {errmsg}"[:200], wait_seconds=wait)


def template_id(ids: Mapping[str, str], channel: str, kind: str) -> str:
    """Of ``WECHAT_TEMPLATES``: by ``channel.kind`` (``mini.offer``), else by ``kind``, else the kind is its own id."""
    return ids.get(f"{channel}.{kind}") or ids.get(kind, kind)


def _values(parcel: Parcel) -> dict[str, dict[str, str]]:
    """The card as WeChat wants it; its values were made to fit when they were owed."""
    return {key: {"value": str(value)} for key, value in parcel.card.items()}


class TemplateChannel:
    """模板消息 to followers of the service account; the platform drops a repeated ``client_msg_id`` for ten minutes."""

    name, app = "template", "service"

    def __init__(self, client: Client, settings: Settings) -> None:
        self._client, self._ids, self._public = client, settings.template_ids, settings.public_url.rstrip("/")

    def reaches(self, parcel: Parcel) -> bool:
        return bool(parcel.service_openid) and parcel.following

    def send(self, parcel: Parcel) -> Outcome:
        body: dict[str, Any] = {
            "touser": parcel.service_openid,
            "template_id": template_id(self._ids, self.name, parcel.kind),
            "data": _values(parcel),
            "client_msg_id": parcel.client_msg_id(self.name),
        }
        if parcel.path:
            body["url"] = self._public + parcel.path
        return hand_over(self._client, TEMPLATE_SEND, body, parcel)


class SubscribeChannel:
    """订阅通知 of the service account: one message for each 允许, by our own ledger."""

    name, app = "subscribe", "service"

    def __init__(self, client: Client, settings: Settings, db: Database) -> None:
        self._client, self._ids, self._public, self._db = client, settings.template_ids, settings.public_url.rstrip("/"), db

    def reaches(self, parcel: Parcel) -> bool:
        return bool(self._openid(parcel))

    def send(self, parcel: Parcel) -> Outcome:
        """Takes one subscription first, in a transaction of its own, and gives it back when the message did not go out."""
        template = template_id(self._ids, self.name, parcel.kind)
        row = {"app": self.app, "openid": self._openid(parcel), "template_id": template}
        if parcel.unsure_since is None:  # else the try before this one took it
            with self._db.transaction() as session:
                if not subscriptions.take_one(session, **row, now=parcel.claimed_at):
                    return Outcome(verdict=Verdict.FALL_BACK, detail="no subscription")
        outcome = self._sent(parcel, template)
        with self._db.transaction() as session:
            if outcome.code == NO_SUBSCRIPTION:
                subscriptions.refused(session, **row, now=parcel.claimed_at)
            elif outcome.verdict in NOT_USED_UP:
                subscriptions.give_back(session, **row, now=parcel.claimed_at)
        return outcome

    def _openid(self, parcel: Parcel) -> str:
        return parcel.service_openid or ""

    def _sent(self, parcel: Parcel, template: str) -> Outcome:
        body = {
            "touser": self._openid(parcel),
            "template_id": template,
            "data": _values(parcel),
            "client_msg_id": parcel.client_msg_id(self.name),
        }
        if parcel.path:
            body["page"] = self._public + parcel.path
        return hand_over(self._client, BIZ_SEND, body, parcel)


class MiniSubscribeChannel(SubscribeChannel):
    """订阅消息 of the mini-program: its openids, its ledger, and no ``client_msg_id`` to drop a repeat by."""

    name, app = "mini", "mini"

    def _openid(self, parcel: Parcel) -> str:
        return parcel.mini_openid or ""

    def _sent(self, parcel: Parcel, template: str) -> Outcome:
        if parcel.unsure_since:
            return NOT_REPEATED
        body = {"touser": self._openid(parcel), "template_id": template, "data": _values(parcel), "lang": "zh_CN"}
        if parcel.path:
            body["page"] = MINI_PAGE + quote(parcel.path, safe="")
        outcome = hand_over(self._client, MINI_SEND, body, parcel)
        if outcome.code != BAD_PAGE:
            return outcome
        log.error("the mini-program's released version has no %s", MINI_PAGE)
        return hand_over(self._client, MINI_SEND, body | {"page": ""}, parcel)


class CustomMessageChannel:
    """客服消息: plain words to whoever wrote within 48 hours, five at most; a repeat would be read twice."""

    name, app = "custom", "service"

    def __init__(self, client: Client, settings: Settings) -> None:
        self._client, self._public = client, settings.public_url.rstrip("/")

    def reaches(self, parcel: Parcel) -> bool:
        if parcel.spoke_at is None or not parcel.following:
            return False
        return bool(parcel.service_openid) and parcel.claimed_at - parcel.spoke_at < SPOKEN_WITHIN

    def send(self, parcel: Parcel) -> Outcome:
        if parcel.unsure_since:
            return NOT_REPEATED
        link = f"\n{self._public}{parcel.path}" if parcel.path else ""
        body = {"touser": parcel.service_openid, "msgtype": "text", "text": {"content": shortened(parcel.text, link)}}
        return hand_over(self._client, CUSTOM_SEND, body, parcel)

"""What WeChat tells us without anybody speaking: left, revoked, delivered, subscribed."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.chat.actions import unfollow
from app.chat.model import Inbound
from app.db import upserting
from app.outbox import actions as outbox
from wechat import subscriptions
from wechat.codec import Incoming
from wechat.reading import APP, key_of

log = logging.getLogger(__name__)

ACCEPTED = "accept"
DELIVERED = "success"

Deed = Callable[[Session, Incoming, datetime], None]


def concerns_us(message: Incoming) -> bool:
    """Whether there is anything to do; what is unknown is logged and left."""
    if message.event in DEEDS:
        return True
    log.info("wechat notice %s: nothing to do", message.event[:40])
    return False


def take(session: Session, message: Incoming, *, now: datetime) -> None:
    """Do what a notice that ``concerns_us`` asks for, once."""
    if _claimed(session, message, now):
        DEEDS[message.event](session, message, now)


def _claimed(session: Session, message: Incoming, now: datetime) -> bool:
    """Whether this is the first time: a late repeat of 取消关注 must not wipe somebody who has come back."""
    row = {"app": APP, "key": key_of(message), "kind": "notice", "at": now}
    fresh = upserting(session, Inbound).values(row).on_conflict_do_nothing().returning(Inbound.id)
    return session.execute(fresh).first() is not None


def _left(session: Session, message: Incoming, now: datetime) -> None:
    """Unfollowed: the platform obliges us to delete all of the person's information."""
    _erase(session, message.openid, now)


def _revoked(session: Session, message: Incoming, now: datetime) -> None:
    """The authorisation was withdrawn or the WeChat account closed: who it was stands in OpenID."""
    _erase(session, message.text("OpenID") or message.openid, now)


def _erase(session: Session, openid: str, now: datetime) -> None:
    subscriptions.forget(session, app=APP, openid=openid)
    unfollow(session, app=APP, openid=openid, now=now)


def _template_finished(session: Session, message: Incoming, now: datetime) -> None:
    """``Status`` is ``success``, ``failed:user block`` or ``failed: system failed``."""
    status = message.text("Status").strip()
    outbox.receipt(
        session,
        provider_id=message.text("MsgID"),
        openid=message.openid,
        delivered=status == DELIVERED,
        detail=status[:100],
        now=now,
    )


def _subscription_sent(session: Session, message: Incoming, now: datetime) -> None:
    for item in _items(message, "SubscribeMsgSentEvent"):
        outbox.receipt(
            session,
            provider_id=_text(item, "MsgID"),
            openid=message.openid,
            delivered=_text(item, "ErrorCode") == "0",
            detail=f"{_text(item, 'ErrorCode')} {_text(item, 'ErrorStatus')}"[:100],
            now=now,
        )


def _subscription_answered(session: Session, message: Incoming, now: datetime) -> None:
    for item in _items(message, "SubscribeMsgPopupEvent"):
        answer = subscriptions.allowed if _text(item, "SubscribeStatusString") == ACCEPTED else subscriptions.refused
        answer(session, app=APP, openid=message.openid, template_id=_text(item, "TemplateId"), now=now)


def _subscription_changed(session: Session, message: Incoming, now: datetime) -> None:
    """Only refusals are pushed."""
    for item in _items(message, "SubscribeMsgChangeEvent"):
        if _text(item, "SubscribeStatusString") != ACCEPTED:
            subscriptions.refused(session, app=APP, openid=message.openid, template_id=_text(item, "TemplateId"), now=now)


DEEDS: Mapping[str, Deed] = {
    "unsubscribe": _left,
    "user_authorization_revoke": _revoked,
    "user_authorization_cancellation": _revoked,
    "templatesendjobfinish": _template_finished,
    "subscribe_msg_sent_event": _subscription_sent,
    "subscribe_msg_popup_event": _subscription_answered,
    "subscribe_msg_change_event": _subscription_changed,
}


def _items(message: Incoming, wrapper: str) -> list[Mapping[str, Any]]:
    """The listed items: one comes as an object, several as a list."""
    inside = message.fields.get(wrapper)
    listed = inside.get("List") if isinstance(inside, Mapping) else None
    items = listed if isinstance(listed, list) else [listed]
    return [item for item in items if isinstance(item, Mapping)]


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""

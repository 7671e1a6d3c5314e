"""微信客服 over HTTP: the corporation's token, what people wrote, and what they are answered."""

import re
from collections.abc import Mapping
from typing import Any

from simulator.answers import OK, Call, Rejected, require_object, require_text, whole_number
from simulator.api.endpoint import get, post
from simulator.chats import Side
from simulator.corp import Corporation
from simulator.platform import Platform

MSGID = re.compile(r"[0-9A-Za-z_-]{0,32}")
LONGEST = 2048


def token(platform: Platform, call: Call) -> Mapping[str, Any]:
    corp = _corp(platform)
    if call.query.get("corpid") != corp.corpid:
        raise Rejected(40013)
    if call.query.get("corpsecret") != corp.kf_secret:
        raise Rejected(40001)
    text, expires_in = platform.tokens.stable(corp.corpid, force_refresh=False)
    return OK | {"access_token": text, "expires_in": expires_in}


def accounts(platform: Platform, call: Call) -> Mapping[str, Any]:
    corp = _ours(platform, call)
    listed = {"open_kfid": corp.open_kfid, "name": corp.name, "avatar": "", "manage_privilege": True}
    return OK | {"account_list": [listed]}


def sync(platform: Platform, call: Call) -> Mapping[str, Any]:
    corp = _ours(platform, call)
    _of_ours(corp, require_text(call.body, "open_kfid"))
    cursor, said = str(call.body.get("cursor") or ""), str(call.body.get("token") or "")
    limit = whole_number(call.body, "limit", 1000)
    return OK | platform.desk.read(corp.open_kfid, cursor=cursor, token=said, limit=limit)


def send(platform: Platform, call: Call) -> Mapping[str, Any]:
    corp = _ours(platform, call)
    _of_ours(corp, require_text(call.body, "open_kfid"))
    openid = require_text(call.body, "touser")
    if not openid.startswith("wm"):
        raise Rejected(40096)
    return _answered(platform, call, openid)


def welcome(platform: Platform, call: Call) -> Mapping[str, Any]:
    _ours(platform, call)
    code = require_text(call.body, "code")
    return _answered(platform, call, platform.desk.welcomed(code), code=code)


def customers(platform: Platform, call: Call) -> Mapping[str, Any]:
    corp = _ours(platform, call)
    asked = call.body.get("external_userid_list")
    if not isinstance(asked, list) or not 0 < len(asked) <= 100:
        raise Rejected(40058)
    known = {corp.external_userid(person.name): person for person in platform.people}
    listed = [
        {"external_userid": one, "nickname": known[one].name, "avatar": "", "gender": 0, "unionid": known[one].unionid}
        for one in asked
        if one in known
    ]
    return OK | {"customer_list": listed, "invalid_external_userid": [one for one in asked if one not in known]}


def _answered(platform: Platform, call: Call, openid: str, *, code: str = "") -> Mapping[str, Any]:
    if call.body.get("msgtype") != "text":
        raise Rejected(40008)
    text, msgid = require_text(require_object(call.body, "text"), "content"), str(call.body.get("msgid") or "")
    if len(text.encode()) > LONGEST or not MSGID.fullmatch(msgid):
        raise Rejected(40058)
    msgid, fresh = platform.desk.answered(openid, msgid, code=code)
    if fresh:
        platform.chats.add(openid, Side.THEIRS, "text", text, pushed=True)
    return OK | {"msgid": msgid}


def _corp(platform: Platform) -> Corporation:
    if platform.corp is None:
        raise Rejected(40013)
    return platform.corp


def _ours(platform: Platform, call: Call) -> Corporation:
    """The corporation, once the token is proven to be its own."""
    corp = _corp(platform)
    if call.appid != corp.corpid:
        raise Rejected(40014)
    return corp


def _of_ours(corp: Corporation, open_kfid: str) -> None:
    if open_kfid != corp.open_kfid:
        raise Rejected(95000)


ENDPOINTS = {
    "/cgi-bin/gettoken": get(token, needs_token=False),
    "/cgi-bin/kf/account/list": post(accounts),
    "/cgi-bin/kf/sync_msg": post(sync),
    "/cgi-bin/kf/send_msg": post(send),
    "/cgi-bin/kf/send_msg_on_event": post(welcome),
    "/cgi-bin/kf/customer/batchget": post(customers),
}

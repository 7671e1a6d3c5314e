"""Followers and QR codes over HTTP."""

import secrets
from collections.abc import Mapping
from typing import Any

from simulator import pictures
from simulator.answers import Blob, Call, Rejected, require_object, require_text, whole_number
from simulator.api.endpoint import get, post
from simulator.platform import Platform

PAGE = 10_000
LONGEST = 2_592_000
SCENES = {"QR_SCENE": "scene_id", "QR_STR_SCENE": "scene_str", "QR_LIMIT_SCENE": "scene_id", "QR_LIMIT_STR_SCENE": "scene_str"}


def info(platform: Platform, call: Call) -> Mapping[str, Any]:
    openid = call.query.get("openid", "")
    person = platform.people.holding(openid)
    if person.openid != openid:
        raise Rejected(40003)
    if not person.following or person.followed_at is None:
        return {"subscribe": int(person.following), "openid": openid, "tagid_list": []}
    scanned = bool(person.scene)
    return {
        "subscribe": 1,
        "openid": openid,
        "language": "zh_CN",
        "subscribe_time": int(person.followed_at.timestamp()),
        "unionid": person.unionid,
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE" if scanned else "ADD_SCENE_SEARCH",
        "qr_scene": int(person.scene) if person.scene.isdecimal() else 0,
        "qr_scene_str": "" if person.scene.isdecimal() else person.scene,
    }


def followers(platform: Platform, call: Call) -> Mapping[str, Any]:
    openids = [person.openid for person in platform.people if person.following]
    after = call.query.get("next_openid", "")
    start = openids.index(after) + 1 if after in openids else 0
    page = openids[start : start + PAGE]
    answer: dict[str, Any] = {"total": len(openids), "count": len(page), "next_openid": page[-1] if page else ""}
    return answer | ({"data": {"openid": page}} if page else {})


def make_qrcode(platform: Platform, call: Call) -> Mapping[str, Any]:
    action = require_text(call.body, "action_name")
    if action not in SCENES:
        raise Rejected(47001, "data format error hint: [action_name]")
    scene = require_object(require_object(call.body, "action_info"), "scene").get(SCENES[action])
    if not scene or len(str(scene)) > 64:
        raise Rejected(40129)
    ticket = "gQ" + secrets.token_urlsafe(60)
    platform.scenes[ticket] = str(scene)
    answer: dict[str, Any] = {"ticket": ticket, "url": f"http://weixin.qq.com/q/{secrets.token_urlsafe(16)}"}
    if not action.startswith("QR_LIMIT"):
        answer["expire_seconds"] = min(whole_number(call.body, "expire_seconds", 60), LONGEST)
    return answer


def show_qrcode(platform: Platform, call: Call) -> Blob:
    """The picture behind a ticket; anybody may ask for it, as at mp.weixin.qq.com."""
    scene = platform.scenes.get(call.query.get("ticket", ""))
    if scene is None:
        raise Rejected(40129)
    return pictures.code(f"{platform.account.original_id}#{scene}", "showqrcode.png")


ENDPOINTS = {
    "/cgi-bin/user/info": get(info),
    "/cgi-bin/user/get": get(followers),
    "/cgi-bin/qrcode/create": post(make_qrcode),
    "/cgi-bin/showqrcode": get(show_qrcode, needs_token=False),
}

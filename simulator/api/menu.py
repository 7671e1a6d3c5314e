"""The menu under the chat, over HTTP."""

from collections.abc import Mapping
from typing import Any

from simulator.answers import OK, Call, Rejected
from simulator.api.endpoint import get, post
from simulator.platform import Platform

NEEDS = {"click": "key", "view": "url", "miniprogram": "pagepath"}
PLAIN = {"scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"}
MOST, MOST_UNDER = 3, 5


def create(platform: Platform, call: Call) -> Mapping[str, Any]:
    buttons = call.body.get("button")
    _check(buttons, most=MOST, bytes_each=16)
    platform.menu = {"button": buttons}
    platform.feed.add("menu", platform.menu)
    return OK


def read(platform: Platform, call: Call) -> Mapping[str, Any]:
    if platform.menu is None:
        raise Rejected(46003)
    return {"menu": platform.menu}


def delete(platform: Platform, call: Call) -> Mapping[str, Any]:
    platform.menu = None
    platform.feed.add("menu", {"button": []})
    return OK


def _check(buttons: Any, *, most: int, bytes_each: int) -> None:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= most:
        raise Rejected(40016)
    for button in buttons:
        name = button.get("name") if isinstance(button, dict) else None
        if not name or len(str(name).encode()) > bytes_each:
            raise Rejected(40018)
        under = button.get("sub_button")
        if under:
            _check(under, most=MOST_UNDER, bytes_each=60)
            continue
        kind = button.get("type")
        if kind not in NEEDS.keys() | PLAIN or not button.get(NEEDS.get(kind, "key")):
            raise Rejected(40017)


ENDPOINTS = {
    "/cgi-bin/menu/create": post(create),
    "/cgi-bin/menu/get": get(read),
    "/cgi-bin/menu/delete": get(delete),
}

"""What the mini-program's server asks: log-in, phone number, codes and links."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from simulator import pictures
from simulator.answers import OK, Blob, Call, Rejected, require_text, whole_number
from simulator.api.endpoint import get, post
from simulator.codes import session_key
from simulator.platform import Platform

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
LONGEST_DAYS = 30


def log_in(platform: Platform, call: Call) -> Mapping[str, Any]:
    platform.check_credentials(call.query.get("appid", ""), call.query.get("secret", ""))
    if call.query.get("appid") != platform.mini.appid:
        raise Rejected(40013)
    if call.query.get("grant_type") != "authorization_code":
        raise Rejected(40002)
    openid = platform.codes.redeem(call.query.get("js_code", ""))
    unionid = platform.people.holding(openid).unionid
    key = platform.session_keys[openid] = session_key()
    return {"openid": openid, "session_key": key, "unionid": unionid}


def phone_number(platform: Platform, call: Call) -> Mapping[str, Any]:
    number = platform.codes.redeem(require_text(call.body, "code"))
    if not number.isdecimal():
        raise Rejected(40029)  # a login code is no phone code
    watermark = {"timestamp": int(platform.clock().timestamp()), "appid": platform.mini.appid}
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86", "watermark": watermark}
    return OK | {"phone_info": info}


def code_image(platform: Platform, call: Call) -> Blob:
    scene = str(call.body.get("scene") or "")
    if not SCENE.fullmatch(scene):
        raise Rejected(40129)
    if str(call.body.get("page") or "").startswith("/"):
        raise Rejected(41030)
    return pictures.code(f"{platform.mini.appid}?scene={scene}", "wxacode.png")


def url_link(platform: Platform, call: Call) -> Mapping[str, Any]:
    if len(str(call.body.get("query") or "")) > 1024:
        raise Rejected(40212)
    if whole_number(call.body, "expire_interval", 1) > LONGEST_DAYS:
        raise Rejected(85093)
    return OK | {"url_link": f"https://wxaurl.cn/{secrets.token_urlsafe(8)}"}


def check_text(platform: Platform, call: Call) -> Mapping[str, Any]:
    require_text(call.body, "content")
    return OK | {"result": {"suggest": "pass", "label": 100}, "detail": [], "trace_id": secrets.token_hex(8)}


ENDPOINTS = {
    "/sns/jscode2session": get(log_in, needs_token=False),
    "/wxa/business/getuserphonenumber": post(phone_number),
    "/wxa/getwxacodeunlimit": post(code_image),
    "/wxa/generate_urllink": post(url_link),
    "/wxa/msg_sec_check": post(check_text),
}

"""Access tokens over HTTP."""

from collections.abc import Mapping
from typing import Any

from simulator.answers import Call, Rejected
from simulator.api.endpoint import get, post
from simulator.platform import Platform


def classic(platform: Platform, call: Call) -> Mapping[str, Any]:
    appid = _credentials(platform, call.query)
    token, expires_in = platform.tokens.classic(appid)
    return {"access_token": token, "expires_in": expires_in}


def stable(platform: Platform, call: Call) -> Mapping[str, Any]:
    appid = _credentials(platform, call.body)
    token, expires_in = platform.tokens.stable(appid, force_refresh=call.body.get("force_refresh") is True)
    return {"access_token": token, "expires_in": expires_in}


def clear_quota(platform: Platform, call: Call) -> Mapping[str, Any]:
    if call.body.get("appid") != call.appid:
        raise Rejected(40013)
    return {"errcode": 0, "errmsg": "ok"}


def _credentials(platform: Platform, given: Mapping[str, Any]) -> str:
    if given.get("grant_type") != "client_credential":
        raise Rejected(40002)
    return platform.check_credentials(str(given.get("appid", "")), str(given.get("secret", "")))


ENDPOINTS = {
    "/cgi-bin/token": get(classic, needs_token=False),
    "/cgi-bin/stable_token": post(stable, needs_token=False),
    "/cgi-bin/clear_quota": post(clear_quota),
}

"""The mini-program's login: a code from wx.login becomes our own session token; the session_key is kept sealed."""

import logging
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.api.session import LASTS, issue
from app.house import House
from app.people.actions import keep_session_key, meet
from wechat.errcodes import LOGIN, LOGIN_AGAIN, LOGIN_UNAVAILABLE, Denied
from wechat.wire import Answer, Unanswered, Unsent, Wire

log = logging.getLogger(__name__)

PATH = "/api/v1/login"
JSCODE2SESSION = "/sns/jscode2session"
APP = "mini"
LARGEST_BODY = 4096
LONGEST_CODE = 128
LONGEST_KEY = 64


def blueprint(house: House, wire: Wire) -> Blueprint:
    """``POST /api/v1/login`` with ``{"code": "…"}``."""
    door = Blueprint("wechat_login", __name__)

    @door.post(PATH)
    def log_in() -> Response:
        code = _code()
        if not isinstance(code, str):
            return _denied(code)
        known = _known_to_wechat(house, wire, code)
        return _denied(known) if isinstance(known, Denied) else _welcomed(house, known)

    return door


def _code() -> str | Denied:
    request.max_content_length = LARGEST_BODY
    try:
        body: Any = request.get_json(silent=True)
    except RequestEntityTooLarge:
        return Denied(413, "请求太大了")
    code = body.get("code") if isinstance(body, dict) else None
    if not isinstance(code, str) or not (0 < len(code) <= LONGEST_CODE and code.isascii() and code.isprintable()):
        return LOGIN_AGAIN
    return code


def _known_to_wechat(house: House, wire: Wire, code: str) -> Answer | Denied:
    """Who WeChat says it is. Asked without an access token, so that people can log in while tokens are in trouble."""
    settings = house.settings
    if not (settings.miniapp_appid and settings.miniapp_secret):
        log.error("login asked for, but MINIAPP_APPID or MINIAPP_SECRET is not set")
        return LOGIN_UNAVAILABLE
    query = {
        "appid": settings.miniapp_appid,
        "secret": settings.miniapp_secret,
        "js_code": code,
        "grant_type": "authorization_code",
    }
    try:
        answer = wire.get(JSCODE2SESSION, query)
    except (Unsent, Unanswered) as broken:
        log.warning("login: %s", broken)
        return LOGIN_UNAVAILABLE
    if answer.errcode == 0 and answer.text("openid"):
        return answer
    log.warning("login refused by wechat: %s", answer.errcode)
    return LOGIN.get(answer.errcode, LOGIN_UNAVAILABLE)


def _welcomed(house: House, known: Answer) -> Response:
    now = house.clock()
    with house.db.transaction() as session:
        person = meet(
            session,
            app=APP,
            openid=known.text("openid"),
            unionid=known.text("unionid") or None,
            county=house.lexicons.home(session).county,
            now=now,
        )
        person_id = person.id
        keep_session_key(session, app=APP, openid=known.text("openid"), key=known.text("session_key")[:LONGEST_KEY])
    token = issue(house.settings.secret_key, person_id, now=now)
    return jsonify(token=token, person_id=person_id, expires_in=int(LASTS.total_seconds()))


def _denied(why: Denied) -> Response:
    response = jsonify(message=why.words)
    response.status_code = why.status
    return response

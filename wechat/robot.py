"""The group robot of WeCom (智能机器人): a colleague mentions it under a neighbour's words, and it answers within a second."""

import json
import logging
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from app.chat.actions import hear, look_ahead
from app.chat.said import GroupLine, Kind, Said
from app.chat.turn import Aids
from app.errors import Refused, Unready
from app.house import House
from app.patterns import regex
from wechat.callback import plain
from wechat.codec import ILLEGAL_IN_XML, Codec, shortened
from wechat.corp import CorpDoor, json_envelope, json_object

log = logging.getLogger(__name__)

PATH = "/wechat/robot"
APP = "robot"
LONGEST_TEXT = 4000
PATIENCE = sql("SELECT set_config('lock_timeout', '300', true), set_config('statement_timeout', '700', true)")
"""Milliseconds (PostgreSQL): WeCom waits one second."""
SQLITE_PATIENCE = 0.6
MENTION = regex(r"@\S{1,40}(?:[\s\u2005]+|$)")
KINDS = {"text": Kind.TEXT, "mixed": Kind.TEXT, "image": Kind.IMAGE, "voice": Kind.VOICE, "video": Kind.VIDEO}
SILENT = frozenset({"stream"})
"""WeCom asks whether a reply goes on: ours are whole."""
AWAY = "刚才太忙了，没记下来。请再 @ 我说一遍。"


def blueprint(house: House) -> Blueprint:
    """``GET|POST /wechat/robot``."""
    settings = house.settings
    codec = None
    if settings.wecom_robot_token and settings.wecom_robot_aes_key:
        codec = Codec(token=settings.wecom_robot_token, aes_key=settings.wecom_robot_aes_key, appid="", nobodys=True)
    door = CorpDoor(codec, house.clock)
    edge = Blueprint("wechat_robot", __name__)

    def taken(codec: Codec, text: str) -> Response:
        return _answered(house, codec, json_object(text))

    @edge.get(PATH)
    def greet() -> Response:
        return door.greet()

    @edge.post(PATH)
    def listen() -> Response:
        return door.listen(json_envelope, taken)

    return edge


def _answered(house: House, codec: Codec, message: Mapping[str, Any]) -> Response:
    now = house.clock()
    said = said_in(message, now=now)
    if said is None:
        return plain("")
    try:
        words = _heard(house, said, now)
    except Refused as refusal:
        words = str(refusal)
    except (Unready, SQLAlchemyError) as fault:
        log.error("message to the robot not taken: %s", type(getattr(fault, "orig", None) or fault).__name__)
        words = AWAY
    if not words:
        return plain("")
    return Response(_sealed(codec, _reply(shortened(words), said), now), mimetype="application/json")


def _heard(house: House, said: Said, now: datetime) -> str:
    looked = look_ahead(said, lexicons=house.lexicons, now=now)
    with house.db.transaction(sqlite_patience=SQLITE_PATIENCE) as session:
        if not house.db.is_sqlite:
            session.execute(PATIENCE)
        return hear(session, said, lexicons=house.lexicons, now=now, aids=Aids(looked=looked))


def said_in(message: Mapping[str, Any], *, now: datetime) -> Said | None:
    """What somebody told the robot. Words it was shown by a quote are a line of the group's talk, not the writer's own."""
    msgid, userid = _text(message, "msgid")[:160], _text(_object(message.get("from")), "userid")[:64]
    kind = _text(message, "msgtype")
    if not msgid or not userid or kind in SILENT:
        return None
    if kind == "event":
        entered = _text(_object(message.get("event")), "eventtype") == "enter_chat"
        return Said(app=APP, openid=userid, key=msgid, kind=Kind.FOLLOW, at=now) if entered else None
    own, quoted = _own_words(message, kind), _words(_object(message.get("quote")))
    lines = tuple(line for line in (GroupLine("", quoted, now), GroupLine(userid, own, now)) if line.text) if quoted else ()
    return Said(
        app=APP,
        openid=userid,
        key=msgid,
        kind=Kind.RECORD if quoted else KINDS.get(kind, Kind.UNSUPPORTED),
        at=now,
        text="\n".join(line.text for line in lines) if lines else own,
        lines=lines,
    )


def _own_words(message: Mapping[str, Any], kind: str) -> str:
    words = _words(message)
    return MENTION.sub("", words, count=1).strip() if kind in {"text", "mixed"} else words


def _words(message: Mapping[str, Any]) -> str:
    """Of a text, the words; of a mixture, those of its texts; of anything else, what WeCom made of a voice."""
    mixed = message.get("mixed")
    if isinstance(mixed, str):
        try:
            mixed = json.loads(mixed)
        except (ValueError, RecursionError):
            mixed = None
    items = _object(mixed).get("msg_item")
    parts = [_object(one) for one in items] if isinstance(items, list) else [message]
    texts = (_text(_object(part.get(kind)), "content") for part in parts for kind in ("text", "voice"))
    return "\n".join(filter(None, texts)).strip()[:LONGEST_TEXT]


def _reply(words: str, said: Said) -> dict[str, Any]:
    """Whoever comes in is greeted by a text; everything else must be answered by a stream, ours being over at once."""
    if said.kind is Kind.FOLLOW:
        return {"msgtype": "text", "text": {"content": words}}
    return {"msgtype": "stream", "stream": {"id": os.urandom(8).hex(), "finish": True, "content": words}}


def _sealed(codec: Codec, reply: Mapping[str, Any], now: datetime) -> str:
    encrypted = codec.encrypt(json.dumps(reply, ensure_ascii=False))
    timestamp, nonce = int(now.timestamp()), os.urandom(8).hex()
    signature = codec.signature(str(timestamp), nonce, encrypted)
    return json.dumps({"encrypt": encrypted, "msgsignature": signature, "timestamp": timestamp, "nonce": nonce})


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return ILLEGAL_IN_XML.sub("", value) if isinstance(value, str) else ""

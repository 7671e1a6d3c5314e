"""The callback of 微信客服: notes that there is something to read, and answers at once; reading is the jobs' work."""

import logging

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from app.house import House
from wechat.callback import NOTHING, SQLITE_PATIENCE, plain
from wechat.codec import Codec, Malformed
from wechat.corp import CorpDoor, xml_envelope, xml_fields
from wechat.kf import accounts

log = logging.getLogger(__name__)

PATH = "/wechat/kf"
NEWS = "kf_msg_or_event"
LONGEST_ID = 64


def blueprint(house: House) -> Blueprint:
    """``GET|POST /wechat/kf``."""
    settings = house.settings
    codec = None
    if settings.wecom_corpid and settings.wecom_kf_token and settings.wecom_kf_aes_key:
        codec = Codec(token=settings.wecom_kf_token, aes_key=settings.wecom_kf_aes_key, appid=settings.wecom_corpid)
    door = CorpDoor(codec, house.clock)
    edge = Blueprint("wechat_kf", __name__)

    def taken(_codec: Codec, text: str) -> Response:
        return _noted(house, xml_fields(text))

    @edge.get(PATH)
    def greet() -> Response:
        return door.greet()

    @edge.post(PATH)
    def listen() -> Response:
        return door.listen(xml_envelope, taken)

    return edge


def _noted(house: House, fields: dict[str, str]) -> Response:
    """ "Look now", in one short transaction; anything but 200 makes WeCom ask again."""
    if fields.get("Event") != NEWS:
        log.info("wecom notice %s: nothing to do", fields.get("Event", "")[:40])
        return plain(NOTHING)
    open_kfid, token = fields.get("OpenKfId", ""), fields.get("Token", "")
    if not 0 < len(open_kfid) <= LONGEST_ID:
        raise Malformed("the event names no account")
    try:
        with house.db.transaction(sqlite_patience=SQLITE_PATIENCE) as session:
            accounts.look_now(session, open_kfid, token=token, now=house.clock())
    except SQLAlchemyError as fault:
        log.error("news of 微信客服 not noted: %s", type(getattr(fault, "orig", None) or fault).__name__)
        return plain("", 503)
    return plain(NOTHING)

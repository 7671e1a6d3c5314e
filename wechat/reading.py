"""What a message from WeChat is to us: something said, or a notice; and the key by which a repeat is known."""

import hashlib
from datetime import UTC, datetime, timedelta
from math import isfinite

from app.chat.said import Kind, Said
from wechat.codec import Incoming

APP = "service"
UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
"""What WeChat puts in place of stickers, name cards and forwarded records."""

LONGEST_TEXT = 4000
LATE = timedelta(minutes=10)

KINDS = {
    "text": Kind.TEXT,
    "voice": Kind.VOICE,
    "image": Kind.IMAGE,
    "video": Kind.VIDEO,
    "shortvideo": Kind.VIDEO,
    "location": Kind.LOCATION,
    "link": Kind.LINK,
}
SPOKEN_EVENTS = {
    "subscribe": Kind.FOLLOW,
    "subscribe_scan": Kind.FOLLOW,  # so wechatpy calls a follow by QR code, its scene freed of ``qrscene_``
    "subscribe_scan_product": Kind.FOLLOW,
    "scan": Kind.SCAN,
    "click": Kind.MENU,
}


def said_in(message: Incoming, *, now: datetime) -> Said | None:
    """What somebody said or did towards us, or ``None`` when the message is only a notice to the service."""
    kind = _kind_of(message)
    if kind is None:
        return None
    lat, lon = _position(message) if kind is Kind.LOCATION else (None, None)
    return Said(
        app=APP,
        openid=message.openid,
        key=key_of(message),
        kind=kind,
        at=_spoken_at(message, now),
        text=_text_of(message, kind)[:LONGEST_TEXT],
        media_id=message.text("MediaId16K") or message.text("MediaId"),  # the 16 kHz copy is the one a machine understands
        sent_media_id=message.text("MediaId") if kind is Kind.VOICE else "",
        lat=lat,
        lon=lon,
    )


def key_of(message: Incoming) -> str:
    """The same for every repeat, another for everything else; holds no openid, for it outlives an erased person.

    Messages have a MsgId. Events have none (wechatpy says 0), and CreateTime counts whole seconds, so an event is known
    by who, when, which, and what it was about.
    """
    msg_id = message.text("MsgId")
    if msg_id.strip("0"):
        return msg_id[:40]
    about = (message.text(name) for name in ("EventKey", "Ticket", "MsgID", "Content", "MediaId"))
    parts = (message.openid, message.created, message.type, message.event, *about, _listed(message))
    return "e" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def _listed(message: Incoming) -> str:
    """The body of a subscription event: the same second may bring several."""
    return "".join(str(value) for name, value in message.fields.items() if name.startswith("SubscribeMsg"))


def _kind_of(message: Incoming) -> Kind | None:
    if message.type == "event":
        return SPOKEN_EVENTS.get(message.event)
    if message.type == "text" and message.text("Content").strip() == UNSUPPORTED:
        return Kind.UNSUPPORTED
    return KINDS.get(message.type, Kind.UNSUPPORTED)


def _text_of(message: Incoming, kind: Kind) -> str:
    match kind:
        case Kind.TEXT:
            return message.text("Content")
        case Kind.VOICE:
            return message.text("Recognition").strip()
        case Kind.LOCATION:
            return message.text("Label")
        case Kind.LINK:
            return "\n".join(filter(None, (message.text(name) for name in ("Title", "Description", "Url"))))
        case Kind.SCAN | Kind.MENU:
            return message.text("EventKey")
        case Kind.FOLLOW if message.event == "subscribe_scan":
            return message.text("EventKey")
    return ""


def _spoken_at(message: Incoming, now: datetime) -> datetime:
    """When they pressed send, by WeChat's clock; ours when that is out of reason."""
    created = message.created
    if not (created.isascii() and created.isdigit() and len(created) <= 11):
        return now
    at = datetime.fromtimestamp(int(created), UTC)
    return min(at, now) if abs(now - at) <= LATE else now


def _position(message: Incoming) -> tuple[float | None, float | None]:
    """Latitude is X and longitude is Y: WeChat's names, not ours."""
    try:
        lat, lon = float(message.text("Location_X")), float(message.text("Location_Y"))
    except ValueError:
        return None, None
    usable = isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    return (lat, lon) if usable else (None, None)

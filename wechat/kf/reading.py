"""What a message in 微信客服 is to us: something said, a forwarded record line by line, or somebody coming in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from app.chat.said import GroupLine, Kind, Said
from wechat.codec import ILLEGAL_IN_XML

APP = "kf"
GUEST, SYSTEM = 3, 4
"""``origin``: the person, and the platform itself. What colleagues wrote by hand (5) is not for us."""
LONGEST_TEXT = 4000
LONGEST_LINE = 2000
MOST_LINES = 600
DEEPEST = 3
"""Records forwarded inside records inside records."""
KINDS = {
    "text": Kind.TEXT,
    "voice": Kind.VOICE,
    "image": Kind.IMAGE,
    "video": Kind.VIDEO,
    "location": Kind.LOCATION,
    "link": Kind.LINK,
    "merged_msg": Kind.RECORD,
}
PLACES = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "file": "[文件]", "location": "[位置]", "link": "[链接]"}
"""What stands for a forwarded line that has no words."""


@dataclass(frozen=True)
class Arrived:
    """One entry of what was read."""

    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        return _text(self.fields, name)

    @property
    def msgid(self) -> str:
        return self.text("msgid")[:160]

    @property
    def kind(self) -> str:
        return self.text("msgtype")

    @property
    def origin(self) -> int:
        origin = self.fields.get("origin")
        return origin if isinstance(origin, int) else 0

    @property
    def inside(self) -> Mapping[str, Any]:
        """What stands under the name of its kind."""
        return _object(self.fields.get(self.kind))

    @property
    def openid(self) -> str:
        return (self.text("external_userid") or _text(self.inside, "external_userid"))[:64]

    @property
    def event(self) -> str:
        return _text(self.inside, "event_type") if self.kind == "event" else ""

    def sent_at(self, now: datetime) -> datetime:
        return min(_moment(self.fields.get("send_time")) or now, now)


def in_order(entries: list[Any]) -> list[Arrived]:
    """What was said first comes first, whatever order it was handed over in."""
    arrived = [Arrived(one) for one in entries if isinstance(one, Mapping)]
    return sorted(arrived, key=lambda one: _moment(one.fields.get("send_time")) or datetime.max.replace(tzinfo=UTC))


def said_in(arrived: Arrived, *, now: datetime, unionid: str = "") -> Said | None:
    """What somebody said or did towards us; ``None`` for everything else."""
    if not arrived.msgid or not arrived.openid:
        return None
    kind = _kind_of(arrived)
    if kind is None:
        return None
    inside = arrived.inside
    lines = tuple(lines_of(inside)) if kind is Kind.RECORD else ()
    lat, lon = _position(inside) if kind is Kind.LOCATION else (None, None)
    return Said(
        app=APP,
        openid=arrived.openid,
        key=arrived.msgid,
        kind=kind,
        at=arrived.sent_at(now),
        text=_words(kind, inside, lines)[:LONGEST_TEXT],
        media_id=_text(inside, "media_id")[:200],
        lat=lat,
        lon=lon,
        unionid=unionid,
        lines=lines,
        title=_text(inside, "title")[:80] if kind is Kind.RECORD else "",
    )


def lines_of(merged: Mapping[str, Any], depth: int = 1) -> Iterator[GroupLine]:
    """The lines of a record, those of records inside it in their place; at most 600."""
    listed = merged.get("item")
    count = 0
    for item in listed if isinstance(listed, list) else []:
        for line in _lines_in(_object(item), depth):
            if count == MOST_LINES:
                return
            count += 1
            yield line


def _lines_in(item: Mapping[str, Any], depth: int) -> Iterator[GroupLine]:
    """``msg_content`` is JSON in a string, or the object itself; what it is under the kind's name, or bare."""
    kind = _text(item, "msgtype")
    content = _content(item.get("msg_content"))
    inside = _object(content.get(kind)) or content
    if kind == "merged_msg":
        if depth < DEEPEST:
            yield from lines_of(inside, depth + 1)
        return
    words = _text(inside, "content") if kind == "text" else PLACES.get(kind, "")
    yield GroupLine(_text(item, "sender_name")[:60], words[:LONGEST_LINE], _moment(item.get("send_time")))


def _content(given: Any) -> Mapping[str, Any]:
    if not isinstance(given, str):
        return _object(given)
    try:
        return _object(json.loads(given))
    except (ValueError, RecursionError):
        return {"content": given}


def _kind_of(arrived: Arrived) -> Kind | None:
    if arrived.kind == "event":
        return Kind.FOLLOW if arrived.event == "enter_session" and _text(arrived.inside, "welcome_code") else None
    return KINDS.get(arrived.kind, Kind.UNSUPPORTED) if arrived.origin == GUEST else None


def _words(kind: Kind, inside: Mapping[str, Any], lines: tuple[GroupLine, ...]) -> str:
    match kind:
        case Kind.TEXT:
            return _text(inside, "content")
        case Kind.LOCATION:
            return _text(inside, "name") or _text(inside, "address")
        case Kind.LINK:
            return "\n".join(filter(None, (_text(inside, name) for name in ("title", "desc", "url"))))
        case Kind.RECORD:
            return "\n".join(f"{line.speaker}：{line.text}" for line in lines if line.text)
        case Kind.FOLLOW:
            return _text(inside, "scene")[:80]
    return ""


def _position(inside: Mapping[str, Any]) -> tuple[float | None, float | None]:
    lat, lon = inside.get("latitude"), inside.get("longitude")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None, None
    usable = isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    return (float(lat), float(lon)) if usable else (None, None)


def _moment(seconds: Any) -> datetime | None:
    """Seconds since 1970 as a number or digits; ``None`` for anything else."""
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit():
        seconds = int(seconds[:12])
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(fields: Mapping[str, Any], name: str) -> str:
    """Without what XML and databases cannot hold: no villager typed it."""
    value = fields.get(name)
    return ILLEGAL_IN_XML.sub("", value) if isinstance(value, str) else ""

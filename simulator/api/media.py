"""Temporary media over HTTP."""

from collections.abc import Mapping
from typing import Any

from simulator.answers import Blob, Call, Rejected
from simulator.api.endpoint import get, post
from simulator.platform import Platform

LARGEST = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}


def upload(platform: Platform, call: Call) -> Mapping[str, Any]:
    kind, blob = call.query.get("type", ""), call.files.get("media")
    if kind not in LARGEST:
        raise Rejected(40004)
    if blob is None or not blob.content or len(blob.content) > LARGEST[kind]:
        raise Rejected(41005)
    return {"type": kind, "media_id": platform.media.keep(blob), "created_at": int(platform.clock().timestamp())}


def download(platform: Platform, call: Call) -> Blob:
    return platform.media.fetch(call.query.get("media_id", ""))


ENDPOINTS = {
    "/cgi-bin/media/upload": post(upload),
    "/cgi-bin/media/get": get(download),
}

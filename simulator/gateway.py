"""The platform's front door: a fault if one is switched on, then the token, then the verb, then the wire log."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simulator.answers import Answer, Blob, Call, Rejected
from simulator.api import ENDPOINTS
from simulator.faults import Fault, FaultKind, wait
from simulator.platform import Platform
from simulator.wire import Direction

BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"


def answer(platform: Platform, call: Call) -> Answer:
    """What the platform says to this call; never raises for anything a caller can send."""
    began = time.monotonic()
    with platform.lock:
        fault = platform.faults.strike(call.path)
    said = _fail(platform, call, fault) if fault else _obey(platform, call)
    who = platform.people.display_name(str(call.body.get("touser") or ""))
    note = " · ".join(part for part in (who, said.broken or _sentence(said)) if part)
    platform.wire.note(
        Direction.CALL,
        call.path,
        status=0 if said.broken else said.status,
        errcode=said.errcode,
        seconds=time.monotonic() - began,
        note=note,
    )
    return said


def _fail(platform: Platform, call: Call, fault: Fault) -> Answer:
    if fault.left is not None or fault.until is not None:
        platform.feed.add("faults", {"faults": platform.faults_now()})
    if fault.kind is FaultKind.ERRCODE:
        return _json(Rejected(fault.code).as_json())
    if fault.kind is FaultKind.HTML_502:
        return Answer(502, BAD_GATEWAY, "text/html")
    if fault.kind is FaultKind.SLOW:
        wait(fault.delay)
        return _obey(platform, call)
    if fault.kind is FaultKind.TIMEOUT:
        return Answer(504, b"", broken="timeout", seconds=fault.delay)
    if fault.kind is FaultKind.UNKNOWN_DELIVERY:
        return replace(_obey(platform, call), broken="reset")
    return Answer(500, b"", broken="reset")


def _obey(platform: Platform, call: Call) -> Answer:
    endpoint = ENDPOINTS.get(call.path)
    if endpoint is None:
        return Answer(404, b"", "text/plain")
    try:
        if endpoint.method != call.method:
            raise Rejected(43002, f"require {endpoint.method} method")
        with platform.lock:
            if endpoint.needs_token:
                call = replace(call, appid=platform.tokens.owner(call.query.get("access_token", "")))
            said = endpoint.verb(platform, call)
    except Rejected as rejection:
        return _json(rejection.as_json())
    if isinstance(said, Blob):
        return Answer(200, said.content, said.media_type, filename=said.filename)
    return _json(said)


def _json(said: Mapping[str, Any]) -> Answer:
    return Answer(200, json.dumps(said, ensure_ascii=False).encode(), errcode=int(said.get("errcode", 0)))


def _sentence(said: Answer) -> str:
    return f"{said.errcode} {json.loads(said.body)['errmsg'].split(' rid:')[0]}" if said.errcode else ""

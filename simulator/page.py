"""The page of phones: what it shows, what it asks, and the live feed behind it."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from app.errors import Refused
from simulator.answers import Rejected
from simulator.deeds import DEEDS
from simulator.feed import Feed, Happening
from simulator.phones import NotFollowing, Phones, people_on_show

PATIENCE = 15.0
"""Seconds between signs of life on a quiet feed."""


def phone_page(phones: Phones) -> Blueprint:
    page = Blueprint("page", __name__)
    platform = phones.platform

    @page.get("/")
    def show() -> str:
        return render_template("phones.html", state=_state(phones), account=platform.account.name)

    @page.get("/sim/state")
    def state() -> Response:
        return jsonify(_state(phones))

    @page.get("/sim/stream")
    def stream() -> Response:
        seq = request.headers.get("Last-Event-ID") or request.args.get("after", "0")
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(live(platform.feed, int(seq) if seq.isdecimal() else 0), mimetype="text/event-stream", headers=headers)

    @page.get("/sim/news")
    def news() -> Response:
        """The same as the stream, for who cannot keep a connection open."""
        return jsonify([_as_json(happening) for happening in platform.feed.after(request.args.get("after", 0, type=int))])

    @page.post("/sim/people")
    def add_person() -> Response:
        name = str(_body().get("name") or "").strip()[:12]
        if not name:
            return _refused("请写名字")
        return jsonify({"openid": phones.add(name, role="新来的").openid})

    @page.post("/sim/phones/<openid>/<deed>")
    def do(openid: str, deed: str) -> Response:
        if deed not in DEEDS:
            abort(404)
        try:
            with platform.lock:
                person = platform.people.holding(openid)
            return jsonify({"reply": DEEDS[deed](phones, person, _body())})
        except (Refused, NotFollowing) as refusal:
            return _refused(str(refusal))
        except (Rejected, KeyError):
            return _refused("没有这部手机或这个选项")

    @page.post("/sim/faults")
    def switch_on() -> Response:
        return _switch_on(phones)

    @page.post("/sim/faults/clear")
    def switch_off() -> Response:
        platform.clear_faults(_body().get("id"))
        return jsonify({"faults": platform.faults_now()})

    return page


def _switch_on(phones: Phones) -> Response:
    body = _body()
    try:
        fault = phones.platform.fault(
            str(body.get("kind") or ""),
            endpoint=str(body.get("endpoint") or "*"),
            code=int(body.get("code") or -1),
            delay=min(float(body.get("delay") or 0), 60.0),
            count=int(body["count"]) if body.get("count") else None,
            seconds=float(body["seconds"]) if body.get("seconds") else None,
        )
    except (Refused, ValueError, TypeError) as refusal:
        return _refused(str(refusal))
    return jsonify(fault.as_json())


def _body() -> dict[str, Any]:
    """JSON only: no form of another page can post it here."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(415)
    return body


def _refused(words: str) -> Response:
    response = jsonify({"refused": words})
    response.status_code = 409
    return response


def _state(phones: Phones) -> dict[str, Any]:
    platform = phones.platform
    seq = platform.feed.seq  # first: what comes meanwhile is told again rather than lost
    people = people_on_show(platform.people)
    shown = {str(person["openid"]): platform.chats.of(str(person["openid"])) for person in people}
    return {
        "seq": seq,
        "boot": platform.feed.boot,
        "account": platform.account.name,
        "people": people,
        "chats": {openid: [bubble.as_json() for bubble in bubbles] for openid, bubbles in shown.items() if bubbles},
        "wire": [line.as_json() for line in platform.wire.lines()[-100:]],
        "faults": platform.faults_now(),
        "menu": platform.menu or {"button": []},
    }


def live(feed: Feed, seq: int) -> Iterator[str]:
    """Server-sent events of all that happens after ``seq``, for ever; a comment when nothing does."""
    yield f"retry: 1000\nevent: boot\ndata: {feed.boot}\n\n"
    while True:
        happenings = feed.after(seq, wait=PATIENCE)
        if not happenings:
            yield ": still here\n\n"
        for happening in happenings:
            seq = happening.seq
            yield f"id: {seq}\ndata: {json.dumps(_as_json(happening), ensure_ascii=False)}\n\n"


def _as_json(happening: Happening) -> dict[str, Any]:
    return {"seq": happening.seq, "kind": happening.kind, "data": happening.data}

"""The platform's API over HTTP, at the official paths."""

from typing import Any

from flask import Blueprint, Response, request

from simulator.answers import Answer, Blob, Call
from simulator.api import ENDPOINTS
from simulator.breakage import break_connection
from simulator.gateway import answer
from simulator.platform import Platform


def platform_api(platform: Platform) -> Blueprint:
    door = Blueprint("platform", __name__)

    def serve() -> Response:
        return _response(answer(platform, _call()))

    for path in ENDPOINTS:
        door.add_url_rule(path, endpoint=path.strip("/").replace("/", "_"), view_func=serve, methods=["GET", "POST"])
    return door


def _call() -> Call:
    body: Any = request.get_json(force=True, silent=True) if request.method == "POST" and not request.files else None
    files = {
        name: Blob(upload.read(), upload.mimetype or "application/octet-stream", upload.filename or name)
        for name, upload in request.files.items()
    }
    return Call(
        method=request.method,
        path=request.path,
        query=request.args.to_dict(),
        body=body if isinstance(body, dict) else {},
        files=files,
    )


def _response(said: Answer) -> Response:
    if said.broken:
        break_connection(request.environ, said.broken, said.seconds)
    response = Response(said.body, status=said.status, content_type=said.media_type)
    if said.filename:
        response.headers["Content-Disposition"] = f'attachment; filename="{said.filename}"'
    return response

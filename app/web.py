"""The web application: ``create_app`` is the only wiring of the web."""

from collections.abc import Callable, Iterable

from flask import Blueprint, Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import HTTPException

from app.api import duties, groups, orders, passing, profile, retiming
from app.api.faults import Json, Refusal, failed
from app.api.gate import Gate
from app.api.health import blueprint as health
from app.clock import Clock, wall_clock
from app.commands.shelf import Shelf
from app.config import Settings
from app.house import House, open_house
from app.pages.order import blueprint as order_page
from app.pages.voice import blueprint as voice_page

Plug = Callable[[House], Iterable[Blueprint]]
"""An edge: gives the blueprints it opens on a house."""
LARGEST_BODY = 1024 * 1024


class NoSessions(SessionInterface):
    """Nobody here is known by Flask's cookie, so none is looked for and none is signed."""

    def open_session(self, app: Flask, request: Request) -> None:
        return None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        return None


def create_app(settings: Settings, *, clock: Clock = wall_clock, plugs: Iterable[Plug] = ()) -> OpenAPI:
    """A web application on one house; ``plugs`` are the edges that ``app`` itself must not know."""
    house = open_house(settings, clock)
    app = OpenAPI(
        "app",
        static_folder=None,
        info=Info(title="一呼 Yihu", version="1"),
        security_schemes={"token": {"type": "http", "scheme": "bearer"}},
        doc_prefix="/api/v1",
        validation_error_callback=Gate(house).malformed,
        validation_error_model=Refusal,
    )
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=LARGEST_BODY)
    app.json = Json(app)
    app.session_interface = NoSessions()
    app.extensions["yihu"] = house
    app.register_error_handler(HTTPException, failed)
    app.after_request(_guarded if settings.production else _careful)
    app.cli = Shelf(app.name)
    for api in (orders, duties, passing, profile, groups, retiming):
        app.register_api(api.blueprint(house))
    for plug in (_own_doors, *plugs):
        for blueprint in plug(house):
            app.register_blueprint(blueprint)
    return app


def _careful(answer: Response) -> Response:
    """What browsers and everything between must know: nothing is guessed, kept, or told to the next page."""
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    if request.path.startswith("/api/"):
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _guarded(answer: Response) -> Response:
    """In production no other page may frame ours; elsewhere the simulator does, to show a phone."""
    answer.headers.setdefault("X-Frame-Options", "DENY")
    answer.headers.setdefault("Content-Security-Policy", "frame-ancestors 'none'")
    return _careful(answer)


def _own_doors(house: House) -> Iterable[Blueprint]:
    yield health(house)
    yield order_page(house)
    yield voice_page(house)

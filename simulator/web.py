"""The simulator as a web application: the platform's API and, with phones, the page that shows them."""

from flask import Flask

from simulator.api_routes import platform_api
from simulator.page import phone_page
from simulator.phones import Phones
from simulator.platform import Platform


def create_simulator(platform: Platform, phones: Phones | None = None) -> Flask:
    """The platform's API at its official paths; with ``phones`` also the page at ``/``."""
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(platform_api(platform))
    if phones is not None:
        app.register_blueprint(phone_page(phones))
    return app

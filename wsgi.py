"""The web process: the service with the WeChat edge plugged in. Any WSGI server runs ``wsgi:app``."""

import sys

from flask import Blueprint

from app.beginning import begun
from app.chat.advising import Adviser
from app.config import Settings
from app.errors import Unready
from app.house import House
from app.intake.learned.model import wake
from app.web import create_app
from drivers.language_model import language_model
from wechat.edge import blueprints


def edges(house: House) -> list[Blueprint]:
    model = language_model(house.settings)
    return blueprints(house, adviser=Adviser(house, model) if model else None)


try:
    app = create_app(Settings.from_env(), plugs=[edges])
except Unready as missing:
    sys.exit(f"web: {missing}")
wake()
begun()

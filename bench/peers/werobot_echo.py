"""WeRoBot on Flask, as its manual shows: ``plain`` without sessions, ``remembering`` with its default SQLite session."""

import os
from pathlib import Path

from flask import Flask
from werobot import WeRoBot
from werobot.contrib.flask import make_view
from werobot.session.sqlitestorage import SQLiteStorage


def plain() -> Flask:
    return _served(_robot(SESSION_STORAGE=False))


def remembering() -> Flask:
    """Its session storage is the class and the file it takes by default, only in a folder of ours."""
    folder = Path(os.environ["BENCH_FOLDER"])
    robot = _robot(session_storage=SQLiteStorage(str(folder / "werobot_session.sqlite3")))

    @robot.text  # type: ignore[untyped-decorator]
    def count(message: object, session: dict[str, int]) -> str:
        session["count"] = session.get("count", 0) + 1
        return str(getattr(message, "content", ""))

    return _served(robot)


def _robot(**more: object) -> WeRoBot:
    return WeRoBot(
        token=os.environ["WECHAT_TOKEN"],
        app_id=os.environ["WECHAT_APPID"],
        encoding_aes_key=os.environ["WECHAT_AES_KEY"],
        **more,
    )


def _served(robot: WeRoBot) -> Flask:
    if not robot._handlers["text"]:
        robot.text(lambda message: message.content)
    app = Flask(__name__)
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    app.add_url_rule("/wechat/callback", "callback", make_view(robot), methods=["GET", "POST"])
    return app

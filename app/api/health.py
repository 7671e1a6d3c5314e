"""How the service is: alive, ready, and in figures. For operators and their watchers."""

import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.api.metrics import Figures
from app.db import TABLES_ARE_OF, vault_of
from app.house import ANOTHER_KEY, KEPT_AS, House
from app.pulse.queries import age, fingerprint

JOBS_FRESH = timedelta(seconds=30)
AUDIT_FRESH = timedelta(minutes=3)
NO_DATABASE = "数据库连不上，请检查 DATABASE_URL 和数据库是否在运行"


def blueprint(house: House) -> Blueprint:
    """``/healthz``, ``/readyz`` and ``/metrics``; the last wants ``METRICS_TOKEN`` as a bearer token, if set."""
    health = Blueprint("health", __name__)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(house))

    @health.get("/healthz")
    def healthz() -> Response:
        """The process answers; nothing else is looked at."""
        return Response("ok\n", mimetype="text/plain")

    @health.get("/readyz")
    def readyz() -> tuple[Response, int]:
        wrong, hints = what_is_wrong(house), house.settings.hints()
        return jsonify(ready=not wrong, wrong=wrong, **({"hints": hints} if hints else {})), 503 if wrong else 200

    @health.get("/metrics")
    def metrics() -> Response:
        if house.settings.metrics_closed:
            return Response("closed: METRICS_TOKEN is not set\n", 403, mimetype="text/plain")
        if not _allowed(house.settings.metrics_token):
            return Response("a bearer token is needed\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
        try:
            return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
        except SQLAlchemyError:
            return Response("the database cannot be reached\n", 503, mimetype="text/plain")

    return health


def _allowed(token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return not token or hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def what_is_wrong(house: House) -> dict[str, str]:
    """By part, in words for operators, with the remedy; empty when the service can do all its work."""
    wrong = dict(_settings(house))
    try:
        with house.db.reading() as session:
            wrong |= dict(_in_the_database(house, session, house.clock()))
    except SQLAlchemyError:
        wrong["database"] = NO_DATABASE
    return wrong


def _settings(house: House) -> Iterator[tuple[str, str]]:
    faults = house.settings.faults()
    if faults:
        yield "settings", "；".join(faults)


def _in_the_database(house: House, session: Session, now: datetime) -> Iterator[tuple[str, str]]:
    applied = _applied(session)
    if applied != TABLES_ARE_OF:
        yield "migrations", "数据库结构不是最新的，请运行 flask db upgrade"
        if not applied:
            return
    elif fingerprint(session, KEPT_AS) not in {None, vault_of(session).fingerprint()}:
        yield "secret", ANOTHER_KEY
    if not _fresh(session, "jobs", JOBS_FRESH, now):
        yield "jobs", f"后台进程没有心跳{_since(session, 'jobs', now)}，请检查 python -m jobs 是否在运行"
    elif not _fresh(session, "audit", AUDIT_FRESH, now):
        yield "audit", f"自查没有通过{_since(session, 'audit', now)}，请看后台进程日志里的 audit"
    for name, check in house.checks.items():
        trouble = check(session)
        if trouble:
            yield name, trouble


def _fresh(session: Session, name: str, within: timedelta, now: datetime) -> bool:
    since = age(session, name, now=now)
    return since is not None and since <= within


def _since(session: Session, name: str, now: datetime) -> str:
    since = age(session, name, now=now)
    return "" if since is None else f"（上次在 {int(since.total_seconds())} 秒前）"


def _applied(session: Session) -> str:
    """The migration the tables are of; ``""`` where there are none. Asked without the library that made them: it is large."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return ""
    return session.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""

"""The door WeChat knocks at: proves itself, says something, and gets an answer within its five seconds."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from flask import Blueprint, Request, Response, request
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from app.chat.actions import hear, look_ahead
from app.chat.advising import Adviser
from app.chat.said import Said
from app.chat.turn import NO_AIDS, Aids
from app.errors import Refused, Unready
from app.house import House
from app.prepared import Prepared
from wechat import notices
from wechat.codec import Codec, Forged, Incoming, Malformed, Signed
from wechat.reading import key_of, said_in

log = logging.getLogger(__name__)

PATH = "/wechat/callback"
LARGEST_BODY = 64 * 1024
FRESH = timedelta(minutes=10)
"""How far WeChat's clock and ours may differ. Its own retries come within seconds, signed anew or not: they pass."""

NOTHING = "success"
"""Tells WeChat that all is well and that there is nothing to show."""

PATIENCE = Prepared(sql("SELECT set_config('lock_timeout', '2000', true), set_config('statement_timeout', '4000', true)"))
"""Milliseconds, for this transaction only (PostgreSQL): WeChat hangs up after five seconds."""
SQLITE_PATIENCE = 3.0
"""Seconds to wait for SQLite's single writer, for the same reason."""

LONG = 0.5
"""Seconds: then something else than computing holds up the message before."""


class Callback:
    """The two halves of the callback for one house."""

    def __init__(self, house: House, adviser: Adviser | None = None) -> None:
        settings = house.settings
        self._house, self._adviser = house, adviser
        self._desk = Lock()
        self._codec: Codec | None = None
        if settings.wechat_token and settings.wechat_aes_key and settings.wechat_appid:
            self._codec = Codec(token=settings.wechat_token, aes_key=settings.wechat_aes_key, appid=settings.wechat_appid)

    def greet(self) -> Response:
        """The console's check of the address: the signed ``echostr`` goes back as it came."""
        if self._codec is None:
            return plain("not configured", 503)
        try:
            self._verified(self._codec)
        except Malformed as refusal:
            return refused(refusal)
        return plain(request.args.get("echostr", ""))

    def listen(self) -> Response:
        """One message or event. Whoever signed it gets 200; see ``_failed`` for the one exception."""
        if self._codec is None:
            return plain("not configured", 503)
        try:
            body = body_of(request)
            with self._one_at_a_time():
                message = self._opened(self._codec, body)
                now = self._house.clock()
                said = said_in(message, now=now)
        except RequestEntityTooLarge:
            return plain("too large", 413)
        except Malformed as refusal:
            return refused(refusal)
        if said is None and not notices.concerns_us(message):
            return plain(NOTHING)
        aids = self._aids(said, now) if said else NO_AIDS
        with self._one_at_a_time():
            return self._answered(self._codec, message, said, aids, now)

    def _opened(self, codec: Codec, body: bytes) -> Incoming:
        signed = self._verified(codec)
        if signed.encrypt_type != "aes" or not signed.msg_signature:
            raise Malformed("not encrypted: the console must be set to safe mode")
        return codec.open(body, signed)

    def _answered(self, codec: Codec, message: Incoming, said: Said | None, aids: Aids, now: datetime) -> Response:
        try:
            words = self._heard(message, said, aids, now)
        except Refused as refusal:
            words = str(refusal)
        except Unready as lack:
            log.error("message %s not taken: %s", key_of(message), lack)
            return plain("", 503)  # as in _failed
        except SQLAlchemyError as fault:
            return _failed(message, fault)
        if not words:
            return plain(NOTHING)
        return Response(codec.reply(words, to=message, now=now), mimetype="application/xml")

    def _heard(self, message: Incoming, said: Said | None, aids: Aids, now: datetime) -> str:
        """One message, one transaction; what is to be answered, ``''`` when nothing is."""
        if said is not None:
            aids = replace(aids, looked=look_ahead(said, lexicons=self._house.lexicons, now=now))
        with self._house.db.transaction(sqlite_patience=SQLITE_PATIENCE) as session:
            self._hurry(session)
            if said is not None:
                return hear(session, said, lexicons=self._house.lexicons, now=now, aids=aids)
            notices.take(session, message, now=now)
        return ""

    def _aids(self, said: Said, now: datetime) -> Aids:
        """What machines have to say, before the transaction: nothing slow happens inside it."""
        advice = self._adviser.about(said, now=now) if self._adviser else None
        return Aids(listens=bool(self._house.settings.speech_api_base), advice=advice)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Threads that all compute take the processor from each other; who has waited long goes on all the same."""
        mine = self._desk.acquire(timeout=LONG)
        try:
            yield
        finally:
            if mine:
                self._desk.release()

    def _hurry(self, session: Session) -> None:
        """A retry that finds its first attempt still at work waits for the reply, but no longer than WeChat does."""
        if not self._house.db.is_sqlite:
            PATIENCE.all(session)

    def _verified(self, codec: Codec) -> Signed:
        """The query, once it is proven to be WeChat's and of now; raises ``Malformed``."""
        query = request.args
        signed = Signed(
            signature=query.get("signature", ""),
            timestamp=query.get("timestamp", ""),
            nonce=query.get("nonce", ""),
            msg_signature=query.get("msg_signature", ""),
            encrypt_type=query.get("encrypt_type", ""),
        )
        codec.check(signed)
        distance = self._house.clock() - signed.at
        if abs(distance) > FRESH:
            log.warning(
                "callback refused: signed %d s ago. A replay, or this machine's clock is wrong", distance.total_seconds()
            )
            raise Forged("stale")
        return signed


def blueprint(house: House, *, adviser: Adviser | None = None) -> Blueprint:
    """``GET|POST /wechat/callback``."""
    callback = Callback(house, adviser)
    edge = Blueprint("wechat_callback", __name__)

    @edge.get(PATH)
    def greet() -> Response:
        return callback.greet()

    @edge.post(PATH)
    def listen() -> Response:
        return callback.listen()

    return edge


def body_of(request: Request) -> bytes:
    """The body, refused by its announced and by its actual length; raises ``RequestEntityTooLarge``."""
    request.max_content_length = LARGEST_BODY + 1  # a body without announced length is cut there, not refused
    body = request.get_data(cache=False)
    if len(body) > LARGEST_BODY:
        raise RequestEntityTooLarge
    return body


def _failed(message: Incoming, fault: SQLAlchemyError) -> Response:
    """Nothing was committed, so nothing may look answered.

    ``success`` would lose the villager's sentence in silence. Anything but 200 makes WeChat ask again, three times in all;
    the claim on MsgId makes that harmless. If the database is still away then, WeChat itself tells the person that the
    service is out of order, which is true. Also a retry that waited two seconds for its first attempt ends here, and the
    next one finds the stored reply. The fault's own text stays out of the log: it quotes what people wrote.
    """
    cause = getattr(fault, "orig", None) or fault
    frames = traceback.extract_tb(fault.__traceback__)
    ours = next(
        (frame for frame in reversed(frames) if not frame.filename.startswith("<") and "site-packages" not in frame.filename),
        frames[-1],
    )
    log.error(
        "message %s not taken: %s at %s:%s",
        key_of(message),
        type(cause).__name__,
        ours.filename.rsplit("/", 1)[-1],
        ours.lineno,
    )
    return plain("", 503)


def refused(refusal: Malformed) -> Response:
    log.info("callback refused: %s", refusal)
    return plain("forbidden", 403) if isinstance(refusal, Forged) else plain("bad request", 400)


def plain(body: str, status: int = 200) -> Response:
    return Response(body, status, mimetype="text/plain")

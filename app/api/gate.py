"""Who calls the mini-program's API, and in which transaction: whoever holds a good token gets in, others hear so first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from app.api.faults import malformed, refused, sentence
from app.api.session import verify
from app.errors import Refused
from app.house import House
from app.people.model import Person

STRANGER = "请重新登录。"


class Gate:
    """Opens a transaction for whoever holds a good token; every view behind it takes ``session`` and ``person`` first.

    What only looks (GET) never waits for who writes; what writes is done once more when the database says so.
    """

    def __init__(self, house: House) -> None:
        self._house = house

    def __call__(self, view: Callable[..., BaseModel]) -> Callable[..., Response]:
        @wraps(view)
        def guarded(**fields: Any) -> Response:
            try:
                answer = self._opened(lambda session: view(session, self._person(session), **fields))
            except Refused as refusal:
                return refused(refusal)
            except _Stranger:
                return sentence(STRANGER, 401)
            return Response(answer.model_dump_json(), mimetype="application/json")

        guarded.__annotations__ = {
            name: kind for name, kind in view.__annotations__.items() if name not in {"session", "person", "return"}
        }
        return guarded

    def malformed(self, wrong: ValidationError) -> Response:
        """What is wrong with the fields – for those who may know; the others are told to log in, whatever they sent."""
        try:
            with self._house.db.reading() as session:
                self._person(session)
        except _Stranger:
            return sentence(STRANGER, 401)
        return malformed(wrong)

    def _opened(self, work: Callable[[Session], BaseModel]) -> BaseModel:
        if request.method != "GET":
            return self._house.db.retrying(work)
        with self._house.db.reading() as session:
            return work(session)

    def _person(self, session: Session) -> Person:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        known = verify(self._house.settings.secret_key, token, now=self._house.clock()) if scheme == "Bearer" else None
        person = session.get(Person, known) if known else None
        if person is None or person.erased_at:
            raise _Stranger
        return person


class _Stranger(Exception):
    """No token, an old one, or somebody who has left."""

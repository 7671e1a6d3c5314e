"""Asking a language model about a doubtful message, before the transaction that answers it begins."""

from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.chat import inbox
from app.chat.commands import parse
from app.chat.model import Talk
from app.chat.said import Kind, Said
from app.chat.turn import Stage
from app.errors import Unready
from app.house import House
from app.intake.reading import read
from app.intake.second.actions import spend
from app.intake.second.advice import Advice, checked
from app.intake.second.asking import Question, doubtful, question
from app.intake.second.port import LanguageModel
from app.intake.text.normalise import normalise
from app.people.queries import person_known_as

PATIENCE = 0.5
"""Seconds for SQLite's single writer: WeChat waits for the reply."""


class Adviser:
    """Asks only when reading alone is in doubt, at most so often a day, and never with a session open."""

    def __init__(self, house: House, model: LanguageModel) -> None:
        self._house, self._model = house, model

    def about(self, said: Said, *, now: datetime) -> Advice | None:
        """``None``: not doubtful, not to be asked now, or not answered well. Then the reading stands as it is."""
        if said.kind not in {Kind.TEXT, Kind.VOICE} or not said.text.strip() or parse(normalise(said.text)):
            return None
        if not self._model.is_open():
            return None
        with self._house.db.reading() as session:
            asked = self._question(session, said)
        if asked is None:
            return None
        if not self._allowed(now):
            return None
        return checked(self._model.complete(asked.messages, asked.schema), asked)

    def _allowed(self, now: datetime) -> bool:
        """Whether the day has a question left; one that cannot be counted in time is not asked."""
        try:
            with self._house.db.transaction(sqlite_patience=PATIENCE) as session:
                return spend(session, cap=self._house.settings.llm_daily_calls, now=now)
        except OperationalError:
            return False

    def _question(self, session: Session, said: Said) -> Question | None:
        """``None`` for a repeat, for an answer to something else that was asked, and for what is plain."""
        if inbox.is_known(session, said):
            return None
        person = person_known_as(session, said.app, said.openid)
        try:
            lexicons = self._house.lexicons
            book = lexicons.of(session, person.county) if person else lexicons.home(session)
        except Unready:
            return None
        talk = session.get(Talk, person.id) if person else None
        if talk and talk.stage != Stage.IDLE and (talk.stage != Stage.ORDERING or talk.memory.get("asked") != "item"):
            return None
        if not doubtful(read(said.text, now=said.at, lexicon=book.lexicon)):
            return None
        names = [person.name] if person and person.name else []
        return question(said.text, now=said.at, lexicon=book.lexicon, names=names)

"""One turn of one conversation: who speaks, what was said, and where the talk stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.chat.knowing import NOT_ASKED, Ties
from app.chat.model import Talk
from app.chat.said import Said
from app.intake.lexicon import Lexicon
from app.intake.lexicons import Book
from app.intake.reading import Look
from app.intake.second.advice import Advice
from app.people.model import Person
from app.wording import Wording


class Stage(StrEnum):
    IDLE = "idle"
    ORDERING = "ordering"
    """A draft is being asked about or read back."""
    JOINING = "joining"
    """Becoming a volunteer."""
    RATING = "rating"
    """A low rating was given: what was wrong, and shall it be done again?"""
    LEAVING = "leaving"
    """注销 was said: is it meant?"""
    BEHALF = "behalf"
    """Ordering for somebody: which of several is meant?"""
    PASTED = "pasted"
    """A group talk was pasted: which of the needs in it shall be done?"""
    PASSING = "passing"
    """Something was said while somebody is coming: is it meant for them?"""


@dataclass(frozen=True)
class Aids:
    """What was prepared before the transaction began, and what machines lend; without any of it everything goes on."""

    looked: Look | None = None
    """What ``look_ahead`` gave; it saves time and changes nothing."""
    listens: bool = False
    """Whether a machine will listen to a voice."""
    advice: Advice | None = None
    """A language model's opinion of a doubtful message."""


NO_AIDS = Aids()


@dataclass(frozen=True)
class Turn:
    session: Session
    person: Person
    talk: Talk
    said: Said
    text: str
    """What was said, normalised."""
    book: Book
    now: datetime
    ties: Ties = NOT_ASKED
    aids: Aids = NO_AIDS
    back: bool = False
    """They were known, could not be reached, and now write again."""

    @property
    def lexicon(self) -> Lexicon:
        return self.book.lexicon

    @property
    def wording(self) -> Wording:
        """What this person's county calls the steps today; an order keeps the words of its placing."""
        return Wording(**self.book.spec.words.model_dump())

    @property
    def stage(self) -> Stage:
        return Stage(self.talk.stage)

    def remember(self, stage: Stage, **memory: Any) -> None:
        """Where the talk stands after this turn. A draft that is interrupted by another matter is parked, not lost."""
        if stage not in {Stage.ORDERING, Stage.IDLE} and "parked" not in memory:
            parked = self.talk.memory if self.stage is Stage.ORDERING else self.talk.memory.get("parked")
            memory |= {"parked": parked} if parked else {}
        self.talk.stage, self.talk.memory, self.talk.updated_at = stage, memory, self.now

    def forget(self) -> None:
        """This matter is over; a parked draft comes back."""
        parked = self.talk.memory.get("parked")
        if parked:
            self.remember(Stage.ORDERING, **parked)
        else:
            self.remember(Stage.IDLE)

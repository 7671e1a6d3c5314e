"""Which lines of group talks were decided on already: pasted again they are not found again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.chat.model import SeenLine
from app.db import upserting, vault_of
from app.intake.groups.message import Message
from app.patterns import regex

KEPT = timedelta(days=30)
SAME_WORDS = timedelta(hours=1)
"""The same words of the same person, said further apart, are a new matter."""
_NOT_SAID = regex(r"[\W_]+")


@dataclass(frozen=True)
class Line:
    """A line by which a need, or an alarm, is known again; ``nth`` when one line holds several."""

    speaker: str
    text: str
    at: datetime | None
    nth: int = 0

    @classmethod
    def of(cls, message: Message, nth: int = 0) -> "Line":
        return cls(message.speaker, message.text, message.at, nth)


@dataclass(frozen=True)
class Mark:
    """The digest under which a line is kept, and what became of it if it was seen before."""

    digest: str
    seen: bool = False
    order_id: int | None = None


def marks(session: Session, county: str, lines: Sequence[Line]) -> list[Mark]:
    """What is known of each of these lines; one statement for all of them."""
    pairs = [(_digest(session, line, timed=False), _digest(session, line, timed=True)) for line in lines]
    wanted = {digest for pair in pairs for digest in pair}
    query = select(SeenLine).where(SeenLine.county == county, SeenLine.digest.in_(wanted))
    known = {row.digest: row for row in session.scalars(query)} if wanted else {}
    return [_mark(line, pair, known) for line, pair in zip(lines, pairs, strict=True)]


def _mark(line: Line, pair: tuple[str, str], known: dict[str, SeenLine]) -> Mark:
    plain, timed = (known.get(digest) for digest in pair)
    if plain is None:
        return Mark(pair[0])
    far = plain.said_at and line.at and abs(plain.said_at - line.at) > SAME_WORDS
    row, digest = (timed, pair[1]) if far else (plain, pair[0])
    return Mark(digest, seen=row is not None, order_id=row.order_id if row else None)


def _digest(session: Session, line: Line, *, timed: bool) -> str:
    words = _NOT_SAID.sub("", line.text)
    when = f"{line.at:%Y%m%d%H}" if timed and line.at else ""
    return vault_of(session).digest(f"line {line.speaker.strip()} {words} {line.nth} {when}")


def claim(session: Session, county: str, digest: str, *, said_at: datetime | None, now: datetime) -> bool:
    """Whether this line is ours to decide on; of two who paste the same talk at one moment, one gets it."""
    row = {"county": county, "digest": digest, "said_at": said_at, "order_id": None, "seen_at": now}
    made = upserting(session, SeenLine).values(row).on_conflict_do_nothing().returning(SeenLine.digest)
    return session.execute(made).first() is not None


def became(session: Session, county: str, digest: str, order_id: int) -> None:
    session.get_one(SeenLine, (county, digest)).order_id = order_id


def forget_old(session: Session, county: str, *, now: datetime) -> None:
    session.execute(delete(SeenLine).where(SeenLine.county == county, SeenLine.seen_at < now - KEPT))


def orders_of(found: Iterable[Mark]) -> list[int]:
    """The orders that lines seen before became."""
    return list(dict.fromkeys(mark.order_id for mark in found if mark.order_id))

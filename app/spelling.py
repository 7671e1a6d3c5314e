"""Questions that SQLAlchemy's words do not reach, spelt out for either database; lists go in as one value."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnClause, Date, TextClause, bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.db import UTCDateTime
from app.dbapi import Row, among, as_one
from app.prepared import Prepared


def ask(
    session: Session, question: Prepared, values: Mapping[str, Any], **lists: Sequence[int] | Sequence[str]
) -> Sequence[Row]:
    """The rows of one of the questions spelt out below; ``lists`` go in as one value each."""
    dialect = session.get_bind().dialect.name
    listed = {name: as_one(dialect, one) for name, one in lists.items()}
    return question.all(session, **values, **listed)


def spelt(words: str, *columns: ColumnClause[Any], **parts: str | tuple[str, str]) -> Prepared:
    """A question in both dialects; a part of two words is where they differ: SQLite's, PostgreSQL's."""
    in_sqlite, in_postgresql = (
        words.format(**{name: part if isinstance(part, str) else part[n] for name, part in parts.items()}) for n in (0, 1)
    )
    return Prepared({"sqlite": _typed(in_sqlite).columns(*columns), "postgresql": _typed(in_postgresql).columns(*columns)})


def _typed(words: str) -> TextClause:
    kinds: dict[str, TypeEngine[Any]] = {"memory": UTCDateTime(), "week": UTCDateTime(), "now": UTCDateTime(), "day": Date()}
    return text(words).bindparams(*(bindparam(name, type_=kind) for name, kind in kinds.items() if f":{name}" in words))


PEOPLE, TEAMS = among("people"), among("teams")

"""What hardly changes – places, posts, rates – asked for once by a transaction that looks at many orders at the same moment.

Outside such a transaction nothing is remembered: every message asks anew.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")
_REMEMBERED = "remembered"


@contextmanager
def remembering(session: Session) -> Iterator[None]:
    """Inside, what is asked through ``remembered`` is asked once. Whoever changes such a thing there must ``forget`` it."""
    session.info[_REMEMBERED] = {}
    try:
        yield
    finally:
        del session.info[_REMEMBERED]


def remembered(session: Session, what: Hashable, ask: Callable[[], T]) -> T:
    """What is known of ``what``, else what ``ask`` gives."""
    known: dict[Any, T] = session.info.get(_REMEMBERED, {})
    if what not in known:
        known[what] = ask()
    return known[what]


def remember(session: Session, what: Hashable, answer: object) -> None:
    """What was asked for several things together; does nothing where nothing is remembered."""
    session.info.get(_REMEMBERED, {})[what] = answer


def forget(session: Session, what: Hashable) -> None:
    session.info.get(_REMEMBERED, {}).pop(what, None)

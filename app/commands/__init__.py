"""A door for operators: the ``flask`` commands. Each opens on the same actions as every other door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import click
from flask import current_app
from sqlalchemy.exc import OperationalError, ProgrammingError

if TYPE_CHECKING:
    from app.house import House


def the_house() -> House:
    """The house this command works in; needs an application context."""
    return cast("House", current_app.extensions["yihu"])


@contextmanager
def at_work() -> Iterator[House]:
    """The house, with a clear line instead of a traceback when its database is away or has no tables."""
    try:
        yield the_house()
    except (OperationalError, ProgrammingError) as wrong:
        cause = str(wrong.orig).strip().splitlines()[0] if wrong.orig else "原因不明"
        raise click.ClickException(f"数据库用不了({cause})。连得上而没有表时,先执行:flask db upgrade") from wrong

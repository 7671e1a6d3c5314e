"""One running service: its settings, database, clock and dictionaries, handed to every door and job."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.clock import Clock
from app.config import Settings
from app.db import Database
from app.errors import Unready
from app.intake.lexicons import Lexicons
from app.pulse.actions import leave_fingerprint
from app.pulse.queries import fingerprint
from app.reactions import REACTIONS
from app.vault import Vault

log = logging.getLogger(__name__)

KEPT_AS = "secret key"
ANOTHER_KEY = "SECRET_KEY 不是这个数据库原来用的那一个，电话号码打不开。请换回原来的 SECRET_KEY"

Check = Callable[[Session], str | None]
"""What is wrong, in words for operators; ``None``: nothing."""


@dataclass(frozen=True)
class House:
    settings: Settings
    db: Database
    clock: Clock
    lexicons: Lexicons
    checks: dict[str, Check] = field(default_factory=dict)
    """What ``/readyz`` asks besides its own questions; the edges add theirs."""


def open_house(settings: Settings, clock: Clock) -> House:
    """Raises ``Unready`` when the database was filled under another secret: nothing may be sealed with two."""
    vault = Vault(settings.secret_key)
    db = Database(settings.database_url, vault=vault, reactions=REACTIONS, pool_size=settings.database_pool)
    for fault in (settings.faults() if settings.production else []) + settings.hints():
        log.warning("settings: %s", fault)
    if not _same_secret(db, vault.fingerprint()):
        db.close()
        raise Unready(ANOTHER_KEY)
    return House(settings=settings, db=db, clock=clock, lexicons=Lexicons(settings.county, settings.weights_home))


def _same_secret(db: Database, digest: str) -> bool:
    """Whether it is the secret of the first start; that one leaves its fingerprint."""
    try:
        with db.reading() as session:
            kept = fingerprint(session, KEPT_AS)
        if kept is None:
            with db.transaction() as session:
                leave_fingerprint(session, KEPT_AS, digest)
                kept = fingerprint(session, KEPT_AS)
    except SQLAlchemyError:  # no database, or no tables yet: /readyz tells, and the next start looks again
        return True
    return kept == digest

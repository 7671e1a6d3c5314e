"""A crowd, and the village of the stories, on either database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from app.config import Settings
from app.db import Database
from app.dispatch.model import MOVES as ANSWERS
from app.dispatch.model import Answer, Offer
from app.orders.model import MOVES, Order, Status
from app.reactions import REACTIONS
from app.vault import Vault
from tests.conftest import SECRET
from tests.databases import SqliteTemplate
from tests.faults.crowd import AT_ONCE, Crowd
from tests.pushed_clock import PushedClock
from tests.stories.village import Village

MakeCrowd = Callable[[int], Crowd]


@pytest.fixture
def crowd(database_url: str, vault: Vault, clock: PushedClock) -> Iterator[MakeCrowd]:
    """``crowd(30)``: a county with thirty volunteers, its database wide enough for everybody at once."""
    database = Database(database_url, vault=vault, reactions=REACTIONS, pool_size=AT_ONCE)
    yield lambda volunteers: Crowd(database, clock, volunteers=volunteers)
    database.close()


@pytest.fixture
def village(settings: Settings, clock: PushedClock) -> Iterator[Village]:
    village = Village(settings, clock)
    yield village
    village.house.db.close()


@pytest.fixture(scope="module")
def moves() -> Iterator[None]:
    """While these tests run, nobody anywhere may set a status past the table of moves."""

    def watch_order(order: Order, new: str, old: object, _initiator: object) -> None:
        assert not isinstance(old, str) or Status(new) in MOVES[Status(old)], f"{old} to {new}"

    def watch_offer(_offer: Offer, new: str, old: object, _initiator: object) -> None:
        assert not isinstance(old, str) or Answer(new) in ANSWERS[Answer(old)], f"{old} to {new}"

    event.listen(Order.status, "set", watch_order)
    event.listen(Offer.status, "set", watch_offer)
    yield
    event.remove(Order.status, "set", watch_order)
    event.remove(Offer.status, "set", watch_offer)


@pytest.fixture(scope="module")
def settled(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the county and its people, to be copied for every example."""
    file = tmp_path_factory.mktemp("settled") / "settled.db"
    database = Database(sqlite_template.copy_to(file), vault=Vault(SECRET), reactions=REACTIONS)
    Crowd(database, PushedClock(), volunteers=4)
    database.close()
    return file

"""A small crowd on either database."""

from collections.abc import Callable

import pytest

from app.db import Database
from tests.faults.crowd import Crowd
from tests.pushed_clock import PushedClock


@pytest.fixture
def crowd(database: Database, clock: PushedClock) -> Callable[[int], Crowd]:
    return lambda volunteers: Crowd(database, clock, volunteers=volunteers)

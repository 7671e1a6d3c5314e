"""The village, on either database."""

from collections.abc import Callable, Iterator

import pytest

from app.config import Settings
from tests.pushed_clock import PushedClock
from tests.stories.village import Stage, Village


@pytest.fixture
def village(settings: Settings, clock: PushedClock) -> Iterator[Village]:
    village = Village(settings, clock)
    yield village
    village.house.db.close()


@pytest.fixture
def opened(settings: Settings, clock: PushedClock) -> Iterator[Callable[[Stage], Village]]:
    """The village of another county: ``opened(Stage("zigui", …))``."""
    villages = []

    def _opened(stage: Stage) -> Village:
        villages.append(Village(settings, clock, stage=stage))
        return villages[-1]

    yield _opened
    for village in villages:
        village.house.db.close()

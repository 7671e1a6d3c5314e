"""The village, on either database."""

from collections.abc import Callable, Iterator

import pytest

from app.config import Settings
from app.orders.auditing import contradicted
from tests.pushed_clock import PushedClock
from tests.stories.village import Stage, Village


@pytest.fixture
def village(settings: Settings, clock: PushedClock, request: pytest.FixtureRequest) -> Iterator[Village]:
    village = Village(settings, clock)
    yield village
    if request.node.get_closest_marker("tampering") is None:
        _agrees(village)
    village.house.db.close()


def _agrees(village: Village) -> None:
    """Whatever the story was: every order is what its facts say."""
    with village.house.db.reading() as session:
        assert contradicted(session, village.spec.code)[0] == []


@pytest.fixture
def opened(settings: Settings, clock: PushedClock) -> Iterator[Callable[[Stage], Village]]:
    """The village of another county: ``opened(Stage("zigui", …))``."""
    villages = []

    def _opened(stage: Stage) -> Village:
        villages.append(Village(settings, clock, stage=stage))
        return villages[-1]

    yield _opened
    for village in villages:
        _agrees(village)
        village.house.db.close()

"""The village, with 王奶奶 holding the mini-program beside her chat."""

from collections.abc import Iterator

import pytest

from app.config import Settings
from tests.api.phone import MiniProgram
from tests.pushed_clock import PushedClock
from tests.stories.village import Village


@pytest.fixture
def village(settings: Settings, clock: PushedClock) -> Iterator[Village]:
    village = Village(settings, clock)
    yield village
    village.house.db.close()


@pytest.fixture
def granny(village: Village) -> MiniProgram:
    return MiniProgram(village, "王奶奶")

"""A service with nothing but the WeChat edge, and WeChat in front of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.county.loading import load
from app.county.reading import read_source
from app.county.spec import CountySpec
from app.house import House, open_house
from tests.pushed_clock import PushedClock
from tests.wechat.tencent import Tencent
from wechat.callback import blueprint

COUNTY = Path(__file__).parent.parent / "counties" / "oujiang.yaml"


@pytest.fixture(scope="session")
def county() -> CountySpec:
    """A small county; it has only to be there."""
    return CountySpec.model_validate(read_source(COUNTY).values)


@pytest.fixture
def house(settings: Settings, clock: PushedClock, county: CountySpec) -> Iterator[House]:
    house = open_house(settings, clock)
    with house.db.transaction() as session:
        load(session, county, now=clock())
    yield house
    house.db.close()


def front_of(house: House) -> Flask:
    """The web of a house that has only this edge."""
    app = Flask("edge")
    app.register_blueprint(blueprint(house))
    return app


@pytest.fixture
def tencent(house: House, settings: Settings, clock: PushedClock) -> Iterator[Tencent]:
    with front_of(house).test_client() as client:
        yield Tencent(client, settings, clock)

"""A county file small enough to read, and an operator who loads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import Settings
from app.db import Database
from tests.operator_desk import OperatorDesk
from tests.pushed_clock import PushedClock

SMALL = """\
code: 330326
name: 平阳县
prefix: PY
centre: {name: 平阳县新时代文明实践中心, short: 县中心}
columns:
  - {code: convenience, name: 便民服务}
skills: {water_electric: 水电维修}
items:
  - {code: water_electric, name: 水电维修, column: convenience, skill: water_electric, synonyms: [水管], spoken: [水管爆了]}
  - {code: errand, name: 代买代办, column: convenience, synonyms: [买菜]}
clock:
  urban: {respond: 10m, offers: [0m, 3m, 6m], ladder: [{after: 10m, rung: town, tell: [town_head]}]}
  elsewhere: {cut_off: 17:30, offers: [0m], ladder: [{at: 15:00, rung: town, tell: [town_head]}]}
towns:
  - code: 330326100
    name: 昆阳镇
    urban: true
    villages:
      - {code: 330326100001, name: 城东社区, groups: 12, host: 城东社区党群服务中心}
  - code: 330326120
    name: 麻步镇
    villages:
      - {code: 330326120200, name: 显桥村, host: 显桥文化礼堂}
      - {code: 330326120201, name: 上垟村, station: false, served_by: 330326120200}
      - {code: 330326120202, name: 下垟村, station: false}
team_kinds: {station: {name: 志愿服务队}}
teams:
  - {code: CJ001, name: 城东社区志愿服务队, kind: station, at: 330326100001}
"""


@pytest.fixture
def desk(settings: Settings, database: Database, clock: PushedClock) -> OperatorDesk:
    return OperatorDesk(settings, database, clock)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the small county with some texts replaced: ``write(("站", "所"), …)``."""

    def _write(*replaced: tuple[str, str]) -> Path:
        text = SMALL
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write

"""The small county, loaded, and an operator with lists of people."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands.county import county
from tests.county.conftest import desk, write
from tests.operator_desk import OperatorDesk

__all__ = ["desk", "operator", "sheet", "write"]

Sheet = Callable[..., Path]


@pytest.fixture
def operator(desk: OperatorDesk, write: Callable[..., Path]) -> OperatorDesk:
    """An operator whose county is loaded."""
    assert desk.runs(county, "load", write()).exit_code == 0
    return desk


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Write a CSV of the given lines: ``sheet("姓名,手机,村", "小张,…")``."""

    def _sheet(*lines: str, encoding: str = "utf-8", name: str = "people.csv") -> Path:
        path = tmp_path / name
        path.write_text("\r\n".join(lines) + "\r\n", encoding=encoding)
        return path

    return _sheet

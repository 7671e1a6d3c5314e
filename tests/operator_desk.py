"""An operator at the keyboard: runs ``flask`` commands in this process against a test's database."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import click
from click.testing import Result
from flask import Flask

from app.config import Settings
from app.db import Database
from tests.pushed_clock import PushedClock

PINGYANG = Path(__file__).parent.parent / "counties" / "pingyang.yaml"


@dataclass(frozen=True)
class OperatorDesk:
    settings: Settings
    db: Database
    clock: PushedClock

    def runs(self, command: click.Command, *words: object) -> Result:
        """What ``flask <command> <words>`` says and returns; bugs fly."""
        service = Flask("operator's desk")
        service.extensions["yihu"] = SimpleNamespace(settings=self.settings, db=self.db, clock=self.clock)
        service.cli.add_command(command)
        return service.test_cli_runner(catch_exceptions=False).invoke(command, [str(word) for word in words])

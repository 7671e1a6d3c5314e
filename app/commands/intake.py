"""``flask intake read``: sentences in, readings out, one JSON line for each line; needs no database."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from app.clock import SHANGHAI
from app.commands.learning import score_command, train_command
from app.commands.retraining import retrain_command, rollback_command
from app.commands.shown import shown
from app.commands.teaching import suggest_command
from app.commands.transcripts import shown_transcript
from app.county.faults import CountyFault
from app.county.spec import read_county
from app.intake.county import lexicon_of
from app.intake.groups.reading import read_transcript
from app.intake.reading import read

MOST_BYTES = 1_000_000
"""Of a pasted talk; only its first 20,000 characters are read anyway."""


@click.group()
def intake() -> None:
    """Reading what villagers write."""


for _command in (score_command, suggest_command, train_command, retrain_command, rollback_command):
    intake.add_command(_command)


class Moment(click.ParamType[datetime]):
    """An ISO date-time; without an offset it is Asia/Shanghai."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Fails with a usage error (exit 2) on anything else."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}”不是时间,请写成 2026-11-23T10:00:00 的样子", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


@intake.command("read")
@click.option("--county", "county_file", required=True, type=click.Path(path_type=Path), help="The county's YAML file.")
@click.option("--now", required=True, type=Moment(), help="The moment the lines were written, e.g. 2026-11-23T10:00:00.")
@click.option("--why", is_flag=True, help="Add the reasons of each reading.")
@click.option(
    "--transcript", "whole", is_flag=True, help="The input is one pasted group talk: print one JSON object for all of it."
)
@click.argument("lines", type=click.File("rb"), default="-")
def read_command(county_file: Path, now: datetime, *, why: bool, whole: bool, lines: BinaryIO) -> None:
    """Read LINES (standard input by default) and print one JSON object for each."""
    try:
        lexicon = lexicon_of(read_county(county_file))
    except CountyFault as wrong:
        raise click.ClickException(str(wrong)) from wrong
    if whole:
        text = lines.read(MOST_BYTES).decode("utf-8-sig", errors="replace")
        talk = read_transcript(text, now=now, lexicon=lexicon)
        click.echo(json.dumps(shown_transcript(talk), ensure_ascii=False))
        return
    for line in _lines(lines):
        click.echo(json.dumps(shown(read(line, now=now, lexicon=lexicon, why=why), why=why), ensure_ascii=False))


def _lines(stream: BinaryIO) -> Iterable[str]:
    for line in stream:  # bytes, so that only a line feed ends a line
        yield line.rstrip(b"\r\n").decode("utf-8-sig", errors="replace")

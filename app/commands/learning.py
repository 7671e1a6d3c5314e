"""``flask intake score`` and ``flask intake train``: how well villagers are read, and teaching the classifier anew."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from app.clock import SHANGHAI
from app.commands.shown import shown
from app.county.faults import CountyFault
from app.county.spec import read_county
from app.intake.county import lexicon_of
from app.intake.learned.lessons import examples
from app.intake.learned.model import WEIGHTS, unpack
from app.intake.learned.school import RECIPES, crossed, figures, taught
from app.intake.lexicon import Lexicon
from app.intake.marking import Score, marked
from app.intake.reading import read

USUAL = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""For lines that tell no moment of their own."""


@click.command("score")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--counties", "home", default="tests/counties", type=click.Path(path_type=Path), help="Folder of the county files."
)
@click.option("--wrong", is_flag=True, help="Print every wrong slot too.")
def score_command(files: tuple[Path, ...], *, home: Path, wrong: bool) -> None:
    """Read labelled FILES (one JSON object for each line) and print a table by slot, for each file and each flavour."""
    lexicons: dict[str, Lexicon] = {}
    table: dict[str, Score] = {}
    for file in files:
        for row in map(json.loads, filter(str.strip, file.read_text(encoding="utf-8").splitlines())):
            county = row.get("county", "yunxi")
            if county not in lexicons:
                lexicons[county] = _lexicon(home / f"{county}.yaml")
            got = shown(read(row["text"], now=_moment(row), lexicon=lexicons[county]))
            for column in (file.stem, f"·{county}"):
                table.setdefault(column, Score()).add(marked(row, got))
    for line in _shown_table({name: table[name] for name in sorted(table, key=lambda name: name.startswith("·"))}):
        click.echo(line)
    for score in (table[file.stem] for file in files) if wrong else ():
        click.echo("\n".join(score.wrong))


def _lexicon(file: Path) -> Lexicon:
    try:
        return lexicon_of(read_county(file))
    except CountyFault as fault:
        raise click.ClickException(str(fault)) from fault


def _moment(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["now"]).replace(tzinfo=SHANGHAI) if "now" in row else USUAL


def _shown_table(table: dict[str, Score]) -> Iterable[str]:
    """A Markdown table: one line for each slot, one column for each file and each flavour."""
    yield f"| slot | {' | '.join(table)} |"
    yield "|---|" + "---|" * len(table)
    for slot in dict.fromkeys(slot for score in table.values() for slot in score.asked):
        cells = [f"{score.share(slot):.0%} of {score.asked[slot]}" if score.asked[slot] else "–" for score in table.values()]
        yield f"| {slot} | {' | '.join(cells)} |"


@click.command("train")
@click.option("--check", is_flag=True, help="Cross-validate and print figures instead of writing (half an hour).")
@click.option("--out", default=WEIGHTS, type=click.Path(file_okay=False, path_type=Path), help="The folder the weights go to.")
def train_command(*, check: bool, out: Path) -> None:
    """Write the weights from the training lines: some minutes, and the same lines always give the same file."""
    if check:
        for question, recipe in RECIPES.items():
            known = examples(question)
            click.echo(f"{question:8} {figures(known, crossed(known, recipe))}")
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, packed in taught().items():
        (out / name).write_bytes(packed)
        model = unpack(packed)
        click.echo(f"{name}: {len(packed):,} bytes, {len(model.rows):,} features, corpus {model.about['corpus']}")

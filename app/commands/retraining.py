"""``flask intake retrain`` and ``rollback``: a county's own orders teach, when nothing is read worse by it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.catalogue.queries import home_county
from app.commands import at_work
from app.commands.teaching import COUNTY, confirmed_of
from app.intake.learned.contest import challenger_of, chosen, contest, lessons, report
from app.intake.learned.corpus import HERE
from app.intake.learned.lessons import examples
from app.intake.learned.model import OwnModel, of_a_piece, pack
from app.intake.learned.opinions import features_of
from app.intake.learned.own import adopt, go_back, own_model

CORPUS = click.option(
    "--corpus",
    default=HERE,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of the training lines.",
)


@click.command("retrain")
@COUNTY
@CORPUS
@click.option("--check", is_flag=True, help="Only compare and print; change nothing.")
@with_appcontext
def retrain_command(county: str, *, corpus: Path, check: bool) -> None:
    """Learn from confirmed orders; adopted only if no item is read worse and more is read right (a quarter of an hour)."""
    with at_work() as house, house.db.reading() as session:
        code = home_county(session, county or house.settings.county)
        lexicon = house.lexicons.of(session, code).lexicon
        taught = chosen(confirmed_of(session, code, lexicon))
        home = house.settings.weights_home
    if not taught.learn or not taught.apart:
        click.echo("还没有哪个事项有 20 张、3 个人以上的办结单子，没有重新训练。")
        return
    known = examples("concept", corpus)
    champion = partial(_shares, own_model(home, code))
    result = contest(known, taught, index=lexicon.item_index, prepare=prepare, champion=champion)
    lines = report(result, {item.code: item.name for item in lexicon.items})
    click.echo("\n".join(lines))
    if check or not result.adopted:
        return
    made = challenger_of(known, lessons(taught.learn, lexicon.item_index, prepare))
    packed = pack({"concept": (made.answers, made.bias, made.weights)}, {"orders": len(taught.learn), "county": code})
    adopt(home, code, packed, "\n".join(lines))
    click.echo(f"已写入 {home}。要退回：flask intake rollback")


def prepare(words: str) -> tuple[str, ...]:
    """The features of words whose place, time, phone and name are covered already."""
    return tuple(features_of(words))


def _shares(own: OwnModel | None, features: Sequence[str]) -> dict[str, float]:
    opinion = (own.model if own else of_a_piece()).opinions(features).get("concept")
    return opinion.shares if opinion else {}


@click.command("rollback")
@COUNTY
@with_appcontext
def rollback_command(county: str) -> None:
    """Go back to the weights before the last retraining."""
    with at_work() as house, house.db.reading() as session:
        code = home_county(session, county or house.settings.county)
        home = house.settings.weights_home
    click.echo("已退回上一次的权重。" if go_back(home, code) else "没有本县自己的权重，用的就是自带的。")

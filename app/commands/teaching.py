"""``flask intake suggest``: what a county's own confirmed orders teach, for the administrator to take or leave."""

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.catalogue.queries import home_county
from app.commands import at_work
from app.intake.learned.suggesting import Confirmed, Suggestion, bare, suggest
from app.intake.lexicon import Lexicon
from app.orders.confirmed import words_of_confirmed

COUNTY = click.option("--county", default="", help="Six-digit code, when several counties are loaded.")


@click.command("suggest")
@COUNTY
@with_appcontext
def suggest_command(county: str) -> None:
    """Words that at least three people used for an item and the catalogue does not know."""
    with at_work() as house, house.db.reading() as session:
        code = home_county(session, county or house.settings.county)
        lexicon = house.lexicons.of(session, code).lexicon
        orders = confirmed_of(session, code, lexicon)
    found = suggest(orders, lexicon.item_index)
    if not found:
        click.echo(f"看了 {len(orders)} 张办结的单子，没有新的说法可以建议。")
        return
    for one in found:
        item = lexicon.item_of.get(one.item)
        click.echo(_shown(one, item.name if item else one.item))
    click.echo("认为对的，写进县文件里该事项的 synonyms，再执行 flask county load。")


def confirmed_of(session: Session, county: str, lexicon: Lexicon) -> list[Confirmed]:
    """Confirmed orders with their place, time, phone and name covered: these are nobody's word for a service."""
    rows = words_of_confirmed(session, county)
    return [Confirmed(person, item, bare(words, lexicon)) for person, item, words in rows if item in lexicon.item_of]


def _shown(one: Suggestion, name: str) -> str:
    elsewhere = f"，别的事项 {one.elsewhere} 次" if one.elsewhere else ""
    return f"{name}（{one.item}）：「{one.word}」 {one.people} 人说过 {one.times} 次{elsewhere}。例：{' / '.join(one.examples)}"

"""What confirmed orders teach: words to suggest, and weights that are only taken when nothing is read worse by them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import update

from app.commands.retraining import prepare
from app.config import Settings
from app.county.loading import load
from app.house import House
from app.intake.learned.contest import chosen, contest, idea_of
from app.intake.learned.lessons import examples
from app.intake.learned.suggesting import Confirmed, bare, suggest
from app.intake.learned.training import Recipe, train
from app.intake.lexicon import Lexicon
from app.intake.reading import read
from app.orders.actions import Wish, place
from app.orders.model import Order, Status
from app.people.actions import meet
from app.web import create_app
from tests.intake.labels import lexicon, moment
from tests.pushed_clock import PushedClock
from tests.stories.village import small_county

NOW = moment("2026-11-23T10:00:00")
WORD = "黑漆柱子歪了"
"""A way of asking for a haircut that nobody but this county knows."""
LEXICON = lexicon("yunxi")
INDEX = LEXICON.item_index
CORPUS = {
    "bath_hair": ("帮老人理发", "剪头发", "想剃个头", "头发长了请人剪", "上门理发"),
    "water_electric": ("灯不亮了", "水管漏水", "换个灯泡", "水龙头坏了", "插座没电"),
    "moving": ("搬家具", "抬个柜子", "帮忙搬家", "搬冰箱上楼", "把床抬下来"),
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Fifteen lines for three services, each said four times over."""
    lines = [
        f"{idea_of(item, INDEX)}\t{text}{end}"
        for item, texts in CORPUS.items()
        for text in texts
        for end in ("", "吧", "呀", "谢谢")
    ]
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "needs.tsv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def orders(item: str, word: str, *, many: int = 40, people: int = 10) -> list[Confirmed]:
    ends = ("", "了", "啊", "谢谢")
    texts = (f"{word}{end}{'啊' * (number // 4)}" for number, end in ((n, ends[n % 4]) for n in range(many)))
    return [Confirmed(number % people, item, text) for number, text in enumerate(texts)]


def judged(corpus: Path, said: list[Confirmed]) -> tuple[bool, list[str], int]:
    known = examples("concept", corpus)
    champion = train(known, Recipe()).shares
    result = contest(known, chosen(said), index=INDEX, prepare=prepare, champion=champion)
    return result.adopted, result.losers, result.gained


def test_an_item_teaches_only_from_twenty_orders_of_three_people() -> None:
    assert not chosen(orders("bath_hair", "推个平头", many=19)).learn
    assert not chosen(orders("bath_hair", "推个平头", many=40, people=2)).learn
    taught = chosen(orders("bath_hair", "推个平头"))
    assert taught.learn
    assert taught.apart
    assert not {one.words for one in taught.learn} & {one.words for one in taught.apart}


def test_nobody_teaches_alone() -> None:
    loud = [Confirmed(1, "bath_hair", f"推个平头{'啊' * n}") for n in range(100)]
    taught = chosen([*loud, *orders("bath_hair", "剃个光头", many=20, people=4)])
    assert len([one for one in (*taught.learn, *taught.apart) if one.person == 1]) <= 5


def test_a_countys_own_word_is_learnt(corpus: Path) -> None:
    adopted, losers, gained = judged(corpus, orders("bath_hair", WORD))
    assert (adopted, losers) == (True, [])
    assert gained > 0


def test_orders_that_would_make_something_worse_teach_nothing(corpus: Path) -> None:
    wrong = [Confirmed(n % 12, "bath_hair", f"{CORPUS['water_electric'][n % 5]}{'呀' * (n // 5)}") for n in range(60)]
    adopted, losers, _ = judged(corpus, wrong)
    assert not adopted
    assert idea_of("water_electric", INDEX) in losers


# -- words to suggest -------------------------------------------------------------------------------------------------


def test_a_word_of_three_people_is_suggested_and_a_place_is_not() -> None:
    said = [f"大湾村三组 明天上午 黑漆柱子倒了 1380001234{n}" for n in range(4)]
    found = suggest([Confirmed(n, "moving", bare(text, LEXICON)) for n, text in enumerate(said)], INDEX)
    words = {one.word for one in found}
    assert any("黑漆柱子" in word for word in words)
    assert not [word for word in words if "湾村" in word or "上午" in word]


@pytest.mark.parametrize(("people", "times"), [(2, 6), (1, 9)])
def test_a_word_of_fewer_people_is_not_suggested(people: int, times: int) -> None:
    assert not suggest([Confirmed(n % people, "moving", "黑漆柱子倒了") for n in range(times)], INDEX)


def test_a_word_the_catalogue_knows_or_that_others_use_too_is_not_suggested() -> None:
    known = [Confirmed(n, "water_electric", "水管") for n in range(5)]
    common = [Confirmed(n, item, "黑漆柱子倒了") for n in range(5) for item in ("moving", "water_electric")]
    assert not suggest(known, INDEX)
    assert not suggest(common, INDEX)


# -- the commands -----------------------------------------------------------------------------------------------------


@pytest.fixture
def house(settings: Settings, clock: PushedClock, tmp_path: Path) -> Iterator[tuple[House, FlaskCliRunner]]:
    app = create_app(replace(settings, intake_weights=str(tmp_path / "own")), clock=clock)
    house: House = app.extensions["yihu"]
    with house.db.transaction() as session:
        load(session, small_county(), now=clock())
    yield house, app.test_cli_runner()
    house.db.close()


def item_of(lexicon: Lexicon) -> str | None:
    return next((request.category for request in read(f"{WORD}，请人来", now=NOW, lexicon=lexicon).requests), None)


def closed(house: House, said: list[Confirmed]) -> None:
    """Orders that were placed and done."""
    county = small_county().code
    with house.db.transaction() as session:
        for one in said:
            person = meet(session, app="service", openid=f"o-{one.person}", county=county, now=house.clock())
            wish = Wish(
                county=county,
                requester_id=person.id,
                door="chat",
                words=one.words,
                item_code=one.item,
                area_code=None,
                place="",
                time_words="尽快",
            )
            place(session, wish, now=house.clock())
        session.execute(update(Order).values(status=Status.CLOSED, closed_at=house.clock()))


def test_retraining_is_taken_shown_used_and_taken_back(house: tuple[House, FlaskCliRunner], corpus: Path) -> None:
    ours, runner = house
    assert "没有重新训练" in runner.invoke(args=["intake", "retrain", "--corpus", str(corpus)]).output
    closed(ours, orders("bath_hair", WORD))
    with ours.db.reading() as session:
        before = ours.lexicons.of(session, small_county().code)
    only = runner.invoke(args=["intake", "retrain", "--corpus", str(corpus), "--check"])
    assert only.exit_code == 0, only.output
    assert not (ours.settings.weights_home / f"{before.county}.bin").exists()
    told = runner.invoke(args=["intake", "retrain", "--corpus", str(corpus)]).output
    assert "采用：没有事项变差" in told
    with ours.db.reading() as session:
        after = ours.lexicons.of(session, before.county)
    assert after.stamp != before.stamp
    assert item_of(after.lexicon) == "bath_hair" != item_of(before.lexicon)
    assert "已退回" in runner.invoke(args=["intake", "rollback"]).output
    with ours.db.reading() as session:
        assert ours.lexicons.of(session, before.county).stamp == 0
    assert "没有本县自己的权重" in runner.invoke(args=["intake", "rollback"]).output


def test_suggestions_are_printed_with_their_item(house: tuple[House, FlaskCliRunner]) -> None:
    ours, runner = house
    assert "没有新的说法" in runner.invoke(args=["intake", "suggest"]).output
    closed(ours, [Confirmed(n, "bath_hair", "城东社区三组 黑漆柱子歪了") for n in range(4)])
    output = runner.invoke(args=["intake", "suggest"]).output
    assert "（bath_hair）：「黑漆柱子" in output
    assert "城东" not in output

"""The link is the key: a wrong, odd or outlived one opens nothing, and never breaks the page."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.config import Settings
from app.orders.model import Order, Status
from app.people.actions import erase
from app.people.model import Person
from app.web import create_app
from tests.pushed_clock import PushedClock
from tests.stories.test_asking_the_right_ones import knows_the_law, make_team
from tests.stories.village import Village

NEED = "我家水管爆了，今天下午能来人修不，城东社区三组，电话13800001234"
DIGITS = "0" * 32

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def village(settings: Settings, clock: PushedClock) -> Iterator[Village]:
    village = Village(settings, clock)
    village.says("王奶奶", NEED, "1")
    yield village
    village.house.db.close()


@pytest.fixture
def link(village: Village) -> str:
    """Where 小张's card leads."""
    return village.phones.tap("小张").removeprefix(village.house.settings.public_url)


def status(village: Village) -> str:
    with village.house.db.reading() as session:
        return session.scalars(select(Order.status)).one()


@pytest.mark.parametrize(
    "ticket",
    [
        "1",
        "1.1",
        f"1.1.{DIGITS}",
        "a\nb",
        "a\r\nSet-Cookie: x=1",
        "\x00",
        "水",
        "9" * 5000,
        f"{'9' * 40}.1.{DIGITS}",
        "..",
        "%",
    ],
)
def test_an_odd_link_opens_nothing_and_changes_nothing(village: Village, ticket: str) -> None:
    path = f"/o/{quote(ticket, safe='')}"
    for answer in (village.web.get(path), village.web.post(path, data={"do": "accept"})):
        assert answer.status_code == 404
        assert "Set-Cookie" not in answer.headers
        assert "Location" not in answer.headers
        assert "Traceback" not in answer.text
    assert status(village) == Status.OFFERING


def test_a_good_link_with_something_behind_it_is_an_odd_one(village: Village, link: str) -> None:
    for more in ("\n", "%0a", "0", ".1", "%20"):
        assert village.web.post(link + quote(more, safe="%"), data={"do": "accept"}).status_code == 404
    assert status(village) == Status.OFFERING


def test_a_refused_link_says_so_in_words(village: Village) -> None:
    for answer in (village.web.get("/o/1.2"), village.web.post("/o/1.2", data={"do": "accept"})):
        assert "这个链接不对，请从微信里的通知重新点开。" in answer.text


def test_a_press_leads_back_to_the_page_with_what_came_of_it(village: Village, link: str) -> None:
    answer = village.web.post(link, data={"do": "accept"})
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert "接单成功" in village.web.get(link).text
    assert "接单成功" not in village.web.get(link).text
    assert status(village) == Status.ACCEPTED


def test_a_button_that_is_not_there_does_nothing(village: Village, link: str) -> None:
    for do in ("", "dance", "rate1", "__class__"):
        assert village.web.post(link, data={"do": do}).status_code == 303
        assert "没有这个按钮。" in village.web.get(link).text


def test_who_has_left_neither_sees_nor_does_anything_by_an_old_link(village: Village, link: str) -> None:
    with village.house.db.transaction() as session:
        erase(session, session.scalars(select(Person).where(Person.name == "小张")).one(), now=village.clock())
    for answer in (village.web.get(link), village.web.post(link, data={"do": "accept"})):
        assert answer.status_code == 404
        assert "这个链接已经失效。" in answer.text
        assert "Set-Cookie" not in answer.headers
    assert status(village) == Status.OFFERING


def test_a_cookie_of_nonsense_shows_nothing(village: Village, link: str) -> None:
    for said in ("zz", "ff", "0"):
        village.web.set_cookie("said", said, path=link)
        assert village.web.get(link).status_code == 200


def test_the_page_is_kept_nowhere_and_told_to_nobody(village: Village, link: str) -> None:
    headers = village.web.get(link).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Frame-Options" not in headers  # the simulator shows it inside its phone


def test_in_production_nobody_frames_the_page(settings: Settings, clock: PushedClock) -> None:
    app = create_app(replace(settings, production=True), clock=clock)
    headers = app.test_client().get("/o/1.2").headers
    app.extensions["yihu"].db.close()
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"


def test_a_fault_of_ours_is_told_in_words_an_old_person_understands(village: Village, link: str) -> None:
    with village.house.db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE offers RENAME TO gone")
    for answer in (village.web.get(link), village.web.post(link, data={"do": "decline"})):
        assert answer.status_code == 500
        assert "系统出错了，请过一会儿再点一次。" in answer.text


def test_the_desk_sees_why_and_gives_the_order_to_a_suggested_team_with_a_tap(village: Village) -> None:
    make_team(village, "县法律队", "老陈", leader="老陈", at="330326000000", skills=["law"], professional=True)
    knows_the_law(village, "老陈")
    village.says("赵大爷", "想问问遗产怎么分要不要打官司,明天上午,城东社区三组,电话13800001234", "1")
    desk = village.phones.tap("钱调度").removeprefix(village.house.settings.public_url)
    shown = village.web.get(desk).text
    assert "1 县法律队：专业队伍，会这一项" in shown
    assert "派给 县法律队" in shown
    village.web.post(desk, data={"do": "team1"})
    assert "老陈（等回话）：站里选派" in village.web.get(desk).text
    helper = village.phones.tap("小张").removeprefix(village.house.settings.public_url)
    village.web.post(helper, data={"do": "team1"})
    assert "问了谁" not in village.web.get(helper).text

"""The page behind a pushed card in a real Chromium: readable for the old, usable without JavaScript, empty for strangers."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.config import Settings
from tests import serving
from tests.browser.conftest import PHONE
from tests.pushed_clock import PushedClock
from tests.stories.village import Village

NEED = "我家水管爆了,今天下午能来人修不,城东社区三组,电话13800001234"
TOO_SMALL = """() => [...document.querySelectorAll('main *, footer *')]
    .filter((node) => node.innerText && node.innerText.trim() && parseFloat(getComputedStyle(node).fontSize) < 18)
    .map((node) => node.outerHTML.slice(0, 80))"""
TOO_SLIM = """() => [...document.querySelectorAll('button')]
    .filter((node) => node.getBoundingClientRect().height < 60).map((node) => node.textContent)"""

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def village(settings: Settings, clock: PushedClock) -> Iterator[Village]:
    village = Village(settings, clock)
    yield village
    village.house.db.close()


@pytest.fixture
def served(village: Village) -> Iterator[str]:
    with serving.served(village.web.application) as address:
        yield address


def link(village: Village, name: str, served: str) -> str:
    """Where the latest card of this person leads."""
    village.settle()
    return served + village.phones.tap(name).removeprefix(village.house.settings.public_url)


@pytest.fixture
def old_phone(browser: Browser) -> Iterator[Page]:
    """No JavaScript, a small screen."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def test_a_volunteer_accepts_arrives_and_finishes_without_javascript(village: Village, served: str, old_phone: Page) -> None:
    village.says("王奶奶", NEED, "1")
    old_phone.goto(link(village, "小张", served))
    expect(old_phone.locator("main")).not_to_contain_text("13800001234")
    old_phone.get_by_role("button", name="我去，接单").click()
    expect(old_phone.get_by_role("status")).to_contain_text("接单成功")
    expect(old_phone.locator("main")).to_contain_text("13800001234")
    old_phone.get_by_role("button", name="我到了").click()
    old_phone.get_by_role("button", name="办完了").click()
    expect(old_phone.locator("h1")).to_contain_text("待评价")
    old_phone.goto(link(village, "王奶奶", served))
    old_phone.get_by_role("button", name="很满意").click()
    expect(old_phone.locator("h1")).to_contain_text("已销号")


def test_the_second_to_press_hears_that_it_is_taken(village: Village, served: str, old_phone: Page) -> None:
    village.says("王奶奶", NEED, "1")
    old_phone.goto(link(village, "老陈", served))
    village.asks("小张", "1")
    old_phone.get_by_role("button", name="我去，接单").click()
    expect(old_phone.get_by_role("status")).to_contain_text("已有人接单")


def test_old_eyes_and_fingers_manage(
    village: Village, served: str, phone_page: Page, barriers: Callable[[Page], list[str]]
) -> None:
    village.says("王奶奶", NEED, "1")
    phone_page.goto(link(village, "小张", served))
    assert phone_page.evaluate(TOO_SMALL) == []
    assert phone_page.evaluate(TOO_SLIM) == []
    assert phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(phone_page) == []


def test_a_forged_link_shows_nothing(village: Village, served: str, old_phone: Page) -> None:
    village.says("王奶奶", NEED, "1")
    answer = old_phone.goto(link(village, "小张", served)[:-1] + "0")
    assert answer is not None
    assert answer.status == 404
    expect(old_phone.locator("main")).not_to_contain_text("水管")

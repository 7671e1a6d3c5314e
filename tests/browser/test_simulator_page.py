"""The page in a real Chromium: live bubbles, cards that open, buttons for digits, type large enough to read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from simulator.phonebook import open_phonebook
from simulator.phones import Phones
from simulator.platform import Platform
from simulator.transports import WsgiTransport
from simulator.web import create_simulator
from tests.pushed_clock import PushedClock
from tests.serving import served
from tests.simulator.cast import ACCOUNT, MINI, Caller, Echo

SMALL_TYPE = """() => [...document.querySelectorAll('body *')]
    .filter((node) => node.checkVisibility() && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
    .filter((node) => parseFloat(getComputedStyle(node).fontSize) < 16)
    .map((node) => node.outerHTML.slice(0, 80))"""


@dataclass
class Desk:
    """The simulator as served, the service behind it, and the page that shows it."""

    phones: Phones
    echo: Echo
    caller: Caller
    page: Page

    def phone(self, name: str) -> Locator:
        return self.page.get_by_role("article", name=f"{name}的手机")


@pytest.fixture
def desk(page: Page, clock: PushedClock) -> Iterator[Desk]:
    platform, echo = Platform(ACCOUNT, MINI, clock), Echo()
    platform.register_template("offer", "新的求助", {"thing1": "求助事项", "thing2": "提示"})
    phones, caller = Phones(platform, WsgiTransport(echo)), Caller(platform)
    caller.log_in()
    open_phonebook(phones, None)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_viewport_size({"width": 1440, "height": 900})
    with served(create_simulator(platform, phones)) as address:
        page.goto(f"{address}/")
        yield Desk(phones, echo, caller, page)
        page.close()
    assert wrong == []


def test_a_story_is_played_with_fingers(desk: Desk) -> None:
    desk.echo.reply = lambda message: f"<b>{message.get('Content', '您好')}</b> 回 1 确认，0 取消"
    granny = desk.phone("王奶奶")
    granny.get_by_role("button", name="关注公众号").click()
    granny.get_by_label("说一句话").fill("水管爆了")
    granny.get_by_role("button", name="发送").click()
    expect(granny.locator(".row:not(.mine) .bubble").last).to_have_text("<b>水管爆了</b> 回 1 确认，0 取消")
    granny.get_by_role("button", name="1 确认").click()
    expect(granny.locator(".row.mine .bubble").last).to_have_text("1")


def test_a_pushed_card_arrives_live_and_opens(desk: Desk) -> None:
    desk.phone("小张").get_by_role("button", name="关注公众号").click()
    expect(desk.phone("小张").locator(".row .bubble")).to_have_text("你说：")
    openid = desk.phones.person("小张").openid
    data = {"thing1": "修水管", "thing2": "能去回1接单,去不了回2"}
    assert desk.caller.template(openid, data, url="http://127.0.0.1:9/o/1")["errcode"] == 0
    card = desk.phone("小张").get_by_role("link").last
    expect(card).to_contain_text("修水管")
    expect(desk.phone("小张").locator(".quick button")).to_have_text(["1 接单", "2 去不了"])
    card.click()
    sheet = desk.phone("小张").locator("iframe")
    expect(sheet).to_have_attribute("src", "http://127.0.0.1:9/o/1")
    desk.phone("小张").get_by_role("button", name="返回").click()
    expect(sheet).to_be_hidden()


def test_the_page_is_readable_and_fits(desk: Desk, barriers: Callable[[Page], list[str]]) -> None:
    desk.phone("小张").get_by_role("button", name="关注公众号").click()
    expect(desk.phone("小张").locator(".row .bubble")).to_have_text("你说：")
    desk.page.get_by_role("button", name="故障与通信").click()
    desk.page.get_by_text("送达不明").click()
    desk.page.get_by_role("button", name="打开故障").click()
    expect(desk.page.get_by_label("正在发生的故障")).to_contain_text("送达不明 · 模板消息 · 还有 1 次")
    assert desk.page.evaluate(SMALL_TYPE) == []
    assert desk.page.evaluate("Math.max(document.body.scrollWidth, document.querySelector('.desk').scrollWidth) <= innerWidth")
    assert barriers(desk.page) == []
    desk.page.get_by_role("button", name="关掉").click()
    expect(desk.page.get_by_label("正在发生的故障")).to_have_text("")


def test_a_menu_appears_under_the_chat_and_can_be_pressed(desk: Desk) -> None:
    desk.echo.reply = lambda message: f"按了 {message['EventKey']}"
    desk.phones.follow("王奶奶")
    button = {"type": "click", "name": "我要求助", "key": "ASK"}
    assert desk.caller.post("/cgi-bin/menu/create", {"button": [button]})["errcode"] == 0
    granny = desk.phone("王奶奶")
    granny.get_by_role("button", name="菜单").click()
    granny.get_by_role("button", name="我要求助").click()
    expect(granny.locator(".row:not(.mine) .bubble").last).to_have_text("按了 ASK")


def test_phones_are_shown_and_put_away(desk: Desk) -> None:
    desk.page.get_by_role("button", name="老陈", exact=True).click()
    expect(desk.phone("老陈")).to_have_count(0)
    desk.page.get_by_label("新人的名字").fill("赵大爷")
    desk.page.get_by_role("button", name="加入").click()
    expect(desk.phone("赵大爷")).to_be_visible()

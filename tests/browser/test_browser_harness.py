"""The browser itself works, and its eye for barriers sees."""

from collections.abc import Callable

from playwright.sync_api import Page

GREY_ON_WHITE = '<html lang="zh"><title>一呼</title><main><h1>一呼</h1><p style="color:#ccc">看不清的字</p></main></html>'


def test_grey_letters_on_white_are_found(page: Page, barriers: Callable[[Page], list[str]]) -> None:
    page.set_content(GREY_ON_WHITE)
    assert [found.split(":")[0] for found in barriers(page)] == ["color-contrast"]


def test_chinese_letters_are_drawn_and_not_boxes(phone_page: Page) -> None:
    phone_page.set_content("<span id=a>呼</span><span id=b>&#xE123;</span>")
    draw = """name => { const c = document.createElement('canvas').getContext('2d'); c.font = '40px sans-serif';
              c.fillText(document.getElementById(name).textContent, 0, 40); return c.canvas.toDataURL() }"""
    assert phone_page.evaluate(draw, "a") != phone_page.evaluate(draw, "b")

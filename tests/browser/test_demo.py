"""The demo as a newcomer meets it: one address, phones side by side, and the whole loop played by hand."""

from playwright.sync_api import Locator, Page, expect

SOON = 20_000
"""Milliseconds in which a notification must be on a phone: the jobs look every second, on a busy machine less often."""


class Phone:
    """One of the phones on the page, used with fingers and eyes."""

    def __init__(self, page: Page, name: str) -> None:
        self.screen: Locator = page.get_by_role("article", name=f"{name}的手机")

    def says(self, words: str) -> None:
        self.screen.get_by_label("说一句话").fill(words)
        self.screen.get_by_role("button", name="发送").click()

    def hears(self, words: str) -> None:
        expect(self.screen.locator(".row:not(.mine)").last).to_contain_text(words, timeout=SOON)


def test_one_sentence_becomes_a_finished_order_on_the_demo(page: Page, demo: str) -> None:
    page.goto(demo)
    granny, zhang = Phone(page, "王奶奶"), Phone(page, "小张")
    granny.says("我家水管爆了，马上来人修")
    granny.hears("水管")
    granny.says("1")
    zhang.hears("能去回1接单")
    zhang.says("1")
    zhang.hears("接单成功")
    granny.hears("小张")
    zhang.says("到了")
    granny.hears("已到达")
    zhang.says("完成")
    granny.hears("请评价")
    granny.says("5")
    granny.hears("已销号")

"""A fresh page for each test, the whole demo to look at, and an eye for what an old villager could not read."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent.parent
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
DESK = (1280, 800)
PHONE = (390, 844)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that a fresh `make demo` prints: web, jobs and simulator run until the session ends."""
    environ = os.environ | {"DEMO_FOLDER": str(tmp_path_factory.mktemp("demo")), "DEMO_PORT": str(two_free_ports())}
    command = [sys.executable, "-m", "deploy.demo"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield printed_address(process)
        finally:
            process.terminate()
            process.communicate(timeout=30)


def printed_address(process: "subprocess.Popen[str]") -> str:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if found := ADDRESS.search(line):
            return found[0]
    pytest.fail("the demo did not start:\n" + "".join(said))


def two_free_ports() -> int:
    """A port that is free and has a free one after it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page on a computer's screen."""
    yield from opened(browser, DESK)


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    """An empty page on a phone's screen, with a finger instead of a mouse."""
    yield from opened(browser, PHONE)


def opened(browser: Browser, size: tuple[int, int]) -> Iterator[Page]:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=size == PHONE
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def barriers() -> Callable[[Page], list[str]]:
    """What axe-core finds that keeps people out of a page: contrast, labels, roles; empty is good."""

    def look(page: Page) -> list[str]:
        page.add_script_tag(path=ROOT / "node_modules" / "axe-core" / "axe.min.js")
        found = page.evaluate("async () => (await axe.run()).violations")
        return [f"{one['id']}: {one['help']} – {one['nodes'][0]['html'][:120]}" for one in found]

    return look

"""``flask wechat``: an operator sees at once whether the way is open, and makes the menu."""

import pytest
from click.testing import Result
from flask import Flask

from app.chat.routing import MENU
from app.config import Settings
from app.house import House
from simulator.platform import Platform
from tests.pushed_clock import PushedClock
from tests.wechat.platform import Counting, platform_for
from wechat.commands import BUTTONS
from wechat.edge import blueprints

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def platform(settings: Settings, clock: PushedClock) -> Platform:
    return platform_for(settings, clock)


class Desk:
    def __init__(self, house: House, platform: Platform) -> None:
        self._app = Flask("desk")
        for blueprint in blueprints(house, adapter=Counting(platform)):
            self._app.register_blueprint(blueprint)

    def runs(self, *words: str) -> Result:
        return self._app.test_cli_runner().invoke(args=["wechat", *words])


@pytest.fixture
def desk(house: House, platform: Platform) -> Desk:
    return Desk(house, platform)


def test_check_says_that_the_way_is_open(desk: Desk) -> None:
    result = desk.runs("check")
    assert (result.exit_code, result.output) == (0, "微信接口通了，可以发消息。\n")


def test_08_03_check_names_the_address_to_allow(desk: Desk, platform: Platform) -> None:
    platform.fault("errcode", endpoint="cgi-bin/stable_token", code=40164)
    result = desk.runs("check")
    assert result.exit_code == 1
    assert "10.0.0.8" in result.output
    assert "白名单" in result.output


@pytest.mark.parametrize("kind", ["reset", "html_502"])
def test_check_says_when_nobody_answers(desk: Desk, platform: Platform, kind: str) -> None:
    platform.fault(kind)
    result = desk.runs("check")
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_an_account_without_permission_is_told(desk: Desk, platform: Platform) -> None:
    platform.fault("errcode", endpoint="cgi-bin/message/custom/typing", code=48001)
    result = desk.runs("check")
    assert result.exit_code == 1
    assert "48001" in result.output


def test_the_menu_has_only_keys_the_chat_knows_and_names_old_phones_show(desk: Desk, platform: Platform) -> None:
    assert desk.runs("menu").exit_code == 0
    assert platform.menu == {"button": BUTTONS}
    buttons = [button for top in BUTTONS for button in top.get("sub_button", [top])]
    assert {button["key"] for button in buttons} == set(MENU)
    assert all(len(button["name"]) <= 4 for button in [*BUTTONS, *buttons])

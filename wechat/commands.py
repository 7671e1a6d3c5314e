"""``flask wechat``: is the way to WeChat open, and the menu under the chat."""

from typing import Any

import click
from flask import Blueprint

from app.outbox.delivery import Verdict
from wechat.client import Client
from wechat.errcodes import rule_for
from wechat.tokens import NoToken, remedy
from wechat.wire import Answer, Unanswered, Unsent

TYPING = "/cgi-bin/message/custom/typing"
NOBODY = {"touser": "nobody", "command": "Typing"}
MENU_CREATE = "/cgi-bin/menu/create"

BUTTONS: list[dict[str, Any]] = [
    {"type": "click", "name": "我要点单", "key": "ORDER"},
    {
        "name": "我的",
        "sub_button": [
            {"type": "click", "name": "我的订单", "key": "MINE"},
            {"type": "click", "name": "我的任务", "key": "TASKS"},
        ],
    },
    {
        "name": "更多",
        "sub_button": [
            {"type": "click", "name": "当志愿者", "key": "JOIN"},
            {"type": "click", "name": "找人工", "key": "HUMAN"},
        ],
    },
]
"""Three on the bar, names of four characters: what old phones show whole. Every key is a word the chat knows."""


def plug(blueprint: Blueprint, client: Client) -> None:
    """Hang ``check`` and ``menu`` under ``flask wechat``."""
    group = blueprint.cli

    @group.command("check")
    def check() -> None:
        """Fetch an access token and say whether WeChat lets this machine call."""
        answer = _asked(client, TYPING, NOBODY)  # there is no such person: being told so is the proof
        reached = rule_for(answer.errcode).verdict is not Verdict.ALARM
        _done(Answer(0, "", {}) if reached else answer, "微信接口通了，可以发消息。")

    @group.command("menu")
    def menu() -> None:
        """Make the menu under the chat; the console cannot, once a callback is set."""
        _done(_asked(client, MENU_CREATE, {"button": BUTTONS}), "菜单已设好，重新进入服务号就能看到。")


def _asked(client: Client, path: str, body: dict[str, Any]) -> Answer:
    try:
        return client.post(path, body)
    except NoToken as refusal:
        raise click.ClickException(f"微信不给凭证：{refusal}。{remedy(refusal.errcode)}") from None
    except (Unsent, Unanswered) as broken:
        raise click.ClickException(f"连不上微信接口（{broken}），请检查网络和 WECHAT_API_BASE") from None


def _done(answer: Answer, words: str) -> None:
    if answer.errcode:
        raise click.ClickException(f"微信拒绝了：{answer.errcode} {answer.errmsg}")
    click.echo(words)

"""What is a command and what is a need; tolerant of everything people type around the word."""

import pytest

from app.chat.commands import Command, Verb, parse
from app.intake.text.normalise import normalise

SAID = [
    ("1", Command(Verb.DIGIT, rest="1")),
    ("１。", Command(Verb.DIGIT, rest="1")),
    ("接A07", Command(Verb.ACCEPT, "A07")),
    ("接 a 07", Command(Verb.ACCEPT, "A07")),
    ("接　ＡＯ７", Command(Verb.ACCEPT, "A07")),
    ("接 AO7谢谢", Command(Verb.ACCEPT, "A07")),
    ("請接 A07", Command(Verb.ACCEPT, "A07")),
    ("我來", Command(Verb.ACCEPT)),
    ("取消", Command(Verb.CANCEL)),
    ("麻烦取消一下A07吧。", None),
    ("麻烦取消A07吧。", Command(Verb.CANCEL, "A07")),
    ("改 A07 明天下午", Command(Verb.CHANGE, "A07", "明天下午")),
    ("進度", Command(Verb.PROGRESS)),
    ("到哪了?", Command(Verb.PROGRESS)),
    ("我的订单", Command(Verb.PROGRESS)),
    ("py-20261124-0007", Command(Verb.PROGRESS, "PY-20261124-0007")),
    ("到了", Command(Verb.ARRIVE)),
    ("完成 A07", Command(Verb.FINISH, "A07")),
    ("来不了A07", Command(Verb.RELEASE, "A07")),
    ("办不了 A07 没有水电工", Command(Verb.CANNOT, "A07", "没有水电工")),
    ("派A07给水电队", Command(Verb.ASSIGN, "A07", "水电队")),
    ("我要当志愿者", Command(Verb.JOIN)),
    ("人工", Command(Verb.HUMAN)),
    ("注销", Command(Verb.LEAVE)),
]
NEEDS = [
    "水管爆了",
    "接老人去医院",
    "接 我家孩子放学",
    "派人来修水管",
    "到了晚上灯就不亮",
    "foo",
    "oo",
    "帮助我妈搬家",
    "a",
    "10",
]


@pytest.mark.parametrize(("text", "meant"), SAID)
def test_commands_are_heard_through_spaces_width_tradition_and_politeness(text: str, meant: Command | None) -> None:
    assert parse(normalise(text)) == meant


@pytest.mark.parametrize("text", NEEDS)
def test_whatever_is_not_a_command_is_a_need(text: str) -> None:
    assert parse(normalise(text)) is None

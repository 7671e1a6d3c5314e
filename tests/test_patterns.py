"""Patterns wait until they are asked."""

import gc
import importlib
import pkgutil
import re

import pytest

import app
import wechat
from app.patterns import regex


def test_a_pattern_answers_like_the_compiled_one() -> None:
    pattern = regex(r"(?P<day>\d+)号", re.ASCII)
    assert pattern.pattern == r"(?P<day>\d+)号"
    found = pattern.search("我15号在家")
    assert found is not None
    assert found["day"] == "15"
    assert pattern.sub("那天", "15号来") == "那天来"
    assert [one.group() for one in pattern.finditer("3号、5号")] == ["3号", "5号"]
    assert pattern.groupindex == {"day": 1}


def test_a_faulty_pattern_fails_when_it_is_asked() -> None:
    faulty = regex("(")
    with pytest.raises(re.error):
        faulty.search("a")


def test_every_pattern_of_the_service_is_sound() -> None:
    for package in (app, wechat):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    gc.enable()  # ``app.beginning`` has let it rest, as for a process that starts
    known = [one for one in gc.get_objects() if type(one) is type(regex(""))]
    assert len(known) > 400
    for one in known:
        one.search("")

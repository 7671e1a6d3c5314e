"""A language model over real requests: whatever it answers, the wait is bounded and nothing flies."""

import json
from time import monotonic, sleep

import pytest

from app.config import Settings
from app.errors import Unready
from app.intake.second.port import Message
from drivers.language_model import LONGEST_ANSWER, Breaker, HttpModel, language_model
from tests.outside import Outside, Says

ASK = [Message("system", "看懂"), Message("user", "〔电话〕")]
SCHEMA = {"type": "object"}


def model(there: Outside, *, timeout: float = 1.0, breaker: Breaker | None = None, url: str = "") -> HttpModel:
    settings = Settings(llm_api_base=url or there.url, llm_api_key="k-2", llm_model="m-2", llm_timeout=timeout)
    return HttpModel(settings, breaker=breaker)


def content(words: object) -> Says:
    return Says(json.dumps({"choices": [{"message": {"content": words}}]}).encode())


def test_it_is_off_unless_an_address_is_set() -> None:
    assert language_model(Settings()) is None
    with pytest.raises(Unready, match="LLM_MODEL"):
        Settings(llm_api_base="https://example.invalid/v1")


def test_the_schema_goes_along_and_the_content_comes_back(there: Outside) -> None:
    there.says(content("{}"))
    assert model(there).complete(ASK, SCHEMA) == "{}"
    (asked,) = there.asked
    assert (asked.path, asked.headers["Authorization"]) == ("/v1/chat/completions", "Bearer k-2")
    body = asked.json()
    assert (body["model"], body["temperature"]) == ("m-2", 0)
    assert body["messages"] == [{"role": "system", "content": "看懂"}, {"role": "user", "content": "〔电话〕"}]
    shape = body["response_format"]
    assert (shape["type"], shape["json_schema"]["strict"], shape["json_schema"]["schema"]) == ("json_schema", True, SCHEMA)


@pytest.mark.parametrize(
    "odd",
    [
        Says(status=500),
        Says(status=401),
        Says(b"<html>"),
        Says(b"{}"),
        Says(b"[]"),
        Says(b"null"),
        Says(b'{"choices": []}'),
        Says(b'{"choices": [{"message": null}]}'),
        content(None),
        content({"category": "x"}),
        content("长" * LONGEST_ANSWER),
    ],
)
def test_anything_odd_is_no_answer(there: Outside, odd: Says) -> None:
    there.says(odd)
    assert model(there).complete(ASK, SCHEMA) is None
    assert len(there.asked) == 1


@pytest.mark.parametrize("slow", [Says(b"{}", late=5.0), Says(b" " * 200, drips=0.1)])
def test_a_slow_one_is_not_waited_for(there: Outside, slow: Says) -> None:
    there.says(slow)
    began = monotonic()
    assert model(there, timeout=0.4).complete(ASK, SCHEMA) is None
    assert monotonic() - began < 0.8


def test_three_seconds_are_the_most_whatever_is_set(there: Outside) -> None:
    there.says(Says(b"{}", late=9.0))
    began = monotonic()
    assert model(there, timeout=60).complete(ASK, SCHEMA) is None
    assert monotonic() - began < 3.5


def test_after_three_failures_nobody_asks_for_a_while(there: Outside) -> None:
    there.says(Says(status=500))
    tried = model(there, breaker=Breaker(seconds=0.3))
    for _ in range(3):
        assert tried.is_open()
        tried.complete(ASK, SCHEMA)
    assert not tried.is_open()
    sleep(0.35)
    assert tried.is_open()
    there.says(content("{}"))
    assert tried.complete(ASK, SCHEMA) == "{}"
    there.says(Says(status=500))
    tried.complete(ASK, SCHEMA)
    assert tried.is_open()


def test_a_closed_door_costs_next_to_nothing(there: Outside) -> None:
    began = monotonic()
    assert model(there, url="http://127.0.0.1:9/v1").complete(ASK, SCHEMA) is None
    assert monotonic() - began < 1

"""A language model behind an OpenAI-compatible ``POST {base}/chat/completions`` with a JSON schema."""

import json
import logging
from collections.abc import Mapping, Sequence
from threading import Lock
from time import monotonic
from typing import Any

from app.config import Settings
from app.intake.second.port import LanguageModel, Message
from drivers.line import Broken, Limits, Line

log = logging.getLogger(__name__)

PATH = "/chat/completions"
CONNECT = 0.5
LONGEST_WAIT = 3.0
LONGEST_ANSWER = 64 * 1024
MOST_TOKENS = 300


class Breaker:
    """After several failures in a row nobody asks for a while; then one may try."""

    def __init__(self, *, failures: int = 3, seconds: float = 60.0) -> None:
        self._most, self._seconds = failures, seconds
        self._lock = Lock()
        self._failures, self._rests_until = 0, float("-inf")

    def is_open(self) -> bool:
        return monotonic() >= self._rests_until

    def went(self, *, well: bool) -> None:
        with self._lock:
            self._failures = 0 if well else self._failures + 1
            if self._failures >= self._most:
                self._rests_until = monotonic() + self._seconds
                log.warning("the language model failed %d times in a row: not asked for a while", self._failures)


class HttpModel:
    """Any service that speaks this dialect."""

    def __init__(self, settings: Settings, *, breaker: Breaker | None = None) -> None:
        self._model = settings.llm_model
        self._breaker = breaker or Breaker()
        total = min(settings.llm_timeout, LONGEST_WAIT)
        limits = Limits(connect=min(CONNECT, total), total=total, size=LONGEST_ANSWER, at_once=8)
        self._line = Line(settings.llm_api_base, settings.llm_api_key, limits)

    def is_open(self) -> bool:
        return self._breaker.is_open()

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str | None:
        try:
            answer = _content(self._line.post(PATH, json=self._body(messages, schema)))
        except Broken as fault:
            log.warning("the language model gave no answer: %s", fault)
            answer = None
        self._breaker.went(well=answer is not None)
        return answer

    def _body(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "model": self._model,
            "messages": [{"role": one.role, "content": one.content} for one in messages],
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reading", "strict": True, "schema": dict(schema)},
            },
        }


def language_model(settings: Settings) -> LanguageModel | None:
    """``None`` where no address is set."""
    return HttpModel(settings) if settings.llm_api_base else None


def _content(answer: bytes) -> str | None:
    """``choices[0].message.content``; ``None`` when the answer has another shape."""
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError):
        return None
    return content if isinstance(content, str) else None

"""Every call we make to WeChat with an access token: timed, retried once on a bad token and never otherwise.

Why not wechatpy's client: docs/adr/wechatpy-behind-a-wall.md.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from wechat.tokens import Tokens
from wechat.wire import Answer, Wire

Said = TypeVar("Said", bound=bytes | Answer)

TOKEN_IS_BAD = frozenset({40001, 40014, 42001})


class Client:
    """One account's API. Safe to share between threads; -1 and timeouts are the outbox's to repeat, not ours."""

    def __init__(self, wire: Wire, tokens: Tokens) -> None:
        self._wire, self._tokens = wire, tokens

    def post(self, path: str, body: dict[str, Any]) -> Answer:
        """The platform's answer, refusals included. Raises ``NoToken``, ``Unsent`` (surely not done), ``Unanswered``."""
        return self._called(lambda token: self._wire.post(path, body, token=token))

    def fetch(self, path: str, query: dict[str, str], *, limit: int) -> bytes | Answer:
        """A file, or the platform's refusal. Raises ``TooLarge``, else as ``post``."""
        return self._called(lambda token: self._wire.fetch(path, query, token=token, limit=limit))

    def _called(self, call: Callable[[str], Said]) -> Said:
        token = self._tokens.current()
        answer = call(token)
        if not _refuses(answer):
            return answer
        self._tokens.drop(token)
        token = self._tokens.current()
        answer = call(token)
        if isinstance(answer, Answer) and _refuses(answer):
            self._tokens.stand_still(token, answer)
        return answer


def _refuses(answer: bytes | Answer) -> bool:
    return isinstance(answer, Answer) and answer.errcode in TOKEN_IS_BAD

"""What an endpoint is: a method, a verb, and whether it wants an access token."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.answers import Blob, Call
from simulator.platform import Platform

Verb = Callable[[Platform, Call], Mapping[str, Any] | Blob]


@dataclass(frozen=True)
class Endpoint:
    method: str
    verb: Verb
    needs_token: bool = True


def get(verb: Verb, *, needs_token: bool = True) -> Endpoint:
    return Endpoint("GET", verb, needs_token)


def post(verb: Verb, *, needs_token: bool = True) -> Endpoint:
    return Endpoint("POST", verb, needs_token)

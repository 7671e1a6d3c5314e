"""A villager made of labels reaches a right card in two more messages, whatever the sentence left out."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bench.villager import Chat, chats, measured, needs

HERE = Path(__file__).parent
GOAL = 0.95


@pytest.fixture(scope="module")
def stand() -> Iterator[Mapping[str, Chat]]:
    with chats() as stand:
        yield stand


@pytest.mark.parametrize("known", [False, True], ids=["somebody-new", "known"])
@pytest.mark.parametrize("name", ["examples", "fresh", "fresh2", "fresh3", "fresh4", "fresh5", "fresh6"])
def test_nearly_every_order_is_right_after_two_more_messages(stand: Mapping[str, Chat], name: str, *, known: bool) -> None:
    file = HERE / f"{name}.jsonl"
    right, failed = measured(file, stand, known=known)
    assert right.total() >= GOAL * len(needs(file)), "\n".join(failed)

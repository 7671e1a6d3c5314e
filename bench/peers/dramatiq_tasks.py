"""Dramatiq on Redis: one actor that does nothing with some 200 bytes; it acknowledges after the work, always."""

import os

import dramatiq
from dramatiq.brokers.redis import RedisBroker

broker = RedisBroker(url=os.environ.get("BENCH_REDIS", "redis://"))  # type: ignore[no-untyped-call]
dramatiq.set_broker(broker)


@dramatiq.actor
def deliver(person_id: int, card: str, text: str) -> None:
    """What a courier would do begins here."""

"""Celery on Redis: one task that does nothing with some 200 bytes; acknowledged late, so that a killed worker loses none."""

import os

from celery import Celery

app = Celery("bench", broker=os.environ.get("BENCH_REDIS", "redis://"))
app.conf.update(
    task_acks_late=True, task_ignore_result=True, worker_prefetch_multiplier=32, broker_connection_retry_on_startup=True
)


@app.task  # type: ignore[untyped-decorator]
def deliver(person_id: int, card: str, text: str) -> None:
    """What a courier would do begins here."""

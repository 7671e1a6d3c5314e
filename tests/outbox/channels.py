"""Channels of our own: they answer as told and remember what they were given."""

from collections.abc import Callable, Sequence
from threading import Lock
from time import sleep

from app.outbox.delivery import Outcome, Parcel, Verdict

SENT = Outcome(verdict=Verdict.SENT, code="0")

Answer = Outcome | Exception


class TellingChannel:
    """Gives the ``answers`` one after the other, the last one for ever; ``sent`` holds what it was asked to send."""

    def __init__(
        self,
        name: str = "template",
        *answers: Answer,
        app: str | None = "service",
        reaches: Callable[[Parcel], bool] = lambda parcel: True,
        latency: float = 0,
    ) -> None:
        self.name = name
        self.app = app
        self.sent: list[Parcel] = []
        self._answers: Sequence[Answer] = answers or (SENT,)
        self._reaches = reaches
        self._latency = latency
        self._lock = Lock()

    def reaches(self, parcel: Parcel) -> bool:
        return self._reaches(parcel)

    def send(self, parcel: Parcel) -> Outcome:
        sleep(self._latency)
        with self._lock:
            answer = self._answers[min(len(self.sent), len(self._answers) - 1)]
            self.sent.append(parcel)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def message_ids(self) -> list[str]:
        return [parcel.client_msg_id(self.name) for parcel in self.sent]


def says(verdict: Verdict, code: str | None = None, *, wait_seconds: float | None = None) -> Outcome:
    return Outcome(verdict=verdict, code=code, wait_seconds=wait_seconds)

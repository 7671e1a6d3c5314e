"""``python -m jobs``: the process that keeps time and delivers; SIGTERM or Ctrl-C ends it cleanly."""

import signal
import sys
from types import FrameType

from app.beginning import begun
from app.chat.advising import Adviser
from app.chat.listening import Listener
from app.clock import wall_clock
from app.config import Settings
from app.errors import Unready
from app.house import House, open_house
from drivers.language_model import language_model
from drivers.speech import speech
from jobs.clockwork import Clockwork
from jobs.logs import to_stdout
from wechat import edge

LISTENERS = (1, 2)
"""Two voices at once in each process: one may wait long for its words."""


def main() -> None:
    """Runs until told to stop; a setting that cannot be used ends it with one line and status 1."""
    to_stdout()
    try:
        settings = Settings.from_env()
        house = open_house(settings, wall_clock)
    except Unready as missing:
        sys.exit(f"jobs: {missing}")
    listener, ways = _listener(house), edge.channels(house)
    errands = {**edge.errands(house), **{f"voices {number}": listener.listen for number in LISTENERS}}
    clockwork = Clockwork(house.db, ways, clock=house.clock, threads=settings.delivery_threads, errands=errands)

    def end(number: int, _frame: FrameType | None) -> None:
        clockwork.stop()
        signal.signal(number, signal.SIG_DFL)  # a second one ends it hard

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    begun()
    clockwork.run()
    house.db.close()


def _listener(house: House) -> Listener:
    """With the machines that are configured; without them people listen."""
    model = language_model(house.settings)
    return Listener(
        house,
        edge.media(house),
        speech=speech(house.settings),
        adviser=Adviser(house, model) if model else None,
    )


if __name__ == "__main__":
    main()

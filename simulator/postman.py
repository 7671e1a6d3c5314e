"""Posts the events the platform owes, as they come, beside everything else."""

import threading

from simulator.phones import Phones


class Postman(threading.Thread):
    """Ends with the process; the service hears of a finished send job a moment after the send."""

    def __init__(self, phones: Phones) -> None:
        super().__init__(name="postman", daemon=True)
        self._phones = phones

    def run(self) -> None:
        while True:
            self._phones.post_owed(self._phones.platform.owed.get())

"""Whoever is in danger in a group talk: the cry, what is told of it afterwards, and lines that only may mean danger."""

from dataclasses import replace
from datetime import timedelta

from app.intake.groups import signs
from app.intake.groups.cases import RECENT, Case, Utterance, completed, tells_place
from app.intake.groups.findings import Emergency, Worry
from app.intake.reading import Danger, Request
from app.intake.times.resolve import TimeKind
from app.patterns import regex

FEW = 5
"""So few characters in a group talk are an answer to somebody, and no worry: 吃了吃了."""
SAME_ALARM = timedelta(hours=24)
UNCLEAR = "看不明白的话"
_RESCUE = regex(r"1(?:20|19|10|22)(?!\d)|救护车|消防|急救|警察")
_POLICE = regex(r"报警|警察|民警|派出所")
_HOUSE = regex(r"[我俺额](?:家|屋|们家|这边)|屋里|家里")
_NUMBERS = regex(r"(?<!\d)1(?:20|19|10|22)(?!\d)")


def for_police(text: str) -> bool:
    """鸡让人偷了，报警了: in hands already."""
    return bool(_POLICE.search(text))


class Alarms:
    """``emergencies`` and ``worries`` of one talk, in their order."""

    def __init__(self) -> None:
        self.emergencies: list[Emergency] = []
        self.worries: list[Worry] = []

    def cry(self, said: Utterance) -> bool:
        """Whether a text read as hard danger is one here: no story, no joke, no notice. One danger told twice stays one."""
        request = said.reading.requests[0]
        if (
            signs.hearsay(said.text)
            or signs.tells_what_was(said.text)
            or signs.notifies(said.text)
            or (signs.laughs(said.text) and not request.phone)
        ):
            return False
        known = self._same(said, request)
        if known is None:
            one = Emergency(said.speaker, request, said.reading.numbers, said.text, said.at, said.numbers)
            self.emergencies.append(one)
        elif not signs.settles(said.text):
            self._complete(known, said, request)
        return True

    def advise(self, said: Utterance) -> None:
        """快打120 119: the numbers others know of belong to the alarm."""
        if self._just(said):
            known = self.emergencies[-1]
            more = tuple(dict.fromkeys((*known.numbers, *_NUMBERS.findall(said.text))))
            self.emergencies[-1] = replace(known, numbers=more)

    def more(self, said: Utterance, request: Request, own: Case | None) -> bool:
        """Where it is and whom to call, told by whoever cried after the cry."""
        if not self._telling(said) or not tells_place(request) or (request.category and not self.narrates(said)):
            return False
        if own and own.messages[-1] > self.emergencies[-1].messages[-1]:
            return False
        self._complete(self.emergencies[-1], said, request)
        return True

    def narrates(self, said: Utterance) -> bool:
        """120打了, 我一个人抬不动: still of the danger, unless it is a need with its own hour, house or number to call."""
        if any(one.time_kind not in (None, TimeKind.ASAP) for one in said.reading.requests):
            return False
        if not self._telling(said):
            return self._just(said) and bool(_RESCUE.search(said.text)) and not any(one.phone for one in said.reading.requests)
        if any(one.phone for one in said.reading.requests):
            return not self.emergencies[-1].request.phone and not _HOUSE.search(said.text)
        return True

    def by(self, speaker: str) -> bool:
        """Whether the last cry was this one's."""
        return bool(self.emergencies) and self.emergencies[-1].speaker == speaker

    def last(self, said: Utterance) -> str:
        """Whoever cried just now, if it was somebody else: 我开车过去 is for them."""
        return self.emergencies[-1].speaker if self._just(said) and not self.by(said.speaker) else ""

    def worry(self, said: Utterance) -> None:
        """A line that somebody should look at."""
        unclear = any(UNCLEAR in why for why in said.reading.reasons) or signs.feasts(said.text)
        doubtful = said.reading.danger is Danger.PROMPT and len(said.text) > FEW
        if doubtful and not unclear and not signs.laughs(said.text) and not self._just(said):
            self.worries.append(Worry(said.speaker, said.text, said.numbers))

    def _telling(self, said: Utterance) -> bool:
        return self.by(said.speaker) and self._just(said)

    def _just(self, said: Utterance) -> bool:
        return bool(self.emergencies) and said.numbers[0] - self.emergencies[-1].messages[-1] <= RECENT

    def _complete(self, known: Emergency, said: Utterance, request: Request) -> None:
        place = completed(known.request, request, said.text) if tells_place(request) else known.request
        numbers = tuple(dict.fromkeys((*known.numbers, *said.reading.numbers)))
        grown = replace(known, request=place, numbers=numbers, messages=(*known.messages, *said.numbers))
        self.emergencies[self.emergencies.index(known)] = replace(grown, said=f"{known.said} / {said.text}"[:400])

    def _same(self, said: Utterance, request: Request) -> Emergency | None:
        for known in reversed(self.emergencies):
            long_ago = known.at and said.at and said.at - known.at > SAME_ALARM
            elsewhere = request.village and known.request.village and request.village != known.request.village
            if not long_ago and not elsewhere and said.numbers[0] - known.messages[-1] <= 3 * RECENT:
                return known
        return None

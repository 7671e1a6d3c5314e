"""Going through a group talk line by line: who needs what, who answers, who helps, what is settled."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from app.intake.groups import signs
from app.intake.groups.cases import Case, Utterance, completed, lacking, tells, tells_place
from app.intake.groups.findings import Emergency, Offering, Worry
from app.intake.reading import Danger, Intent, Reading, Request

Reader = Callable[[str, datetime | None], Reading]
EVERYBODY = "所有人"
FEW = 5
"""So few characters in a group talk are an answer to somebody, and no worry: 吃了吃了."""
PLAIN = 0.9
"""The chance from which 那盏也不亮 would be another matter and not more of the same."""
RECENT = 12
"""So many messages back an offer or a settled matter may speak of."""
SAME_ALARM = timedelta(hours=24)
PENDING = 6
"""So many messages a word waits for the need it belongs to."""
UNCLEAR = "看不明白的话"
ADDS = frozenset({Intent.INFO, Intent.REQUEST, Intent.RESCHEDULE, Intent.CONSULT, Intent.DENY, Intent.STATUS})


class Ledger:
    """Fed with utterances in their order; what it holds afterwards is what the talk holds."""

    def __init__(self, reader: Reader) -> None:
        self._read = reader
        self.cases: list[Case] = []
        self.emergencies: list[Emergency] = []
        self.worries: list[Worry] = []
        self.offers: list[Offering] = []
        self._waiting: dict[str, Utterance] = {}

    def take(self, said: Utterance) -> None:
        """One utterance: the first reading of it that fits is the one that counts."""
        if signs.tells_to_call(said.text):
            return
        if said.reading.danger is Danger.HARD and self._alarm(said):
            return
        if signs.settles(said.text) and self._settle(said):
            return
        if self._offer(said) or self._answer(said) or self._need(said):
            return
        self._wait(said)

    # -- danger ------------------------------------------------------------------------------------------------------

    def _alarm(self, said: Utterance) -> bool:
        if signs.tells_what_was(said.text) or (signs.laughs(said.text) and not said.reading.requests[0].phone):
            return False
        if signs.notifies(said.text):
            return False
        request = said.reading.requests[0]
        known = self._same_alarm(said, request)
        if known is None:
            one = Emergency(said.speaker, request, said.reading.numbers, said.text, said.at, said.numbers)
            self.emergencies.append(one)
        elif not signs.settles(said.text):
            self._complete_alarm(known, said, request)
        return True

    def _complete_alarm(self, known: Emergency, said: Utterance, request: Request) -> None:
        place = completed(known.request, request, said.text) if tells_place(request) else known.request
        numbers = tuple(dict.fromkeys((*known.numbers, *said.reading.numbers)))
        grown = replace(known, request=place, numbers=numbers, messages=(*known.messages, *said.numbers))
        self.emergencies[self.emergencies.index(known)] = replace(grown, said=f"{known.said} / {said.text}"[:400])

    def _same_alarm(self, said: Utterance, request: Request) -> Emergency | None:
        for known in reversed(self.emergencies):
            long_ago = known.at and said.at and said.at - known.at > SAME_ALARM
            elsewhere = request.village and known.request.village and request.village != known.request.village
            if not long_ago and not elsewhere and said.numbers[0] - known.messages[-1] <= 3 * RECENT:
                return known
        return None

    # -- settled, offered --------------------------------------------------------------------------------------------

    def _settle(self, said: Utterance) -> bool:
        """Whether it was about a need of this talk; an alarm stays, whatever is said afterwards."""
        found = self._meant(said)
        if not found:
            return bool(self.emergencies and self.emergencies[-1].speaker == said.speaker)
        for case in found:
            case.open, case.settled_by = False, said.speaker
            case.messages.extend(said.numbers)
        return True

    def _meant(self, said: Utterance) -> list[Case]:
        own = [case for case in self.cases if case.open and case.speaker == said.speaker]
        categories = {request.category for request in said.reading.requests if request.category}
        if own:
            same = [case for case in own if case.request.category in categories]
            return own if "都" in said.text[:6] and len(said.text) < 12 else (same or own)[-1:]
        whose = self._whose(said)
        if whose:
            return whose[-1:]
        if signs.withdraws(said.text):
            return []
        helped = [case for case in self.cases if case.open and said.speaker in case.helpers]
        if helped:
            return helped[-1:]
        words = [case for case in self.cases if case.open and _speaks_of(said.text, case)]
        return words[-1:]

    def _whose(self, said: Utterance) -> list[Case]:
        """The open needs of whoever is quoted, @-ed or called by name."""
        names = {*said.mentions, said.quoted_speaker} - {""}
        found = [case for case in self.cases if case.open and case.speaker in names]
        quoted = [case for case in found if said.quoted and said.quoted[:12] in "\n".join(case.said)]
        return quoted or found

    def _offer(self, said: Utterance) -> bool:
        meant = said.reading.intent is Intent.OFFER
        if not meant and not signs.offers(said.text):
            return False
        if any(request.phone and request.category for request in said.reading.requests) and signs.asks_for_help(said.text):
            return False
        open_cases = [case for case in self.cases if case.open and case.speaker != said.speaker]
        near = [case for case in open_cases if said.numbers[0] - case.messages[-1] <= RECENT]
        whose = [case for case in self._whose(said) if case.speaker != said.speaker]
        by_name = [case for case in open_cases if case.speaker and case.speaker in said.text]
        same = {request.category for request in said.reading.requests if request.category}
        alike = [case for case in near if case.request.category in same]
        helped = (whose or by_name or alike or near)[-1:]
        if not helped and not meant and not said.mentions:
            return False
        for case in helped:
            case.helpers.add(said.speaker)
        to = helped[0].speaker if helped else next(iter(said.mentions), "")
        self.offers.append(Offering(said.speaker, said.text, to, said.numbers))
        return True

    # -- needs -------------------------------------------------------------------------------------------------------

    def _answer(self, said: Utterance) -> bool:
        """What completes a need: of the same speaker, or told for the one who is quoted or @-ed."""
        request = self._substance(said)
        if request is None or not tells(request):
            return False
        own = next((one for one in reversed(self.cases) if one.open and one.speaker == said.speaker and one.near(said)), None)
        if own is None:
            return self._told_for_another(said, request)
        another = request.category and own.request.category and request.category != own.request.category
        plain = request.score >= PLAIN or "也" not in said.text
        if another and plain and said.reading.intent is Intent.REQUEST and signs.in_need(said.text):
            return False
        if not tells_place(request) and not request.contact and len(said.text) > 40:
            return False
        own.add(said, replace(request, category=None) if another else request)
        return True

    def _told_for_another(self, said: Utterance, request: Request) -> bool:
        whose = [case for case in self._whose(said) if case.near(said)]
        if not whose or request.category or not tells_place(request) or signs.asks_back(said.text):
            return False
        whose[-1].add(said, request)
        return True

    def _substance(self, said: Utterance) -> Request | None:
        """What is told beside thanks and politeness."""
        if said.reading.requests and said.reading.intent in ADDS:
            found = said.reading.requests[0]
            return found if found.contact else replace(found, contact=signs.householder(said.text))
        if any(char.isdigit() for char in said.text) or "组" in said.text or "村" in said.text:
            again = self._read(signs.without_thanks(said.text), said.at)
            return again.requests[0] if again.requests else None
        return None

    def _need(self, said: Utterance) -> bool:
        text, reading = said.text, said.reading
        if signs.notifies(text) or EVERYBODY in said.mentions or signs.tells_what_was(text) or signs.asks_them(text):
            return False
        joined = self._with_what_waits(said)
        found = [one for one in joined.reading.requests if one.category] if _wants(joined) else []
        if not found and _wants(said):
            found = [one for one in reading.requests if one.category]
        if not found:
            return self._need_of_another_kind(joined)
        for request in found:
            self._open(joined, request)
        self._waiting.pop(said.speaker, None)
        return True

    def _need_of_another_kind(self, said: Utterance) -> bool:
        """Nothing of the catalogue, but somebody is asked to come, and it is known where or whom to call."""
        if said.reading.intent is not Intent.REQUEST:
            return False
        request = next((one for one in said.reading.requests if tells_place(one)), None)
        if request is None:
            return False
        whole = request.phone and (request.village or request.group)
        if not signs.asks_for_help(said.text) and not (whole and signs.in_need(said.text)):
            return False
        self._open(said, request)
        self._waiting.pop(said.speaker, None)
        return True

    def _open(self, said: Utterance, request: Request) -> None:
        self.cases.append(
            Case(said.speaker, replace(request, missing=lacking(request)), [said.text], said.at, list(said.numbers))
        )

    def _with_what_waits(self, said: Utterance) -> Utterance:
        before = self._waiting.get(said.speaker)
        if before is None or said.numbers[0] - before.numbers[-1] > PENDING:
            return said
        text = f"{before.text}，{said.text}"
        return replace(
            said, text=text, numbers=(*before.numbers, *said.numbers), reading=self._read(text, said.at or before.at)
        )

    def _wait(self, said: Utterance) -> None:
        """A place or a call for help before the need itself is kept for a moment; a worry is kept for somebody to look at."""
        if signs.notifies(said.text) or EVERYBODY in said.mentions or self._alarmed_by(said.speaker):
            return
        reading = said.reading
        told = any(tells_place(request) for request in reading.requests) and reading.intent is Intent.INFO
        if told or (reading.intent is Intent.REQUEST and signs.asks_for_help(said.text)):
            self._waiting[said.speaker] = said
        unclear = any(UNCLEAR in why for why in reading.reasons) or signs.feasts(said.text)
        if (
            len(said.text) > FEW
            and reading.danger is Danger.PROMPT
            and not unclear
            and not signs.laughs(said.text)
            and not self._just_alarmed(said)
        ):
            self.worries.append(Worry(said.speaker, said.text, said.numbers))

    def _alarmed_by(self, speaker: str) -> bool:
        """Whoever has just cried for help goes on telling of that."""
        return bool(self.emergencies) and self.emergencies[-1].speaker == speaker

    def _just_alarmed(self, said: Utterance) -> bool:
        return bool(self.emergencies) and said.numbers[0] - self.emergencies[-1].messages[-1] <= RECENT


def _wants(said: Utterance) -> bool:
    """Whether somebody needs a service here, and does not just speak of it."""
    request = next((one for one in said.reading.requests if one.category), None)
    if request is None or (signs.laughs(said.text) and not request.phone):
        return False
    if said.reading.intent is Intent.REQUEST:
        return signs.in_need(said.text) or bool(request.phone)
    return said.reading.intent in {Intent.CONSULT, Intent.INFO} and bool(request.phone) and signs.in_need(said.text)


def _speaks_of(text: str, case: Case) -> bool:
    """路灯修好了, by the electrician: two characters of the need stand in it."""
    said = "".join(case.said)
    return any(pair in said for pair in _pairs(text))


def _pairs(text: str) -> Iterator[str]:
    for at in range(min(len(text) - 1, 40)):
        pair = text[at : at + 2]
        if all("\u4e00" <= char <= "\u9fff" for char in pair) and not set(pair) & set(
            "的了好修弄我你他她是在有不就都来去没人家已经"
        ):
            yield pair

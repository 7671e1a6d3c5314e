"""Going through a group talk line by line: who needs what, who answers, who helps, what is settled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.intake.groups import offering, remarks, signs
from app.intake.groups.alarms import Alarms, for_police
from app.intake.groups.cases import RECENT, Case, Utterance, lacking, tells, tells_place
from app.intake.groups.findings import Offering
from app.intake.groups.settling import called, helper_of, over, speaks_of, taken_care_of, whose_of
from app.intake.reading import Danger, Intent, Reading, Request
from app.intake.request import with_item_of
from app.patterns import regex

Reader = Callable[[str, datetime | None], Reading]
EVERYBODY = "所有人"
PLAIN = 0.9
"""The chance from which 那盏也不亮 would be another matter and not more of the same."""
VAGUE = 0.2
"""Below it a number to call alone makes no need."""
LEANING = 0.4
"""From here a trouble of one's own, with somebody asked to come, is a need though its name is open."""
LIKELY = 0.9
"""The chance from which what is told of one's own home is kept for the place that may follow."""
PENDING = 6
"""So many messages a word waits for the need it belongs to."""
_UNSAID = frozenset({"self", "group", "parent"})
"""What an old neighbour's need is taken for where only the title (爹爹) or the village is heard."""
_NOT_MINE = regex(r"停[电水气]|断网|^[你您]也?(?:真|是)?(?:辛苦|不容易)|块[一二两三四五六七八九]|^(?:去|看|问|查)过?了")
"""又停电, said after the notice: cut for everybody. 去了 精神还可以: told of somebody who was looked after."""
ADDS = frozenset({Intent.INFO, Intent.REQUEST, Intent.RESCHEDULE, Intent.CONSULT, Intent.DENY, Intent.STATUS})


class Ledger:
    """Fed with utterances in their order; what it holds afterwards is what the talk holds."""

    def __init__(self, reader: Reader) -> None:
        self._read = reader
        self.cases: list[Case] = []
        self.alarms = Alarms()
        self.offers: list[Offering] = []
        self._waiting: dict[str, Utterance] = {}
        self._spoke: list[tuple[int, str]] = []

    def take(self, said: Utterance) -> None:
        """One utterance: the first reading of it that fits is the one that counts."""
        if signs.tells_to_call(said.text):
            self.alarms.advise(said)
            return
        if not (said.reading.danger is Danger.HARD and self.alarms.cry(said)):
            self._take_calmly(said)
        for case in self.cases:
            case.hear(said)
        self._spoke.append((said.numbers[0], said.speaker))

    def _take_calmly(self, said: Utterance) -> None:
        if self._settle(said) or remarks.advertises(said.text):
            return
        if self._offer(said) or self._answer(said) or self._need(said):
            return
        self._wait(said)

    # -- settled, offered --------------------------------------------------------------------------------------------

    def _settle(self, said: Utterance) -> bool:
        """Whether it was about a need of this talk; an alarm stays, whatever is said afterwards."""
        if signs.tells_what_was(said.text):
            return False
        own = any(case.open and case.speaker == said.speaker for case in self.cases)
        if signs.settles(said.text) and self.alarms.by(said.speaker) and not own:
            return True
        found = over(said, self.cases) or taken_care_of(said, self.cases)
        offered = [one.speaker for one in self.offers]
        if found or remarks.works_again(said.text) or signs.withdraws(said.text):
            self._waiting.pop(said.speaker, None)
        for case in found:
            case.open, case.settled_by = False, helper_of(case, said, offered)
            case.messages.extend(said.numbers)
        return bool(found)

    def _offer(self, said: Utterance) -> bool:
        everybody = offering.to_everybody(said)
        meant = said.reading.intent is Intent.OFFER
        if not everybody and (not (meant or signs.offers(said.text)) or offering.asks_too(said)):
            return False
        helped = [] if everybody else self._helped(said)
        if not (helped or meant or everybody or said.mentions or self.alarms.last(said)):
            return False
        for case in helped:
            case.helpers.append(said.speaker)
        to = helped[0].speaker if helped else "" if everybody else next(iter(said.mentions), self.alarms.last(said))
        self.offers.append(offering.offering(said, to, self._read))
        return True

    def _helped(self, said: Utterance) -> list[Case]:
        """The need an offer is for: of whoever is quoted, @-ed or called, of the same service, or the last one."""
        open_cases = [case for case in self.cases if case.open and case.speaker != said.speaker]
        near = [case for case in open_cases if said.numbers[0] - case.messages[-1] <= RECENT]
        whose = [case for case in whose_of(said, self.cases) if case.speaker != said.speaker]
        by_name = [case for case in open_cases if case.speaker and case.speaker in said.text]
        same = {request.category for request in said.reading.requests if request.category}
        alike = [case for case in near if case.request.category in same]
        return (whose or by_name or alike or near)[-1:]

    # -- needs -------------------------------------------------------------------------------------------------------

    def _answer(self, said: Utterance) -> bool:
        """What completes a need: of the same speaker, or told for the one who is quoted or @-ed."""
        request = self._substance(said)
        if request is None or not tells(request):
            return False
        own = next((one for one in reversed(self.cases) if one.open and one.speaker == said.speaker and one.near(said)), None)
        if self.alarms.more(said, request, own):
            return True
        if own is None:
            return self._told_for_another(said, request)
        another = request.category and own.request.category and request.category != own.request.category
        plain = request.score >= PLAIN or "也" not in said.text
        if another and _goes_on_asking(own, said, request):
            own.add(said, replace(request, category=None))
            return True
        if said.reading.intent is Intent.REQUEST and (
            (another and plain and signs.in_need(said.text)) or _anew(said, request, own)
        ):
            return False
        if not tells_place(request) and not request.contact and len(said.text) > 40:
            return False
        own.add(said, replace(request, category=None) if another else request)
        return True

    def _told_for_another(self, said: Utterance, request: Request) -> bool:
        whose = [case for case in whose_of(said, self.cases) if case.near(said)] or self._spoken_for(said)
        if not whose or request.category or not tells_place(request) or (signs.asks_back(said.text) and not request.phone):
            return False
        whose[-1].add(said, replace(request, for_whom="self"))
        return True

    def _spoken_for(self, said: Utterance) -> list[Case]:
        """The need 她电话是… completes: of whoever is called by name, else the last that lacks a number."""
        if not signs.speaks_for(said.text):
            return []
        near = [case for case in self.cases if case.open and case.near(said) and not case.request.phone]
        called_so = [case for case in near if called(case.speaker, said.text) or called(case.request.contact or "", said.text)]
        return (called_so or [case for case in near if said.numbers[0] - case.messages[-1] <= RECENT])[-1:]

    def _substance(self, said: Utterance) -> Request | None:
        """What is told beside thanks and politeness; a question tells nothing."""
        if remarks.aside(said.text):
            return None
        corrected = remarks.corrected(said.text)
        if corrected:
            return next(iter(self._read(corrected, said.at).requests), None)
        if said.reading.requests and said.reading.intent in ADDS:
            found = said.reading.requests[0]
            return found if found.contact else replace(found, contact=signs.householder(said.text))
        if any(char.isdigit() for char in said.text) or "组" in said.text or "村" in said.text:
            again = self._read(signs.told_in(said.text), said.at)
            return again.requests[0] if again.requests else None
        return None

    def _need(self, said: Utterance) -> bool:
        if EVERYBODY in said.mentions or _no_need(said.text) or self.alarms.narrates(said):
            return False
        joined = self._with_what_waits(said) if _adds(said) else said
        found = [self._as_offered(said, one) for one in _wanted(joined) or _wanted(said)]
        if not found:
            return self._need_of_another_kind(joined)
        for request in found:
            self._open(joined, request)
        return True

    def _need_of_another_kind(self, said: Utterance) -> bool:
        """Nothing of the catalogue, but an offer is taken up, or somebody is asked to come and it is known where."""
        if said.reading.intent is not Intent.REQUEST:
            return False
        request = next(iter(said.reading.requests), None)
        if request is None:
            return False
        meant = self._as_offered(said, request)
        if meant is request and not _complete_enough(said, request):
            return False
        self._open(said, meant)
        return True

    def _as_offered(self, said: Utterance, request: Request) -> Request:
        """贺师傅，能不能到屋里来: what the one who is called by name had offered, where the words alone leave it open."""
        offered = offering.taken_up(said, self.offers)
        if offered is None or (request.category and offered.category not in request.candidates):
            return request
        return with_item_of(request, offered)

    def _open(self, said: Utterance, request: Request) -> None:
        if request.contact and remarks.speaks_to(said.text, request.contact):
            request = replace(request, contact=None)
        if signs.names_an_elder(said.text) and request.for_whom in _UNSAID:
            request = replace(request, for_whom="neighbour")
        request = replace(request, missing=lacking(request))
        begun = said.numbers[0]
        heard = [who for number, who in self._spoke[-PENDING:] if number > begun and who != said.speaker]
        self.cases.append(Case(said.speaker, request, [said.text], said.at, list(said.numbers), heard=heard))
        self._waiting.pop(said.speaker, None)

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
        if signs.notifies(said.text) or EVERYBODY in said.mentions or self.alarms.by(said.speaker):
            return
        if not _no_need(said.text) and _may_go_on(said):
            self._waiting[said.speaker] = self._with_what_waits(said)
        self.alarms.worry(said)


def _no_need(text: str) -> bool:
    """Notices, stories of the past, praise, and questions or favours of other kinds."""
    told = signs.notifies(text) or signs.tells_what_was(text) or remarks.praises(text) or remarks.gives(text)
    with_police = for_police(text) and not signs.asks_for_help(text)
    return told or with_police or signs.asks_them(text) or _of_others(text)


def _of_others(text: str) -> bool:
    return remarks.aside(text) or remarks.spreads(text) or remarks.advises(text)


def _adds(said: Utterance) -> bool:
    """Whether a line makes more of what was said before: a wish, a trouble, a place, a name, an hour to come."""
    when = any(one.time_kind and remarks.tells_when(said.text, one.time_words) for one in said.reading.requests)
    told = any(tells_place(one) or one.contact for one in said.reading.requests)
    return when or told or signs.in_need(said.text)


def _anew(said: Utterance, request: Request, own: Case) -> bool:
    """我奶的轮椅轱辘掉了，谁会修, said after the village's loudspeaker: a trouble at home is none of the public one."""
    public = own.request.for_whom == "group" != request.for_whom and request.score >= LEANING
    asked = signs.asks_for_help(said.text) and signs.in_trouble(said.text) and remarks.of_ones_own(said.text)
    return public and asked and not speaks_of(said.text, own)


def _goes_on_asking(own: Case, said: Utterance, request: Request) -> bool:
    """校车停了 我孙子没人送, and in the next breath: 每天早上七点要个人送到小学去, with the house. The first is why."""
    at_once = said.numbers[0] - own.messages[-1] == 1 and not signs.asks_for_help("，".join(own.said))
    return at_once and tells_place(request) and signs.asks_for_help(said.text) and not signs.in_trouble(said.text)


def _may_go_on(said: Utterance) -> bool:
    """Whether the next words of this speaker may make a need of it."""
    intent, requests = said.reading.intent, said.reading.requests
    told = any(tells_place(request) for request in requests) and intent is Intent.INFO
    own = any(one.category and one.score >= LIKELY for one in requests)
    asks = signs.asks_for_help(said.text) and not (
        remarks.asks_a_number(said.text) and not any(one.category for one in requests)
    )
    timed = remarks.of_ones_own(said.text) and any(one.time_kind and one.time_start for one in requests)
    return told or timed or (intent is Intent.REQUEST and (own or asks))


def _complete_enough(said: Utterance, request: Request) -> bool:
    if request.score >= LEANING and remarks.of_ones_own(said.text) and signs.in_trouble(said.text):
        return signs.asks_for_help(said.text)
    if not (request.village or request.group or (request.phone and request.score >= VAGUE)):
        return False
    whole = request.phone and (request.village or request.group)
    return signs.asks_for_help(said.text) or bool(whole and signs.in_need(said.text))


def _wanted(said: Utterance) -> list[Request]:
    """The services somebody needs here, without what is only told as the reason: 我下周要住院."""
    if not _wants(said):
        return []
    found = [one for one in said.reading.requests if one.category]
    asked = [one for one in found if signs.asks_for_help(one.what)]
    return [one for one in found if signs.in_need(one.what)] if asked and len(found) > 1 else found


def _wants(said: Utterance) -> bool:
    """Whether somebody needs a service here, and does not just speak of it."""
    request = next((one for one in said.reading.requests if one.category), None)
    if request is None or (signs.laughs(said.text) and not request.phone):
        return False
    if said.reading.intent is Intent.REQUEST:
        own = remarks.of_ones_own(said.text) and request.score >= LIKELY and bool(request.village or request.group)
        placed = bool(request.village or request.group)
        lacks = signs.in_trouble(said.text) and (remarks.of_ones_own(said.text) or placed or not _NOT_MINE.search(said.text))
        return signs.asks_for_help(said.text) or lacks or bool(request.phone) or own
    if said.reading.intent not in {Intent.CONSULT, Intent.INFO, Intent.OFFER}:
        return False
    return signs.asks_who_can(said.text) or (bool(request.phone) and signs.in_need(said.text))

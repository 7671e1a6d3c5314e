"""代点单: somebody on duty, or a neighbour, orders in one message for somebody who has no WeChat (002-36, 003-20)."""

import re
from dataclasses import dataclass, replace

from app.chat import ordering
from app.chat.commands import Command, Verb
from app.chat.draft import Draft
from app.chat.found import home_of
from app.chat.placing import placed_words
from app.chat.proxies import Candidate, candidates, place_on_behalf
from app.chat.station import scopes
from app.chat.turn import Stage, Turn
from app.db import vault_of
from app.intake.reading import Danger, read
from app.patterns import regex
from app.people.model import Person
from app.people.queries import duties_of, phone_of
from app.places.queries import area_called

AT_ONCE = regex(r"(?P<how>代点单|代下单|电话点单|电话下单)[ ,:、]*(?P<need>.*)", re.DOTALL)
FOR = regex(r"(?:替|帮|给|代)(?P<who>[\u4e00-\u9fff]{2,6}?)(?:点|下)个?单[ ,:、]*(?P<need>.*)", re.DOTALL)
EXAMPLE = (
    "请一句话说全：村、组、姓名、电话、什么事、什么时候，比如「代点单 显桥村三组张奶奶 13800000000 水管漏了 明天上午来修」。"
)
MOST = 5


@dataclass(frozen=True)
class Said:
    """What was said in one message; ``prefix``: it may be placed without being read back."""

    draft: Draft
    prefix: bool


def heard(turn: Turn, text: str) -> str | None:
    """The answer to 代点单 … and 替王奶奶点单 …; ``None``: it is neither, or an emergency, which goes before everything."""
    found = AT_ONCE.fullmatch(text.strip()) or FOR.fullmatch(text.strip())
    if found is None:
        return None
    reading = read(found["need"], now=turn.now, lexicon=turn.lexicon)
    if reading.danger is Danger.HARD:
        return None
    if not reading.requests:
        return EXAMPLE
    draft = Draft.of(reading.requests[0], found["need"])
    named = found.groupdict().get("who")
    source = "phone" if (found.groupdict().get("how") or "").startswith("电话") else "desk"
    draft = _at_home(turn, replace(draft, contact=named or draft.contact, for_whom="neighbour", behalf=source))
    if not draft.contact:
        return f"替谁{turn.wording.place}？{EXAMPLE}"
    return _for_whom(turn, Said(draft, prefix=named is None and bool(duties_of(turn.session, turn.person.id))))


def _at_home(turn: Turn, draft: Draft) -> Draft:
    """Without a village the one is meant that the speaker answers for."""
    home = None if draft.village else home_of(turn)
    if home is None:
        return draft
    town = area_called(turn.session, home.parent_code) if home.parent_code else None
    return replace(draft, village_code=home.code, village=home.name, town=town.name if town else None)


def _for_whom(turn: Turn, said: Said) -> str:
    """Who is meant: asked when it may be several, read back when it is only likely."""
    people = _known_to(turn, said.draft)
    if len(people) > 1:
        kept = said.draft.memory(vault_of(turn.session))
        ids = [one.person.id for one in people[:MOST]]
        turn.remember(Stage.BEHALF, draft=kept, people=ids, prefix=said.prefix)
        lines = [f"{number} {one.line}" for number, one in enumerate(people[:MOST], 1)]
        return f"叫「{said.draft.contact}」的可能是这几位，替哪一位？\n" + "\n".join(lines) + "\n0 都不是"
    return _go_on(turn, said, people[0] if people else None)


def _known_to(turn: Turn, draft: Draft) -> list[Candidate]:
    """Only to whoever answers for a place it is shown who lives there; everybody else's order finds its person when placed."""
    if not duties_of(turn.session, turn.person.id):
        return []
    areas = scopes(turn)
    whole = turn.person.county in areas
    people = candidates(turn, draft)
    return [one for one in people if whole or any((one.person.area_code or "").startswith(area) for area in areas)]


def picked(turn: Turn, command: Command | None) -> str | None:
    """The digit that answers which of them; ``None``: something else was said, and nothing is placed."""
    memory = turn.talk.memory
    if command is None or command.verb is not Verb.DIGIT or int(command.rest) > len(memory["people"]):
        turn.forget()
        return None
    said = Said(Draft.kept(memory["draft"], vault_of(turn.session)), prefix=bool(memory["prefix"]))
    turn.forget()
    number = int(command.rest)
    who = turn.session.get(Person, memory["people"][number - 1]) if number else None
    return _go_on(turn, said, Candidate(who, sure=True, line="") if who else None)


def _go_on(turn: Turn, said: Said, who: Candidate | None) -> str:
    draft = _with_profile(turn, said.draft, who.person) if who else said.draft
    if said.prefix and not draft.missing() and not draft.unsure_place and (who is None or who.sure):
        order = place_on_behalf(turn, draft, urgency=draft.urgency)
        return f"已替{draft.contact}{order.wording.place}。{placed_words(turn, order)}\n点错了请回「取消 {order.code}」。"
    return ordering.talk_about(turn, draft)


def _with_profile(turn: Turn, draft: Draft, person: Person) -> Draft:
    """What we know of them need not be said again."""
    draft = replace(draft, for_id=person.id, phone=draft.phone or phone_of(turn.session, person))
    area = area_called(turn.session, person.area_code) if person.area_code and not draft.village_code else None
    if area is None:
        return draft
    town = area_called(turn.session, area.parent_code) if area.parent_code else None
    return draft.at(code=area.code, village=area.name, town=town.name if town else None)

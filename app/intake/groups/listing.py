"""What the lists of a talk mean beside their lines: an errand of whoever began them, and where those who joined live."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from app.intake.groups import signs
from app.intake.groups.cases import AT_HOME, lacking
from app.intake.groups.chains import Chain, Entry
from app.intake.groups.findings import Need
from app.intake.groups.ledger import Reader
from app.intake.groups.message import Message
from app.intake.reading import Intent, Request
from app.intake.request import with_item_of
from app.patterns import regex

SHORTEST_NAME = 2


def needs_of(chains: Sequence[Chain], messages: Sequence[Message], reader: Reader) -> Iterator[Need]:
    """Whoever starts a list for a service needs it done: 代买年货, 要10个人摘茶."""
    by_number = {message.number: message for message in messages}
    for chain in chains:
        at = by_number[chain.messages[0]].at
        words = f"{chain.title} {chain.remark}".strip()
        request = _errand(words, at, reader) if chain.kind == "goods" else _service(words, at, reader)
        if request:
            yield Need(chain.starter, replace(request, missing=lacking(request)), words, at, chain.messages)


_FETCHES = regex(
    r"代[买购办取领]|[捎带]|帮.{0,4}[买取拿]|顺[路便]|拼[单团]|团购|订|采购|进货|[买购]|"
    r"(?:去|到|上)[^,，。 ]{1,6}(?:拉|取|拿|领|运|背)"
)
_SELLS = regex(r"出售|卖|收购|特价|自家种|自产|现摘|现杀|到货|新到|超市|小店|[本店]铺|送货")


def _errand(words: str, at: datetime | None, reader: Reader) -> Request | None:
    """Goods that somebody fetches for the others are one errand, however its title goes; goods that are for sale are none."""
    if _SELLS.search(words):
        return None
    if not _FETCHES.search(words):
        return _service(words, at, reader, asked=True)
    errand = next((one for one in reader("麻烦代买东西", at).requests if one.category), None)
    told = next(iter(reader(words, at).requests), None)
    if errand is None or told is None:
        return errand
    return with_item_of(replace(told, for_whom="self", people=None), errand)


def _service(words: str, at: datetime | None, reader: Reader, *, asked: bool = False) -> Request | None:
    reading = reader(words, at)
    wanted = asked or (reading.intent is Intent.REQUEST and signs.asks_for_help(words))
    if not wanted or reading.intent not in {Intent.REQUEST, Intent.OFFER}:
        return None
    return next((one for one in reading.requests if one.category), None)


_DETAILS = regex(r"\d{7}|[组村社]|给|替|帮|我")


def detailed(chain: Chain, reader: Reader) -> Chain:
    """With the places, phones and people that stand behind the goods of a line."""
    return replace(chain, entries=tuple(_entry(entry, reader) for entry in chain.entries))


def _entry(entry: Entry, reader: Reader) -> Entry:
    if not _DETAILS.search(entry.note):
        return entry
    found = next(iter(reader(f"麻烦代买，{entry.note}", None).requests), None)
    if found is None:
        return entry
    return replace(
        entry,
        phone=found.phone,
        village=found.village,
        village_code=found.village_code,
        group=found.group,
        for_whom=found.for_whom,
    )


def at_home(speaker: str, request: Request, chains: Sequence[Chain]) -> Request:
    """电话就接龙里那个: what somebody's own line of a list tells is used for a need of theirs that lacks it."""
    entries = [entry for chain in chains for entry in chain.entries if entry.for_whom == "self" and _same(entry.name, speaker)]
    told = next((entry for entry in reversed(entries) if entry.phone or entry.village), None)
    if told is None:
        return request
    changes: dict[str, object] = {} if request.phone or not told.phone else {"phone": told.phone}
    if request.for_whom in AT_HOME and told.village and not request.village and request.group in (None, told.group):
        changes |= {name: getattr(told, name) for name in ("village", "village_code", "group")}
    found = replace(request, **changes)  # type: ignore[arg-type]
    return replace(found, missing=lacking(found))


def _same(name: str, speaker: str) -> bool:
    """秀英 in a list is 大湾秀英 in the talk, but not 秀英的孙子."""
    return name == speaker or (len(name) >= SHORTEST_NAME and speaker.endswith(name))

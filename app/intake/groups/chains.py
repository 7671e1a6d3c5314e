"""接龙: everybody adds a line and posts the whole list again; the last version counts."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.intake.groups.goods import Good, goods_of, people_of
from app.intake.groups.message import Message
from app.patterns import regex

MOST = 300
"""Lines of one list that are read."""
_BEGIN = regex(r"\s*(?P<mark>[#＃]?)\s*(?:群?接龙)[::：]?\s*(?P<rest>[^\n]*)")
_NUMBERED = regex(r"\s*[(（]?(?P<no>\d{1,3})\s*(?:[.、．::：)）]|\s)\s*(?P<rest>\S.*)?")
_STRICT = regex(r"\s*\d{1,3}\s*[.、．)）]\s*\S")
_EXAMPLE = regex(
    r"\s*(?:[(（【]?(?:示例|例如|例子|例|格式|样例|模板|比如)[)）】]?\s*[::：. 、]?\s*.*|\d{1,3}\s*[.、．]\s*[(（]?(?:示例|例)[)）]?\s?.*|共\s?\d+\s?人.*|.*参与了?接龙.*)"
)
_NAME_ENDS = regex(r"[\s,,，、+＋::：;；|/\-—(（【\[*xX×=]|(?<=[^\d])(?=\d)")
_REMARK = regex(r"[(（]([^)）]{0,60})[)）]")
_GONE = regex(r"(?:取消|退出|不要了|不去了|退了|删除|作废|已退)\s*[)）]?\s*$")
_WORTH = regex(
    r"团购|代购|代买|订购|预订|订\S{0,3}|拼单|拼团|采购|下单|年货|数量|[买卖购][\u4e00-\u9fff]|几[斤袋箱桶]|元|一[斤袋箱桶盒]\d"
)
_COUNTS = regex(r"人数|几(?:个|口)?人|几口|多少人|[\d一两三] ?(?:个?人|口|位)(?!摘|采|干)")
_LONGEST_NAME = 20


@dataclass(frozen=True)
class Entry:
    """One line of a list: who, and what or how many."""

    no: int
    name: str
    items: tuple[Good, ...] = ()
    people: int | None = None
    note: str = ""
    """The line without its number and name, as written."""
    phone: str | None = None
    village: str | None = None
    village_code: str | None = None
    group: int | None = None
    for_whom: str = "self"


@dataclass(frozen=True)
class Chain:
    """A list as it stands in its last version. ``kind`` is ``goods`` or ``signup``; ``gone`` stood in an earlier version only."""

    title: str
    kind: str
    entries: tuple[Entry, ...]
    starter: str = ""
    remark: str = ""
    gone: tuple[str, ...] = ()
    versions: int = 1
    messages: tuple[int, ...] = field(default=())
    counted: bool = False
    """Whether the list asks how many come, so that a line without a number is one."""

    def totals(self) -> dict[tuple[str, str], float]:
        """How much of each good and unit is wanted altogether."""
        sums: Counter[tuple[str, str]] = Counter()
        for entry in self.entries:
            for good in entry.items:
                sums[good.name, good.unit] += good.count  # type: ignore[assignment]
        return dict(sums)

    @property
    def people(self) -> int:
        return sum(entry.people or 1 for entry in self.entries)


def is_chain(text: str) -> bool:
    """Whether a message is a version of a list."""
    begin = _BEGIN.match(text)
    if begin is None:
        return False
    numbered = _NUMBERED if begin.group("mark") else _STRICT
    return any(numbered.match(line) for line in text[begin.end() : begin.end() + 4000].split("\n"))


def read_chains(messages: Sequence[Message]) -> tuple[Chain, ...]:
    """The lists of a talk, each in its last version, by title; what an earlier version had is ``gone``."""
    chains: dict[str, Chain] = {}
    for message in messages:
        if not is_chain(message.text):
            continue
        version = _version(message)
        key = re.sub(r"\W+", "", version.title)
        before = chains.get(key)
        chains[key] = _following(before, version) if before else version
    return tuple(_finished(chain) for chain in chains.values())


def _finished(chain: Chain) -> Chain:
    """With its kind, and with one person for each silent line of a list that counts them."""
    kind = _kind(chain)
    if kind == "goods" or not chain.counted:
        return replace(chain, kind=kind)
    return replace(chain, kind=kind, entries=tuple(replace(entry, people=entry.people or 1) for entry in chain.entries))


def _following(before: Chain, version: Chain) -> Chain:
    names = {entry.name for entry in version.entries}
    earlier = [*before.gone, *(entry.name for entry in before.entries)]
    return replace(
        version,
        starter=before.starter,
        gone=tuple(dict.fromkeys(name for name in earlier if name not in names)),
        versions=before.versions + 1,
        messages=(*before.messages, *version.messages),
    )


def _version(message: Message) -> Chain:
    begin = _BEGIN.match(message.text)
    lines = message.text[begin.end() if begin else 0 :].split("\n")
    head = [begin.group("rest").strip()] if begin else []
    numbered: list[tuple[int, str]] = []
    for line in lines[: MOST * 2]:
        found = _entry_line(line, strict=any(map(_STRICT.match, lines)))
        if not line.strip() or _EXAMPLE.fullmatch(line):
            continue
        if found:
            numbered.append(found)
        elif numbered:
            numbered[-1] = (numbered[-1][0], f"{numbered[-1][1]} {line.strip()}"[:300])
        else:
            head.append(line.strip())
    head = [line for line in head if line]
    title = head[0][:80] if head else ""
    entries = _entries(numbered[:MOST], title)
    remark = " ".join(head[1:])[:200]
    counted = any(_COUNTS.search(line) for line in (*head, *filter(_EXAMPLE.fullmatch, lines[: MOST * 2])))
    return Chain(title, "signup", entries, message.speaker, remark, messages=(message.number,), counted=counted)


def _entry_line(line: str, *, strict: bool) -> tuple[int, str] | None:
    found = _NUMBERED.fullmatch(line[:320])
    if found is None or not found.group("rest") or (strict and not _STRICT.match(line)):
        return None
    return int(found.group("no")), found.group("rest").strip()


def _entries(numbered: Iterable[tuple[int, str]], title: str) -> tuple[Entry, ...]:
    entries = [_entry(no, words, title) for no, words in numbered if not _GONE.search(words)]
    return tuple(entry for entry in entries if entry.name)


def _entry(no: int, words: str, title: str) -> Entry:
    end = _NAME_ENDS.search(words)
    name = words[: end.start()] if end else words
    if not name or len(name) > _LONGEST_NAME:
        name = name[:_LONGEST_NAME]
    rest = words[len(name) :].lstrip(" ,，、+＋:：;；|/-—*")
    if end is None or rest[:1].isdigit():  # 张德明大米1袋: nothing parts the name from the good
        name, rest = _parted(name, rest)
    remark = _REMARK.match(rest)
    wanted = rest[remark.end() :] if remark and not goods_of(remark.group(1), "") else rest
    return Entry(no, name.strip(), goods_of(wanted, title), people_of(rest), rest)


_FAMILY = regex(
    r"(?:欧阳|上官|诸葛|司马)?[\u4e00-\u9fff]{2,3}?(?=(?:大|小|白|红|食用|土|鲜|黑|黄|糯|花)?(?:米|油|面|糖|盐|醋|蛋|鸡|鸭|鱼|肉|酱|橘|橙|苹果|菜|粉|豆|瓜|茶|酒|奶|肥|种|苗|炭|煤|果|虾|姜|蒜|薯|笋|菇|枣|梨|桃|柚|萝卜|白菜))"
)


def _parted(name: str, rest: str) -> tuple[str, str]:
    found = _FAMILY.match(name)
    if found is None or found.end() >= len(name):
        return name, rest
    return found.group(), name[found.end() :] + rest


def _kind(chain: Chain) -> str:
    with_goods = sum(bool(entry.items) for entry in chain.entries)
    if not with_goods:
        return "signup"
    return "goods" if 2 * with_goods >= len(chain.entries) or _WORTH.search(f"{chain.title} {chain.remark}") else "signup"

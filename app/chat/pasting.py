"""A pasted group talk: the needs in it as a numbered list, and an order only for those somebody says shall be done."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.chat import groupalarm, lists, seen
from app.chat.commands import Command, Verb, parse
from app.chat.draft import SAFETY
from app.chat.found import Found, from_emergency, from_need, home_of
from app.chat.proxies import Placed, place_for
from app.chat.said import Kind
from app.chat.turn import Stage, Turn
from app.intake.groups.findings import Transcript
from app.intake.groups.message import told
from app.intake.groups.messages import MOST as MOST_LINES
from app.intake.groups.reading import looks_pasted, read_messages, read_transcript
from app.orders.model import Order
from app.patterns import regex
from app.people.queries import duties_of
from app.places.model import Area

NOTHING_FOUND = "这段聊天（{count}条）里没找到要办的事。有事要人帮忙，直接说一句话就行，比如「明天上午来人修水管」。\n" + SAFETY
MOST = 12
"""So many things of one talk are kept to be picked from."""
ROOM = 400
"""Characters the numbered list may fill of a reply."""
STALE = timedelta(days=1)
PICKED = regex(
    r"(?:办|要|点|选|第)?\s*(?P<numbers>\d{1,2}(?:\s*[,，、.。 和跟及+/]\s*\d{1,2})*)\s*(?:件|号|条)?(?:都?要|都?办)?[。. ]*"
)
ALL = frozenset({"全部", "全要", "都要", "全办", "都办", "全都要", "全部都要", "全选", "所有", "都点"})
NONE = frozenset({"0", "都不办", "都不要", "不办", "不用", "一个都不要", "全不要"})
YES = frozenset({"1", "对", "对的", "是", "是的", "好", "好的", "确认", "可以", "行"})
WEAK = frozenset({"", "inline", "colon", "timed_close"})
"""Shapes that a villager's own lines may have by chance: nothing found in them is no talk."""


def heard(turn: Turn) -> str | None:
    """The answer to a pasted or forwarded talk, or to several numbers at once; ``None`` when this message is none of these."""
    if turn.said.kind is not Kind.RECORD and turn.stage is Stage.PASTED and parse(turn.text) is None:
        answered = _said_in_words(turn)
        if answered:
            return answered
    if turn.said.kind is Kind.RECORD:
        return relayed(turn, _forwarded(turn))
    if turn.stage is Stage.JOINING or not looks_pasted(turn.said.text, now=turn.now):
        return None
    read = read_transcript(turn.said.text, now=turn.now, lexicon=turn.lexicon)
    if read.style in WEAK and not (read.requests or read.chains or read.emergencies or read.settled):
        return None
    return relayed(turn, read)


def _forwarded(turn: Turn) -> Transcript:
    """A record WeChat handed over line by line: nothing need be guessed of who spoke when."""
    lines = turn.said.lines[:MOST_LINES]
    everybody = sorted({line.speaker for line in lines}, key=len, reverse=True)
    messages = [told(at, one.speaker, one.text.split("\n"), one.at, everybody) for at, one in enumerate(lines)]
    cut_off = len(lines) < len(turn.said.lines)
    return read_messages(messages, now=turn.now, lexicon=turn.lexicon, title=turn.said.title, cut_off=cut_off)


def relayed(turn: Turn, read: Transcript) -> str:
    """What was found in a group talk, however it came: alarms first and told on at once, lists kept, needs numbered."""
    seen.forget_old(turn.session, turn.person.county, now=turn.now)
    home = home_of(turn)
    alarms = groupalarm.raised(turn, read, home)
    kept = [lists.keep(turn, chain, home.code if home else None) for chain in read.chains]
    fresh, before = _fresh(turn, read, home)
    waiting = _waiting(turn)
    known = {one.digest for one in waiting}
    new = [one for one in fresh if one.digest not in known]
    everything = sorted([*waiting, *new], key=lambda one: not one.alarm)[:MOST]
    head = "\n".join([*alarms, *kept, *([_before(turn, before)] if before else [])])
    if not everything:
        if head:
            return head
        return NOTHING_FOUND.format(count=len(read.messages))
    return _listed(turn, everything, head=head)


def _fresh(turn: Turn, read: Transcript, home: Area | None) -> tuple[list[Found], list[seen.Mark]]:
    """The needs nobody has decided on yet, emergencies first, and the marks of those somebody has."""
    by_number = {message.number: message for message in read.messages}
    nth: dict[int, int] = {}
    lines = []
    firsts = [*(one.messages[0] for one in read.emergencies), *(one.messages[0] for one in read.requests)]
    for first in firsts:
        lines.append(seen.Line.of(by_number[first], nth.setdefault(first, 0)))
        nth[first] += 1
    marks = seen.marks(turn.session, turn.person.county, lines)
    alarms = marks[: len(read.emergencies)]
    needs = marks[len(read.emergencies) :]
    found = [
        *(
            from_emergency(turn, one, digest=mark.digest, home=home)
            for one, mark in zip(read.emergencies, alarms, strict=True)
            if not mark.seen
        ),
        *(
            from_need(turn, one, digest=mark.digest, home=home)
            for one, mark in zip(read.requests, needs, strict=True)
            if not mark.seen
        ),
    ]
    return found, [mark for mark in marks if mark.seen]


def _before(turn: Turn, before: Sequence[seen.Mark]) -> str:
    orders = [turn.session.get(Order, number) for number in seen.orders_of(before)]
    codes = "、".join(order.code for order in orders[:6] if order)
    passed = sum(mark.order_id is None for mark in before)
    parts = [f"已点过单：{codes}" if codes else "", f"上次没选的{passed}件" if passed else ""]
    return f"里面有{len(before)}件以前发过，不再重复（{'；'.join(part for part in parts if part)}）。"


# -- the numbered list -------------------------------------------------------------------------------------------------


def _listed(turn: Turn, everything: Sequence[Found], *, head: str) -> str:
    lines: list[str] = []
    for number, one in enumerate(everything, 1):
        line = one.line(number)
        if lines and sum(map(len, lines)) + len(line) + len(head) > ROOM:
            break
        lines.append(line)
    more = len(everything) - len(lines)
    turn.remember(Stage.PASTED, items=[one.memory(turn) for one in everything], shown=len(lines), chosen=[])
    title = f"群里找到{len(everything)}件事" + (f"，先说{len(lines)}件" if more else "")
    first = "1" if len(lines) == 1 else "1,2"
    ask = f"办哪几件？回「{first}」或「全部」，都不办回 0。"
    return "\n".join(part for part in (head, f"{title}：", *lines, ask, SAFETY) if part)


def pressed(turn: Turn, command: Command | None) -> str | None:
    """A bare digit, 好 or 取消 while a list waits; ``None`` for everything else."""
    if command is None or _over(turn):
        return None
    if command.verb is Verb.CANCEL:
        return None if command.code else _picked(turn, [])
    if command.verb is Verb.YES:
        return (
            _placed(turn, _chosen(turn)) if _chosen(turn) else "办哪几件？请回数字，比如「1,2」，全办回「全部」，都不办回 0。"
        )
    return _said_in_words(turn)


def _said_in_words(turn: Turn) -> str | None:
    if _over(turn):
        return None
    said = turn.text.strip().rstrip("。.!")
    if _chosen(turn):
        return _placed(turn, _chosen(turn)) if said in YES else _picked(turn, []) if said in NONE else None
    if said in NONE:
        return _picked(turn, [])
    shown = int(turn.talk.memory["shown"])
    if said in ALL:
        return _picked(turn, list(range(shown)))
    numbers = PICKED.fullmatch(said)
    if numbers is None:
        return None
    picked = _numbers(numbers.group("numbers"), shown)
    if any(not 0 <= one < shown for one in picked):
        return f"只有 1 到 {shown}。办哪几件？回数字或「全部」，都不办回 0。"
    return _picked(turn, picked)


def _numbers(said: str, shown: int) -> list[int]:
    """1,3 and 1、3, and 13 where there are not so many."""
    found = re.findall(r"\d{1,2}", said)
    if len(found) == 1 and int(found[0]) > shown:
        found = list(found[0])
    return sorted({int(one) - 1 for one in found})


def _over(turn: Turn) -> bool:
    """A list that waited a day is not picked from any more."""
    if turn.now - turn.talk.updated_at <= STALE:
        return False
    turn.forget()
    return True


def _picked(turn: Turn, picked: list[int]) -> str:
    """Whoever is on duty has decided with that; a villager is read back to once more."""
    if not picked or duties_of(turn.session, turn.person.id):
        return _placed(turn, picked)
    turn.remember(Stage.PASTED, **{**_memory(turn), "chosen": picked})
    items = _waiting(turn)
    lines = "\n".join(items[one].line(number) for number, one in enumerate(picked, 1))
    return f"您替他们{turn.wording.place}，请核对：\n{lines}\n对的回 1 确认，不点了回 0。\n{SAFETY}"


def _placed(turn: Turn, picked: Sequence[int]) -> str:
    """Orders for what was picked; what was shown and not picked is passed over and does not come again."""
    items, shown = _waiting(turn), int(turn.talk.memory["shown"])
    placed: list[Placed] = []
    for number, one in enumerate(items[:shown]):
        ours = seen.claim(turn.session, turn.person.county, one.digest, said_at=one.at, now=turn.now)
        if number in picked and ours:
            done = place_for(turn, one)
            seen.became(turn.session, turn.person.county, one.digest, done.order.id)
            placed.append(done)
    rest = items[shown:]
    reply = _told(turn, placed, passed=shown - len(picked), taken=len(picked) - len(placed))
    if rest:
        return _listed(turn, rest, head=reply)
    turn.forget()
    return reply


def _told(turn: Turn, placed: Sequence[Placed], *, passed: int, taken: int) -> str:
    if not placed and not taken:
        return f"好的，都没有{turn.wording.place}。要办随时直接说。"
    lines = [f"{one.order.code} {one.order.item_name}，{one.order.time_words}，{one.who}" for one in placed]
    told = "、".join(dict.fromkeys(one.who for one in placed if one.told))
    not_told = "、".join(dict.fromkeys(one.who for one in placed if not one.told and one.order.requester_id == turn.person.id))
    parts = [
        f"{turn.wording.place}成功{len(placed)}件：\n" + "\n".join(lines) if placed else "",
        f"另有{taken}件刚才别人已经点了。" if taken else "",
        f"已告诉{told}。" if told else "",
        f"{not_told}没关注这里，请您转告；有人{turn.wording.accept}先告诉您。" if not_told else "",
        f"没选的{passed}件不办，要办请直接说。" if passed else "",
    ]
    return "\n".join(part for part in parts if part)


# -- what the talk remembers -------------------------------------------------------------------------------------------


def _memory(turn: Turn) -> dict[str, Any]:
    return {name: value for name, value in turn.talk.memory.items() if name in {"items", "shown", "chosen", "parked"}}


def _waiting(turn: Turn) -> list[Found]:
    if turn.stage is not Stage.PASTED:
        return []
    return [Found.kept(turn, one) for one in turn.talk.memory["items"]]


def _chosen(turn: Turn) -> list[int]:
    return list(turn.talk.memory.get("chosen") or []) if turn.stage is Stage.PASTED else []

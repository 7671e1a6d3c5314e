"""A need becomes an order: read, asked about one thing at a time, read back, confirmed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.chat import correcting, hearing, mine, picking, timing, words
from app.chat.commands import Command, Verb
from app.chat.draft import ASK_AT_MOST, SAFETY, Draft
from app.chat.placing import place_draft, placed_words, with_known
from app.chat.turn import Stage, Turn
from app.db import vault_of
from app.intake.reading import Intent, Reading, Request, read
from app.patterns import regex
from app.people.actions import learn_home
from app.places.model import Area
from app.places.queries import area_called

QUESTIONS = {
    "village": "您在哪个村（社区）？几组？",
    "time": "什么时候来合适？回 {times}，或直接说时间。",
    "phone": "怎么联系您？请留一个手机号。",
}
PRESS = f"\n对的请回 1 确认，要改回 2（或直接说哪里不对），不要了回 0。\n{SAFETY}"
DOUBTS = {
    "phone": "电话「{words}」好像少了或多了数字。",
    "past_time": "「{words}」已经过去了。",
    "two_phones": "您说了两个电话，我们先用第一个。",
    "group": "「{words}」这个组没对上，请看看对不对。",
}
CORRECTIONS = frozenset({Intent.DENY, Intent.RESCHEDULE, Intent.INFO})
CHINESE = regex(r"[\u4e00-\u9fff]")
STALE = timedelta(days=1)
"""A draft older than this is put aside when a new need comes."""
ELSEWHERE = frozenset({Intent.STATUS, Intent.HELP, Intent.COMPLAINT, Intent.OFFER, Intent.OUT_OF_SCOPE})
"""What is about another matter, when it answers nothing that was asked."""
NO_ANSWER = frozenset({Intent.GREETING, Intent.THANKS, Intent.ABUSE})
"""Said in between; the question stays as it was and is not counted again."""
POLITELY = regex(r"(?:没|不|冇|实在)[^,。]{0,7}(?:就|那就|也)算了")
"""「没空就算了」: modesty, and no cancelling."""
NO_PHONE = regex(
    r"^(?:没|冇|莫)(?:有|得)?[的了啊]?$|(?:没|冇|莫|无)(?:有|得)?(?:电话|手机|号)|不(?:会|晓得|知道)(?:用|打)?(?:电话|手机|号)"
    r"|记不[到得住]|不记得|不(?:想|方便|愿意?)(?:留|说|讲)|不留"
)
"""Asked for a phone: there is none, or it is not told."""
THIS_ONE = regex(r"(?:就|打|用|联系|留)*(?:我|俺)?(?:这个|这)(?:手机|电话|微信)?(?:号码?|手机|电话|微信)")
"""就打我这个号: WeChat tells us no number."""


def begin(turn: Turn, reading: Reading, *, said: str = "") -> str:
    """One or more needs were read: talk about the first, keep the rest for afterwards.

    ``said``: what they were read from, when it was not this message.
    """
    drafts = _drafts(turn, reading, said or turn.said.text)
    return _talk_about(
        turn,
        drafts[0],
        waiting=[_remembered(turn, draft) for draft in drafts[1:]],
        before=_doubts(reading.requests[0]),
    )


def _drafts(turn: Turn, reading: Reading, said: str) -> list[Draft]:
    alone, who = len(reading.requests) == 1, correcting.who_speaks(turn)
    drafts = [Draft.of(one, said, alone=alone) for one in reading.requests]
    return [with_known(turn, correcting.spoken_by(draft, who, turn.text)) for draft in drafts]


def _doubts(request: Request) -> str:
    """What was heard but cannot be used, said kindly in front of the next question."""
    said = {doubt.kind: DOUBTS[doubt.kind].format(words=doubt.words) for doubt in request.doubts if doubt.kind in DOUBTS}
    return "".join(f"{sentence}\n" for sentence in said.values())


def go_on(turn: Turn, command: Command | None, reading: Reading | None) -> str | None:
    """The next message about a draft; ``None`` when it was about something else. A command need not be read."""
    memory = turn.talk.memory
    draft, asked = _kept(turn, memory["draft"]), str(memory.get("asked") or "")
    if command:
        return _pressed(turn, command, draft, asked)
    reading = reading or hearing.heard(turn)
    if reading.intent is Intent.CANCEL:
        if POLITELY.search(turn.text):
            return _asked_again(turn, draft, asked, before="没关系，我们尽量找人。")
        wished = timing.instead(turn)
        return _answered(turn, draft, asked, wished) if wished else _dropped(turn)
    if not asked and reading.intent is Intent.CONFIRM and not reading.requests:
        return _confirmed(turn, draft)
    if turn.now - turn.talk.updated_at > STALE and reading.intent is Intent.REQUEST:
        return begin(turn, reading)
    if asked == "item" and (picked := picking.item_in_words(turn, draft, turn.text)):
        return _talk_about(turn, picked, waiting=_waiting(turn))
    if correcting.nothing_else(turn.text) and (put_right := correcting.corrected(draft, turn.text)) != draft:
        return _talk_about(turn, put_right, waiting=_waiting(turn), before="记下了。" if asked else "")
    if postponed := timing.moved(draft, turn.text):
        return _talk_about(turn, postponed, waiting=_waiting(turn))
    if reading.intent in NO_ANSWER and not reading.requests:
        return _asked_again(turn, draft, asked, before=_kindly(turn, draft, reading))
    if asked == "village" and draft.village and not draft.village_code:
        reading = read(turn.text + draft.village, now=turn.now, lexicon=turn.lexicon)  # only the town was missing
    if _is_another_need(turn, reading, draft, asked):
        more = [_remembered(turn, draft) for draft in _drafts(turn, reading, turn.said.text)]
        waiting = [*_waiting(turn), *more]
        return _talk_about(turn, draft, waiting=waiting, before="又记下一件事，先说完这一件。\n")
    return _answered(turn, draft, asked, reading)


def _pressed(turn: Turn, command: Command, draft: Draft, asked: str) -> str | None:
    zero = command.verb is Verb.DIGIT and command.rest == "0" and asked != "item"
    if zero or (command.verb is Verb.CANCEL and not command.code):
        return _dropped(turn)
    picked = BUTTONS[asked](turn, draft, int(command.rest)) if asked in BUTTONS and command.verb is Verb.DIGIT else None
    if picked:
        return _talk_about(turn, picked, waiting=_waiting(turn))
    if asked and command.verb is Verb.YES:
        return _asked_again(turn, draft, asked, before="好的，接着刚才的事：\n")
    if asked:
        return None if command.verb is not Verb.DIGIT else _talk_about(turn, draft, waiting=_waiting(turn))
    if command.verb is Verb.YES or (command.verb is Verb.DIGIT and command.rest == "1"):
        return _confirmed(turn, draft)
    if command.verb is Verb.DIGIT and command.rest == "2":
        return "哪里不对？直接说新的就行，比如「后天上午」「城东社区5组」「电话13800000000」。"
    return "请回 1 确认，2 修改，0 不要了。" if command.verb is Verb.DIGIT else None


BUTTONS: Mapping[str, Callable[[Turn, Draft, int], Draft | None]] = {
    "item": picking.item_by_digit,
    "village": picking.village_by_digit,
    "time": picking.time_by_digit,
}


def _dropped(turn: Turn) -> str:
    waiting = _waiting(turn)
    if waiting:
        return _talk_about(turn, _kept(turn, waiting[0]), waiting=waiting[1:], before="好的，这一件不要了。下一件：\n")
    turn.forget()
    return mine.only_dropped(turn) or f"好的，没有{turn.wording.place}。要人帮忙随时说。"


def _is_another_need(turn: Turn, reading: Reading, draft: Draft, asked: str) -> bool:
    """A second, different thing – not an answer and not a correction."""
    request = reading.requests[0] if reading.requests else None
    if request is None or correcting.puts_right(turn.text) or correcting.explains(turn.text):
        return False
    if correcting.goes_on(turn.text) and reading.intent is Intent.REQUEST:
        return True
    if not request.category or not draft.category or request.category == draft.category:
        return False
    answers = {"time": request.time_kind, "village": request.village_code, "phone": request.phone}
    return not (asked and answers.get(asked)) and reading.intent not in CORRECTIONS


def _answered(turn: Turn, draft: Draft, asked: str, reading: Reading) -> str | None:
    request = timing.whole(turn, draft, reading.requests[0]) if reading.requests else None
    heard = draft.merged(request, item=_speaks_of_item(turn, draft, asked, reading)) if request else draft
    heard = correcting.rather(turn, correcting.corrected(heard, turn.text))
    if asked == "phone" and heard.phone is None and NO_PHONE.search(turn.text):
        return _talk_about(turn, heard.without_phone(), waiting=_waiting(turn), before="没有电话也行，有消息在这里告诉您。\n")
    if asked == "phone" and heard.phone is None and THIS_ONE.search(turn.text):
        return _talk_about(turn, heard, waiting=_waiting(turn), before="微信不告诉我们您的号码，请说一下是多少。\n")
    if reading.intent in ELSEWHERE and (heard == draft or not _tells(request, asked)):
        return None
    if asked == "item" and heard != draft:
        heard = picking.told_more(heard, turn.said.text)
    elif request and ((request.category and request.category == draft.category) or correcting.explains(turn.text)):
        heard = picking.told_more(heard, request.what)
    if heard == draft and asked:
        heard = _in_their_words(turn, draft, asked)
    if heard == draft and not asked and reading.intent is not Intent.REQUEST:
        return None
    doubts = _doubts(request) if request else ""
    again = request is not None and bool(request.village_code or request.phone or request.category) and heard == draft
    noted = "记下了。" if again or (asked in heard.missing() and heard != draft) else ""
    return _talk_about(turn, heard, waiting=_waiting(turn), before=doubts or noted)


def _tells(request: Request | None, asked: str) -> bool:
    """Whether what was asked for is in it: 「王奶奶的事怎么样了」 names somebody, and answers nothing."""
    return bool(request and {"village": request.village, "time": request.time_kind, "phone": request.phone}.get(asked))


def _speaks_of_item(turn: Turn, draft: Draft, asked: str, reading: Reading) -> bool:
    """Whether an item read now is meant: asked for, not known yet, or put right. 其他 was the villager's own choice."""
    return asked == "item" or not draft.category_name or reading.intent in CORRECTIONS or correcting.puts_right(turn.text)


def _kindly(turn: Turn, draft: Draft, reading: Reading) -> str:
    """What is said to a greeting, to thanks and to abuse before the question is put once more."""
    if reading.intent is Intent.ABUSE:
        return f"{words.ABUSE}\n"
    kind = "不客气" if reading.intent is Intent.THANKS else "您好"
    late = turn.now - turn.talk.updated_at > STALE
    return f"接着上次没说完的事（{draft.words[:20]}）：\n" if late else f"{kind}，接着刚才的事：\n"


def _asked_again(turn: Turn, draft: Draft, asked: str, *, before: str) -> str:
    """The same question or card once more, as if nothing had been said."""
    counted = {slot: times - (slot == asked) for slot, times in draft.asked.items()}
    return _talk_about(turn, replace(draft, asked=counted), waiting=_waiting(turn), before=before)


def located(turn: Turn, village: Area) -> str:
    """A shared position settles where: of the draft being talked about, else where the person lives."""
    town = area_called(turn.session, village.parent_code) if village.parent_code else None
    if turn.stage is Stage.ORDERING:
        draft = _kept(turn, turn.talk.memory["draft"])
        draft = draft.at(code=village.code, village=village.name, town=town.name if town else None)
        return _talk_about(turn, draft, waiting=_waiting(turn))
    if not turn.person.area_code:
        learn_home(turn.person, area_code=village.code)
    return f"位置收到了，您在{town.name if town else ''}{village.name}。要人帮忙，直接说什么事、什么时候就行。\n{SAFETY}"


def _in_their_words(turn: Turn, draft: Draft, asked: str) -> Draft:
    """An answer we cannot read is taken as said after a second try, so that nobody is kept from help."""
    if draft.asked.get(asked, 0) < ASK_AT_MOST or correcting.is_question(turn.text):
        return draft
    if asked == "item":
        return replace(picking.told_more(draft, turn.said.text), category_name="其他")
    if asked == "village":  # the county desk will find it, or ring
        return replace(draft, landmark=turn.text[:40])
    if asked == "time":
        return replace(draft, time_words=turn.text[:40] if CHINESE.search(turn.text) else "尽快")
    return draft


def talk_about(turn: Turn, draft: Draft) -> str:
    """A draft that another page made: ask for what is missing, or read it back."""
    return _talk_about(turn, draft, waiting=[])


def _talk_about(turn: Turn, draft: Draft, *, waiting: list[dict[str, Any]], before: str = "") -> str:
    """Ask for the next missing thing, or read everything back."""
    missing = [slot for slot in draft.missing() if not (slot == "phone" and draft.asked.get("phone", 0) >= ASK_AT_MOST)]
    if not missing:
        turn.remember(Stage.ORDERING, draft=_remembered(turn, draft), asked=None, waiting=waiting)
        more = f"\n（还有{len(waiting)}件事，这件确认后接着说）" if waiting else ""
        return f"{before}{draft.card()}{more}{PRESS}"
    slot = missing[0]
    draft = replace(draft, asked=draft.asked | {slot: draft.asked.get(slot, 0) + 1})
    turn.remember(Stage.ORDERING, draft=_remembered(turn, draft), asked=slot, waiting=waiting)
    return f"{before}{_question(turn, draft, slot, noted=bool(before))}"


def _question(turn: Turn, draft: Draft, slot: str, *, noted: bool) -> str:
    if slot == "village" and draft.choices:
        return picking.village_question(draft)
    if slot == "item":
        return picking.item_question(turn, draft)
    times = "，".join(f"{number} {words}" for number, words in enumerate(picking.times(turn), 1))
    again = "" if noted else "没听明白。" if draft.asked[slot] > 1 else "好的。"
    asks = QUESTIONS[slot].format(times=times)
    return f"{again}{asks.replace('您', draft.contact, 1) if draft.behalf and draft.contact else asks}"


def _confirmed(turn: Turn, draft: Draft) -> str:
    if draft.over(turn.now):
        draft = replace(draft, start=None, end=None, time_words=None)
        return _talk_about(turn, draft, waiting=_waiting(turn), before="原来说的时间已经过了。")
    if draft.missing():
        missing = [slot for slot in draft.missing() if slot != "phone"]
        if missing:
            return _talk_about(turn, draft, waiting=_waiting(turn))
    order = place_draft(turn, draft, urgency=draft.urgency)
    waiting = _waiting(turn)
    reply = f"{placed_words(turn, order)}"
    if waiting:
        following = with_known(turn, _kept(turn, waiting[0])).inheriting(draft)
        return f"{reply}\n——下一件——\n" + _talk_about(turn, following, waiting=waiting[1:])
    turn.forget()
    return reply


def back_to(turn: Turn, reply: str) -> str:
    """After another matter was answered: where the draft stood."""
    memory = turn.talk.memory
    return (
        f"{reply}\n{_asked_again(turn, _kept(turn, memory['draft']), str(memory.get('asked') or ''), before='接着刚才的事：')}"
    )


def resume(turn: Turn) -> str:
    """Back to a draft that was interrupted: its question or its card once more."""
    return _talk_about(turn, _kept(turn, turn.talk.memory["draft"]), waiting=_waiting(turn), before="接着刚才的事：\n")


def _remembered(turn: Turn, draft: Draft) -> dict[str, Any]:
    return draft.memory(vault_of(turn.session))


def _kept(turn: Turn, memory: dict[str, Any]) -> Draft:
    return Draft.kept(memory, vault_of(turn.session))


def _waiting(turn: Turn) -> list[dict[str, Any]]:
    return list(turn.talk.memory.get("waiting") or [])

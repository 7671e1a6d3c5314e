"""Becoming a volunteer in under a minute: name, village, phone, skills, consent, one question each (000-11)."""

from collections.abc import Mapping
from typing import Any

from app.chat import words
from app.chat.commands import Command, Verb
from app.chat.turn import Stage, Turn
from app.errors import Refused
from app.intake.reading import read
from app.patterns import regex
from app.people.actions import agree, enlist, learn_home, learn_phone
from app.people.queries import volunteer_of
from app.places.queries import area_called

KEPT = "kept"
"""The phone itself stays sealed in its own column, not in the talk."""
SKILL_WORDS = 8
NEEDED = ("我家", "我屋", "家里", "坏", "漏", "爆", "不亮", "帮我", "来人", "想请", "要人")
"""Signs of a need of one's own."""
_NUMBER = regex(r"(?<!\d)1\d{10}(?!\d)")
_PIECES = regex(r"[、,,。;;和 ]+|还有|以及")
STEPS = ("name", "village", "phone", "skills", "consent")


def begin(turn: Turn) -> str:
    if volunteer_of(turn.session, turn.person.id):
        return "您已经是志愿者了，谢谢您！回「我的任务」看派给您的单。"
    known: dict[str, Any] = {"name": turn.person.name, "village": turn.person.area_code}
    if turn.person.phone_sealed:
        known["phone"] = KEPT
    return _ask_next(turn, {slot: value for slot, value in known.items() if value})


def go_on(turn: Turn, command: Command | None) -> str | None:
    memory = dict(turn.talk.memory)
    step = str(memory.pop("step"))
    if command and (command.verb is Verb.CANCEL or (command.verb is Verb.DIGIT and command.rest == "0" and step != "skills")):
        turn.forget()
        return "好的，先不加入。想好了随时回「我要当志愿者」。"
    if command and command.verb not in {Verb.DIGIT, Verb.YES}:
        return None
    try:
        memory |= {step: TAKE[step](turn, memory)}
    except Refused as refusal:
        early = _said_early(turn, step, memory)
        if not early:
            return str(refusal)
        memory |= early
        return f"记下了。{_ask_next(turn, memory)}"
    return _ask_next(turn, memory)


def _said_early(turn: Turn, step: str, memory: Mapping[str, Any]) -> dict[str, Any]:
    """What answers a later question than the one asked, by the name of its step; empty when it answers none."""
    later = STEPS[STEPS.index(step) + 1 :]
    if "phone" in later and "phone" not in memory and _NUMBER.search(turn.text):
        return {"phone": _take_phone(turn, memory)}
    skills = _named_skills(turn) if "skills" in later and "skills" not in memory else []
    return {"skills": skills} if skills else {}


def names_a_skill(turn: Turn) -> bool:
    """修电器: said while joining it is what somebody can do, though alone it would be a need."""
    return len(turn.text) <= SKILL_WORDS and not any(sign in turn.text for sign in NEEDED)


def _ask_next(turn: Turn, memory: Mapping[str, Any]) -> str:
    step = next((one for one in STEPS if one not in memory), None)
    if step is None:
        return _joined(turn, memory)
    turn.remember(Stage.JOINING, **memory, step=step)
    number = f"（{STEPS.index(step) + 1}/{len(STEPS)}）"
    return (
        number
        + {
            "name": "太好了！怎么称呼您？请说姓名。",
            "village": "您住哪个村（社区）？",
            "phone": f"您的手机号是多少？（加密保存，只给您{turn.wording.accept}的那户人看）",
            "skills": f"您会什么？回数字，可以几个一起，比如「13」：\n{_skill_list(turn)}\n0 都行，力气活也可以",
            "consent": words.CONSENT.format(turn.wording),
        }[step]
    )


def _skills(turn: Turn) -> list[tuple[str, str]]:
    return list(turn.book.spec.skills.items())[:8]


def _skill_list(turn: Turn) -> str:
    return "  ".join(f"{number} {name}" for number, (_, name) in enumerate(_skills(turn), 1))


def _take_name(turn: Turn, memory: Mapping[str, Any]) -> str:
    name = turn.text.removeprefix("我叫").removeprefix("我是").strip(" ,，。.")
    if not 1 <= len(name) <= 20 or any(letter.isdigit() for letter in name):
        raise Refused("请说您的姓名，比如「张三」。")
    return name


def _take_village(turn: Turn, memory: Mapping[str, Any]) -> str:
    reading = read(turn.text, now=turn.now, lexicon=turn.lexicon)
    for request in reading.requests:
        if request.village_code:
            return request.village_code
    raise Refused("没找到这个村。请说村（社区）的全名，重名的带上镇名，比如「昆阳镇城东社区」。")


def _take_phone(turn: Turn, memory: Mapping[str, Any]) -> str:
    learn_phone(turn.session, turn.person, "".join(letter for letter in turn.text if letter.isdecimal()))
    return KEPT


def _take_skills(turn: Turn, memory: Mapping[str, Any]) -> list[str]:
    offered = _skills(turn)
    picked = [offered[int(digit) - 1][0] for digit in turn.text if digit.isdecimal() and 1 <= int(digit) <= len(offered)]
    named = _named_skills(turn)
    if not picked and not named and "0" not in turn.text:
        raise Refused(f"请回数字，比如「13」；都行回 0。\n{_skill_list(turn)}")
    return sorted({*picked, *named})


def _named_skills(turn: Turn) -> list[str]:
    """By the county's name for them, or by what one does: 修水管, 剪头发."""
    named = {code for code, name in turn.book.spec.skills.items() if name in turn.text}
    skill_of = {item.code: item.skill for item in turn.book.spec.items}
    for piece in _PIECES.split(turn.text):
        reading = read(piece, now=turn.now, lexicon=turn.lexicon)
        named |= {skill for one in reading.requests if one.category and (skill := skill_of.get(one.category))}
    return sorted(named)


def _take_consent(turn: Turn, memory: Mapping[str, Any]) -> bool:
    if turn.text not in {"1", "同意", "确认", "是", "好", "好的", "可以"}:
        raise Refused("同意请回 1，不同意回 0。")
    return True


TAKE = {
    "name": _take_name,
    "village": _take_village,
    "phone": _take_phone,
    "skills": _take_skills,
    "consent": _take_consent,
}


def _joined(turn: Turn, memory: Mapping[str, Any]) -> str:
    turn.person.name = memory["name"]
    learn_home(turn.person, area_code=memory["village"])
    area = area_called(turn.session, memory["village"])
    home = (area.lat, area.lon) if area and area.lat is not None and area.lon is not None else None
    agree(turn.session, turn.person, kind="volunteer", text_version=words.CONSENT_VERSION, now=turn.now)
    enlist(turn.session, turn.person, skills=memory["skills"], home=home, now=turn.now)
    turn.forget()
    return f"{turn.person.name}，您已经是志愿者了！附近有单会通知您：能去回 1，去不了回 2，从不勉强。\n欢迎加入"

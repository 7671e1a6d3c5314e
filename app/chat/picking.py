"""Buttons under a question: what it may be, which of two villages, when; a digit or the words beside it pick one."""

from dataclasses import replace

from app.chat.draft import SAFETY, Draft
from app.chat.turn import Turn
from app.clock import in_shanghai
from app.intake.reading import read
from app.intake.text.phones import without_phones
from app.patterns import regex

MOST = 3
"""So many items are offered; the digit after the last one is 都不是."""
AFTERNOON_ENDS = 16
_NONE = regex(
    r"(?:以上|这[几三]?个?|里面)?(?:都不是|都不对|全不是|没有(?:我要的|对的|一个是?)?|没一个对|不是这些|都没有)(?:的|啊|呀|吧)?"
)
_NTH = regex(r"(?:选|要|是|就)?(?:第)?(?P<nth>[1-4一二两三四])(?:个|项|号|样|条)?")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
WORDS = 200


def items(turn: Turn, draft: Draft) -> list[tuple[str, str]]:
    """Code and name of the items it may be, likeliest first."""
    known = [code for code in draft.candidates if code in turn.lexicon.item_of]
    return [(code, turn.lexicon.item_of[code].name) for code in known[:MOST]]


def item_question(turn: Turn, draft: Draft) -> str:
    offered = items(turn, draft)
    if not offered:
        return f"您要办的是什么事？请再说具体一点，比如「修水管」「送饭」「理发」。\n{SAFETY}"
    names = [f"{number} {name}" for number, (_, name) in enumerate(offered, 1)]
    return f"您要的是哪一样？\n{'  '.join(names)}  {len(offered) + 1} 都不是\n{SAFETY}"


def item_by_digit(turn: Turn, draft: Draft, digit: int) -> Draft:
    """The item behind a digit; any other digit is 都不是: the words are kept, and never put under a wrong item."""
    offered = items(turn, draft)
    if 1 <= digit <= len(offered):
        code, name = offered[digit - 1]
        return replace(draft, category=code, category_name=name, parts=[])
    return replace(draft, category=None, category_name="其他", parts=[])


def item_in_words(turn: Turn, draft: Draft, text: str) -> Draft | None:
    """第二个, an item's name, 都不是; ``None`` when the text is none of these."""
    said = text.strip(" ,。.!")
    if _NONE.fullmatch(said):
        return item_by_digit(turn, draft, 0)
    named = next((number for number, (_, name) in enumerate(items(turn, draft), 1) if name == said), None)
    nth = _NTH.fullmatch(said)
    if named is None and nth:
        named = _DIGITS.get(nth.group("nth")) or int(nth.group("nth"))
    return item_by_digit(turn, draft, named) if named and items(turn, draft) else None


def told_more(draft: Draft, text: str) -> Draft:
    """What was said when asked for the item belongs to the need's own words."""
    said = without_phones(text).strip()
    return draft if not said or said in draft.words else replace(draft, words=f"{draft.words}，{said}"[:WORDS])


def village_by_digit(turn: Turn, draft: Draft, digit: int) -> Draft | None:
    """One of several villages of a name; ``None`` when this digit stands beside none."""
    if not 1 <= digit <= len(draft.choices):
        return None
    chosen = draft.choices[digit - 1]
    found = (place for place in turn.lexicon.places if place.level == "village" and place.town_name + place.name == chosen)
    place = next(found, None)
    if place is None:
        return None
    here = draft.at(code=place.code, village=place.name, town=place.town_name)
    return replace(here, group=draft.group, landmark=draft.landmark)


def village_question(draft: Draft) -> str:
    listed = "  ".join(f"{number} {name}" for number, name in enumerate(draft.choices, 1))
    return f"叫{draft.village}的有{len(draft.choices)}个：{listed}。您在哪个？回数字，或说镇（乡）名。"


def times(turn: Turn) -> list[str]:
    """Three ready answers to when, none of them past."""
    morning = in_shanghai(turn.now).hour < AFTERNOON_ENDS
    return ["越快越好", "今天下午", "明天上午"] if morning else ["越快越好", "明天上午", "明天下午"]


def time_by_digit(turn: Turn, draft: Draft, digit: int) -> Draft | None:
    offered = times(turn)
    if not 1 <= digit <= len(offered):
        return None
    said = read(offered[digit - 1], now=turn.now, lexicon=turn.lexicon)
    return draft.merged(said.requests[0], item=False)

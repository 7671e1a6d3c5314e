"""Times that are said by what happens then: 九月一号开学 … 开学前, 我六点下班 … 下班以后, 后天办酒 … 那天上午."""

from collections.abc import Sequence

from app.intake.text.masks import taken
from app.intake.times.clocks import Clock
from app.intake.times.weekdays import Days
from app.intake.times.words import Part
from app.patterns import regex

Token = tuple[int, int, Days | Part | Clock]

_EVENT = (
    r"开学|放学|放假|下班|上班|收工|开席|嫁女|出嫁|结婚|娶亲|接亲|办酒|做寿|过寿|生日|大寿|上梁|进屋|搬家|出殡|下葬|开刀|手术|住院|出院|考试|体检|"
    r"开会|到期|关门|开门|打烊|发车|满月|周岁|动工|回门|定亲|订婚|开园|开工|交房|吃席"
)
_AGAIN = regex(
    rf"(?P<event>{_EVENT}|(?P<split>[下上放开])了(?P<rest>班|学|工|门))(?:了|的)?(?=那[天日]|当[天日]|之?前(?!面)|以前|之后|以后|过后|后(?!面|来)|的?头一?[天日]|的?前一[天日]|起|再)"
)
_THAT_DAY = regex(r"(?<!前)(?<![0-9])(?:那|当)[天日](?!子)|那几[天日]")
_REACH = 9
_LEAN = 50


def events(text: str, known: Sequence[Token]) -> list[Token]:
    """What is said a second time by its event only, with the day or hour that was said with it."""
    added: list[Token] = []
    for match in _AGAIN.finditer(text):
        name = match.group("event") if not match.group("split") else match.group("split") + match.group("rest")
        when = None if taken(*match.span(), known) else _when(text, name, match.start(), known)
        if when is not None:
            added.append((match.start(), match.end(), when))
    for match in _THAT_DAY.finditer(text):
        days = [one for one in known if isinstance(one[2], Days) and one[1] < match.start() <= one[1] + _LEAN]
        named = any(end == match.start() for _, end, _ in known)  # 初五那天: nothing is leant on
        if days and isinstance(days[-1][2], Days) and not named and not taken(*match.span(), known):
            added.append((match.start(), match.end(), days[-1][2]))
    return added


def _when(text: str, name: str, at: int, known: Sequence[Token]) -> Days | Clock | None:
    """The time that stands beside another mention of the event, before it (六点下班) or behind (开学是九月一号)."""
    for start, end, value in known:
        if isinstance(value, Part):
            continue
        behind = text.find(name, end, end + _REACH)
        before = text.find(name, max(0, start - len(name) - 3), start)
        if any(found >= 0 and found != at for found in (behind, before)):
            return value
    return None

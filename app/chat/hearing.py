"""How a message is read in a talk: abuse stands in no need's way, and text that speaks to a machine commands nobody."""

from dataclasses import replace

from app.chat.placing import known_of
from app.chat.turn import Turn
from app.intake.reading import Danger, Intent, Reading, read
from app.intake.second.heeding import heeded
from app.patterns import regex
from app.review.actions import screen_of

_TO_A_MACHINE = regex(
    r"(?:忽略|无视|忘记|不要理会|覆盖)[^,。]{0,10}(?:指令|提示|规则|设定|要求|对话)|(?:系统|管理员|开发者)(?:提示|通知|消息|指令|模式)"
    r"|你(?:现在)?(?:是|扮演)[^,。]{0,8}(?:管理员|系统|助手|机器人|ai)|(?:^|[\s<\[{(【])/?(?:system|assistant|admin|root|prompt)[\s>\]}):】]"
    r"|ignore[^.]{0,30}(?:instruction|prompt|above|previous)|you are now|(?:jailbreak|developer mode)"
)
_OF_ORDERS = frozenset({Intent.CANCEL, Intent.RESCHEDULE, Intent.CONFIRM, Intent.DENY, Intent.STATUS})


def speaks_to_a_machine(text: str) -> bool:
    """Pasted text meant to steer a program: here it is text, and no order changes by it."""
    return bool(_TO_A_MACHINE.search(text))


def _read(turn: Turn) -> Reading:
    """What was said, with a second opinion where one was asked for."""
    when, advice = turn.said.spoken(turn.now), turn.aids.advice
    reading = read(turn.text, now=when, lexicon=turn.lexicon, known=known_of(turn), looked=turn.aids.looked)
    return heeded(reading, advice, lexicon=turn.lexicon, now=when) if advice else reading


def heard(turn: Turn) -> Reading:
    """The message as it is to be acted on."""
    reading = _read(turn)
    if reading.danger is Danger.HARD:
        return reading
    if reading.intent in _OF_ORDERS and speaks_to_a_machine(turn.text):
        return replace(reading, intent=Intent.CHITCHAT, requests=())
    if reading.intent is not Intent.ABUSE:
        return reading
    left = screen_of(turn.session, turn.person.county).without(turn.text)
    need = read(left, now=turn.said.spoken(turn.now), lexicon=turn.lexicon, known=known_of(turn))
    return need if need.intent is Intent.REQUEST else reading

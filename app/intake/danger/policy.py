"""Rules and classifier on danger, settled: either may raise it, a veto lowers it to a question, nothing silences a frame."""

from app.intake.danger.frames import PAST
from app.intake.danger.judge import Danger, Verdict
from app.intake.learned.model import Opinion
from app.patterns import regex

SURE = 0.8
"""A probability of danger from which the number is shown without any frame."""
BACKED = 0.3
"""The same where a frame was met too; below it the frame alone only asks."""
ASKED = 0.4
"""A probability of danger or doubt from which one question is asked."""
WORRIED = 0.15
"""The same for words of worry without a recognised service."""
CALLED = 0.35
"""A probability from which a number is shown where no frame names one."""
ALSO = 0.6
"""The same besides the numbers of frames."""
DOUBTED = 0.7
"""Below it a danger that only the classifier sees is not asked about when somebody says thanks."""
UNHURT = regex(r"(?<!别)(?<!旁)人[也都倒还是]{0,2}(?:好好的|没事|没得事|没伤|没受伤|平安)")
"""Said so in as many words: one question is enough."""
PAST_THANKS = 0.1
"""Below it thanks for a danger of long ago (去年中风是你们送的医院) are only thanks."""
_USUAL = ("120",)


def settle(verdict: Verdict, danger: Opinion, call: Opinion, text: str) -> Verdict:
    """The verdict on a whole message; without a trained classifier the rules' own."""
    if not danger.shares:
        return verdict
    grave, some = danger.of("hard"), danger.of("hard", "prompt")
    reasons = (*verdict.reasons, f"危险 {grave:.2f} 可能 {some:.2f}")
    unhurt = UNHURT.search(text)
    if verdict.danger is Danger.HARD:
        level = Danger.HARD if grave >= BACKED and not unhurt else Danger.PROMPT
    elif grave >= SURE and verdict.danger is Danger.NONE:
        level = Danger.PROMPT if PAST.search(text) else Danger.HARD
    elif some >= ASKED or verdict.danger is Danger.PROMPT:
        level = Danger.PROMPT
    else:
        return Verdict(Danger.NONE, (), reasons)
    return Verdict(level, _numbers(verdict, call) if level is Danger.HARD else (), reasons)


def _numbers(verdict: Verdict, call: Opinion) -> tuple[str, ...]:
    """The frames' numbers and those that lines like this one want; two beyond the frames' at most."""
    chances: dict[str, float] = {}
    for answer, chance in call.shares.items():
        for number in answer.split("+"):
            chances[number] = chances.get(number, 0.0) + chance
    least = ALSO if verdict.numbers else CALLED
    likely = sorted((one for one in chances if chances[one] >= least), key=lambda one: -chances[one])[:2]
    return tuple(dict.fromkeys((*verdict.numbers, *likely))) or _USUAL

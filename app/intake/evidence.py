"""What speaks for and against every reading of a text: the rules' signs and the classifier's opinions, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.intake.danger.judge import Verdict, judge, signs_of_danger
from app.intake.intents import signs_of_intent
from app.intake.learned.features import features
from app.intake.learned.model import Opinion, of_the_whole
from app.intake.text.masks import NAME

_NOTHING = Opinion({})


@dataclass(frozen=True)
class Evidence:
    """The rules' verdict on danger, the features of the text, and the classifier's opinion on each question."""

    verdict: Verdict
    features: list[str] = field(repr=False)
    opinions: Mapping[str, Opinion] = field(repr=False)

    def on(self, question: str) -> Opinion:
        """The opinion on ``question``; an empty one when the weights do not know it."""
        return self.opinions.get(question, _NOTHING)

    def why(self, question: str, answer: str) -> str:
        """The loudest features for ``answer``, in one line for people who ask why."""
        spoken = of_the_whole().why(self.features, question, answer)
        return " ".join(f"{feature.strip()}{share:+}" for feature, share in spoken)


def persons(covered: str) -> str:
    """A name that was covered is still a person."""
    return covered.replace(NAME, "他")


def gather(covered: str, untimed: str) -> tuple[Verdict, list[str]]:
    """The rules' verdict and all features of a text; the same for learning and for reading.

    ``covered`` has its times still in the open (danger is judged on it), ``untimed`` has them covered.
    """
    verdict = judge(persons(covered))
    hints = [*signs_of_danger(persons(covered), verdict), *signs_of_intent(untimed)]
    return verdict, features(untimed, hints)


def weigh(covered: str, untimed: str) -> Evidence:
    """The evidence of a whole message: about 0.5 ms."""
    verdict, found = gather(covered, untimed)
    return Evidence(verdict, found, of_the_whole().opinions(found))

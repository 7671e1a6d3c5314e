"""A language model's answer, once it has been checked: anything odd in it and there is no advice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    from app.intake.second.asking import Question

LONGEST_ANSWER = 4000
"""Characters: an honest answer has a few hundred."""


@dataclass(frozen=True)
class Advice:
    """Nothing here says anything the message does not: each part was quoted from it."""

    category: str | None = None
    village_code: str | None = None
    time_words: str | None = None
    """In the villager's words; what moment they mean is worked out by our own grammar."""
    danger: bool = False
    """Somebody may be in danger. The model can have this asked, and never have it not asked."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    category: str = Field(max_length=80)
    category_evidence: str = Field(max_length=300)
    village: str = Field(max_length=80)
    village_evidence: str = Field(max_length=300)
    time: str = Field(max_length=100)
    danger: Literal["none", "prompt", "hard"]
    danger_evidence: str = Field(max_length=300)


def checked(answer: str | None, question: "Question") -> Advice | None:
    """The advice in an answer; ``None`` when it breaks the schema, or names or quotes what there is not."""
    if answer is None or len(answer) > LONGEST_ANSWER:
        return None
    try:
        said = _Answer.model_validate_json(answer)
    except ValidationError:
        return None
    chosen = [
        (said.category, said.category in question.categories, said.category_evidence),
        (said.village, said.village in question.villages, said.village_evidence),
        (said.time, True, said.time),
        ("" if said.danger == "none" else said.danger, True, said.danger_evidence),
    ]
    if any(value and not (known and _quoted(evidence, question.text)) for value, known, evidence in chosen):
        return None
    return Advice(
        category=said.category or None,
        village_code=question.villages[said.village] if said.village else None,
        time_words=said.time or None,
        danger=said.danger != "none",
    )


def _quoted(evidence: str, text: str) -> bool:
    return bool(evidence.strip()) and evidence.strip() in text

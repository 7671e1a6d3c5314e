"""Guards: who must not be asked for some kinds of help, whatever else speaks for them (志愿服务条例 15–17, 001-03, 000-46)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.people.model import Proof
from app.people.readiness import FOR_EVER, VETTED, Shown, key

ADULT = 18
YOUNGEST = 16
"""Nobody younger is asked to go somewhere on their own."""
OLDEST = 200
UNKNOWN = 0
"""The year of birth of those of whom it is not known."""


@dataclass(frozen=True)
class Guard:
    """What an order demands of whoever goes; ages in full years."""

    least_age: int = YOUNGEST
    most_age: int = OLDEST
    age_known: bool = False
    """Whether somebody whose year of birth is not known is passed over."""
    certificate: str | None = None
    risky: bool = False
    minors: bool = False

    @classmethod
    def of(cls, policy: Mapping[str, Any], *, urgency: str) -> "Guard":
        """From the guard frozen into an order. Risky work, children and rescue are for adults, whatever the file says."""
        frozen = policy.get("guard") or {}
        risky, minors = bool(frozen.get("risky")), bool(frozen.get("minors"))
        least, most = frozen.get("age") or (YOUNGEST, OLDEST)
        adults = risky or minors or urgency == "emergency"
        return cls(
            least_age=max(least, ADULT) if adults else least,
            most_age=most,
            age_known=risky or minors or bool(frozen.get("age")),
            certificate=frozen.get("certificate"),
            risky=risky,
            minors=minors,
        )

    def key(self, skill: str | None) -> str:
        """Under which key matching finds those with the skill and the rarest thing to be shown."""
        return key(skill, self.certificate or (VETTED if self.minors else None))

    def born_between(self, today: date) -> tuple[int, int]:
        """The first and last year of birth that will do: only a year is known, so whoever may still be too young is out."""
        first = today.year - 1 - self.most_age if self.age_known else UNKNOWN
        return max(first, 1) if self.age_known else UNKNOWN, today.year - 1 - self.least_age

    def against(self, *, born: int | None, shown: Iterable[Shown], today: date) -> str | None:
        """Why somebody may not go, in words for them; ``None``: they may."""
        held = {(one.kind, one.code): one.valid_until.isoformat() if one.valid_until else FOR_EVER for one in shown}
        first, last = self.born_between(today)
        day = today.isoformat()
        if not first <= (born or UNKNOWN) <= last:
            return f"要{_ages(self)}的人，{'您的年龄不合' if born else '还不知道您的出生年，请告诉站里'}"
        if self.certificate and held.get((Proof.CERTIFICATE, self.certificate), "") < day:
            return "要有相应的证书，您的证书没有登记或已经到期"
        if self.minors and held.get((Proof.VETTING, ""), "") < day:
            return "要照看孩子，先请站里核验身份"
        if self.risky and held.get((Proof.INSURANCE, ""), "") < day:
            return "有风险，要先有有效的志愿者保险"
        return None


def _ages(guard: Guard) -> str:
    return f"{guard.least_age}岁以上" if guard.most_age >= OLDEST else f"{guard.least_age}到{guard.most_age}岁"

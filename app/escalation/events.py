"""What the clock does to an order."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderClimbed(Event):
    """Nobody took it in time: from where, to where, why, and who was told (002-39)."""

    before: str
    after: str
    after_words: str
    why: str
    told: list[int]
    """Empty when nobody is on duty there: then the next rung is told as well."""
    late_seconds: int
    asks_only: bool = False
    """Nobody is told on this rung; its volunteers are asked."""

    @property
    def words(self) -> str:
        told = f"已告知{len(self.told)}人" if self.told else "已请那里的志愿者" if self.asks_only else "该级无人值班"
        return f"{self.wording.climb}{self.after_words}：{self.why}，{told}{late_words(self.late_seconds)}"


@dataclass(frozen=True, kw_only=True)
class OrderStaysOvernight(Event):
    """It should have been done today (002-42), and whoever answers for the place was told so."""

    told: list[int]
    late_seconds: int = 0

    @property
    def words(self) -> str:
        return f"当天没有办完，已提醒负责人{late_words(self.late_seconds)}"


@dataclass(frozen=True, kw_only=True)
class OrderPostponed(Event):
    """Whoever answers for the place allowed it to stay overnight, and said why: 原则上不过夜 has its exceptions (002-42)."""

    reason: str

    @property
    def words(self) -> str:
        return f"同意延期办理：{self.reason}"


@dataclass(frozen=True, kw_only=True)
class DeputyTold(Event):
    """Whoever is on duty did not look at something urgent in the county's time: their deputies were told."""

    told: list[int]
    role: str

    @property
    def words(self) -> str:
        return "值班的人没有回应，已告诉副班"


@dataclass(frozen=True, kw_only=True)
class OrderLookedAt(Event):
    """Somebody on duty opened the page of an order they had been told of."""


@dataclass(frozen=True, kw_only=True)
class PostUnmanned(Event):
    """A township, or the county, has nobody on duty; ``told``: who was told, nobody when it is the same shift as before."""

    area_code: str
    role: str
    told: list[int]


@dataclass(frozen=True, kw_only=True)
class PostManned(Event):
    """Somebody is on duty there again."""

    area_code: str
    role: str


@dataclass(frozen=True, kw_only=True)
class OrderTransferred(Event):
    """Another desk has it: handed on, or given back to whoever had it before; the clock is the old one (004-40)."""

    before: dict[str, str | None] | None
    """Where it was: desk, name, rung, status; ``None``: it was given back."""
    to: str
    rung: str
    """On which it stands from now on."""
    reason: str
    told: list[int]

    @property
    def words(self) -> str:
        return f"{'转' if self.before else '退回'}{self.to}：{self.reason}"


def late_words(seconds: int) -> str:
    """How late the service itself was, when it was by a minute or more."""
    minutes = seconds // 60
    if not minutes:
        return ""
    return f"（迟了{minutes}分钟）" if minutes < 120 else f"（迟了{minutes // 60}小时）"

"""Who goes before whom, and why: the one key by which volunteers are ranked, said in numbers and in words.

The key is (tier, way, person id). The tier: members of a paired team who live in the order's village, then everybody of that
village, then the other members of paired teams, then everybody else (000-27, 002-20, 002-35). The way: the distance in
kilometres, and what is added to it for fairness (``loads.Load.burden``, at most ``loads.BURDEN_MOST``): among the about equally
near, whoever was asked and has helped least of late goes first.
"""

from dataclasses import asdict, dataclass
from typing import Any

from app.dispatch.loads import Load
from app.dispatch.nearby import Candidate, Key, Tier
from app.dispatch.rules import distance_words
from app.orders.model import Order


@dataclass(frozen=True)
class Ranked:
    """A candidate in their place."""

    candidate: Candidate
    load: Load

    @property
    def way(self) -> float:
        return self.candidate.kilometres + self.load.burden

    @property
    def key(self) -> Key:
        return self.candidate.tier, self.way, self.candidate.person_id

    @property
    def tier(self) -> int:
        return self.candidate.tier

    @property
    def person_id(self) -> int:
        return self.candidate.person_id

    @property
    def kilometres(self) -> float:
        return self.candidate.kilometres


@dataclass(frozen=True)
class Explained:
    """Why somebody was asked, in numbers: kept with the offer (PIPL 24)."""

    kilometres: float
    tier: int
    same_village: bool
    paired: bool
    skill: str
    asked_week: int
    asked_today: int
    served_week: bool
    fairness_kilometres: float
    rank: int

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def lives_here(order: Order, area_code: str) -> bool:
    """In the order's village, or in a hamlet of it."""
    return bool(order.area_code and area_code.startswith(order.area_code))


def explain(order: Order, ranked: Ranked, *, rank: int) -> Explained:
    return Explained(
        kilometres=round(ranked.kilometres, 3),
        tier=int(ranked.tier),
        same_village=lives_here(order, ranked.candidate.area_code),
        paired=ranked.tier in {Tier.PAIRED_HERE, Tier.PAIRED},
        skill=order.item_name if order.skill else "",
        asked_week=ranked.load.week,
        asked_today=ranked.load.today,
        served_week=ranked.load.served,
        fairness_kilometres=round(ranked.load.burden, 2),
        rank=rank,
    )


def in_words(kept: dict[str, Any]) -> str:
    """One line for whoever dispatches: 约300米，同村，结对，会水电维修，近7天问过2次、没出过工，排第1。"""
    helped = "出过工" if kept["served_week"] else "没出过工"
    added = f"（公平起见按远{kept['fairness_kilometres'] * 1000:.0f}米算）" if kept["fairness_kilometres"] else ""
    parts = [
        distance_words(kept["kilometres"]),
        "同村" if kept["same_village"] else "",
        "结对队伍" if kept["paired"] else "",
        f"会{kept['skill']}" if kept["skill"] else "",
        f"近7天问过{kept['asked_week']}次、{helped}{added}",
        f"排第{kept['rank']}" if kept["rank"] else "",
    ]
    return "，".join(part for part in parts if part)

"""What happens to an order as such; who was asked and who came is told by dispatch."""

from dataclasses import dataclass
from datetime import datetime

from app.clock import in_shanghai
from app.events import Event
from app.orders.model import Status, status_words
from app.orders.rules import money


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    number: str
    since: datetime | None = None
    """When its clock began, if that was before it was placed."""

    @property
    def words(self) -> str:
        return f"已{self.wording.place}"


@dataclass(frozen=True, kw_only=True)
class PartPlaced(Event):
    """A part of a package, made with it."""

    since: datetime | None = None
    """When the clock of its whole began, if that was before it was placed."""


@dataclass(frozen=True, kw_only=True)
class OrderFollowed(Event):
    """It became what it is through another: a part or a merged order with the one it belongs to, a package by its parts."""

    status: str
    accepted: int
    rating: int | None = None
    along: str = ""
    """The code of the order it goes along with; empty for a package, whose parts tell their own story."""

    @property
    def words(self) -> str:
        return f"随 {self.along}：{status_words(Status(self.status), self.wording)}" if self.along else ""


@dataclass(frozen=True, kw_only=True)
class OrderSentToDesk(Event):
    reason: str
    desk: str = "县中心"
    """What the county calls its desk."""

    @property
    def words(self) -> str:
        return f"转{self.desk}选派：{self.reason}"


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    reason: str

    @property
    def words(self) -> str:
        return f"已撤单：{self.reason}"


@dataclass(frozen=True, kw_only=True)
class OrderCorrected(Event):
    """The place or phone of an emergency was said afterwards."""

    @property
    def words(self) -> str:
        return "群众补充了地点或电话"


@dataclass(frozen=True, kw_only=True)
class OrderNoted(Event):
    """Something was said for whoever takes it; the words themselves stand in the order."""

    @property
    def words(self) -> str:
        return "群众补充了几句话"


@dataclass(frozen=True, kw_only=True)
class OrderNudged(Event):
    @property
    def words(self) -> str:
        return "群众催单"


@dataclass(frozen=True, kw_only=True)
class OrderRetimed(Event):
    """The villager, or their proxy, changed the wished time; nothing else moves when somebody must have accepted."""

    before: datetime | None
    after: datetime | None
    first: datetime | None
    """For when it was wished at its placing."""
    time_words: str
    by_proxy: bool
    due_before: datetime
    due_after: datetime
    counts_from: datetime | None
    """Since when its clock counts now; ``None``: as before any change."""

    @property
    def words(self) -> str:
        who = f"代{self.wording.place}的人替群众" if self.by_proxy else "群众"
        moved = f"，最迟{self.wording.accept}由 {_day_hour(self.due_before)} 改到 {_day_hour(self.due_after)}"
        return f"{who}改时间为 {self.time_words}{moved if self.due_after != self.due_before else ''}"


@dataclass(frozen=True, kw_only=True)
class PartRetimed(Event):
    """A part of a package whose villager changed the wished time of the whole."""

    counts_from: datetime | None


def _day_hour(moment: datetime) -> str:
    return f"{in_shanghai(moment):%m月%d日 %H:%M}"


@dataclass(frozen=True, kw_only=True)
class OrderRated(Event):
    rating: int | None

    @property
    def words(self) -> str:
        return f"群众评价 {self.rating} 分，已{self.wording.close}" if self.rating else f"未评价，到期{self.wording.close}"


@dataclass(frozen=True, kw_only=True)
class EvidenceShown(Event):
    """Whoever did it said or showed how it ended; the words are kept with the order, where they can be wiped."""

    photo: bool

    @property
    def words(self) -> str:
        return "留下了办结照片" if self.photo else "留下了办结说明"


@dataclass(frozen=True, kw_only=True)
class OrderConfirmedByPhone(Event):
    """Somebody on duty rang the villager: who, when, and how many stars were said (002-38)."""

    rating: int

    @property
    def words(self) -> str:
        return f"值班的人打电话确认，群众说 {self.rating} 分"


@dataclass(frozen=True, kw_only=True)
class OrderReopened(Event):
    """Why is kept with the order, where it can be wiped."""

    @property
    def words(self) -> str:
        return f"群众不满意，重新{self.wording.offer}"


@dataclass(frozen=True, kw_only=True)
class OrderUnmet(Event):
    reason: str

    @property
    def words(self) -> str:
        return f"未能办理：{self.reason}"


@dataclass(frozen=True, kw_only=True)
class LikenessFound(Event):
    """It may be about the same thing as an earlier one; both stay as they are until somebody says so."""

    other_id: int
    other: str

    @property
    def words(self) -> str:
        return f"可能和 {self.other} 是同一件事，请站里看"


@dataclass(frozen=True, kw_only=True)
class OrderMerged(Event):
    """It is about the same thing as another, which is seen through for both."""

    into_id: int
    into: str

    @property
    def words(self) -> str:
        return f"和 {self.into} 是同一件事，合并办理"


@dataclass(frozen=True, kw_only=True)
class OrderSplit(Event):
    """It was another thing after all; its clock is the old one."""

    was_in: str
    status: str
    """As which it goes on."""

    @property
    def words(self) -> str:
        return f"与 {self.was_in} 拆开，单独办理，时间仍从{self.wording.place}算起"


@dataclass(frozen=True, kw_only=True)
class BillNoted(Event):
    """What the goods cost, as whoever bought them says."""

    cents: int

    @property
    def words(self) -> str:
        return f"登记票据 {money(self.cents)}"

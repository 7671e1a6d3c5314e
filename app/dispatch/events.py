"""What happens between an order and the people asked to take it."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderOffered(Event):
    batch: int
    volunteer_ids: list[int]
    again: int = 0
    """How many of them had been asked and stood down before."""

    @property
    def words(self) -> str:
        if not self.volunteer_ids:
            return "附近暂无合适的志愿者"
        offered = self.wording.offer
        round_ = f"重新{offered}" if self.again else f"第{self.batch}轮{offered}"
        return f"{round_}，通知{len(self.volunteer_ids)}名志愿者"


@dataclass(frozen=True, kw_only=True)
class OrderAssigned(Event):
    """A desk or station picked a team; its members were asked."""

    team: str
    volunteer_ids: list[int]

    @property
    def words(self) -> str:
        return f"选派给「{self.team}」"


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(Event):
    volunteer_id: int
    accepted: int
    needed: int

    @property
    def words(self) -> str:
        return f"志愿者已{self.wording.accept}（{self.accepted}/{self.needed}）"


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(Event):
    volunteer_id: int


@dataclass(frozen=True, kw_only=True)
class OrderReleased(Event):
    """Somebody who had accepted cannot come, or did not and does not answer."""

    volunteer_id: int
    missing: bool = False

    @property
    def words(self) -> str:
        return f"志愿者{'到点没来' if self.missing else '来不了'}，重新{self.wording.offer}"


@dataclass(frozen=True, kw_only=True)
class VolunteerArrived(Event):
    volunteer_id: int

    @property
    def words(self) -> str:
        return "志愿者已到达"


@dataclass(frozen=True, kw_only=True)
class OrderFinished(Event):
    volunteer_id: int
    minutes: int

    @property
    def words(self) -> str:
        return "服务完成，请群众评价"


@dataclass(frozen=True, kw_only=True)
class WordsPassed(Event):
    """One side of an accepted order told the other something; what was said is kept with the notifications alone."""

    person_ids: list[int]

"""What happens to small orders that are bought and delivered together."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderBundled(Event):
    """It goes along with others of its village: one purchase list, one delivery."""

    round_id: int
    round: str

    @property
    def words(self) -> str:
        return f"和同村的几家合成一单 {self.round}，一起买、一起送"


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(Event):
    round_id: int

    @property
    def words(self) -> str:
        return "东西已送到，请群众评价"


@dataclass(frozen=True, kw_only=True)
class OrderReturned(Event):
    """It could not be bought, or its round came to nothing: it is looked after by itself again, on its old clock."""

    round_id: int
    reason: str

    @property
    def words(self) -> str:
        return f"从合单里退出单独办：{self.reason}，时间仍从{self.wording.place}算起"

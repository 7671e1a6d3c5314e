"""An order told again from its facts alone: the log and the row must agree, or one of them is wrong."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.events import EventRow
from app.orders.model import Order, Status
from app.orders.rules import accept_by

LOWEST = "village"
PLACED = frozenset({"OrderPlaced", "PartPlaced"})
RETIMED = frozenset({"OrderRetimed", "PartRetimed"})
ON_THE_WAY = frozenset({Status.ACCEPTED, Status.UNDER_WAY})


@dataclass(frozen=True)
class Replayed:
    """What the facts say an order is."""

    due_at: datetime
    status: Status = Status.PLACED
    accepted: int = 0
    rung: str = LOWEST
    rating: int | None = None
    coming: Mapping[int, bool] = field(default_factory=dict)
    """Who has promised and not finished, and whether they have arrived."""
    way: tuple[str, ...] = ()
    """Its status before each transfer to another desk that was not given back."""


def replay(facts: Iterable[EventRow], *, policy: Mapping[str, Any]) -> Replayed | None:
    """The order after these facts, the oldest first; ``None`` when it was never placed.

    ``policy``: as it was frozen when the order was placed. The due time follows from it, from the first fact, and from since
    when the villager's own 改时间 let the clock count.
    """
    told: Replayed | None = None
    for fact in facts:
        if fact.name in PLACED:
            told = Replayed(due_at=accept_by(policy, _moment(fact, "since") or fact.at))
        elif told is not None and fact.name in MEANS:
            told = MEANS[fact.name](told, fact)
        elif told is not None and fact.name in RETIMED:
            told = _retimed(told, fact, policy)
    return told


def differences(order: Order, told: Replayed | None) -> list[str]:
    """Where the row says something else than its facts, in words for operators."""
    if told is None:
        return ["没有下单的记录"]
    pairs = {
        "状态": (Status(order.status).shown, told.status.shown),
        "接单人数": (order.accepted, told.accepted),
        "上报到": (order.rung, told.rung),
        "最迟接单": (order.due_at, told.due_at),
        "评分": (order.rating, told.rating),
    }
    return [f"{name}现在是 {row}，按记录应是 {fact}" for name, (row, fact) in pairs.items() if row != fact]


def _retimed(told: Replayed, fact: EventRow, policy: Mapping[str, Any]) -> Replayed:
    since = _moment(fact, "counts_from")
    return replace(told, due_at=accept_by(policy, since)) if since else told


def _moment(fact: EventRow, name: str) -> datetime | None:
    said = fact.data.get(name)
    return datetime.fromisoformat(said) if said else None


def _offered(told: Replayed, _: EventRow) -> Replayed:
    return replace(told, status=Status.OFFERING) if told.status is Status.PLACED else told


def _assigned(told: Replayed, _: EventRow) -> Replayed:
    return replace(told, status=Status.OFFERING) if told.status is Status.AT_DESK else told


def _sent_to_desk(told: Replayed, _: EventRow) -> Replayed:
    return replace(told, status=Status.AT_DESK)


def _accepted(told: Replayed, fact: EventRow) -> Replayed:
    accepted = told.accepted + 1
    status = Status.ACCEPTED if accepted >= fact.data["needed"] else told.status
    return replace(told, status=status, accepted=accepted, coming={**told.coming, fact.data["volunteer_id"]: False})


def _released(told: Replayed, fact: EventRow) -> Replayed:
    status = Status.OFFERING if told.status in ON_THE_WAY else told.status
    return replace(told, status=status, accepted=told.accepted - 1, coming=_without(told, fact))


def _arrived(told: Replayed, fact: EventRow) -> Replayed:
    status = Status.UNDER_WAY if told.status is Status.ACCEPTED else told.status
    return replace(told, status=status, coming={**told.coming, fact.data["volunteer_id"]: True})


def _finished(told: Replayed, fact: EventRow) -> Replayed:
    """Whoever came was enough, even if more were looked for; done when nobody is left who promised."""
    still = _without(told, fact)
    if not still:
        return replace(told, status=Status.DONE, coming=still)
    status = told.status if told.status is Status.UNDER_WAY else Status.ACCEPTED
    if all(still.values()):
        status = Status.UNDER_WAY
    return replace(told, status=status, coming=still)


def _reopened(told: Replayed, _: EventRow) -> Replayed:
    return replace(told, status=Status.OFFERING, accepted=0, coming={})


def _rated(told: Replayed, fact: EventRow) -> Replayed:
    return replace(told, status=Status.CLOSED, rating=fact.data["rating"])


def _ended(status: Status) -> Callable[[Replayed, EventRow], Replayed]:
    """Whoever had promised is released."""
    return lambda told, _: replace(told, status=status, accepted=told.accepted - len(told.coming), coming={})


def _climbed(told: Replayed, fact: EventRow) -> Replayed:
    return replace(told, rung=fact.data["after"])


def _transferred(told: Replayed, fact: EventRow) -> Replayed:
    """To another desk, or back to where it was before the last transfer."""
    told, before = replace(told, rung=fact.data["rung"]), fact.data["before"]
    if before:
        return replace(told, status=Status.AT_DESK, way=(*told.way, before["status"]))
    asked_again = told.way[-1] != Status.AT_DESK and told.status is Status.AT_DESK
    return replace(told, status=Status.OFFERING if asked_again else told.status, way=told.way[:-1])


def _followed(told: Replayed, fact: EventRow) -> Replayed:
    """It is what the other order has become; whoever had promised is done with it."""
    status, accepted, rating = Status(fact.data["status"]), fact.data["accepted"], fact.data["rating"]
    return replace(told, status=status, accepted=accepted, rating=rating, coming=told.coming if accepted else {})


def _moved(status: Status) -> Callable[[Replayed, EventRow], Replayed]:
    return lambda told, _: replace(told, status=status)


def _split(told: Replayed, fact: EventRow) -> Replayed:
    return replace(told, status=Status(fact.data["status"]))


def _without(told: Replayed, fact: EventRow) -> dict[int, bool]:
    return {one: arrived for one, arrived in told.coming.items() if one != fact.data["volunteer_id"]}


MEANS: Mapping[str, Callable[[Replayed, EventRow], Replayed]] = {
    "OrderOffered": _offered,
    "OrderAssigned": _assigned,
    "OrderSentToDesk": _sent_to_desk,
    "OrderAccepted": _accepted,
    "OrderReleased": _released,
    "VolunteerArrived": _arrived,
    "OrderFinished": _finished,
    "OrderReopened": _reopened,
    "OrderRated": _rated,
    "OrderCancelled": _ended(Status.CANCELLED),
    "OrderUnmet": _ended(Status.UNMET),
    "OrderClimbed": _climbed,
    "OrderTransferred": _transferred,
    "OrderFollowed": _followed,
    "OrderMerged": _ended(Status.MERGED),
    "OrderSplit": _split,
    "OrderBundled": _moved(Status.BUNDLED),
    "OrderDelivered": _moved(Status.DONE),
    "OrderReturned": _moved(Status.OFFERING),
}
"""By name, since dispatch and escalation stand above orders. Every other fact leaves an order as it is."""

"""What a package is made of: its parts, each an order of its own beneath the one the villager knows (002-49)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.catalogue.model import County, Package
from app.catalogue.queries import item_called
from app.events import record
from app.orders.events import PartPlaced
from app.orders.freezing import freeze_part
from app.orders.model import Form, Order, Status
from app.orders.numbering import free_code

SHARED = (
    *("county", "requester_id", "door", "words", "urgency", "area_code", "place", "lat", "lon", "contact"),
    *("phone_sealed", "time_start", "time_end", "time_words", "placed_at", "due_at"),
)
"""What a part takes from its whole."""


def add_parts(session: Session, whole: Order, package: Package, county: County, *, now: datetime) -> None:
    """Each with its own skill, people and guard, all on the clock of the whole."""
    first = min(part.step for part in package.parts)
    for number, part in enumerate(package.parts, 1):
        item = item_called(session, whole.county, part.item)
        row = Order(
            number=f"{whole.number}-{number}",
            code=free_code(session, whole.county),
            status=Status.PLACED,
            form=Form.PART,
            parent_id=whole.id,
            step=part.step,
            waits=part.step > first,
            item_code=part.item,
            item_name=part.name,
            skill=item.skill if item else None,
            private=bool(item and item.private),
            needed=max(item.fewest if item else 1, part.people),
            accepted=0,
            policy=freeze_part(whole.policy, item, county),
            **{name: getattr(whole, name) for name in SHARED},
        )
        whole.private = whole.private or row.private
        session.add(row)
        session.flush()
        since = whole.placed_at if whole.placed_at < now else None
        record(session, PartPlaced(county=row.county, at=now, order_id=row.id, wording=row.wording, since=since))
    whole.needed = len(package.parts)

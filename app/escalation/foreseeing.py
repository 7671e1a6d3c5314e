"""What the deeds of a batch of deadlines will ask for, asked for together: a question costs more than its answer."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.escalation.model import Deadline
from app.escalation.queries import foresee_deadlines
from app.escalation.rules import Kind
from app.orders.model import Order
from app.people.duty import foresee_posts
from app.places.queries import foresee_lines
from app.things import things_with

TELLS = frozenset({Kind.CLIMB, Kind.AGAIN})
"""What is told to people on duty."""


def foresee(session: Session, deadlines: Sequence[Deadline]) -> dict[int, Order]:
    """The orders of these deadlines by their ids, held already; what else is found is remembered (``app.remembering``)."""
    ids = list({one.order_id for one in deadlines})
    orders = {order.id: order for order in things_with(session, Order, "id", ids)}
    foresee_deadlines(session, ids)
    places = defaultdict(set)
    for one in deadlines:
        order = orders[one.order_id]
        if one.kind in TELLS and order.area_code:
            places[order.county].add(order.area_code)
    for county, codes in places.items():
        foresee_posts(session, county, [*foresee_lines(session, sorted(codes)), f"{county}000000"])
    return orders

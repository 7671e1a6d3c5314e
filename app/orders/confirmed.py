"""What confirmed and finished orders teach: the words people used for a service. Private ones teach nothing."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.orders.model import NOTE, Form, Order, Status

MOST = 20_000
"""The newest orders that are looked at."""


def words_of_confirmed(session: Session, county: str) -> Sequence[tuple[int, str, str]]:
    """(person, item, words) of orders that were confirmed by their villager and done, the newest first.

    Orders out of the list, cancelled, unmet or private ones are left out: learning from them made reading worse.
    """
    query = (
        select(Order.requester_id, Order.item_code, Order.words)
        .where(Order.county == county, Order.status.in_((Status.DONE, Status.CLOSED)))
        .where(Order.item_code.is_not(None), Order.private.is_(False), Order.form == Form.SINGLE)
        .order_by(Order.id.desc())
        .limit(MOST)
    )
    return [(person, item or "", words.split(NOTE)[0]) for person, item, words in session.execute(query)]

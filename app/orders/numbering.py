"""The numbers orders get: counted up per county, and the short codes people say."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.orders import rules
from app.orders.model import Counter, Order
from app.prepared import Prepared, upserting, valued

_COUNT = upserting(
    Counter,
    lambda insert: (
        valued(insert, "county", "name")
        .values(value=1)
        .on_conflict_do_update(index_elements=[Counter.county, Counter.name], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    ),
)
_TAKEN = Prepared(
    select(Order.id).where(Order.county == bindparam("county"), Order.closed_at.is_(None), Order.code == bindparam("code"))
)


def count(session: Session, county: str, name: str) -> int:
    """The next number of a county's counter; the row stays locked until the transaction ends."""
    value: int = _COUNT.value(session, county=county, name=name)
    return value


def free_code(session: Session, county: str) -> str:
    """A short code no open order of the county has; longer only when the short ones are taken."""
    start = count(session, county, "codes") - 1
    first = rules.code_candidates(start, 2, 1)[0]
    if _TAKEN.value(session, county=county, code=first) is None:
        return first
    for digits in (2, 3, 4, 5, 6):
        candidates = rules.code_candidates(start, digits, 40)
        query = select(Order.code).where(Order.county == county, Order.closed_at.is_(None), Order.code.in_(candidates))
        taken = set(session.scalars(query))
        free = [code for code in candidates if code not in taken]
        if free:
            return free[0]
    raise Conflict("现在单子太多，请稍后再试，或直接打站里电话。")

"""What stories of the ladder look at: the facts of the one order there is, by the minute, and how to change who is on duty."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from app.escalation.model import Deadline
from app.escalation.queries import unguarded
from app.events import EventRow
from app.orders.model import Order
from app.people.model import Duty, Person, Role
from tests.stories.village import Village

NEED = "我家水管爆了,今天下午能来人修不,城东社区三组,电话13800001234"
FAR_NEED = "家里水管爆了,今天下午来人修,显桥村,电话13800000888"


def facts(village: Village, name: str) -> list[EventRow]:
    with village.house.db.reading() as session:
        rows = list(session.scalars(select(EventRow).where(EventRow.name == name).order_by(EventRow.id)))
        session.expunge_all()
        return rows


def order(village: Village) -> Order:
    with village.house.db.reading() as session:
        found = session.scalars(select(Order)).one()
        session.expunge_all()
        assert unguarded(session, now=village.clock()) == []
        return found


def after(village: Village, row: EventRow) -> float:
    """Minutes since the villager spoke."""
    return (row.at - order(village).placed_at) / timedelta(minutes=1)


def climbs(village: Village) -> list[tuple[float, str, int]]:
    """After how many minutes, to which rung, how many were told."""
    return [(after(village, row), row.data["after"], len(row.data["told"])) for row in facts(village, "OrderClimbed")]


def about(village: Village, name: str, code: str) -> int:
    """How many messages about this order somebody got."""
    return sum(code in one for one in village.heard(name))


def off_duty(village: Village, *roles: Role) -> None:
    """Nobody holds these posts any more; no role: nobody holds any."""
    with village.house.db.transaction() as session:
        session.execute(delete(Duty).where(Duty.role.in_(roles or tuple(Role))))


def hand_over(village: Village, role: Role, name: str) -> None:
    """From now on somebody else holds this post."""
    with village.house.db.transaction() as session:
        person = session.scalars(select(Person.id).where(Person.name == name)).one()
        session.execute(update(Duty).where(Duty.role == role).values(person_id=person))


def late(village: Village) -> list[int]:
    with village.house.db.reading() as session:
        rows = select(Deadline.late_seconds).where(Deadline.kind == "climb", Deadline.late_seconds.is_not(None))
        return list(session.scalars(rows.order_by(Deadline.id)))

"""王奶奶, who can be told things, and an outbox to tell her by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.db import Database
from app.outbox.actions import Notice, owe
from app.outbox.courier import deliver_due
from app.outbox.delivery import Channel
from app.outbox.model import Delivery, Notification, Status
from app.people.model import Identity, Person
from tests.pushed_clock import PushedClock

COUNTY = "330326"


class Outbox:
    def __init__(self, db: Database, clock: PushedClock) -> None:
        self.db = db
        self.clock = clock
        self.grandma = self.person("王奶奶", openid="o-grandma")

    def person(self, name: str, *, openid: str | None = None, following: bool = True, app: str = "service") -> int:
        with self.db.transaction() as session:
            person = Person(county=COUNTY, name=name, created_at=self.clock())
            session.add(person)
            session.flush()
            if openid:
                session.add(Identity(person_id=person.id, app=app, openid=openid, following=following, spoke_at=self.clock()))
            return person.id

    def notice(self, **changes: Any) -> Notice:
        usual: dict[str, Any] = {"person_id": self.grandma, "kind": "accepted", "card": {"thing1": "水管"}, "text": "小张来了"}
        return Notice(county=COUNTY, **(usual | changes))

    def owe(self, **changes: Any) -> int:
        with self.db.transaction() as session:
            notification = owe(session, self.notice(**changes), now=self.clock())
            session.flush()
            return notification.id

    def deliver(self, *channels: Channel) -> int:
        return deliver_due(self.db, channels, now=self.clock())

    def row(self, notification_id: int) -> Notification:
        with self.db.reading() as session:
            row = session.get_one(Notification, notification_id)
            session.expunge(row)
            return row

    def status(self, notification_id: int) -> Status:
        return Status(self.row(notification_id).status)

    def tries(self, notification_id: int) -> Sequence[Delivery]:
        with self.db.reading() as session:
            mine = select(Delivery).where(Delivery.notification_id == notification_id).order_by(Delivery.id)
            rows = session.scalars(mine).all()
            session.expunge_all()
            return rows

    def due_at(self, notification_id: int) -> datetime:
        return self.row(notification_id).due_at


@pytest.fixture
def outbox(database: Database, clock: PushedClock) -> Outbox:
    return Outbox(database, clock)

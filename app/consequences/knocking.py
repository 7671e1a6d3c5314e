"""Whom nothing reached: on the list for knocking, and off it when they can be reached again."""

from sqlalchemy.orm import Session

from app.outbox.events import NotificationUnreachable
from app.outbox.knocking import deliver_again, list_door
from app.people.events import PersonFollowsAgain


def put_on_the_knock_list(session: Session, event: NotificationUnreachable) -> None:
    list_door(session, event.notification_id, now=event.at)


def deliver_what_was_missed(session: Session, event: PersonFollowsAgain) -> None:
    deliver_again(session, event.person_id, now=event.at)

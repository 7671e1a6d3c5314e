"""What others will read of an order is masked before anybody is asked, and the county desk looks at it afterwards."""

from sqlalchemy.orm import Session

from app.orders.events import OrderCorrected, OrderPlaced, OrderRated, OrderReopened
from app.orders.model import Order
from app.people.events import PersonErased
from app.review.actions import Said, forget_reviews, shown


def mask_the_words(session: Session, event: OrderPlaced | OrderCorrected) -> None:
    order = session.get_one(Order, event.order_id)
    said = Said(county=order.county, kind="words", person_id=order.requester_id, order_id=order.id)
    order.words = shown(session, said, order.words, now=event.at)


def mask_the_rating(session: Session, event: OrderRated | OrderReopened) -> None:
    order = session.get_one(Order, event.order_id)
    if order.rating_words:
        said = Said(county=order.county, kind="rating", person_id=order.requester_id, order_id=order.id)
        order.rating_words = shown(session, said, order.rating_words, now=event.at)


def forget_what_was_masked(session: Session, event: PersonErased) -> None:
    forget_reviews(session, event.person_id)

"""What a button of an order's page does."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.house import House

Deed = Callable[[Session, int, int, House], str]
"""Order, person → what the page says afterwards; raises ``Refused``. What was filled in stands in the request."""

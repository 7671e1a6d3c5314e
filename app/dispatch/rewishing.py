"""Another time for an order, read from the words it is wished in."""

from datetime import datetime, time

from app.clock import in_shanghai
from app.intake.lexicon import Lexicon
from app.intake.retelling import Told, retold
from app.orders.model import Order
from app.orders.retiming import Span
from app.orders.words import when_words

_LAST_MINUTE = time(23, 59)


def new_wish(order: Order, text: str, *, now: datetime, lexicon: Lexicon) -> Span | None:
    """明天下午, 三点, 推迟一天: what is left out is as the order was wished before; ``None`` when this names no time."""
    start, end = order.time_start, order.time_end
    days = bool(start and end and in_shanghai(start).time() == time.min and in_shanghai(end).time() >= _LAST_MINUTE)
    told = retold(Told(start, end, days, order.time_words or ""), text, now=now, lexicon=lexicon)
    if told is None:
        return None
    one_day = told.start is not None and not told.recurs  # 每天中午 is not one day
    words = when_words(told.start, told.end, whole_days=told.whole_days) if told.start and one_day else told.words
    return Span(told.start, told.end, words)

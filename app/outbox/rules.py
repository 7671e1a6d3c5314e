"""What the outbox decides without asking anybody: typed card values, lanes, back-off, and message ids that stay the same."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from app.clock import in_shanghai
from app.outbox.model import Lane
from app.patterns import regex

LANES = (Lane.URGENT, Lane.ROUTINE, Lane.BULK)
"""In this order; ``floors`` keeps the later ones from starving."""
TRIES_A_CHANNEL = 5
REPEAT_IS_HARMLESS = timedelta(minutes=10)
"""How long WeChat drops a second message with the same ``client_msg_id``."""
REPEAT_MARGIN = timedelta(seconds=30)
"""A repeat must leave this long before that time is over, as a call may take a while itself."""
FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(minutes=4)
TEXT_LIMIT = 600
"""Characters of a customer message: below WeChat's 2,048 bytes."""

Value = str | int | float | datetime

_KEY = regex(r"([a-z]+(?:_[a-z]+)*)\d{1,3}")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_DAY = r"(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2})"
_TIME = rf"(?:{_DAY} ?)?{_CLOCK}"
_DATE = rf"{_DAY}(?: ?{_CLOCK})?"

_CUT_AT = {"thing": 20, "const": 20, "enum": 20, "car_number": 8}
_ONLY = {
    "phrase": (regex(f"[^{_HAN}]"), 5),
    "character_string": (regex(r"[^\x20-\x7e]"), 32),
    "letter": (regex("[^A-Za-z]"), 32),
    "phone_number": (regex(r"[^\d+\-() *#]|[^\x20-\x7e]"), 17),
}
_SHAPED = {
    "time": regex(rf"{_TIME}(?: ?~ ?{_TIME})?"),
    "date": regex(rf"{_DATE}(?: ?~ ?{_DATE})?"),
    "number": regex(r"-?[0-9]{1,20}(?:\.[0-9]{1,10})?"),
    "amount": regex(r"[¥$€£]?[0-9]{1,10}(?:\.[0-9]{1,2})?元?"),
    "symbol": regex(rf"[^A-Za-z0-9{_HAN}\s]{{1,5}}"),
}
_WHEN_EMPTY = {"thing": "见详情", "phrase": "待查看", "name": "未留名", "character_string": "-", "phone_number": "-"}
"""What people wrote must never make a card impossible; for the other types an empty value is a bug of ours."""

PHONE = regex(r"⟦phone (?P<person>\d+) (?P<seal>[0-9a-f]{32})⟧")
"""A reference to somebody's phone number; see ``actions.phone_of``."""


def fitted(key: str, value: Value) -> str:
    """``value`` made valid for its typed key (``thing1``, ``time2`` …), as WeChat wants it since 2023.

    Free text is cleaned and cut (``thing`` to 20 with …, ``phrase`` to 5 汉字, …) and never fails. A key of no known type
    and a value without the needed shape (a ``time`` that is none, an empty ``const``) raise ``ValueError`` naming the key.
    """
    if isinstance(value, datetime):
        local = in_shanghai(value)
        value = f"{local:%Y年%m月%d日}" if key.startswith("date") else f"{local:%Y年%m月%d日 %H:%M}"
    return _fitted(key, str(value))


def check(card: Mapping[str, str]) -> None:
    """Raises ``ValueError`` naming the first field that WeChat would refuse with 47003."""
    for key, value in card.items():
        if fitted(key, value) != value:
            raise ValueError(f"card field {key} is not valid for its type")


@lru_cache(maxsize=8192)
def _fitted(key: str, text: str) -> str:
    match = _KEY.fullmatch(key)
    kind = match[1] if match else ""
    text = cleaned(text)
    if kind in _CUT_AT:
        text = cut(text, _CUT_AT[kind])
    elif kind == "name":
        text = cut(text, 10 if re.search(f"[^{chr(32)}-~]", text) else 20, end="").strip()
    elif kind in _ONLY:
        strange, most = _ONLY[kind]
        text = strange.sub("", _half_width(text) if kind != "phrase" else text).strip()[:most].strip()
    elif kind in _SHAPED:
        text = _half_width(text)
        text = text if _SHAPED[kind].fullmatch(text) else ""
    else:
        raise ValueError(f"card field {key} has no known type")
    text = text or _WHEN_EMPTY.get(kind, "")
    if not text:
        raise ValueError(f"card field {key} has a value that its type cannot show")
    return text


def cleaned(text: str) -> str:
    """One line without control characters, lone surrogates, invisible signs and emoji; rare 汉字 stay."""
    kept = (_kept(letter) for letter in text)
    return " ".join("".join(kept).split())


def _kept(letter: str) -> str:
    if " " < letter <= "~" or "\u3400" <= letter <= "\u9fff":
        return letter
    category = unicodedata.category(letter)
    if category[0] == "Z" or letter in "\t\r\n\v\f":
        return " "
    if category[0] == "C" or "\ufe00" <= letter <= "\ufe0f":
        return ""
    return letter if letter <= "\uffff" or category[0] == "L" else ""


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("〜", "~")


def width(text: str) -> int:
    """Length as WeChat counts it: a sign outside the basic plane is two."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, most: int, *, end: str = "…") -> str:
    """At most ``most`` wide; what was cut off is shown by ``end``."""
    if width(text) <= most:
        return text
    room = most - len(end)
    short = text[:room]
    while width(short) > room:
        short = short[:-1]
    return short.rstrip() + end


_UNWANTED = regex("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]| \n")


def plain_text(text: str) -> str:
    """A message's text as any database and WeChat take it: lines stay, control characters go, at most 600 characters."""
    if _UNWANTED.search(text):
        lines = ("".join(c for c in line if unicodedata.category(c) not in {"Cc", "Cs"}).rstrip() for line in text.splitlines())
        text = "\n".join(lines)
    text = text.strip()
    return text if 2 * len(text) <= TEXT_LIMIT else cut(text, TEXT_LIMIT)


def client_msg_id(notification_id: int, channel: str, owed_at: datetime) -> str:
    """32 hexadecimal digits, the same for every try of one notification on one channel.

    ``owed_at`` is in it so that a restored or emptied database, which gives ids out again, does not hit old messages.
    """
    name = f"{notification_id} {channel} {owed_at.timestamp():.6f}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def delay_after(attempts: int, notification_id: int) -> timedelta:
    """The wait after the ``attempts``-th failure (from 1): 2 s doubling to 4 min, ±25 %, the same for one notification."""
    doubled: timedelta = FIRST_DELAY * 2 ** min(attempts - 1, 10)
    jitter = (notification_id * 2_654_435_761 + attempts * 40_503) % 1000 / 2000 - 0.25
    return min(doubled, LONGEST_DELAY) * (1 + jitter)


def may_repeat(unsure_since: datetime, *, at: datetime) -> bool:
    """Whether a repeat leaving ``at`` still falls into the time in which WeChat drops it if the first one arrived."""
    return at - unsure_since < REPEAT_IS_HARMLESS - REPEAT_MARGIN


def floors(limit: int) -> dict[Lane, int]:
    """Places of a batch kept for each lane when earlier ones could fill it: the urgent lane goes first, none starves."""
    return {Lane.URGENT: 0, Lane.ROUTINE: limit // 5, Lane.BULK: limit // 10}

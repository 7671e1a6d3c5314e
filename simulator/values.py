"""Template values are typed by the prefix of their key: what each type accepts."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from simulator.answers import Rejected

KEY = re.compile(r"^([a-z]+(?:_[a-z]+)*)(\d{1,3})$")
HAN = r"\u3400-\u9fff\uf900-\ufaff"
CLOCK_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
CALENDAR_DAY = r"(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2})"
TIME = rf"(?:{CALENDAR_DAY} ?)?{CLOCK_TIME}"
DATE = rf"{CALENDAR_DAY}(?: ?{CLOCK_TIME})?"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2  # a face outside the basic plane counts as two


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _at_most(count: int) -> Callable[[str], bool]:
    return lambda text: _length(text) <= count


def _is_name(text: str) -> bool:
    return _length(text) <= (10 if re.search(f"[{HAN}]", text) else 20)


ACCEPTS: dict[str, Callable[[str], bool]] = {
    "thing": _at_most(20),
    "number": _matches(r"-?\d{1,32}(?:\.\d{1,10})?"),
    "letter": _matches(r"[A-Za-z]{1,32}"),
    "symbol": _matches(rf"[^A-Za-z0-9{HAN}\s]{{1,5}}"),
    "character_string": _matches(r"[\x20-\x7e]{1,32}"),
    "time": _matches(rf"{TIME}(?: ?~ ?{TIME})?"),
    "date": _matches(rf"{DATE}(?: ?~ ?{DATE})?"),
    "amount": _matches(r"[¥￥$€£]?\d{1,10}(?:\.\d{1,2})?元?"),
    "phone_number": _matches(r"[\d+\-()（） *#]{1,17}"),
    "car_number": _at_most(8),
    "name": _is_name,
    "phrase": _matches(rf"[{HAN}]{{1,5}}"),
    "const": _at_most(20),
    "enum": _at_most(20),
}


def check(data: Mapping[str, Any], key: str) -> str:
    """The value under ``key``; 47003 naming the field when it is absent, empty, of many lines or not of its type."""
    field = data.get(key)
    value = field.get("value") if isinstance(field, dict) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise Rejected(47003, f"argument invalid! data.{key}.value is empty")
    kind = KEY.match(key)
    accepts = ACCEPTS.get(kind[1]) if kind else None
    if accepts is None or any(ord(letter) < 32 or ord(letter) == 127 for letter in value) or not accepts(value):
        raise Rejected(47003, f"argument invalid! data.{key}.value invalid")
    return value

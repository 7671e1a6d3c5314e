"""Numbers as people write and say them."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "幺": 1, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000}

NUMBER = r"(?:\d{1,4}|[零〇一二两三四五六七八九十廿卅百]{1,6})"
"""A regex piece for a small number in digits or characters."""


def number(words: str) -> int | None:
    """The value of ``words`` (``'26'``, ``'二十六'``, ``'廿三'``, ``'两'``, ``'二六'``), or None when it is no number."""
    if words.isdecimal() and words.isascii():
        return int(words)
    words = words.replace("廿", "二十").replace("卅", "三十")
    if not words or any(c not in _DIGITS and c not in _UNITS for c in words):
        return None
    if not any(c in _UNITS for c in words):
        return int("".join(str(_DIGITS[c]) for c in words))
    total, digit = 0, 0
    for char in words:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
            continue
        digit = _DIGITS[char]
    return total + digit

"""The 村民小组: 三组, 第3组, 五社, and what voice input makes of it (武组)."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from dataclasses import dataclass

from app.intake.text.masks import Span
from app.intake.text.numerals import number
from app.patterns import regex

_HEARD = {
    "武": "五", "伍": "五", "吴": "五", "午": "五", "舞": "五", "以": "一", "壹": "一", "依": "一", "儿": "二", "贰": "二",
    "散": "三", "叁": "三", "山": "三", "是": "四", "市": "四", "事": "四", "肆": "四", "流": "六", "留": "六", "陆": "六", "刘": "六",
    "起": "七", "齐": "七", "期": "七", "柒": "七", "把": "八", "吧": "八", "捌": "八", "就": "九", "久": "九", "玖": "九", "石": "十",
    "时": "十", "拾": "十",
}  # fmt: skip
_DIGITS = "0-9一二三四五六七八九十两"
_KIND = r"(?:村民)?(?:小组|组|生产队|小队|队|社)(?!织|长|区|员|保|会|合)"
_AFTER = regex(
    rf"[\s,,::]{{0,2}}(?:[((][^))]{{1,8}}[))]\s?)?(?:的|村|社区)?\s?第?([{_DIGITS}]{{1,3}}|[{''.join(_HEARD)}])\s?{_KIND}"
)
_ALONE = regex(rf"(?<![{_DIGITS}])第?([{_DIGITS}]{{1,3}})(?:村民)?(?:小组|组)(?!织|长|员|合)")
_MOST = 99


@dataclass(frozen=True)
class Group:
    """A group number; ``unsure`` when it was heard rather than read."""

    number: int
    span: Span
    unsure: bool = False


def _read(words: str) -> int | None:
    value = number("".join(_HEARD.get(char, char) for char in words))
    return value if value is not None and 0 < value <= _MOST else None


def group_after(text: str, end: int) -> Group | None:
    """The group said right after a village that ends at ``end``."""
    match = _AFTER.match(text, end)
    value = _read(match.group(1)) if match else None
    if match is None or value is None:
        return None
    return Group(value, (match.start(1), match.end()), any(char in _HEARD for char in match.group(1)))


def group_alone(text: str) -> Group | None:
    """A group said without its village: 我在三组."""
    match = next((one for one in _ALONE.finditer(text) if not text[: one.start()].endswith("不是")), None)
    value = _read(match.group(1)) if match else None
    return Group(value, match.span()) if match and value is not None else None

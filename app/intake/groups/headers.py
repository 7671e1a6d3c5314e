"""Where a message begins: the shapes in which WeChat and its exports name the speaker, chosen by vote and not by first match."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.patterns import regex

DATE = (
    r"(?:(?P<y>\d{4}) ?[-/.年] ?(?P<mo>\d{1,2}) ?[-/.月] ?(?P<d>\d{1,2}) ?日?|(?P<mo2>\d{1,2})[-/月](?P<d2>\d{1,2})日?|"
    r"(?P<day>今天|昨天|前天|(?:星期|周)[一二三四五六日天]))"
)
CLOCK = r"(?:(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上|[AaPp][Mm]) ?)?(?P<h>\d{1,2})[::](?P<mi>\d{2})(?:[::]\d{2})?(?: ?(?P<ampm>[AaPp][Mm]))?"
_DATED = regex(rf"(?P<name>\S.{{0,60}}?)[::]?\s*[(\[【]?{DATE}[ ,T]*{CLOCK}[)\]】]?\s*(?:[::]\s*(?P<rest>.*))?")
_FIRST = regex(rf"[\[(【]?{DATE}[ ,T]*{CLOCK}[\])】]?\s*(?P<name>[^\s:](?:[^:]{{0,40}}?\S)??)\s*(?:[::]\s*(?P<rest>.*))?")
_CLOCK_FIRST = regex(rf"[\[(【]?{CLOCK}[\])】]?\s+(?P<name>[^\s:](?:[^:]{{0,30}}?\S)??)\s*:\s*(?P<rest>.*)")
_TIMED = regex(rf"(?P<name>\S.{{0,60}}?)(?P<gap>\s+){CLOCK}")
_MOMENT = regex(rf"(?:{DATE}[ ,T]*)?{CLOCK}")
_COLON = regex(r"(?P<name>\S.{0,40}?)\s?:")
_INLINE = regex(r"(?P<name>\S[^,。!?;\n]{0,24}?)\s?:\s?(?P<rest>\S.*)")
DAY_LINE = regex(rf"[-—–─=_*\s]{{0,40}}{DATE}(?: ?(?:星期|周)[一二三四五六日天])?(?:[ ,T]*{CLOCK})?[-—–─=_*\s]{{0,40}}")
LONE_CLOCK = regex(CLOCK)
_SENTENCE = regex(r"[,。!?;…]")
_ENDS_IN_TIME = regex(
    r"(?:今天|明天|后天|昨天|今晚|明晚|明早|早上|上午|中午|下午|晚上|凌晨|傍晚|天|号|日|周.|星期.|礼拜.|到|至|从|在|约|是|前|后|点|定|改|时间)$"
)
_LABEL = regex(
    r".{0,6}(?:电话|手机号?|联系(?:人|方式)?|地址|地点|时间|姓名|名字|备注|注意|要求|内容|通知|如下|以下|数量|价格|单价|事项|主题|标题|注|例|示例|格式|说明|原因|网址|链接|收件人|住址|位置)|https?|ps|附|答|问",
    re.IGNORECASE,
)
_DIGITS = regex(r"[\d\s./:年月日-]+")
_OPENING_MARKS = "「『“\"'<>《#@-—[("
HEADER_LINE = 140
"""A longer line is nobody's name."""


@dataclass(frozen=True)
class Header:
    """Who begins to speak at a line. ``date`` is (year or 0, month, day) or a word such as 昨天; ``clock`` hours and minutes."""

    name: str
    date: tuple[int, int, int] | str | None = None
    clock: tuple[int, int] | None = None
    rest: str = ""
    lines: int = 1
    doubtful: bool = False
    """The name may be the end of a sentence: 「明天 12:30」; 快乐每一天 is somebody who speaks more than once."""


def date_of(found: re.Match[str]) -> tuple[int, int, int] | str | None:
    parts = found.groupdict()
    if parts.get("y"):
        return int(parts["y"]), int(parts["mo"]), int(parts["d"])
    if parts.get("mo2"):
        return 0, int(parts["mo2"]), int(parts["d2"])
    return parts.get("day")


def clock_of(found: re.Match[str]) -> tuple[int, int] | None:
    parts = found.groupdict()
    if not parts.get("h"):
        return None
    hour, minute = int(parts["h"]), int(parts["mi"])
    half = (parts.get("half") or parts.get("ampm") or "").lower()
    if half in {"下午", "晚上", "傍晚", "pm"} and hour < 12:
        hour += 12
    if half == "中午" and hour < 3:
        hour += 12
    if half in {"am", "凌晨"} and hour == 12:
        hour = 0
    return (hour, minute) if hour < 24 and minute < 60 else None


def _named(name: str) -> bool:
    return name[0] not in _OPENING_MARKS and not _SENTENCE.search(name) and not _LABEL.fullmatch(name)


def _dated(lines: Sequence[str], at: int) -> Header | None:
    found = _DATED.fullmatch(lines[at])
    if found is None:
        return _timed(lines, at, gap=1)  # 今天的话 on a computer: a name and an hour, no date
    if clock_of(found) is None or found.group("name")[0] in _OPENING_MARKS:
        return None
    if _DIGITS.fullmatch(found.group("name")):
        return None
    return Header(found.group("name").rstrip(":( "), date_of(found), clock_of(found), found.group("rest") or "")


def _first(lines: Sequence[str], at: int) -> Header | None:
    found = _FIRST.fullmatch(lines[at]) or _CLOCK_FIRST.fullmatch(lines[at])
    if found is None or clock_of(found) is None or not _named(found.group("name")):
        return None
    return Header(found.group("name"), date_of(found), clock_of(found), found.group("rest") or "")


def _two_lines(lines: Sequence[str], at: int) -> Header | None:
    if at + 1 >= len(lines) or not lines[at] or _SENTENCE.search(lines[at][-1]) or len(lines[at]) > 40:
        return None
    found = _MOMENT.fullmatch(lines[at + 1])
    if found is None or clock_of(found) is None or lines[at][0] in _OPENING_MARKS:
        return None
    return Header(lines[at].rstrip(":"), date_of(found), clock_of(found), lines=2)


def _timed(lines: Sequence[str], at: int, *, gap: int) -> Header | None:
    found = _TIMED.fullmatch(lines[at])
    if found is None or len(found.group("gap")) < gap or clock_of(found) is None:
        return None
    name = found.group("name").rstrip(":")
    if not name or (gap == 1 and (not _named(name) or len(name) > 24)):
        return None
    return Header(name, None, clock_of(found), doubtful=gap == 1 and _ENDS_IN_TIME.search(name) is not None)


def _colon(lines: Sequence[str], at: int) -> Header | None:
    found = _COLON.fullmatch(lines[at])
    return Header(found.group("name")) if found and _named(found.group("name")) else None


def _inline(lines: Sequence[str], at: int) -> Header | None:
    found = _INLINE.fullmatch(lines[at])
    if (
        found is None
        or not _named(found.group("name"))
        or found.group("name")[-1].isdigit()
        or found.group("rest").startswith("//")
    ):
        return None
    return Header(found.group("name"), rest=found.group("rest"))


Finder = Callable[[Sequence[str], int], Header | None]
STYLES: dict[str, tuple[float, Finder]] = {
    "dated": (3.0, _dated),
    "first": (2.9, _first),
    "two_lines": (2.8, _two_lines),
    "timed": (2.2, lambda lines, at: _timed(lines, at, gap=2)),
    "timed_close": (1.8, lambda lines, at: _timed(lines, at, gap=1)),
    "colon": (1.5, _colon),
    "inline": (1.0, _inline),
}
"""How much one header of each style says for it."""


def vote(lines: Sequence[str], skipped: Sequence[bool]) -> tuple[str, dict[int, Header]]:
    """The style most lines speak for, and its headers by line; ``('', {})`` when none is found. Each line is looked at once a style."""
    best: tuple[float, str, dict[int, Header]] = (0.0, "", {})
    first = next((at for at, line in enumerate(lines) if line and not skipped[at]), 0)
    for style, (weight, find) in STYLES.items():
        headers: dict[int, Header] = {}
        for at, line in enumerate(lines):
            if line and len(line) <= HEADER_LINE and (not skipped[at] or style == "two_lines"):
                header = find(lines, at)
                if header:
                    headers[at] = header
        headers = _trusted(lines, headers)
        score = weight * len(headers) * (1.0 if first in headers else 0.5)
        if score > best[0]:
            best = (score, style, headers)
    return best[1], _after_a_gap(lines, best[2]) if best[1] in {"colon", "timed_close"} else best[2]


def _trusted(lines: Sequence[str], headers: dict[int, Header]) -> dict[int, Header]:
    """Without the doubtful ones whose name does not stand behind a blank line twice."""
    if not any(one.doubtful for one in headers.values()):
        return headers
    seen = Counter(one.name for at, one in headers.items() if at == 0 or not lines[at - 1])
    return {at: one for at, one in headers.items() if not one.doubtful or seen[one.name] > 1}


def _after_a_gap(lines: Sequence[str], headers: dict[int, Header]) -> dict[int, Header]:
    """Where messages stand apart, a line in the middle of one is no header, unless its name is known."""
    apart = {at for at in headers if at == 0 or not lines[at - 1]}
    if len(apart) < 0.7 * len(headers):
        return headers
    known = {headers[at].name for at in apart}
    return {at: header for at, header in headers.items() if at in apart or header.name in known}

"""From single words to whole expressions: 明天 + 上午 + 九点半, 26号 到 28号, 周五 之前."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from dataclasses import dataclass, replace
from datetime import timedelta

from app.intake.text.masks import TIME, VOID, cover, taken
from app.intake.times.clocks import Clock, find_clocks, find_parts, part_named
from app.intake.times.days import Days, Today, find_days
from app.intake.times.events import events
from app.intake.times.words import Part
from app.patterns import regex

_NEAR = regex(r"[\s,,、的里那天日在就大概约摸莫是差不多这会儿从]{0,6}")
_TO = regex(r"[\s]*(?:的时候)?(?:起|开始)?[\s]*(?:一直)?(?:到|至|-|和|跟|或者?|还是)[\s]*")
_PAIRED = regex(r"[\s、,和跟]{0,2}")
_BOTH = regex(r"[^,。]{0,3}(?:都|两[天日]|哪|随便|可以)")
_SAID_AGAIN = regex(r"[ ,(]?(?:就|都|也|已经)?是?")
_WEEKDAY = regex(r"(?:星期|礼拜|周)[一二三四五六日天]")
_BEFORE = regex(
    r"\s*(?:夜|晚|黑)?(?:钟|左右)?(?:[^,。\n]{0,3}关门|下班|收工|打烊|上班|发车|开席|开门)?(?:就?要?(?:截止|到期)|之前|以前|前(?:头(?!一))?(?![面后门天晌几头]|一[天日])|之内|以内|内(?!容|科|部)|为止|就?是最后(?:一天|期限))"
)
_AFTER = regex(r"\s*(?:钟|左右)?(?:之后|以后|过后|后(?![面头天来门院生悔半晌])|往后|过了再|过完)")
_AFTER_HOUR = regex(r"后(?=来|再|才|叫|请|派)")
"""十点后来修: behind an hour, 后 is no part of 后来."""
_LATEST = regex(r"(?:最迟|最晚|顶多|赶在|不超过|不要超过|莫超过|别超过|不晚于|不迟于|不到|务必在)\s*(?:在|到)?$")
_PASSED = regex(r"(?<![不经])(?:过[了完]|(?:^|[,。 等])过)$")
"""过了初八, 过了八点: from then on …"""
_AFTER_THAT = regex(
    r"[^,。 ]{0,5}?(?:(?:回|转)(?:来|屋)?|到家|走|忙完|收完|割完|考完|放假|才到[^,。 ]?[, ]?到)了?(?:(?:以后|之后|过后|后)(?:再|才)?|再|才)(?=[来修给叫请弄搞送装接看换])"
)
"""礼拜六儿子回来了再修: from that day on."""
_IN_VAIN = regex(r"[^,。]{0,3}?(?:不给|不行|不好|没人|没得人|请不|找不|不收|不能|办不|来不及|作废|就[晚迟]|没用)")
"""… but 过了十二号就不给办了 is a limit."""
_EITHER = regex(r"(?:上午|前晌|上昼)[、,/和跟或者]{0,2}(?:下午|后晌|下昼|昼后)(?=都|随便|皆)|上下午(?=都|随便)")
"""上午下午都行 names no part of the day."""
_MORNING = (7, 8, 9)
_MUST_BE = regex(
    r"[^,。 ]{0,3}(?:要?到|上班|上课|上学|开(?:[车门席会考]|(?=[, ]|$))|发车|走|出发|打铃|的车|的班车|报到|抽血|检查)"
)
_CUT = regex(r"[,,。;;!!??\n]")


@dataclass(frozen=True)
class Half:
    """One end of an expression: a day, a part of a day, an hour; any of them may be missing."""

    days: Days | None = None
    part: Part | None = None
    clock: Clock | None = None

    def empty(self) -> bool:
        return self.days is None and self.part is None and self.clock is None


@dataclass(frozen=True)
class Phrase:
    """One expression of time with its place in the text; ``bound`` says whether it is a limit."""

    start: int
    end: int
    first: Half
    second: Half | None = None
    bound: str = ""
    """'' or 'before' or 'after'."""


_Token = tuple[int, int, Days | Part | Clock]


def _slot(half: Half, value: Days | Part | Clock) -> Half | None:
    """``half`` with ``value`` in its slot, or None when the slot is taken."""
    if isinstance(value, Days):
        return replace(half, days=value) if half.days is None else None
    if isinstance(value, Part):
        taken = half.part is not None or (half.days is not None and half.days.part is not None)
        return None if taken else replace(half, part=value)
    return replace(half, clock=value) if half.clock is None else None


def tokens(text: str, today: Today, parts: tuple[Part, ...]) -> list[_Token]:
    """Days, parts and hours of ``text`` in order, without overlaps; days win over parts, parts over hours."""
    kept: list[_Token] = []
    days = find_days(text, today)
    rest = cover(text, [(start, end) for start, end, _ in days], TIME)
    rest = cover(rest, [match.span() for match in _EITHER.finditer(rest)], VOID)
    for found in (days, find_parts(rest, parts), find_clocks(rest)):
        for start, end, value in found:
            if not taken(start, end, kept):
                kept.append((start, end, value))
    kept += events(text, sorted(kept, key=lambda one: one[0]))
    return sorted(kept, key=lambda one: one[0])


def _follows(half: Half, days: Days) -> bool:
    """周六周日: the second is the day after the first, and nothing more was said of the first."""
    before = half.days
    return before is not None and half.part is None and half.clock is None and days.first == before.last + timedelta(days=1)


def _next_hour(half: Half, clock: Clock) -> bool:
    """九点十点: from one to the other."""
    before = half.clock
    return before is not None and before.until is None and clock.hour - before.hour == 1 and not before.minute + clock.minute


class _Builder:
    """Collects tokens into phrases from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.done: list[Phrase] = []
        self.open: Phrase | None = None

    def add(self, token: _Token) -> None:
        start, end, value = token
        if self.open is None or not self._join(start, end, value):
            self.close()
            self.open = Phrase(start, end, _slot(Half(), value) or Half())

    def _join(self, start: int, end: int, value: Days | Part | Clock) -> bool:
        phrase = self.open
        if phrase is None:
            return False
        gap = self.text[phrase.end : start]
        if phrase.second is None and isinstance(value, Days) and _follows(phrase.first, value) and self._paired(gap, end):
            self.open = replace(phrase, end=end, second=Half(days=value))
            return True
        last = phrase.second
        if last and isinstance(value, Days) and _follows(last, value) and self._paired(gap, end):
            self.open = replace(phrase, end=end, second=Half(days=value))
            return True
        if isinstance(value, Days) and phrase.second is None and self._same_day(phrase, start, end, value):
            self.open = replace(phrase, end=end)
            return True
        if phrase.second is None and isinstance(value, Clock) and _next_hour(phrase.first, value) and _PAIRED.fullmatch(gap):
            self.open = replace(phrase, end=end, second=Half(clock=value))
            return True
        if phrase.second is None and _TO.fullmatch(gap):
            second = _slot(Half(), value)
            self.open = replace(phrase, end=end, second=second)
            return True
        if not _NEAR.fullmatch(gap) or (_CUT.search(gap) and len(gap) > 2):
            return False
        half = phrase.second or phrase.first
        filled = _slot(half, value)
        if filled is None:
            return False
        self.open = replace(phrase, end=end, second=filled) if phrase.second else replace(phrase, end=end, first=filled)
        return True

    def _paired(self, gap: str, end: int) -> bool:
        """周六、周日; with a comma between them only where both are meant: 浇到礼拜四,礼拜五来 names two different things."""
        return _PAIRED.fullmatch(gap) is not None and ("," not in gap or _BOTH.match(self.text, end) is not None)

    def _same_day(self, phrase: Phrase, start: int, end: int, value: Days) -> bool:
        """明儿初十, 今儿都初三, 十号,礼拜二: one day said in two ways."""
        known, gap = phrase.first.days, self.text[phrase.end : start]
        if known is None or phrase.first.part or phrase.first.clock or known.first != known.last:
            return False
        if value == known:
            return _SAID_AGAIN.fullmatch(gap) is not None
        weekday = _WEEKDAY.match(self.text, start, end) and not _WEEKDAY.match(self.text, phrase.start)
        return bool(weekday) and value.first.weekday() == known.first.weekday() and _PAIRED.fullmatch(gap) is not None

    def close(self) -> None:
        if self.open is None:
            return
        phrase, self.open = self.open, None
        bound, end = _bound_behind(self.text, phrase)
        lead = self.text[max(0, phrase.start - 6) : phrase.start]
        if not bound and _LATEST.search(lead):
            bound = "before"
        elif not bound and _PASSED.search(lead):
            bound = "before" if _IN_VAIN.match(self.text, end) else "after"
        self.done.append(replace(phrase, end=end, bound=bound))


def _bound_behind(text: str, phrase: Phrase) -> tuple[str, int]:
    """之前, 以后 and the like behind a phrase, and where they end."""
    hour = (phrase.second or phrase.first).clock is not None
    if text[phrase.start : phrase.end].endswith("前"):  # 晚饭前
        return "before", phrase.end
    for name, pattern in (("before", _BEFORE), ("after", _AFTER), ("after", _AFTER_HOUR), ("after", _AFTER_THAT)):
        match = pattern.match(text, phrase.end)
        if match and match.end() > phrase.end and (hour or pattern is not _AFTER_HOUR):
            return name, match.end()
    return "", phrase.end


def find_phrases(text: str, today: Today, parts: tuple[Part, ...]) -> list[Phrase]:
    """All expressions of time in ``text``, in order."""
    builder = _Builder(text)
    for token in tokens(text, today, parts):
        builder.add(token)
    builder.close()
    return _same_morning(text, builder.done, parts)


def _morning(phrase: Phrase) -> bool:
    first = phrase.first
    return first.clock is not None and first.clock.hour in _MORNING and (first.part is None or not first.part.afternoon)


def _same_morning(text: str, phrases: list[Phrase], parts: tuple[Part, ...]) -> list[Phrase]:
    """七点要到医院,六点一刻来车: a bare five or six before a bare hour of the morning is of that morning."""
    bare = [one for one in phrases if one.first.clock and one.first.part is None and one.second is None]
    if not any(_morning(one) and _MUST_BE.match(text, one.end) for one in phrases):
        return phrases
    early = part_named("早上", parts)
    return [
        replace(one, first=replace(one.first, part=early))
        if one in bare and one.first.clock and one.first.clock.hour in (5, 6)
        else one
        for one in phrases
    ]

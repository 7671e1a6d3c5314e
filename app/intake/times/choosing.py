"""Which of the times in a text is asked for: corrections win, pieces said apart are put together, then manner words (随时, 马上)."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from collections.abc import Sequence
from dataclasses import replace

from app.intake.text.masks import TIME, cover
from app.intake.times.find import Moment, Wish
from app.intake.times.lasting import LASTING, is_until, lasting_to, lasting_until
from app.intake.times.phrase import Half, Phrase
from app.intake.times.recurring import recurring, wished_again
from app.intake.times.resolve import TimeKind, When, resolve
from app.intake.times.story import SLIP, is_new
from app.intake.times.weighing import foreign, hearsay, heaviest, of_school, weight
from app.patterns import regex

SHORT_ANSWER = 8
FOREIGN = -0.9
"""A time that weighs no more than this belongs to somebody else or to the story."""
FAINT = -0.4
"""The same where the text says 马上 or 随便哪天."""
_FLEXIBLE = regex(
    r"随时|随便哪[天个日]|哪[天日]都(?:可以|行|成|好)|哪[天日]有空|随便啥时|随便什么时|不拘(?:哪[天日]|几时|时间)|时间不限|不限时间|哪天来?都|(?:时间|啥时候?|什么时候|几时|哪天|多会儿|啥会儿|哪时|随便)[^,。;\n]{0,6}?(?:都|定|随|便|看|方便)|(?:都|全)(?:行|成|可以|要得|得行|好)(?!不)|"
    r"不[着]?急|莫急|不忙|不赶时间|慢慢来|你们空了|有空(?:了|的时候|时|就|再|来)|抽(?:个|点)?(?:空|时间)|得闲(?:了|再|就|来)?|闲(?:了|下来)再?来|哪天顺路|得空(?:了|的时候|时|就|再|来)|你们?方便|你们?看着?(?:办|安排|定)|听你们(?:的|安排)|啥时来都"
)
_ASAP = regex(
    r"马上|立刻|立马|即刻|赶紧|赶快|尽快|尽早|越快越好|越早[^,。]{0,2}越好|快点|快些|快来|速来|火速|麻利(?:点|些|的)?来?|麻溜|搞快|跟到来|早点[来过修]|早些[来过修]|^现在$|现在(?:就|来|能来|要|马上)|这会儿(?:就|来|能)|一会儿?(?:来|过来)|等下来|快派"
)
_CLOSE = 10
_PRESSED = regex(r"[^,。]{0,3}(?:一定|务必|必须|非得|千万|要[弄修搞做通办送]|[弄修搞做通办送][好完通到])")


def choose(text: str, wishes: Sequence[Wish], moment: Moment) -> When:
    """The one time meant by ``text``: corrections win, pieces said apart are put together, then manner words (随时, 马上)."""
    last = next((wish for wish in wishes if is_until(text, wish)), None)
    if last is not None and last.when.end is not None:
        begun = _begin(text, [wish for wish in wishes if wish is not last], moment)
        return lasting_to(begun, last.when.end, moment.now)
    return _begin(text, wishes, moment)


def _begin(text: str, wishes: Sequence[Wish], moment: Moment) -> When:
    habit = wished_again(text)
    if habit:
        return recurring(_settle(text, wishes, moment), *habit, wishes)
    chosen = _settle(text, wishes, moment)
    if chosen is not None and not chosen.past:
        return _stretched(text, chosen)
    return _how_soon(text) or chosen or When()


def _how_soon(text: str) -> When | None:
    for kind, pattern in ((TimeKind.ASAP, _ASAP), (TimeKind.FLEXIBLE, _FLEXIBLE)):
        if match := pattern.search(text):
            return When(kind, words=match.group())
    return None


def _stretched(text: str, when: When) -> When:
    """明天起摘五天: from the day said to the last of so many."""
    if when.kind not in LASTING or when.start is None:
        return when
    end = lasting_until(text, when.start)
    return lasting_to(when, end, when.start) if end else when


def says_how_soon(text: str) -> bool:
    """Whether a short answer is nothing but 「越快越好」, 「随时」 or the like."""
    return len(text) <= SHORT_ANSWER and (_how_soon(text) is not None or text.strip() == "现在")


def _settle(text: str, wishes: Sequence[Wish], moment: Moment) -> When | None:
    future = [wish for wish in wishes if not wish.when.past]
    if not future:
        return wishes[-1].when if wishes else None
    slip = max((match.end() for match in SLIP.finditer(text)), default=0)
    future = [wish for wish in future if wish.start >= slip] or future
    shown = cover(text, [(wish.start, wish.end) for wish in wishes], TIME)  # one time's words say nothing of another
    corrected = [wish for wish in future if wish.phrase and is_new(text, wish.phrase) and weight(shown, wish) > FAINT]
    if corrected and corrected[-1] is not future[0]:
        chosen = _said_closer(shown, corrected[-1], future)
        return _joined(shown, chosen, future, moment) or chosen.when
    chosen = _pressed(text, future) or heaviest(shown, future)
    if _told_only(shown, chosen, _how_soon(text)):
        return None
    chosen = _said_closer(shown, chosen, future)
    return _joined(shown, chosen, future, moment) or chosen.when


def _said_closer(shown: str, chosen: Wish, wishes: Sequence[Wish]) -> Wish:
    """二十二号 … 二十二号上午十点: the same day said again with its hour."""
    if chosen.phrase is None or not _only_days(chosen.phrase):
        return chosen
    day, rough = chosen.phrase.first.days, not _part(chosen.phrase)
    closer = [
        wish
        for wish in wishes
        if wish.phrase and wish.phrase.first.days and day and wish.phrase.first.days.first == day.first == day.last
        if (wish.phrase.first.clock or (rough and _part(wish.phrase))) and not hearsay(shown, wish)
        if rough or _within(wish.when, chosen.when)
    ]
    return closer[-1] if closer else chosen


def _within(one: When, other: When) -> bool:
    return bool(one.start and other.start and other.end and other.start <= one.start <= other.end)


def _part(phrase: Phrase) -> bool:
    return phrase.first.part is not None or bool(phrase.first.days and phrase.first.days.part)


def _told_only(shown: str, chosen: Wish, soon: When | None) -> bool:
    """Even the best of the times belongs to the story: the sooner believed where the text says 马上 or 随便哪天."""
    points = weight(shown, chosen)
    if foreign(shown, chosen):
        return points <= (FAINT if soon else FOREIGN)
    bare = chosen.phrase is not None and not (chosen.phrase.first.days or chosen.phrase.first.clock or chosen.phrase.bound)
    return soon is not None and soon.kind is TimeKind.ASAP and bare and points <= FAINT


def _pressed(text: str, wishes: Sequence[Wish]) -> Wish | None:
    """A limit that is pressed: 今日内一定要."""
    return next((wish for wish in wishes if wish.phrase and wish.phrase.bound and _PRESSED.match(text, wish.end)), None)


def _only_days(phrase: Phrase) -> bool:
    """A day or a stretch of days, perhaps with a part of the day (后晌, 明黑), without any hour and no limit."""
    halves = (phrase.first, *((phrase.second,) if phrase.second else ()))
    return not phrase.bound and all(h.days and not h.clock for h in halves)


def _only_hours(phrase: Phrase) -> bool:
    return phrase.first.days is None and not phrase.first.empty()


def _joined(text: str, chosen: Wish, wishes: Sequence[Wish], moment: Moment) -> When | None:
    """礼拜五那天有空 … 大概八点: a day here and an hour there are one time."""
    chosen = _with_clock(chosen, wishes, moment)
    at = next(at for at, wish in enumerate(wishes) if wish.start == chosen.start or _same_day(wish, chosen))
    if chosen.phrase is None:
        return None
    if _only_days(chosen.phrase):
        hours = [wish for wish in wishes[at + 1 :] if wish.phrase and _only_hours(wish.phrase)]
        hours = [
            wish
            for wish in hours
            if (weight(text, wish) > FOREIGN or of_school(text, wish)) and not _day_between(wishes, chosen, wish)
        ]
        hour = next((wish for wish in hours if wish.phrase and wish.phrase.first.clock), hours[0] if hours else None)
        return _together(chosen, hour, moment) if hour else None
    if _only_hours(chosen.phrase):
        days = [_day_of(wish) for wish in wishes if wish.phrase and wish.phrase.first.days and not wish.phrase.bound]
        before = [wish for wish in days if wish.start < chosen.start and not hearsay(text, wish)]
        day = before[-1] if before else next((wish for wish in days if _may_lend(text, wish)), None)
        return _together(day, chosen, moment) if day else chosen.when
    return None


def _same_day(one: Wish, other: Wish) -> bool:
    days = [wish.phrase.first.days for wish in (one, other) if wish.phrase and wish.phrase.first.days]
    return len(days) == 2 and days[0].first == days[1].first == days[0].last


def _with_clock(chosen: Wish, wishes: Sequence[Wish], moment: Moment) -> Wish:
    """晚饭后来看看,七点多: the hour of a part of the day that stands close behind it."""
    mine = chosen.phrase
    if mine is None or not _only_hours(mine) or mine.first.clock or mine.bound:
        return chosen
    near = (wish for wish in wishes if chosen.end <= wish.start <= chosen.end + _CLOSE and wish.phrase)
    hour = next((wish.phrase for wish in near if wish.phrase and _only_hours(wish.phrase)), None)
    if hour is None or hour.first.part or not hour.first.clock or hour.bound:
        return chosen
    phrase = replace(mine, first=Half(None, mine.first.part, hour.first.clock), second=hour.second)
    return replace(chosen, phrase=phrase, when=replace(resolve(phrase, moment.now, moment.parts), words=chosen.when.words))


def _day_of(wish: Wish) -> Wish:
    """明晚六点请客: its day alone, for an hour that is said without one."""
    phrase = wish.phrase
    if phrase is None or phrase.first.days is None or phrase.first.clock is None:
        return wish
    return replace(wish, phrase=replace(phrase, first=Half(replace(phrase.first.days, part=None)), second=None))


def _may_lend(text: str, wish: Wish) -> bool:
    """A day said afterwards that belongs to somebody else completes no wish."""
    return not foreign(text, wish) and weight(text, wish) > FOREIGN


def _day_between(wishes: Sequence[Wish], day: Wish, hour: Wish) -> bool:
    mine = day.phrase.first.days if day.phrase else None
    between = (w.phrase.first.days for w in wishes if day.start < w.start < hour.start and w.phrase)
    return any(one and (mine is None or one.first != mine.first) for one in between)


def _together(day_wish: Wish, hour_wish: Wish, moment: Moment) -> When | None:
    day, hour = day_wish.phrase, hour_wish.phrase
    if day is None or hour is None or (day.second and hour.second):
        return None
    part = day.first.part or (day.first.days.part if day.first.days else None)
    if part and (hour.first.part or not hour.first.clock):
        return None
    first = Half(day.first.days, day.first.part or hour.first.part, hour.first.clock)
    joined = replace(hour, first=first, second=day.second or hour.second)
    words = " ".join(wish.when.words for wish in sorted((day_wish, hour_wish), key=lambda one: one.start))
    return replace(resolve(joined, moment.now, moment.parts), words=words)


def on_the_day_of(earlier: Sequence[Wish], own: Sequence[Wish], moment: Moment) -> When | None:
    """周六要三个帮工,中午还要做顿饭: an hour of a second need is of the day said for the first."""
    hour = next((wish for wish in own if wish.phrase and _only_hours(wish.phrase)), None)
    days = [wish for wish in earlier if wish.phrase and wish.phrase.first.days and not wish.phrase.bound and not wish.when.past]
    if hour is None or len(own) > 1 or not days or days[-1].phrase is None:
        return None
    bare = replace(days[-1].phrase, first=Half(days[-1].phrase.first.days), second=None)
    return _together(replace(days[-1], phrase=bare), hour, moment)

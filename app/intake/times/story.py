"""Is a time a wish or only part of the story? 晚上黑漆漆的 and 今天摔了 are no appointments."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re

from app.intake.times.phrase import Phrase
from app.patterns import regex

_CUT = regex(r"[,,。;;!!??\n \ue000-\ue005]")
_WISH = regex(
    r"来|去|能|可以|帮|上门|送|有空|得空|行[不吗吧么]|要|请|派|找|修|到家|方便|都[行成可]|都在|搭|出手|在屋|接|取|拿|开始|做|弄|办|搞|打|摘|割|收|挖|装|换|通|"
    r"前|后|在家|需|想|喊|叫|约|用|吃席|办酒|搬|拉|买|带|走"
)
_STATE = regex(
    r"\s*(?:的时候)?(?:就)?(?:都)?(?:黑漆漆|黑灯瞎火|睡|冷|热得|疼|痛|咳|老是|总是|老|总|一直|看到|看见|听到|听见|发现|起来|下雨|刮风|没[有得]?[人水电灯睡吃]|"
    r"不敢|不亮|不好|看不|摸黑|又?要?(?:下雨|降温|下雪|变天)|天气|怕|走路|爱|经常|刚|就坏|就没|摔|跌|停|断|漏|爆|坏|开始[疼痛坏漏])"
)
_PAST_WISH = regex(r"[^,,。 ]{0,3}(?:来|去|帮|修|送|接|要|请)(?![了过的])")
_WEATHER = regex(r"\s*(?:的)?(?:天气|太阳|热得|冷得|好热|好冷|真热|真冷|有雨|有雪|又?要?(?:下雨|下霜|打霜|落雪|上冻)|降温)")
_HAPPENED = regex(
    r"(?:爆|坏|断|堵|漏|停电|停水|掉|倒|摔|跌|丢|病|裂|破|跳闸|烧|死|来过|修过|吵|打|吃|没来|没人)[^,。 ]{0,4}(?:了|啦|过|着)|又?(?:没|死|丢|少|坏)了|刚|(?:去|跑|找|问|打电话|试|量|查|交)[^,。 ]{0,6}[了过](?:[一两三][次趟回遍下])?(?=[,。 \ue000-\ue005]|$)"
)
_ASKED_SINCE = regex(r"帮|请|叫|喊|寻|替我|给我|能不能|麻烦|上门")
"""What is asked behind the words of what happened, where no stop parts them."""
_DONE = regex(r"(?![找请喊叫]人)(?![^,。 ]{0,2}(?:吃|喝|下了?班|放了?学|收了?工|忙))[^,。 ]{1,4}[了过](?!再|就[来去请叫])")
"""上午割了三亩: done today."""
_BUSY = regex(
    r"[^,,。 ]{0,4}?(?:没空|不在家|不在屋|不得空|没得空|(?<![行脚腿眼手腰耳力])不行|不方便|要上班|不要来|别来|不用来|莫来|有事|来不了|(?<!成)不成|不要(?!紧)|不用)"
)
_OLD = regex(r"(?:不要|不是|别|莫|取消|原来|约的|本来|原定|原先(?:讲|说|约)好|(?:讲|说|约)好的?|不用|除了)(?:是|在|那个)?\s*$")
_NEW = regex(
    r"(?:改到|改成|改为|改在|改|换到|换成|换|推到|推迟到|延到|挪到|放到|提前到|移到|应该是|而是|那就|还是|是|调到|等到)\s*$"
)
SLIP = regex(r"不对(?!劲|头|付)|[说讲写打记]错|[说讲]快了|口误")
"""A slip of the tongue put right in the same breath: behind it stands what is meant."""


def clause(text: str, phrase: Phrase) -> str:
    """The words around the phrase up to the nearest blanks or stops, without the phrase."""
    cuts = [cut.end() for cut in _CUT.finditer(text, 0, phrase.start)]
    start = cuts[-1] if cuts else 0
    stop = _CUT.search(text, phrase.end)
    return text[start : phrase.start] + "\ue003" + text[phrase.end : stop.start() if stop else len(text)]


def is_new(text: str, phrase: Phrase) -> bool:
    """Said as a correction: 改到后天."""
    return bool(_NEW.search(text[max(0, phrase.start - 6) : phrase.start]))


def is_old(text: str, phrase: Phrase) -> bool:
    """Said as what does not hold any more: 约的明天, 不要明天, 今天没空."""
    if is_new(text, phrase):
        return False
    return bool(_OLD.search(text[max(0, phrase.start - 6) : phrase.start]) or _BUSY.match(text, phrase.end))


def _bare_day(phrase: Phrase) -> bool:
    first = phrase.first
    return first.days is not None and first.days.part is None and first.part is None and first.clock is None


def is_story(text: str, phrase: Phrase) -> bool:
    """True when nothing is asked for at that time."""
    if phrase.bound and phrase.first.days and not phrase.first.days.past:
        return False
    around = clause(text, phrase)
    before, after = around.split("\ue003", 1)
    first = phrase.first
    if first.days is None and first.clock is None and phrase.second is None and not phrase.bound:
        if _STATE.match(after) or _DONE.match(after):
            return True
        return bool(after) and not _WISH.search(after) and not before.endswith(("是", "到", "来", "在"))
    if _WEATHER.match(after) or (_bare_day(phrase) and after.startswith("了")):
        return True
    if first.days is not None and first.days.past:
        return not _PAST_WISH.match(after) or bool(_HAPPENED.search(after))
    today = first.days is not None and first.days.first == first.days.last
    told = list(_HAPPENED.finditer(around))[-1:]
    asked = (
        re.match(r"都?(?:给|帮|把|替|请|叫)", after)
        or _WISH.search(_HAPPENED.sub("", after))
        or any(_ASKED_SINCE.search(around, one.end()) for one in told)
    )
    return today and bool(told) and not asked

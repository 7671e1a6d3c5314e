"""Which of several times is the one asked for: what stands around each of them speaks for or against it.

A villager's story is full of times: when it broke, when the son comes home, when the clinic opens, which feast it is for. The
one that is wanted stands with a verb that asks somebody to come or do something, has an hour or a limit, and comes late.
"""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.intake.times.leaning import EVE
from app.intake.times.phrase import Phrase
from app.patterns import regex

if TYPE_CHECKING:
    from app.intake.times.find import Wish

_STOP = regex(r"[,,。;;!!??\n \ue001\ue003]")
_REACH = 14
"""Characters before and behind a time that may say what it is for."""

_ASKED = regex(
    r"(?:[叫派找帮喊雇约劳]|请(?![^,。]{0,4}[客桌假])|麻烦|(?<![我们他她伊就])要(?!去|走|到|回|上班|下地|到期|报|交|吃|睡|出门|出去|赶|上[街庙坟山地城县镇工])|上门|来个?人|来[两三四五六]个|^来(?![了过的说得不回去])|来[给修看帮弄搞换通装接剪掏拉搬包掰割收犁打采摘教把拆洗汰拿取送]|[去来]接|送[我他她伊老爹妈爷奶婆]|就来(?!不)|能[来成行]|再来|来[行成]|有空|得空|在家|在屋|能不能|必须|务必|给我(?!们|说|讲)|^吧|^也?[行成中]$|[行成中]不|行吗|好不|可以|方便|都行|都可以|都成|说定|[打修弄搞办通做送补扫搬割收]完|谁[能去来帮会]|捎|(?<![下起出回转上进客])来(?=$|[好嘛哈咯呗吧就帮给])|来[^,。了过]{0,2}一[下哈趟]|[看修量弄瞄瞧]一?[下哈]|补好|修好|弄好|换好|取回|搞好|看一下|看下|修一下|开犁|下田|打扫|照[看护顾])"
)
_AT_ONCE_ASKED = regex(r"[就再也都]?(?:帮|给我|来(?![了过的说得不回])|叫|请|麻烦|把|必须|一定|务必|派)")
"""What stands right behind the time that is wanted."""
_BEGUN = regex(r"(?:从|要|叫|请|约|等|麻烦|最好|就|改到|改成|定在|想|那就|还是)[^,。]{0,2}$")
_OTHERS = regex(
    r"(?:儿子|女儿|姑娘|女婿|媳妇|孙|娃|伢|细妹|侄|外甥|亲戚|客人|医生|兽医站|卫生院|医院|驿站|银行|学校|厂里|村上|店|他|她|伊|人家|别个|别人|隔壁的?|邻居|别家|对门|机子|收割机|师傅们?说|[的辆]车|班车|火车|高铁|动车|飞机|大夫|台风|冷空气|老公|当家的)[^,。]{0,6}$"
)
_EVENT = regex(
    r"[^,。]{0,5}?(?:开学|放假|生日|大寿|上山|出殡|聚餐|杀(?:年)?猪|拜寿|过[一二三]年|结婚|嫁|娶|过[小大]?[年节]|祭灶|过[一二三四五六七八九十]*岁|做寿|忌日|办酒|回门|吃席|请[^,。]{0,4}[客桌]|体检|开刀|住院|出院|上坟|裹粽|考试)"
)
_THEIRS = regex(
    r"[^,。]{0,3}(?:舅|姑|姨|叔|伯|亲家|亲戚|客|女婿|姐|妹|哥|嫂|外孙|同学)[^,。帮给]{0,2}来$|(?![^,。]{0,9}(?:帮|给|替|代))[^,。]{0,9}?(?<![带拿取捎搬拉运买接])(?:回|转)来$|[^,。]{0,5}?(?:才?(?<![带拿取捎搬拉运买接一两几头])(?:赶得)?(?:回|转)(?:来)?(?!来|修|再|给|帮)|到了|(?<![送接])(?<![送接].)(?<![送接]..)要?上(?:网?课|学)|在(?:地|厂|田|外|单位|县|塬)|才[来走到有回采熟]|隔壁|别人|轮到(?!我(?!家|屋))|有(?:客|亲戚|戏|会|酒)|要?吃(?:饭|药|酒|席)|人家|占着|开门|关门|上班|下班|插完|下完|割完|收完|搞完|的(?:车|酒|席|动车|高铁|火车|飞机|班车|医生|票)|要报|截止|停收|停办|有人(?!来|没|吗|不|在|能|去|帮)|就吃|涨价|停水|停电)"
)
_GONE = regex(
    r"(?![^,。]{0,6}(?:把|给|帮))[^,。]{0,6}?(?:[断坏塌倒崴摔掉割犁挖考停堵漏烧跌丢买修报来做插用吃收过住装](?:了|咧|啦|过(?![节年生])|的)|[^,。 把给帮]完了|没来|没修|就[没不](?!忙|急)|还是好的|起就|就开始|到现在|以来)|[^,。 ]{0,6}(?:看不[见清]|吓人|睡不)|[^,。 ]{0,6}得(?:像|跟|要命|很|不行|慌)"
)
_SINCE = regex(r"(?:自|打|都|已经|刚|上回|上次|原来|本来|还是)\s*$")
_SPOKEN = regex(r"(?:说(?!错)|讲|听说|通知|告诉|广播|预报)[^,。]{0,5}$")
_FEAST = regex(
    r"^(?:国庆|五一|端午|中秋|清明|元旦|春节|过年|除夕|正月|腊月|圣诞|冬至|重阳|立冬|元宵|小年|年三十|祭灶|寒假|暑假)"
)

_TOO_LATE = regex(
    r"[^,。]{0,6}(?:来不及|晚了|迟了|[烂坏死糟荒黄]了|没得了|没了)|[^,。]{0,2}(?:就|都)[^,。来]{0,3}(?:用不|吃不|赶不)"
)
"""拖到明天就都烂了: what happens if nobody comes."""
_HABIT = regex(
    r"(?:(?:我|我们|他|她|伊|老伴|老头|婆婆|阿公|阿婆|人家)[^,。]{0,3}(?:天天|每[天日早晚]|每个?|日日)|平时|平常|平日|一般|总是|老是|经常)[^,。]{0,3}$"
)
_CALL = regex(r"[^,。]{0,4}(?:打电话|再说|再讲|再定|再看|回话|回电|联系|告诉|通知)")
_SERVED = regex(r"送|来|帮|请|接|陪|照|喂|煮|做|守|换|洗|扫")
_ARRIVES = regex(r"[^,。]{0,5}?(?:到家|到站|到$|要到(?![县镇城街市省外])|就走(?!来))")
"""Somebody's arrival, unless a ride is wanted for it."""
_RIDE = regex(r"车|[送接]")
_MINE = regex(r"(?:我|我们|我屋|我家|本人|俩老)(?:[^,。来叫请找帮想约要]{0,3})$")
_AWAY = regex(
    r"(?P<me>我们?(?:自己)?)?(?:[早晚]上|上午|下午)?(?:自己)?[都也就还又]*(?:要|得|打算|准备|想)?(?:去(?!接|给|帮|取|拿|送|看看)|到(?=[县镇城街市省外])|上(?:街|班|庙|坟|山|地|城|县|镇|工|课|夜班|香)|出门|出去|走亲|回娘家|下[地田]|赶[场集墟]|"
    r"(?:吃|喝)(?:喜?酒|席)|开会|值班|值夜|(?:都)?(?:在)?(?:厂里|单位|地里|田里|外头|外地|县里|城里))|(?P<gone>不在家|不在屋|不得空|没空|没得空)"
)
_NEEDED_THEN = regex(
    r"车|接|陪|捎|[送带][我他她]|看[娃孩伢细小]|照[看护顾料应]|看[牢住紧]|招呼|守|没得?人|喂|做饭|顺路|搭(?!把)"
)
"""What is needed just because one goes away: a lift, somebody with the child."""
_LESSONS_END = regex(r"(?:学校|幼儿园|小学|放学)[^,。]{0,3}$")
_MYSELF = regex(r"[^,。]{0,4}我们?自己[^,。]{0,2}(?:去|来|弄|接|送|搞|回|取|拿|修)")
_STRANGERS = regex(r"(?:医生|大夫|师傅|机子|收割机|人家|别个|别人|隔壁|邻居|村上|台风|天气)[^,。]{0,4}$")
_WEATHER = regex(r"[^,。]{0,3}(?:降温|下霜|打霜|上冻|落雪|下雨|落雨|下雪|变天|有雨|有雪|台风|刮风)")
_VAGUE = regex(r"这[几两二三]|最?近")


def foreign(text: str, wish: "Wish") -> bool:
    """Somebody else's time, or one that tells what happened: nothing is asked for then, even if no other time is said."""
    before, after = around(text, wish.start, wish.end)
    if wish.phrase and wish.phrase.bound == "before" and _SPOKEN.search(before):
        return False  # 女儿讲十五号之前要弄好
    theirs: object = _OTHERS.search(before) or _THEIRS.match(after) or _GONE.match(after) or _SINCE.search(before)
    theirs = theirs or _arrives(text, before, after) or _CALL.match(after) or _WEATHER.match(after) or _usual(before, after)
    late = _TOO_LATE.match(after) and not (wish.phrase and wish.phrase.bound)
    return bool(theirs or late or my_plan(text, wish))


def _arrives(text: str, before: str, after: str) -> bool:
    """客人五点到: somebody's coming; not 早上七点到, which asks the helpers to be there, nor where a ride is wanted."""
    said = _ARRIVES.match(after)
    return said is not None and (said.group() not in ("到", "就到", "要到") or bool(before.strip())) and not _RIDE.search(text)


def of_school(text: str, wish: "Wish") -> bool:
    """学校四点一刻放: the hour for which somebody to fetch the child is wanted."""
    before, after = around(text, wish.start, wish.end)
    return bool(_LESSONS_END.search(before) or re.match(r"放(?!假)", after)) and "接" in text


def _usual(before: str, after: str) -> bool:
    """天天后晌晒花椒: what somebody does every day."""
    return bool(_HABIT.search(before)) and not _SERVED.search(after)


def hearsay(text: str, wish: "Wish") -> bool:
    """A day that somebody only spoke of, the day of the weather, the day that is too late: no hour said later is of that day.

    The family's day (明后两天娃他妈住院,四点没人接) is, where somebody is needed because of it."""
    before, after = around(text, wish.start, wish.end)
    if (
        _SPOKEN.search(before)
        or _STRANGERS.search(before)
        or _TOO_LATE.match(after)
        or _WEATHER.match(after)
        or _GONE.match(after)
    ):
        return True
    return foreign(text, wish) and not my_plan(text, wish) and not _NEEDED_THEN.search(text)


def my_plan(text: str, wish: "Wish") -> bool:
    """我明天要去县里: nobody is asked for then, unless it is the very reason for asking (a lift, somebody with the child)."""
    before, after = around(text, wish.start, wish.end)
    if _MYSELF.match(after):
        return True
    away = _AWAY.match(after)
    if away is None or not (_MINE.search(before) or away.group("me") or away.group("gone")):
        return False
    return not _NEEDED_THEN.search(text)


def weight(text: str, wish: "Wish") -> float:
    """How much speaks for this time being the one that is asked for."""
    before, after = around(text, wish.start, wish.end)
    points = 0.0
    points += 1.2 if _ASKED.search(after) else 0.0
    points += 0.3 if _AT_ONCE_ASKED.match(after) else 0.0
    points += 0.6 if (_BEGUN.search(before) and not _GONE.match(after)) or _ASKED.search(before) else 0.0
    points -= 1.3 if _OTHERS.search(before) else 0.0
    points -= 1.5 if _CALL.match(after) or _WEATHER.match(after) or _usual(before, after) else 0.0
    points -= 1.5 if _THEIRS.match(after) or _EVENT.match(after) or _arrives(text, before, after) else 0.0
    points -= 1.2 if _GONE.match(after) or my_plan(text, wish) else 0.0
    points -= 2.0 if _TOO_LATE.match(after) and not (wish.phrase and wish.phrase.bound) else 0.0
    points -= 0.8 if _SINCE.search(before) else 0.0
    points -= 0.8 if _SPOKEN.search(before) else 0.0
    return points + _form(wish.phrase, wish.when.words)


def _form(phrase: Phrase | None, words: str) -> float:
    """An hour and a limit are said of what one wants; a feast, a bare part of the day and 这几天 often only of how things are."""
    if phrase is None:
        return 0.5
    points = 0.0
    if phrase.first.clock and phrase.first.days:
        points += 0.5
    if phrase.first.days is None and phrase.first.clock is None:
        points -= 0.4
    if _FEAST.match(words) and not phrase.first.clock and not phrase.first.part:
        points -= 0.7
    if phrase.first.days and (phrase.first.part or phrase.first.days.part):
        points += 0.25
    if EVE.match(words):
        points += 1.5
    if _VAGUE.match(words):
        points -= 0.5
    return points


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind in the same clause."""
    left = text[max(0, start - _REACH) : start]
    cuts = [cut.end() for cut in _STOP.finditer(left)]
    right = text[end : end + _REACH]
    stop = _STOP.search(right)
    return left[cuts[-1] if cuts else 0 :], right[: stop.start() if stop else len(right)]


def heaviest(text: str, wishes: Sequence["Wish"]) -> "Wish":
    """The one most is said for; of equals the first. Most messages name one time only, and there is nothing to weigh."""
    if len(wishes) == 1:
        return wishes[0]
    return max(wishes, key=lambda wish: (weight(text, wish), -wish.start))

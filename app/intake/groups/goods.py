"""What a line of a list wants: 大米1袋, 两桶油, 三个人."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from dataclasses import dataclass

from app.intake.text.numerals import number
from app.patterns import regex

_COUNT = r"(?:\d{1,4}(?:\.\d{1,2})?|[一二两三四五六七八九十百]{1,3}|半)"
_UNIT = r"(?:公斤|千克|市斤|kg|KG|Kg|毫升|袋|桶|斤|瓶|把|箱|件|盒|包|提|节|条|头|棵|株|捆|双|套|支|筐|篮|板|打|罐|听|壶|卷|吨|升|克|份|根|串|只|块|个|张|本|台|担|车|床|顶|筒|扎|枚|杯|碗|刀|尾|坛|篓|袋子|克)"
_PART = regex(r"[\s,,，、;；+＋/|和]{1,10}")
_FORWARD = regex(
    rf"(?P<good>[A-Za-z\u4e00-\u9fff]{{0,12}}?)[\s*xX×:：]?(?P<n>{_COUNT})\s?(?P<unit>{_UNIT})(?!人|组|村|点|号|月|楼|栋)"
)
_BACKWARD = regex(rf"(?P<n>{_COUNT})\s?(?P<unit>{_UNIT})(?!人)的?(?P<good>[\u4e00-\u9fff]{{1,8}})")
_PLAIN_COUNT = regex(r"(?P<good>[\u4e00-\u9fff]{1,8})[*xX×](?P<n>\d{1,4})(?!\d)")
_VERB = regex(r"^(?:我家?|还|再|也|各|共|一共|总共|另外|加)?(?:要|买|订|代买|带|来|拿|捎|帮带|需要|登记|加)?")
_PEOPLE = regex(
    r"(?<![\d.])(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,2})\s?(?:个人|位|人|口(?!人?锅)|大(?P<small>[一二两三四\d])小|名)"
)
_OFFERED = regex(
    r"(?:团购|代购|代买|订购|预订|订|拼单|买|卖|团|收)(?:的|一批|一下)?(?P<good>[\u4e00-\u9fff]{2,6}?)(?=$|[\s,,，。!！\d(（]|要的|每|一[斤箱袋]|接龙|报|数量|的)"
)
_PERSONS = frozenset({"人", "大人", "小孩", "孩子", "老人"})


@dataclass(frozen=True)
class Good:
    """A thing, how much of it, and the measure."""

    name: str
    count: float
    unit: str


def goods_of(words: str, title: str) -> tuple[Good, ...]:
    """The goods of one line; a bare 2箱 is of what the list's title offers."""
    found: list[Good] = []
    for part in _PART.split(words[:300]):
        found += _of_a_part(part)
    offered = _OFFERED.search(title)
    usual = _VERB.sub("", offered.group("good")) if offered else ""
    return tuple(Good(good.name or usual, good.count, good.unit) for good in found[:30])


def _of_a_part(part: str) -> list[Good]:
    backward = _BACKWARD.match(_VERB.sub("", part))
    if backward and not _FORWARD.fullmatch(part):
        return [_good(backward)]
    goods = [_good(one) for one in _FORWARD.finditer(part)] or [_good(one) for one in _PLAIN_COUNT.finditer(part)]
    return [good for good in goods if good.name not in _PERSONS and good.count > 0]


def _good(found: re.Match[str]) -> Good:
    parts = found.groupdict()
    return Good(_VERB.sub("", parts["good"].strip()), _amount(parts["n"]), parts.get("unit") or "份")


def _amount(words: str) -> float:
    if words == "半":
        return 0.5
    if words[0].isdigit():
        amount = float(words)
        return int(amount) if amount.is_integer() else amount
    return number(words) or 1


def people_of(words: str) -> int | None:
    """How many come, when the line says so: 2人, 三个人, 2大1小."""
    found = _PEOPLE.search(words[:300])
    if found is None:
        return None
    small = found.group("small")
    return (number(found.group("n")) or 1) + ((number(small) or 0) if small else 0)

"""The parts of a day and the feasts, as data: a county may put its own before these."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Part:
    """A part of the day: ``start`` and ``end`` in minutes after midnight, ``afternoon`` when 三点 in it means 15:00."""

    words: tuple[str, ...]
    start: int
    end: int
    afternoon: bool = False


def _part(words: str, span: str, *, afternoon: bool = False) -> Part:
    (h1, m1), (h2, m2) = ((int(n) for n in clock.split(":")) for clock in span.split("-"))
    return Part(tuple(words.split()), h1 * 60 + m1, h2 * 60 + m2, afternoon)


PARTS = (
    _part("早饭前 早饭以前 早饭之前", "6:00-7:00"),
    _part("午饭前 中饭前 晌午饭前 午饭以前 午饭之前 中饭之前", "10:30-12:00"),
    _part("晚饭前 夜饭前 晚饭以前 晚饭之前 夜饭之前", "17:00-19:00", afternoon=True),
    _part(
        "吃罢早饭 吃了早饭 吃好早饭 吃了天光 吃好天光 吃过天光 吃过早饭 吃完早饭 早饭后 早饭过后 早饭吃了 吃罢早起饭",
        "8:00-10:00",
    ),
    _part(
        "吃罢中饭 吃了中饭 吃过中饭 吃完中饭 吃好中饭 吃好午饭 吃好日昼 吃了日昼 吃过日昼 日昼后 日昼过后 吃罢晌午 吃过晌午 晌午饭后 吃罢晌午饭 吃过晌午饭 吃了晌午 午饭后 中饭后 吃过午饭 吃完午饭 睡过午觉",
        "13:00-15:00",
        afternoon=True,
    ),
    _part(
        "吃罢夜饭 吃了夜饭 吃好夜饭 吃过夜饭 吃完夜饭 吃完晚饭 吃好晚饭 吃罢晚饭 吃了晚饭 吃过晚饭 吃完晚饭 晚饭后 夜饭后 喝罢汤",
        "18:00-20:00",
        afternoon=True,
    ),
    _part("凌晨 五更 天没亮 天不亮 天还没亮 天没光 半夜三更 鸡叫头遍", "0:00-5:00"),
    _part(
        "大清早 清早八早 一大早 一清早 大早上 清早 早上 早晨 早起 清晨 天光 天亮 天一亮 天麻麻亮 蒙蒙亮 麻麻亮 麻糊亮 早饭时 朝早 一早 赶早 早间 打早 起早",
        "6:00-9:00",
    ),
    _part("上午 上昼 上个半天 前半天 前响 前赏 前晌 前半晌 半前晌 小半晌 上半天 上半日 早半天 早半日 午前", "8:00-12:00"),
    _part("日昼 午饭时 中饭时 饭点", "11:30-13:30", afternoon=True),
    _part("中午 晌午 正晌午 正午 午间 晌午头 当午 中晌 中时 午时", "11:00-14:00", afternoon=True),
    _part(
        "下午 昼后 后半天 后响 后赏 后晌 下半天 下半日 晚半日 下昼 午后 过午 过了晌午 晏昼 后半晌 半后晌 晚半天 晌午过后 中午过后 晌午以后 中午以后 晌午之后 中午之后 晌午后 中午后 晌后",
        "13:00-18:00",
        afternoon=True,
    ),
    _part(
        "擦黑 天黑了 天黑 擦黑边 傍晚 黄昏 黄昏头 天快黑 天擦黑 煞黑 打麻子眼 麻麻黑 麻擦黑 挨黑 夜快 太阳落山 日头落 断黑",
        "17:00-19:00",
        afternoon=True,
    ),
    _part("晚上 夜里 黑里 晚间 夜头 夜晚 黑了 夜间 晚黑 黑夜 黑间 晚夕 夜饭时 晚饭时", "18:00-21:00", afternoon=True),
    _part("半夜 深夜", "22:00-23:59", afternoon=True),
)
"""早上 06–09, 上午 08–12, 中午 11–14, 下午 13–18, 晚上 18–21 and what dialects call them."""

AFTER_DAY = {"早": "早上", "晚": "晚上", "晌": "中午", "夜": "晚上", "黑": "晚上"}
"""What may follow 明 or 今 as one character: 明早, 今晚, 今夜."""

LUNAR_MONTHS = {"正月": 1, "大年": 1, "冬月": 11, "十一月": 11, "腊月": 12, "十二月": 12}

LUNAR_FEASTS = {
    "大年初一": (1, 1), "正月初一": (1, 1), "年初一": (1, 1), "春节": (1, 1), "元宵节": (1, 15), "元宵": (1, 15), "正月十五": (1, 15),
    "龙抬头": (2, 2), "端午节": (5, 5), "端午": (5, 5), "端阳": (5, 5), "七夕": (7, 7), "中元节": (7, 15), "七月半": (7, 15),
    "中秋节": (8, 15), "中秋": (8, 15), "八月十五": (8, 15), "重阳节": (9, 9), "重阳": (9, 9), "腊八节": (12, 8), "腊八": (12, 8),
    "过小年": (12, 23), "小年": (12, 23), "灶王节": (12, 23),
}  # fmt: skip
NEW_YEARS_EVE = ("大年三十", "除夕夜", "除夕", "年三十", "三十晚上", "年夜饭")
SOLAR_FEASTS = {
    "元旦节": (1, 1), "元旦": (1, 1), "妇女节": (3, 8), "三八节": (3, 8), "植树节": (3, 12), "劳动节": (5, 1), "五一节": (5, 1),
    "五一": (5, 1), "儿童节": (6, 1), "六一": (6, 1), "建党节": (7, 1), "建军节": (8, 1), "国庆节": (10, 1), "国庆": (10, 1),
    "圣诞": (12, 25),
}  # fmt: skip
SOLAR_TERMS = (
    "立春", "雨水", "惊蛰", "春分", "清明节", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑", "白露",
    "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒",
)  # fmt: skip
MARKET = r"(?:赶场|逢场|赶集|逢集|赶墟|逢墟|赶街|当街|市日|会市|集日|场期|上会)"


def day_parts(own: Iterable[Part]) -> tuple[Part, ...]:
    """Our parts of the day with the county's hours: what a county says of 晚上 holds for 黑里 too; new words come first."""
    parts, fresh = list(PARTS), []
    for mine in own:
        known = next((at for at, part in enumerate(parts) if set(part.words) & set(mine.words)), None)
        if known is None:
            fresh.append(mine)
            continue
        parts[known] = replace(parts[known], start=mine.start, end=mine.end)
    return (*fresh, *parts)

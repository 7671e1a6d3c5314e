"""What a message asks for: the buttons a phone offers so that nobody has to type a digit."""

import re

UNITS = "点号人分年月日元岁个组村楼队户米里天周次名位层室期级条件时秒斤袋桶张家辆万千百十刻半"  # 3号楼, 2人, 15点
CHOICE = re.compile(
    rf"""(?<![\d.:：/年月\-–~A-Za-z]) ([0-9]) [\ \u3000、.．=＝:：「“)）]{{0,2}}
    (?! [{UNITS}] | 小时 | 公里 | 公斤 | [到至]\s*\d ) ([\u3400-\u9fff]{{1,6}})""",
    re.VERBOSE,
)
"""1 确认"""
BEFORE = re.compile(
    r"""(?: ^ | [，,。.;；、\s」?？!！:：)）] ) ([\u3400-\u9fff]{1,5}?) [,，]? 请? (?: 回复? | 按 ) \s? ([0-9])
    (?! \d | \s*[到至\-–~]\s*\d )""",
    re.VERBOSE,
)
"""去不了回 2"""
SPAN = re.compile(r"(?<!\d)([1-4])\s*[-–—~～到至]\s*([2-9])(?!\d)(?=\s*(?:分|打分|评分|[，。,；;、）)」]|$))")
QUOTED = re.compile(r"(?:回复?|发|说|输入|回个)\s*「([^「」\n]{1,10})」")
TO_BE_FILLED = re.compile(r"新的|原因|某|您的|…")
MOST = 6


def quick_replies(text: str) -> list[tuple[str, str]]:
    """(what is sent, what the button says) for the choices named in ``text``, in their order."""
    found: dict[str, str] = {}
    for digit, words in CHOICE.findall(text):
        found.setdefault(digit, f"{digit} {words}")
    for words, digit in BEFORE.findall(text):
        found.setdefault(digit, f"{digit} {words}")
    for first, last in SPAN.findall(text):
        marks = {str(mark): str(mark) for mark in range(int(first), int(last) + 1)}
        found = marks | found  # in their order, with their words where they have some
    for words in QUOTED.findall(text):
        if not TO_BE_FILLED.search(words):
            found.setdefault(words, words)
    return list(found.items())[:MOST]

"""What people ask about the service itself, at any moment: does it cost, who comes, who sees my number.

A county adds its own questions under ``answers``; they go before the house's.
"""

import re
from collections.abc import Callable

from app.chat.mine import running
from app.chat.turn import Turn
from app.patterns import regex

LONGEST = 24
"""Characters of a question that is nothing else."""
NAMED = 10
_FILLER = regex(
    r"请问|问一下|问下|想问|那个|这个|你们|咱们|到底|会不会|是不是|的话|(?<![什怎多那这])么|[你您我那都还也会是的得啊吧呀哦呢嘛吗呗哈噻撒\s,，。.?？!！]"
)
_EITHER = regex(r"(?<=[要收])不(?=[要收])|不$")
_COST = regex(
    r"(?:来人|请人|叫人|来|人|帮忙|服务|上门|修|点单|下单|师傅){0,3}(?:要|收|付|给|花|交|用){0,2}(?:不要|不收|不用)?(?:多少|好多|几多|几块|啥|什么)?"
    r"(?:钱|费|费用|红包)|(?:要|收|付|给|交){0,2}(?:上门|服务|人工|辛苦|工)(?:费|钱)(?:多少|好多|几多)?钱?|(?:怎么|咋|如何)(?:收费|算钱|付钱)|免费|收费|白帮忙"
)
_WHO = regex(
    r"(?:派|叫|安排|找)?(?:谁|哪个|哪位|啥人|什么人|哪里人)(?:过来|来|上门)?|(?:来|派)(?:人)?(?:谁|哪个|男|女|什么人|啥人|哪里人|村里人)(?:男|女)?(?:人|子)?"
    r"|来人?(?:男|女)(?:人|子)?(?:女|男|还女|还男)?(?:人|子)?|男人?女人?|男女"
)
_SOON = regex(
    r"(?:要|等|大概|一般|要等)*(?:多久|好久|多长时间|几个?小时|几分钟|几天|几时|什么时候|啥时候?)(?:能)?(?:有人)?(?:来|到|上门|有人)?"
)
_NUMBER = regex(
    r"(?:电话|号码|手机|信息|地址|住址|名字).{0,6}(?:泄露|泄漏|外传|传出去|卖|公开|安全|别人|外人|晓得|知道|看见|看到)"
    r"|(?:为什么|为啥|干嘛|干啥|做什么|做啥|凭什么).{0,4}(?:电话|号码|手机)|(?:要|留).{0,3}(?:电话|号码|手机).{0,3}(?:干|做)(?:什么|啥|嘛)"
)
_WHAT_ARE_YOU = regex(
    r"(?:机器|机器人|真人|活人|电脑|人工智能|自动)(?:还|回|在)?(?:复|说话|真人|人|机器人?)?|谁|哪个|哪位|什么人|干什么|做什么"
)
_ADDRESSED = regex(r"[你您]|这(?:里|边)?是|对面")
_FOR_OTHERS = regex(
    r"(?:能不能|可不可以|可以|能|行不行)(?:帮|替|给|代)(?:别人|人家|家里人|老人|我?(?:妈|爸|爹|娘|爷爷|奶奶|婆婆|爸妈|父母|邻居|外婆|丈母娘))(?:点|叫|下|约|喊)(?:单|人)?"
)
_HOURS = regex(
    r"(?:几点|什么时候|啥时候?)(?:上班|下班|开门|关门)|(?:晚上|夜里|半夜|周末|礼拜天|星期天|过年|节假日|放假)(?:有人|能点|可以点|上班|能叫|办|可以叫|接)(?:单|人)?"
)
_WHAT_IS_DONE = regex(
    r"(?:能|可以)?(?:做|帮|干|办|管)(?:我)?(?:什么|啥|哪些|些什么|些啥)(?:事|忙|活)?|有(?:哪些|什么|啥)(?:服务|项目)|什么(?:事|忙)都?(?:能|管)?"
)


def answered(turn: Turn) -> str | None:
    """The answer to a question that is nothing else; ``None`` for everything else."""
    said = turn.text.strip()
    bare = _FILLER.sub("", said)
    if not bare or len(said) > LONGEST:
        return None
    for one in turn.book.spec.answers:
        if bare in {_FILLER.sub("", ask) for ask in one.asks}:
            return one.says
    return next((answer(turn) for asked, answer in HOUSE if asked(said, bare)), None)


def _whole(pattern: re.Pattern[str]) -> Callable[[str, str], bool]:
    """The bare words are the question and nothing else; 要不要钱 is asked like 要钱."""
    return lambda _, bare: bool(pattern.fullmatch(bare) or pattern.fullmatch(_EITHER.sub("", bare)))


def _within(pattern: re.Pattern[str]) -> Callable[[str, str], bool]:
    return lambda said, _: bool(pattern.search(said))


def _cost(_: Turn) -> str:
    return "来帮忙的人不收钱。要买东西、换零件的，按票据实付，动手前先跟您说好。"


def _who(turn: Turn) -> str | None:
    """Of one's own order the true state is told elsewhere."""
    return None if running(turn, limit=1) else f"有人{turn.wording.accept}，马上告诉您是谁、怎么联系。"


def _soon(turn: Turn) -> str | None:
    return (
        None
        if running(turn, limit=1)
        else f"您一{turn.wording.place}就开始找人；最迟什么时候有人{turn.wording.accept}，那时会写给您。"
    )


def _number(_: Turn) -> str:
    return "您的电话只有来帮您的人和值班的人用得到，不会给别人。不想留也行，有消息在这里告诉您。"


def _self(turn: Turn) -> str:
    return f"我是{turn.book.spec.centre.name}的自动答复，帮您{turn.wording.place}、找人、催办。要跟人说话，请回「人工」。"


def _for_others(_: Turn) -> str:
    return "可以。直接说替谁、在哪个村几组、什么事、什么时候、打谁的电话就行。"


def _hours(turn: Turn) -> str:
    return f"什么时候都能{turn.wording.place}。急事马上找人；不急的，夜里先记下，早上再找人。"


def _what(turn: Turn) -> str:
    names = "、".join(item.name for item in turn.book.spec.items[:NAMED])
    return f"能帮的有：{names}等。直接说您的事就行，不在里面的也可以说，我们请人看。"


HOUSE = (
    (_whole(_COST), _cost),
    (_within(_NUMBER), _number),
    (_whole(_FOR_OTHERS), _for_others),
    (_whole(_HOURS), _hours),
    (_whole(_WHAT_IS_DONE), _what),
    (lambda said, bare: bool(_ADDRESSED.search(said)) and _whole(_WHAT_ARE_YOU)(said, bare), _self),
    (_whole(_WHO), _who),
    (_whole(_SOON), _soon),
)

"""Commands: the few words and digits that are not a need. Tolerant of spaces, full width, 「。」 and politeness."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.patterns import regex

CODE = r"(?P<code>[A-Za-z] ?(?=[Oo]*\d)[\dOo]{2,6}|[A-Za-z]{2,4}-\d{8}-\d{4,9})"
"""A short code, in which an O is a nought (no code has the letter O), or a full number."""
POLITE = regex(r"^(?:请问|请|麻烦您?|劳驾|你好|您好)[,,。 ]{0,2}|(?:一下|谢谢您?|吧|哈|啊|呀|了?吗|[。.!!??~,, ])+$")


class Verb(StrEnum):
    DIGIT = "digit"
    YES = "yes"
    PROGRESS = "progress"
    CANCEL = "cancel"
    NUDGE = "nudge"
    CHANGE = "change"
    ACCEPT = "accept"
    DECLINE = "decline"
    RELEASE = "release"
    ARRIVE = "arrive"
    FINISH = "finish"
    TASKS = "tasks"
    HOURS = "hours"
    REST = "rest"
    WORK = "work"
    JOIN = "join"
    HELP = "help"
    HUMAN = "human"
    COMPLAIN = "complain"
    MY_DATA = "my_data"
    LEAVE = "leave"
    TODO = "todo"
    UNCLOSED = "unclosed"
    CANNOT = "cannot"
    POSTPONE = "postpone"
    ASSIGN = "assign"
    FIGURES = "figures"
    WHY = "why"
    REVIEW = "review"
    LET_THROUGH = "let_through"
    HOLD_BACK = "hold_back"
    DUTY = "duty"
    HAND_OVER = "hand_over"
    DEPUTY = "deputy"
    ROSTER = "roster"
    KNOCK = "knock"
    PHONED = "phoned"
    TRANSFER = "transfer"
    RETURN = "return"
    KNOCKED = "knocked"
    MERGE = "merge"
    SPLIT = "split"
    SAME = "same"
    ROUND = "round"
    LIST = "list"
    DELIVER = "deliver"
    NOT_BOUGHT = "not_bought"
    BILL = "bill"
    TRANSCRIBE = "transcribe"
    TELL = "tell"


@dataclass(frozen=True)
class Command:
    verb: Verb
    code: str = ""
    """The order meant, upper case; empty when none was named."""
    rest: str = ""
    """What else was said: a digit, a reason, a new time, a team."""


PATTERNS: tuple[tuple[Verb, re.Pattern[str]], ...] = tuple(
    (verb, regex(pattern.replace("CODE", CODE), re.IGNORECASE))
    for verb, pattern in (
        (Verb.DIGIT, r"(?P<rest>\d)"),
        (Verb.YES, r"确认|是的?|对的?|好[的嘞滴呢]?|可以|行|没错|ok|嗯+|要得|得行|没问题|同意"),
        (Verb.PROGRESS, r"(?:(?:我的)?(?:订单|单子)|(?:查|看)?进度|(?:我的单子?)?到哪(?:儿|里|一步)?了?|查单)? ?CODE?"),
        (Verb.CANCEL, r"(?:取消|撤单|撤销|不要了)(?:订单|单子)? ?(?:CODE|(?P<rest>全部|所有))?"),
        (Verb.CANCEL, r"(?P<rest>都|全部?|所有的?(?:订单|单子)?)都?(?:取消|撤掉?|不要)了?"),
        (Verb.NUDGE, r"(?:催单?|快点|催一催) ?CODE?"),
        (Verb.CHANGE, r"(?:改|修改|改时间) ?CODE ?(?P<rest>.{0,200})"),
        (Verb.ACCEPT, r"(?:我?接|接单|抢单|我来|我去) ?CODE?"),
        (Verb.DECLINE, r"(?:不接|不去|拒单|拒绝|没空) ?CODE?"),
        (
            Verb.RELEASE,
            (
                r"我?(?:今天|今晚|下午|上午|明天|临时|有事|可能|实在)*(?:[来去]不了|不能[来去])了? ?CODE?"
                r"(?:[ ,:]+(?P<rest>.{1,60}))?"
            ),
        ),
        (Verb.ARRIVE, r"(?:我?已?经?到了|到达|到场) ?CODE?"),
        (Verb.FINISH, r"(?:已?完成|办完|做完|搞定|办好)了?(?: ?CODE)?(?:[ ,:]+(?P<rest>.{1,200}))?"),
        (Verb.TASKS, r"我的任务|我?(?:今天|明天)?(?:还)?有(?:什么|哪些|几个)任务"),
        (
            Verb.HOURS,
            (
                r"我的(?:时长|积分|服务时间)|我?(?:一共|总共)?(?:做|干|帮|服务|攒)了?(?:多少|几)个?(?:小时|钟头|时长|积分|次)了?"
                r"|我?有?(?:多少|几)(?:个?小时|时长|积分|分)了?|(?:时长|积分)有?多少"
            ),
        ),
        (Verb.REST, r"(?:我要|我想|我先|先)?(?:休息|歇一?歇)(?:几天|一段时间|一阵)?|暂停接单|(?:先|暂时)?不接单了?"),
        (Verb.WORK, r"上班|恢复接单"),
        (Verb.JOIN, r"(?:我?[要想]?)(?:当|做|成为|加入|报名)(?:一名|个)?志愿者|志愿者报名"),
        (Verb.HELP, r"帮助|怎么用|菜单|使用说明|help"),
        (Verb.HUMAN, r"(?:转|找)?人工(?:服务)?(?:[ ,:]+(?P<rest>.{1,300}))?|找人|找真人"),
        (Verb.COMPLAIN, r"(?:我要)?投诉(?P<rest>.{0,500})"),
        (Verb.MY_DATA, r"我的(?:数据|信息|资料)"),
        (Verb.LEAVE, r"注销(?:账号|帐号)?"),
        (Verb.TODO, r"待办"),
        (
            Verb.UNCLOSED,
            (
                r"未销号|(?:还有|有)?(?:哪些|几个|多少|什么)(?:单子?|事情?)?还?(?:没有?|未)(?:办完|销号|办结)的?(?:单子?)?"
                r"|(?:没有?|未)(?:办完|办结|销号)的(?:单子?)?(?:有哪些|有几个)?"
            ),
        ),
        (Verb.CANNOT, r"办不了 ?CODE ?(?P<rest>.{0,200})"),
        (Verb.POSTPONE, r"(?:延期|明天再?办) ?CODE ?(?P<rest>.{0,200})"),
        (Verb.ASSIGN, r"派 ?CODE ?给?(?P<rest>.{1,60})"),
        (
            Verb.DUTY,
            r"(?:今天|今晚|现在|晚上)?值班(?:表|的?(?:人)?是?(?:谁|哪个))?|(?:今天|今晚|现在|晚上)?是?(?:谁|哪个)(?:在)?值班",
        ),
        (Verb.HAND_OVER, r"交班(?: ?给)?(?P<rest>.{0,40})"),
        (Verb.DEPUTY, r"副班(?: ?是)?(?P<rest>.{0,40})"),
        (Verb.ROSTER, r"排班(?P<rest>.{0,80})"),
        (Verb.TRANSFER, r"转(?:给|到|交)? ?CODE ?(?:给|到|去)?(?P<rest>.{0,160})"),
        (Verb.RETURN, r"退回 ?CODE ?(?P<rest>.{0,160})"),
        (Verb.KNOCK, r"敲门(?:名单)?"),
        (Verb.KNOCKED, r"敲到了? ?(?P<rest>\d{1,3})号?"),
        (Verb.PHONED, r"电话(?:确认|回访) ?CODE ?(?P<rest>.{0,200})"),
        (Verb.FIGURES, r"统计 ?(?P<rest>今天|今日|本周|这周|这个?星期|本月|这个?月)?"),
        (Verb.FIGURES, r"(?P<rest>今天|今日|本周|这周|这个?星期|本月|这个?月)(?:一共|总共)?(?:有了?)?(?:几|多少)个?单"),
        (Verb.MERGE, r"合并 ?CODE ?(?:和|到|进|与)? ?(?P<rest>[A-Za-z] ?[\dOo]{2,6})"),
        (Verb.SPLIT, r"(?:拆开|分开|不是同一件(?:事)?) ?CODE"),
        (Verb.SAME, r"(?:就?是)?同一件(?:事|的)?"),
        (Verb.ROUND, r"合单 ?(?P<rest>.{2,40})"),
        (Verb.LIST, r"(?:采购|送货)?清单 ?CODE?"),
        (Verb.DELIVER, r"(?:都?送到了?|送达) ?(?:CODE|(?P<rest>全部|都|所有))?"),
        (Verb.NOT_BOUGHT, r"(?:没买到|买不到|没买着) ?CODE ?(?P<rest>.{0,60})"),
        (Verb.BILL, r"(?:票据|小票|发票) ?CODE ?(?P<rest>.{0,20})"),
        (Verb.TRANSCRIBE, r"听写(?: ?(?P<code>V ?\d{1,12})(?P<rest>(?s:.{0,500})))?"),
        (Verb.TELL, r"(?:转告|带话|捎话) ?CODE?[ :,]*(?P<rest>.{0,300})"),
        (Verb.REVIEW, r"审核"),
        (Verb.LET_THROUGH, r"放行 ?(?P<rest>\d{1,9})"),
        (Verb.HOLD_BACK, r"不放行 ?(?P<rest>\d{1,9})"),
        (Verb.WHY, r"(?:为什么|为啥)(?:派|问)?(?:给)?(?:他们?|她们?|这些人)? ?CODE"),
    )
)


def parse(text: str) -> Command | None:
    """The command a normalised message is, or ``None``: then it is a need or an answer."""
    bare = _bare(text)
    for verb, pattern in PATTERNS:
        found = pattern.fullmatch(bare)
        if found:
            groups = found.groupdict()
            return Command(verb, _code(groups.get("code") or ""), (groups.get("rest") or "").strip(":, "))
    return None


def _code(said: str) -> str:
    code = said.replace(" ", "").upper()
    return code if "-" in code else code[:1] + code[1:].replace("O", "0")


def _bare(text: str) -> str:
    """Without politeness and end marks; a second pass takes 「谢谢。」 after 「一下」."""
    for _ in range(2):
        shorter = POLITE.sub("", text).strip()
        text = shorter or text
    return re.sub(r" {2,}", " ", text)

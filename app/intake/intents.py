"""What a message is for: a need, a greeting, a question about an order …"""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re
from dataclasses import dataclass
from enum import StrEnum

from app.intake.learned.model import Opinion
from app.intake.text.masks import hide
from app.intake.times.story import SLIP
from app.patterns import regex


class Intent(StrEnum):
    """What the writer wants of us."""

    REQUEST = "request"
    EMERGENCY = "emergency"
    INFO = "info"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    STATUS = "status"
    CONFIRM = "confirm"
    DENY = "deny"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    OFFER = "offer"
    CONSULT = "consult"
    HELP = "help"
    GREETING = "greeting"
    CHITCHAT = "chitchat"
    ABUSE = "abuse"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Facts:
    """What else was read: ``service`` an item is sure, ``answer`` a place, a time, a phone or a name stands there."""

    service: bool
    answer: bool
    time: bool


_CONFIRM = regex(
    r"(?:1|是|是的|是啊|是滴|对|对的|对头|对啊|对嘞|好|好的|好嘞|好啊|好滴|行|行的|行啊|可以|可以的|要得|得行|中|成|没错|没问题|确认|确定|嗯+|哦|ok|okay|妥|晓得了?|知道了|就这样|就这么办|就是这样|可得|好哩|同意|yes)(?:[吧啊呀哈了的呢哩]*)"
)
_DENY = regex(
    r"(?:0|不是|不对|错了|不要|不用|不用了|否|没有|不行|不可以|搞错了|弄错了|不对头|no|不中|不成|别|莫)(?:[吧啊呀哈了的呢]*)"
)
_DENY_LEAD = regex(r"^(?:不是不是|不是[,, ]|不对[,, ]|错了|搞错|弄错|写错|说错|不是的|不对不对)")
_CANCEL = regex(
    r"取消|撤单|撤了|撤销|退单|(?:不用|不要|别|莫|甭|不必|不消)(?:再)?(?:派|来|过来|上门|修|送|麻烦|接|弄|搞)(?:人)?(?:了|啦)|不需要了|不用了|不约了|不要了|(?:那|就|还是)?算了[吧,, 。]?|自己(?:修|弄|搞|搬|解决|通)(?:好|了|通)|"
    r"(?:人家|别人|儿子|邻居|亲戚|女婿)[^,。]{0,6}(?:修好|弄好|搞好|解决)了|不去了|不看了|不搬了|去不成了|用不着了?|已经好了|好了不用"
)
_RESCHEDULE = regex(
    r"改(?:到|成|在|为|个|一下|期|约|天|日|时间)|换到|换成(?=[^,。]{0,4}\ue003)|换个?(?:时间|日子|天)|推(?:迟|后|到)|延(?:期|后|到|迟)|挪(?:到|一下|个)|提前(?:到|一点|点|些)|往后(?:推|挪|拖)|晚(?:一)?(?:天|两天|点)来|早点来"
)
_STATUS = regex(
    r"到哪|到了没|来了没|来没来|派了没|派人了?没|有没有人接|有人接(?:了)?[没吗不单]|接单(?:了)?[没吗]|进度|单子|办得?(?:怎|咋)|啥进展|怎么还|咋还|咋个还|还没(?:来|到|见|动静|人)|还不来|还来不来|到底来不来|啥时候到|什么时候到|几时到|"
    r"等(?:了)?[^,。]{0,5}(?:天|小时|钟头|半天|好久|上午|下午|\ue003)了?|(?:没|不)见[^,。]{0,3}(?:人|影|着)|人影|催(?:一下|下|催)|人呢|师傅呢|走到哪|几点到|约的[^,。]{0,8}(?:来|呢)|来不来|我的订单|订单|报(?:的|上去的)(?:修|事)[^,。]{0,8}(?:没|怎|咋)|有没有(?:消息|下文|结果)|有(?:消息|结果|下文)(?:了)?[没吗]"
)
_WHEN_COMES = regex(r"(?:何时|几时|啥时候?|什么时候|多久|多会儿)(?:才|就)?(?:能|会)?(?:来|到|过来|上门)(?!账)")
_EARLIER = regex(
    r"(?:昨天|前天|今早|上午|早上|上次|上回|那天|之前|先前|\ue003+)?(?:报|约|下|点|说|登记|反映|喊)(?:上去)?(?:的|过的)(?:那个)?"
)
_COMPLAINT = regex(
    r"投诉|举报|态度(?:差|不好|恶劣|太|很)|差劲|太差|不满意|没人管|糊弄|敷衍|骗(?:人|我|钱)|乱收费|收(?:了)?(?:我)?[^,。]{0,4}(?:钱|块)(?:还|又|不)|气死|说话不算|不算数|不靠谱|什么服务|啥服务|白(?:等|跑)|爽约|放(?:我)?鸽子|"
    r"(?:没|又|还)(?:修好|搞好|弄好)|修(?:了|完)[^,。]{0,6}又(?:坏|漏|堵)|找(?:你们)?领导|要说法|不像话|推来推去|踢皮球|打(?:了)?[^,。]{0,6}(?:没人接|不接)|(?<![还么才都])没来(?!得|过)"
)
_THANKS = regex(
    r"谢谢|多谢|感谢|谢了|谢啦|辛苦(?:了|你)|道谢|锦旗|麻烦你们了|太好了|好人[呐啊]?|修得(?:真|很|蛮|好)|服务(?:真|很|蛮)?好|点赞|表扬|感激|费心"
)
_OFFER = regex(
    r"(?:我|俺|咱|我们|本人)(?:也)?(?:会|能|可以|想|愿意|来|要)(?:来)?[^,。 ]{0,10}(?:帮(?:大家|别人|人|忙|大伙|村里|老人|你们)|志愿|义务|出(?:一?份)?力|搭把手|服务大家|报名|做好事)|(?:当|做|加入|报名)(?:个)?(?:志愿者|义工|志愿队)|"
    r"(?:可以|能|愿意)(?:免费|义务)?(?:帮|给)(?:大家|别人|大伙|乡亲|邻居|村里|老人们|你们)|有(?:空|时间)[^,。]{0,8}(?:帮(?:大家|人|别人|忙|大伙))|我(?:是|会)[^,。]{0,8}(?:免费|义务)|免费(?:帮|给|教|为)|我(?:会|有|能)[^。;]{1,12}(?:可以|能)(?:来)?帮(?:忙|一把|把手|手)(?!我|吗|不|么|下)|可以(?:喊|叫|找|联系)我|(?:喊|叫|打)一声就(?:行|来|到|成)|我(?:家)?有[^。]{1,8}闲着|(?:不收钱|不要钱|分文不收|不收费)(?!吗|不|么)|谁(?:要|家|需要)[^,。]{0,10}(?:找我|叫我|喊我|联系我)|义务[^,。]{0,4}(?:帮|给|理发|修)"
)
_HELP = regex(
    r"^(?:帮助|help|菜单|功能|使用说明|说明|人工|人工服务|客服|怎么用|怎么下单|怎么点单|[??]+|找人工|转人工)[??吧啊呢]*$|(?:你|你们)(?:这)?(?:能|会|可以)?(?:做|干|帮)(?:些)?(?:什么|啥|么子|哪些)|有(?:哪些|什么|啥)服务|你是(?:谁|哪个|机器人|啥)|(?:干|做|搞)(?:啥|什么|么)子?的|帮(?:些|点)?(?:什么|啥子?|哪些)忙|怎么(?:用|下单|点单|约|操作|评价|评分|打分|撤单|取消)|咋(?:用|下单|约)|(?:这个)?(?:公众号|平台)(?:是)?(?:干|做)(?:什么|啥)|人工(?:客服|服务)?$"
)
_OUT = regex(
    r"借(?:我|点|给我)?[^,。]{0,6}(?:块|钱|万|元|千)|贷款|彩票|中奖|算命|看相|风水|股票|炒股|代孕|刷单|兼职刷|赌|六合彩|开发票|介绍(?:个)?(?:对象|媳妇|老婆)|相亲|征婚|卖房|买房|租房|招聘|找工作|天气(?:怎|咋|预报|如何)|(?:会|要)不?(?:会)?下雨[吗不]|写(?:个|首|篇)(?:诗|作文|代码)|讲(?:个)?笑话|几点(?:开门|下班|上班|关门)|(?:油|菜|猪肉|金)价|nba|世界杯|帮我投票|砍一刀|转发"
)
_ABUSE = regex(
    r"(?:他|你|妈)(?:妈|娘)(?:的|个)|傻[逼b比叉x]|操你|草泥|滚(?:蛋|开|远点|犊子)|王八蛋|混蛋|狗日|日你|去死|垃圾(?:平台|玩意|东西|服务|软件)|废物|畜生东西|神经病|脑残|sb\b|tmd|nmsl|贱人|婊|龟儿子|杂种|吃屎|吃干饭|妈卖批|哈麻批|瓜怂|狗屁"
)
_GREET = regex(
    r"(?:你好|您好|你们好|大家好|在吗|在不|在不在|有人吗|有人在吗|有人没|喂+|早上好|早|上午好|下午好|晚上好|晚安|hello|hi|哈喽|嗨|在没|在么|有人不|好啊|新年好|过年好|打扰了|请问一下|请问)"
)
_CONSULT = regex(
    r"怎么(?:办理|申请|弄|办|报|交|领|搞|样|收费|算)|如何|多少钱|啥价|收(?:不收)?费[吗不么]?|要(?:不要)?钱[吗不么]|(?:要|需要)(?:准备)?(?:什么|哪些|啥)(?:材料|手续|条件|证件)?|什么条件|啥条件|能不能(?:报销|领|办|申请)|有没有(?:培训|补贴|政策|优惠|班|这个)|符合(?:条件|不)|几岁|多大年纪|什么时候(?:发|到账|开始|交|报名)|在哪(?:里|儿|办|交)?|哪里(?:办|交|领|有)|找谁|咋(?:办理|申请|报|交|领)|请问|是不是要|是真的吗"
)
_WISH = regex(
    r"(?:来|派|请|找|要|喊|叫|需要|约)(?:个|一个|两个|人|师傅|车|几个|辆|位|台)|来(?:人|看|修|通|弄|搞|帮|装|换|接|拿|一下|下|趟)|帮(?:我|忙|下|个|着|助|一|帮|俺|咱|老|把|带|买|取|看|修|换|搬|填|办|问|写)|麻烦|能不能|能(?:来|帮|找|给)|可不可以|上门|想(?:请|找|要|约|让|叫|买|学|问|办|申请)|需要|求助|谁(?:能|来|会|可以|有空)|"
    r"有没有(?:人|师傅|哪个|谁|车)|求|看看|[捎带][个点袋瓶包两把]|能[补弄换做]|找[^,。]{1,8}(?:看|修|弄)|锯掉|想借|想补|想有人|有人(?:去|来)|想把|要借|想借|谁来|哪个来|急需|缺|修(?:一)?下|看(?:一)?下|送(?:一)?(?:下|到|来|顿)|给(?:我|修|送|换|看)|得(?:找|请)|借(?:用|个|一)|能修|代(?:办|买|取|领)|换(?:一)?个|装(?:一)?个|咋整|咋办|怎么办"
)
_ASK = regex(
    r"来(?:个|人|看|修|通|帮|一下|不|吗|接)|帮(?:我|忙)|麻烦(?!你们了|你了|各位)|能不能|能来|需要|要(?:个|人|修|车)|请(?:人|个|派|帮|来|你)|想(?:请|找|要)|坏了|堵了|找(?:个|人)|代(?:买|办|取)"
)
_TROUBLE = regex(
    r"坏|堵|漏|爆|断|停电|停水|没[水电网气饭]|不亮|不转|不响|不动|不行|不通|不着|裂|破|卡住|打不开|上不了|掉|塌|病|没人|着急|锈|松了|烂|歪|不会|忘了|丢了|淹|臭|脏|吵|走不动|看不[清见]|不吃|拉稀"
)


_IF_YOU_CANNOT = regex(r"(?:忙|没空|不得空|来不了|来不成|不方便)(?:的话)?就算了|\ue003就?算了|算了\ue003")
"""你们忙就算了,初八以后来修也行: nothing is cancelled."""
_SMALL_TALK = regex(
    r"哈哈|呵呵|嘻嘻|吃了[吗么没]|天气|真[好热冷]|笑死|喝醉|喝多|打牌|打麻将|红包|早安|晚安|过年好|恭喜|祝|拜年|节日|快乐|好久不见|赞|厉害|大家|群里|图片|表情|捂脸|抱拳|转发|链接|http|看到了|收到|试一?下|测试|名字|谁呀|是谁|想|有没有|能不能|吗|怎么|啥时候|要不|谢|要是|行不|怎样|好不好|多少"
)
_LONG_ENOUGH = 5

_SIGNS = {
    "cancel": _CANCEL, "change": _RESCHEDULE, "status": _STATUS, "when": _WHEN_COMES, "earlier": _EARLIER, "complain": _COMPLAINT,
    "thank": _THANKS, "offer": _OFFER, "help": _HELP, "outside": _OUT, "abuse": _ABUSE, "greet": _GREET, "consult": _CONSULT,
    "wish": _WISH, "ask": _ASK, "trouble": _TROUBLE, "deny": _DENY_LEAD, "talk": _SMALL_TALK,
}  # fmt: skip


def signs_of_intent(text: str) -> list[str]:
    """Which of the patterns of talk occur, as features (``r:``) for the classifier."""
    only = _only(text)
    signs = [f"r:{name}" for name, pattern in _SIGNS.items() if pattern.search(text)]
    return [*signs, f"r:only-{only.value}"] if only else signs


def small_talk(text: str) -> bool:
    """Words between people that ask for nothing, or too few to mean anything."""
    return len(_bare(text)) < _LONG_ENOUGH or bool(_SMALL_TALK.search(text))


def asks(text: str) -> bool:
    """Somebody is asked to come, help, bring or mend."""
    return bool(_WISH.search(text))


def _bare(text: str) -> str:
    return re.sub(r"[\s,,。.!!??~、;;:…]+", "", hide(text))


def _only(text: str) -> Intent | None:
    """The intent of a message that is nothing but one short word."""
    bare = _bare(text)
    if not bare:
        return Intent.CHITCHAT
    for intent, pattern in ((Intent.CONFIRM, _CONFIRM), (Intent.DENY, _DENY)):
        if len(bare) <= 10 and re.fullmatch(rf"(?:{pattern.pattern}){{1,3}}", bare):
            return intent
    if len(bare) <= 16 and re.fullmatch(rf"(?:{_GREET.pattern}[啊呀吗呢哈,]*){{1,4}}", bare):
        return Intent.GREETING
    return None


def _about_an_order(text: str, facts: Facts) -> Intent | None:
    """Cancel, another time, where is it: said of an order that exists."""
    corrects = facts.service and SLIP.search(text)  # 下午三点来, 不对, 改成上午: of one and the same wish
    if _RESCHEDULE.search(text) and not corrects and (facts.time or not (facts.service or facts.answer)):
        return Intent.RESCHEDULE
    wish = _WISH.search(text)
    idle = facts.service and facts.time and _IF_YOU_CANNOT.search(text)
    if _CANCEL.search(text) and not (facts.service and wish and facts.time) and not idle:
        return Intent.CANCEL
    if _COMPLAINT.search(text) and not (facts.service and facts.time):
        return Intent.COMPLAINT
    if _WHEN_COMES.search(text) and not facts.service and not facts.time:
        return Intent.STATUS
    if _STATUS.search(text) and not (facts.service and (facts.time or facts.answer) and not _EARLIER.search(text)):
        return Intent.STATUS
    return None


_TRUSTED = 0.5
"""A probability from which the classifier's intent counts; below it the rules decide."""
_OF_FEW_WORDS = frozenset({Intent.CHITCHAT, Intent.GREETING, Intent.CONFIRM})
"""What a message that speaks of a service, or is long, is not: 师傅你好,我屋里水龙头 … is no greeting."""
_FEW = 40
_SAID_BY_RULES = frozenset({Intent.EMERGENCY})


def decide(text: str, facts: Facts, opinion: Opinion) -> Intent:
    """Rules where a message is one short word or nothing but an answer, the classifier where it is sure, else the rules."""
    ruled = read_intent(text, facts)
    bare = _bare(text)
    if not opinion.shares or _only(text) is not None or (facts.answer and len(bare) <= 1):
        return ruled
    best = Intent(opinion.best)
    if opinion.of(best) < _TRUSTED or best in _SAID_BY_RULES or (best is Intent.INFO and not facts.answer):
        return ruled
    if facts.service and best is Intent.RESCHEDULE and not _RESCHEDULE.search(text):
        return ruled
    if facts.service and (best is Intent.INFO or (best is Intent.CANCEL and facts.time and _IF_YOU_CANNOT.search(text))):
        return ruled
    if best is Intent.OUT_OF_SCOPE and not _OUT.search(text) and (facts.service or asks(text)):
        return ruled
    if best in _OF_FEW_WORDS and (facts.service or len(bare) > _FEW):
        return ruled
    return best


def read_intent(text: str, facts: Facts) -> Intent:
    """The intent of ``text`` (phones, places, names and times covered) by rules; emergencies were judged before."""
    only = _only(text) if not facts.answer or len(_bare(text)) == 0 else None
    if only is not None and not (facts.answer and only is Intent.CHITCHAT):
        return only
    if _OFFER.search(text):
        return Intent.OFFER
    if _DENY_LEAD.search(text) and not facts.service:
        return Intent.DENY
    about = _about_an_order(text, facts)
    if about is not None:
        return about
    return _need(text, facts)


def _need(text: str, facts: Facts) -> Intent:
    wish = bool(_WISH.search(text))
    if _OUT.search(text) and not facts.service:
        return Intent.OUT_OF_SCOPE
    if _HELP.search(text.strip()) and not facts.service and not facts.answer:
        return Intent.HELP
    if _THANKS.search(text) and not (_ASK.search(text) and (facts.service or facts.time)):
        return Intent.THANKS
    if _CONSULT.search(text) and not (facts.time or (wish and facts.answer)):
        return Intent.CONSULT
    if facts.service or wish or (_TROUBLE.search(text) and len(_bare(text)) >= 3):
        return Intent.ABUSE if _ABUSE.search(text) and not facts.service else Intent.REQUEST
    if _ABUSE.search(text):
        return Intent.ABUSE
    if _HELP.search(text.strip()):
        return Intent.HELP
    if facts.answer:
        return Intent.INFO
    return Intent.GREETING if _GREET.match(text.strip()) else Intent.CHITCHAT

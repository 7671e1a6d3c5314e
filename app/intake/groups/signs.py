"""How people speak in a group: an offer, a matter that is settled, a notice, talk about what is long past."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from app.intake.who.contact import SURNAMES
from app.patterns import regex

_SETTLED = regex(
    r"(?:(?:修|弄|搞|整|通|换|装|办|接|送|拿|找|解决|处理|取|补|打|搬|剪|理|捞|救|买|约|请|借)(?:好|到|完|成|上来|回来|妥|定)(?:了|咧|啦|哒|爻)|(?:已经|都|搞|现在|刚才)?(?<![不没未才])(?:解决|处理完?|弄妥|妥当|搞定|通水|来电|来水|有电|有水|亮|不漏|不堵|接到|回家|送到|取回来?)(?:了|咧|啦)|"
    r"不用(?:来|派|找|麻烦|管|修|再)?.{0,6}(?:了|咧|啦)|不(?:需要|要|必|消).{0,4}(?:了|咧|啦)|没事(?:了|咧|啦)|虚惊一场|(?:自己|儿子|娃|老公|老伴|邻居|师傅|电工|有人).{0,8}(?:修|弄|搞|通|整|换|接|送)(?:好|走|了|通|上)|(?:已经|都)好(?:了|咧|啦)|取消(?:了|吧|掉)|^算[了咧啦](?!账|算)|作罢|不麻烦(?:了|你|大家)|有人(?:来|接|帮|去).{0,6}了|(?:已|已经)有人)"
)
_NOT_SETTLED = regex(
    r"(?:没有?|还没|未|不曾|才能|能不能|什么时候|啥时候|几时|怎么|要|等)[^,。\n]{0,4}(?:修|弄|搞|通|办|解决|处理|来电|来水)|[吗么没不嘛](?:呀|啊|哦)?[??]?$|[??]|又(?:坏|堵|漏|不|断|停)|还是(?:不|没|漏|堵)|不用(?:急|说|钱)|不要(?:急|紧|钱)|谁|哪[个位]|来(?:个|人)|求|麻烦(?!你|大家|各位)|\d{7}|打不|不(?:亮|转|响|动|热|通)了"
)
_WITHDRAWN = regex(
    r"不用(?:来|派|找|麻烦|管|修|再)?.{0,6}(?:了|咧|啦)|不(?:需要|要|必|消).{0,4}(?:了|咧|啦)|取消|^算[了咧啦](?!账|算)|作罢|不[犁修弄搞接搬请割摘洗]了?[了咧啦]|不麻烦(?:了|你|大家)"
)
_OFFER = regex(
    r"(?:我|俺|额|咱|我们|我家|本人)(?:也|就|家)?(?:老公|老婆|儿子|爸|妈|男人|屋里|那口子|娃|弟|哥|们?队)?(?:刚好|正好|下午|上午|明天|今天|晚上|现在|马上|这就|等会儿?|一会儿?|待会儿?|有空|可以|能|会|来|去|顺便|顺路|有车|有|明早|中午|周.|礼拜.|[\u4e00-\u9fff]{0,3}点)*"
    r"[^,。??\n]{0,6}(?:去(?:看|帮|接|修|送|弄|拿|你|您|他|她|给|吧|了|一趟|趟)|来(?:帮|修|弄|接|送|吧|看|给)|过去|过来(?:帮|看|修)|帮(?:你|您|他|她|忙|大家|着)|(?:顺路|顺便|可以|能)?(?:捎|载|带|接|送)(?:你|您|他|她|上|一程|过去|下去|来|给)|顺路|会(?:修|剃|弄|剪|理发|搞|做|开|看|教|装|接电)|可以(?:去|来|帮|送|借|捎|接|修|载)|借(?:你|您|给)|有空|马上到|出车)"
    r"|^(?:我|俺|额)们?(?:可以|能|现在|马上|这就|就|刚好|正好|下午|上午|明天|明早|明儿|晚上|[^,。 ]{1,2}点)*(?:去|来|走|带|送|行|会)(?=$|[,。!！， ])"
    r"|算我一个|交给我|包在我身上|(?:需要|要)(?:帮忙|带东西|捎东西|坐车|搭车|用车)的[^,。\n]{0,6}(?:说|喊|找|联系|私|打)|免费(?:帮|给|为|上门|理发|教)|有(?:需要|要)的(?:找|联系|喊|私|可以找)我|谁(?:要|需要)[^,。\n]{0,12}(?:找|联系|喊|私|跟)我|[^,。 ]{0,8}等[你您]|你[^,。 ]{0,8}(?:等我|上我的?车|坐我的?车)|我这?里?有多的|我家有[^,。\n]{0,8}(?:拿去|借|用)"
)
_NO_OFFER = regex(
    r"[吗么??]|有空的?话?[^,。 ]{0,3}(?:给我|帮(?![你您他她大着]))|坐满|满了|满咧|没位|谁|哪个|哪位|有没有|能不能|帮我|帮忙看|不去|去不了|去不成|没空|不会|不能|来不了|回不去|过不去|不敢|不得空|没时间|没得空|要是我|我想|我也想|我要|给我|求|麻烦(?:大家|哪位|各位)"
)
_NOTICE = regex(
    r"^(?:【?(?:通知|公告|提醒|温馨提示|紧急通知|重要通知|转发|通告)】?|@?所有人|各位(?:村民|乡亲|居民|邻居|家长|党员|住户|群众|父老)|请(?:大家|各位|各户|全体|广大)|大家(?:注意|请)|提醒大家)"
    r"|请(?:大家|各位|各户|相互转告|互相转告|做好|及时|按时|务必|广大)|通知(?:一下|大家|各|:)|停[电水气][^,。 ]{0,4}检修|检修[^,。 ]{0,6}停[电水气]|特此通知|望周知|互相转告"
)
_OWN = regex(
    r"(?:我|俺|额|咱)(?:们)?(?:[家屋妈爸婆爷奶娃爹娘公叔伯舅姨嬷]|[阿老外岳][爸妈爹娘公婆嬷爷]|儿子|女儿|孙)|谁(?:能|来|会|有空|可以|帮|家)|哪[个位](?:能|来|会|有空|可以|帮|家)|有没有(?:人|师傅|哪)|求助|急求|帮(?:忙|我)"
)
_LONG_AGO = regex(
    r"(?:去年|前年|上个?(?:月|周|星期|礼拜)|那年|小时候|以前|从前|往年|上回|上次|前几年|早几年|前阵子?|后来)[^?？]{0,40}$|也[^,。， ]{1,6}过(?![来去年节])"
)
_ASKS_NOW = regex(r"谁|哪[个位]|来(?:个)?人|帮(?:我|忙)|麻烦|求|能不能|想(?:请|找|要)")
_WAS_DONE = regex(
    r"(?:请|找|喊|叫|雇)的|花了|(?:还是|都?是)[^,。， ]{1,8}(?:给|帮)?[^,。， ]{0,4}(?:[修补弄接装换搞通做找](?:好)?)的"
)
_STILL_NOW = regex(r"(?<!到)现在|今天|又|还是|这次|这回|这会|目前|明天|后天|谁|哪[个位]|来人|来个|帮|麻烦|求|能不能|想|要")
_ASKS_THEM = regex(r"^(?:@\S{1,20} ?)?(?:你|您|你们)(?:家|屋|屋里|那|那里|妈|爸|婆)?[^,。]{0,30}[吗没么不呢??]+$")
_TELLS_TO_CALL = regex(
    r"^[^,。\n]{0,8}(?:赶紧|赶快|快点?|先|马上|都|要|还是|已经|早就|我|你|你们|有人|他们|刚|叫)*(?:打|拨|报|喊|叫)(?:了|过)?[^,。\n]{0,3}(?:119|120|110|12345|急救|火警|报警|警察|救护车|消防)[^,。\n]{0,10}(?:[, 。]?(?:打|拨|叫)?(?:119|120|110|啊|呀|吧|了|没|吗)){0,4}[啊呀吧了没吗呢!！。?？ ]*$"
)
_LAUGHS = regex(
    r"哈哈|嘿嘿|嘻嘻|笑死|开玩笑|逗你|hhh|呵呵|三缺一|斗地主|打麻将|梦[见到]|做梦|烧高香|(?:人家|别人|别个)[^,。]{1,20}(?:啥时候?|什么时候|几时|哪天)[^,。]{0,6}也|想得美"
)
_ASKS_WHERE = regex(
    r"(?:哪(?:家|个组|一?组|里|儿|个村|户|块)|几组|什么地方|啥地方|在哪|电话|号码|怎么联系|联系方式|什么时候|啥时候|几点|哪天|叫什么|名字|谁家|位置|地址)"
)


_HOUSEHOLDER = regex(
    rf"(?:组|村|社区|[问找是叫])(?:的)?(?P<name>(?![我你他她它人大老小谁哪有没不])[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?<![组村社]))(?:屋里|家里?|家的)?(?=$|[\s,，。;；]*(?:电话|手机|1\d{{10}}|$))"
)


_SPEAKS_FOR = regex(r"(?:我|俺|额)?(?:替|帮|代)[他她伊](?:说|讲|报|答|回|发)(?:一下|下)?")
_THEIR_NUMBER = regex(r"(?:[他她伊]的?|[\u4e00-\u9fff]{1,3}(?:叔|婶|伯|爷|奶|婆|哥|姐|嫂|姨)的?)(?:电话|手机|号码)")


def speaks_for(text: str) -> bool:
    """我替他说, 她电话是…: an answer for somebody who asked before."""
    return bool(_SPEAKS_FOR.search(text) or _THEIR_NUMBER.search(text))


_ELDER = regex(
    rf"(?<![叫请找喊问跟])[\d一二三四五六七八九十]+组的?(?:五保户|低保户|孤寡老人|独居老人|老党员|老人)?[{SURNAMES}][\u4e00-\u9fff]?(?:爹爹|婆婆|老汉|老太太?|大爷|大娘|大妈|奶奶|爷爷|阿公|阿婆|伯伯?|婶)"
)


def names_an_elder(text: str) -> bool:
    """六组贾老汉, 三组五保户覃爹爹: somebody speaks for an old neighbour."""
    return bool(_ELDER.search(text))


def householder(text: str) -> str | None:
    """三组张德明屋里 电话…, 问汪桂兰 138…: whose house it is, told in an answer."""
    found = _HOUSEHOLDER.search(text) if any(char.isdigit() for char in text) else None
    return found.group("name") if found else None


_NOTHING = regex(
    r"(?:收到|好的?|好滴|好嘞|行|可以|嗯+|哦+|噢+|早|早上好|早安|晚安|晚上好|中午好|下午好|大家好|你好|哈+|呵+|嘿+|谢谢(?:大家|你们?|您)?|多谢|辛苦(?:了|大家|您了?)|对|是的?|没错|赞|厉害|恭喜(?:恭喜)?|欢迎(?:欢迎|新人)?|节日快乐|生日快乐|新年好|不客气|知道了|晓得了?|了解|明白)[啊呀哈啦了的呢吧哦!！。.~，,\s]*"
)


def says_nothing(text: str) -> bool:
    """收到, 早上好, 哈哈: whole messages that need no reading."""
    return len(text) <= 12 and bool(_NOTHING.fullmatch(text))


def settles(text: str) -> bool:
    """修好了, 不用了, 儿子弄好了 – and no question, and not 还没修好."""
    return len(text) <= 60 and bool(_SETTLED.search(text)) and not _NOT_SETTLED.search(_WITHDRAWN.sub("", text))


def withdraws(text: str) -> bool:
    """不用了: only whoever asked can say so."""
    return bool(_WITHDRAWN.search(text))


def offers(text: str) -> bool:
    """我会剃, 我顺路接, 算我一个."""
    return len(text) <= 120 and bool(_OFFER.search(text)) and not _NO_OFFER.search(text)


def notifies(text: str) -> bool:
    """A notice to everybody, unless somebody's own need is in it."""
    return bool(_NOTICE.search(text)) and not _OWN.search(text)


def tells_what_was(text: str) -> bool:
    """去年也冻裂过: a story, no need."""
    if not _LONG_AGO.search(text):
        return False
    return not _STILL_NOW.search(text) or bool(_WAS_DONE.search(text) and not _ASKS_NOW.search(text))


_HEARSAY = regex(r"^\s*(?:听说|听讲|听人说|据说).*(?:[?？吗没]|真的假的|是不是真的)\s*$")


def hearsay(text: str) -> bool:
    """听说王家坝那边昨夜起火了？ is asked about, and nobody cries; 听说我妈摔了 is one's own matter."""
    return bool(_HEARSAY.search(text)) and not _OWN.search(text)


def asks_them(text: str) -> bool:
    """你家水管修好没: about somebody else's matter."""
    return bool(_ASKS_THEM.search(text))


def tells_to_call(text: str) -> bool:
    """打119啊: advice beside an emergency, not one more."""
    return len(text) <= 40 and bool(_TELLS_TO_CALL.search(text))


def laughs(text: str) -> bool:
    return bool(_LAUGHS.search(text))


def feasts(text: str) -> bool:
    """喝多了 is no illness in a group's small talk."""
    return "喝" in text and ("酒" in text or "多" in text)


def asks_back(text: str) -> bool:
    """你是哪家的, 电话多少: the next words of whoever was asked are the answer."""
    return len(text) <= 40 and bool(_ASKS_WHERE.search(text))


_ASKS = regex(
    r"谁|哪[个位]|(?<!看)有没有|有人(?:能|会|来|帮|可以|吗|没|不|在)|来(?:个|人|帮|看|修|一|两|几|辆)|去(?:个|人|两个|几个)|报个|安排(?:个|人)|帮|(?<![嫌怕太])麻烦(?!死)|求|想(?:请|找|要|让|叫|把|借|约|喊|问)|需要|能不能|能来(?![电水网气])|可不可以|请(?!不?[下到了]?假|好了)|要(?:个|人|找|请|修|换|两|几|一|\d{1,2} ?[个人名]|[三四五六七八九十]{1,2}[个人名])|找(?:个|人|师傅)|急|喊|派|叫(?:个|人)|缺|差(?:个|人)|雇|代(?:买|办|取|领)|怎么办|咋办|咋整|上门|(?:来|到|上)我们?(?:屋|家|这)|寻|借|几个人|搭把手|不知道(?:找|怎么|咋)"
)
_TROUBLE = regex(
    r"坏|堵|漏|爆|断|停[电水]|不(?:亮|转|响|动|热|通|着|制冷|出水|进水|来水|冲|走|灵|行|会|上)|打不开|开不了|没(?:电|水|网|气|信号|人|得人|法)|跳闸|裂|破|塌|掉了|倒了|病|锈|冻|弄不|搞不|做不|上不了|连不上|动不了|走不|背不动|搬不|扛不|忘了|丢了|找不到|一个人|没饭|渗|冒|卡住|死机|花屏|黑屏|雪花|满出|溢|歪|要倒|快倒|怕(?:压|倒|塌|掉|砸)|漫出|瞎了|灭了|黑灯|没(?:搞|弄|办|交|修|打|连|登)[^,。 ]{0,2}(?:成|好|通|上|懂|对)"
)
_UNHURT = regex(
    r"(?:从来|再也?|一直|就)?(?:没有?|未|不)(?:再)?(?:坏|堵|漏|爆|断电?|停[电水]|跳闸|裂|渗|卡住|死机)(?!断)(?:过|了|咧|啦)?"
)
_ASKS_SOMEBODY = regex(r"(?:谁|哪[个位]|有没有人|有人)[^,。 ]{0,4}(?:会|懂|晓得|知道|能|教)")
_TOLD = regex(r"\d|[组村社]")
_SUBSTANCE = regex(r"谢谢你?|多谢了?|感谢|太好了|辛苦了?|麻烦了|好的?[,， ]|那就?|嗯+")


def asks_for_help(text: str) -> bool:
    """Somebody is asked to come or do something."""
    return bool(_ASKS.search(text))


def in_need(text: str) -> bool:
    """A wish or a trouble, not just a word that occurs in the catalogue."""
    return asks_for_help(text) or in_trouble(text)


def in_trouble(text: str) -> bool:
    """Something is broken or cannot be done; 没堵过 and 不漏了 is none."""
    return bool(_TROUBLE.search(_UNHURT.sub("", text)))


def asks_who_can(text: str) -> bool:
    """哪个晓得医保怎么交，我搞半天没搞成: knowledge is asked for by somebody who could not do it."""
    return bool(_ASKS_SOMEBODY.search(text)) and in_trouble(text)


def told_in(text: str) -> str:
    """What is told beside thanks, and beside an answer to somebody else's question: 三千二 牛角山村三组 何宽 151…."""
    parts = _SUBSTANCE.sub(" ", text).split()
    first = next((at for at, part in enumerate(parts) if _TOLD.search(part)), 0)
    return " ".join(parts[first:])

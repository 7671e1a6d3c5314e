"""What is said in a group beside needs: questions about somebody's need, praise, advertising, invitations, 「好了,能上了」."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

import re

from app.intake.groups import signs
from app.patterns import regex

LONGEST_ASIDE = 24
"""Up to so many characters a question is about what was said before, and no story of one's own."""
PHONE_LIKE = 7
"""So many digits are a number to call."""
SHORTEST_RIGHT = 2
ADVERTISING = 2
"""So many words of commerce make an advertisement."""

_QUESTION = regex(
    r"[?？]|(?:吗|么|呢|没|没有|没得|不|冇|伐|否|吧)[呀啊哦]?$|是不是|是[^,。，]{1,8}还是|(?:什么|么子|啥子?|几[点组号楼]|多少|多久|哪里|在哪)[^,。， ]{0,4}$"
)
_MINE = regex(r"我|俺|额|咱|屋里|家里(?!人)")
_HAS_IT = regex(r"有没[有得](?!人|哪|谁|会|懂|能|师傅|.{1,6}的)")
_YOU = regex(r"^(?:你|您)[^,。，]{1,24}(?:吗|没|没有|么|不|呢|还是.{1,6}|几.{1,4}|哪.{1,4}|多少|什么.{0,4})[呀啊哦]?[?？]?$")
_PRAISE = regex(
    r"(?:手艺|技术|态度|服务|师傅|师父|医生|志愿者|小伙子?|人|修得|弄得|做得|剪得|搞得|看得)[^,。，]{0,6}(?:好(?!了|咧|啦)|不错|得行|要得|巴适|厉害|过硬|麻利|细心|细致|到位|可以(?!来|去|帮))"
)
_NEVER_SINCE = regex(r"(?:到现在|至今|到今天|一直|再|后来|以后)[^,。，]{0,4}没(?:有)?(?:再)?[^,。，]{1,3}过")
_COMMERCE = regex(
    r"专业|团队|优惠|特价|特惠|大促|促销|打折|24小时|二十四小时|全天候|承接|诚信|致电|欢迎|厂家|批发|零售|高价|下单|先到先得|到货|新到|私聊|扫码|微信|主营|经营|包邮|包送|保质保量|质量保证|实惠|公道|本店|小店|开业|品质|正宗|有意者|详询|咨询|一斤|元|块钱|[一二两三四五六七八九十\d]块(?:[一二两三四五六七八九])?一[斤袋个盆]|送到门口|要的打|要的私|上门|回收|收购|快捷|价格|好商量|长期|现金|领红包|居民搬家|拆装|放款|借贷|征信|额度|当天到账|利息|急用钱|五折|全场"
)
_ADVICE = regex(
    r"[了坏冻堵]的[^,。， ]{0,4}?(?:用|要|去|可以|先|记得|赶紧|别|就|拿)|^(?:大家|你们?)?[^,。， ]{0,6}(?:记得|注意|别忘|小心|千万|莫忘)"
)
_NUMBER_OF = regex(r"(?:谁|哪[个位])(?:有|知道|晓得)[^,。， ]{0,10}(?:电话|号码|微信|联系方式)")
_KNOWS = regex(
    r"(?:谁|哪[个位]|有没有人|有人|问一?下|请问)[^,。， ]{0,4}(?:知道|晓得|清楚|记得)?[^,。，]{0,16}(?:几点|几号|多少钱|好多钱|什么价|啥价|什么时候|啥时候|几时|哪天|几块|怎么走|开门|上班|关门|营业|放假|逢[场集]|涨价)[^,。， ]{0,4}$"
)
_HAVE_YOU = regex(r"有没[有得](?![^,。，]*[会能修懂去帮来要])[^,。，]{1,6}的?[?？]?")
"""有没有看牙齿的, asked back of a notice."""
_SPREADING = regex(r"转(?:发)?(?:一下|一转|下|给大家|到|起)|点个?赞|投(?:个|一)?票|砍(?:一刀|价)|助力|扩散|集赞|拼一?单|加个群")
_WHO_MAY = r"(?:谁|哪[个位家户]|大家|你们|老人家?|乡亲们?|邻居们?|家里|屋里|屋头)"
_WANTS_IT = r"(?:要(?!个|人|两|请|找|叫|[一二三四五六七八九十\d]{1,3}个)|想|需要|用得[着上]|缺|不会|不懂|(?:还)?没[交办领弄打报登][^,。， ]{0,3}的|有毛病|有困难|有事|坏了|有东西|有需求)"
_TELL = r"(?:找|寻|喊|叫|联系|私聊?|打|跟|和|问|发|告诉|招呼|加)(?:我|他|她|俺|额|咱|一声|电话|1\d{10})"
_INVITES = regex(
    rf"(?:谁|哪[个位家户])家?(?:还)?(?:要|想|需要)(?![去到上走回来是])[^,。，;!?？]{{1,12}}|{_WHO_MAY}?[^,。，;!]{{0,10}}?{_WANTS_IT}[^,。，;!]{{0,12}}?{_TELL}|{_WHO_MAY}[^,。，;!]{{0,8}}{_WANTS_IT}[^,。，;!]{{0,10}}(?:来拿|来借|拿去|我(?:可以|能|来|去|帮|给)|说一?声|吱一?声)|"
    r"(?:要|想|需要|用得[着上])(?!一声)[^,。，;!]{0,6}的[^,。， ]{0,2}(?:讲|说|言[传喘]|吱|招呼|喊|叫|打|留|报)(?:一?声|个(?:名|信|话)|句话)|"
    r"(?:喊|说|讲|言[传喘]|吱|招呼|打|叫)一?声(?:就行|就好|就来|就成|即可|就可以|就到)|免费|不要钱|不收钱|不收费|不用给钱|分文不取|义务|空车|优先|"
    r"有(?:问题|毛病|需要|困难|坏)的[^,。，]{0,6}(?:说|讲|喊|找|叫|联系)|(?:要|想|需要)[^,。，]{1,10}的?[^,。，]{0,2}(?:提前|尽管|只管|直接|跟我|先)(?:说|讲|告诉)|"
    r"有(?:人)?(?:要|想)[^,。， ]{1,10}(?:的)?(?:没得|没有|没|吗|不|么)[?？]?$|(?:要|想|需要)[^,。，]{1,10}的[^,。，]{0,4}(?:我(?:可以|能|来|去|帮|给)|报名|上车|留言|扣1)"
)
_CALL_ME = r"(?:找|寻|喊|叫|联系|打)(?:我|1\d{10})"
_CALLS_THEM = regex(
    rf"(?:谁|哪[个位家户])[^,。，;! ]{{1,10}}的[^,。，;! ]{{0,3}}{_CALL_ME}|(?:谁|哪[个位家户])[^,。，;!]{{0,8}}?{_WANTS_IT}[^,。，;!]{{0,8}}?{_CALL_ME}|{_WANTS_IT}(?:[^,。，;!]{{0,8}}的|(?<=的))[^,。，;!]{{0,3}}{_CALL_ME}"
)
_HIRES = regex(
    r"招(?:人|工|聘)|雇|工钱|工资|管饭|包吃|一天[一二两三\d百]{2,4}|[要缺差找请](?:\d{1,2}|[一二两三四五六七八九十]{1,2})个"
)
_MEANS = regex(
    r"(?:我|俺|额|咱|本人|家里|家中|屋里|店里)[^,。，?？]{0,14}(?:有|会|能|可以|去|在|开车|空车|闲|学过|懂|是.{1,6}的|放假|回来|跑)|空车|闲着"
)
_FOR_ME = regex(
    r"帮我|给我(?!打)|替我|[捎带搭载接]上?我|求|麻烦|急用|我(?:家|屋|妈|爸)?[^,。， ]{0,8}(?:坏|堵|漏|不亮|不转|不会|弄不|没电|没水|没网|走不)|谁(?:会|能|有|懂|家有)|哪[个位](?:会|能|有|懂)"
)
_RESULT = regex(
    r"(?:能|可以|又)(?:上|用|看|开|打|亮|转|走|动|听|收|通|出|充|连|进|刷|冲|烧|加热|制冷)[^,。， ]{0,4}(?:了|咧|啦|哒)|(?![约说讲谈商变只刚正最不没太那也挺真多很还要是才更就都想])[\u4e00-\u9fff]好(?:了|咧|啦|哒)(?!好)|"
    r"(?:正常|恢复|好使|有(?!事|人|问题|毛病|病|点|些)[\u4e00-\u9fff]{1,3}|出水|(?:亮堂?|响|转|通|热|动)(?:起来)?)(?:了|咧|啦|哒)|(?<![没不])(?:拿到|到手)|(?:^|[,。， ])[取拿接修弄搬装换借]了[,。， ].{0,4}(?:谢|辛苦)|收到货|(?:拿|取|接|送|拉|搬|运)(?:走|到|回来|过来)(?:了|咧|啦)|接回来|送回来|"
    r"[到上](?:家|屋|医院|卫生院|学校|车站|县[里城]|镇上|车)(?:了|咧|啦|哒)"
)
_FETCHED = regex(
    r"(?:接|送|拿|取|领|带|捎)(?:回来|过来|到|走)|收到货|[到上](?:家|屋|医院|卫生院|学校|车站|县[里城]|镇上|车)(?:了|咧|啦|哒)"
)
_TO_FETCH = regex(r"接|送|拿|取|带|捎|陪|领|买|车|快递|药|件|搭|拉|运|借|交|递|走不|有多的")
_CURED = regex(
    r"(?:^|[,。， ])(?:现在|这下|已经|真的|果然|哎|诶|一弄|重启|插上)?(?:就)?(?:好了|好啦|好哒|行了|可以了|成了)(?:[!！。~, ]|好|谢|多谢|感谢|$)"
)
_CAUSE = regex(r"(?:就是|原来是?|果然|还真是|真是)[^,。，]{1,14}(?:[,。， ]|$).*好(?:了|咧|啦|嘞)")
_BETTER = regex(r"好(?:多|些|点|转)(?:了|咧|啦)|退烧了|不[疼痛晕烧]了")
_THANKED = regex(r"[\u4e00-\u9fff](?<![太真那就最可]好)(?:了|咧|啦|哒)[^\u4e00-\u9fff]{0,3}(?:多谢|谢谢|感谢|谢了|辛苦)")
"""开了 多谢谭叔, 我妈吃上了 谢谢."""
_NOT_YET = regex(
    r"等|再说|麻烦|到时|明天|后天|下午|几时|什么时候|还(?:没|是|不)|又(?:坏|不|堵|漏|断)|要是|如果|来就|能[^,。，]{0,8}就好|[没吗不][?？]?$|怎么|才能|\d{7}"
)
_WHEN = regex(r"几[号点]|哪[天日]|什么时候|啥时候?|么时候|几时|多久|什么时间|啥时间|时间(?:呢|是|定)")
_AT_HOME = regex(r"在家|在屋|都在|有空|方便|可以|都行|就行|就好|最好|之前|以前|[点天午号晚早]来|再来|来都|随时")
_CORRECTED = regex(
    r"不是[^,。， ]{1,10}[,。， ]*(?:而|应该)?是(?P<right>.{1,60})|(?:写|打|说|发|输)错了?[,。， ]*(?:应该)?是(?P<mended>.{1,60})"
)
_GIVES = regex(
    r"(?:谁|哪[个位]|有没有人|有人)[^,。， ]{0,3}(?:见|看到|看见|碰到)|捡到|拾到|谁(?:掉|丢|落)(?:了|的)|谁的[^,。， ]{0,6}(?:来|领|拿)|谁(?:家)?(?:把|将)[^,。， ]{0,6}[车货柴土]|谁家?的[^?？]{1,20}(?:赶|牵|领|管|拿|挪|开走)|白送|送人|谁要[^,。]{0,6}(?:拿去|来拿|来拉|来取)"
)
_THINK = regex(r"错|不是|改|应该|更正|搬|说的是")


def aside(text: str) -> bool:
    """取件码有没有, 是不是线路坏了, 你是几组的: a question about somebody else's matter, and nobody is asked to come."""
    if len(text) > LONGEST_ASIDE or sum(map(str.isdigit, text)) >= PHONE_LIKE:
        return False
    if _HAVE_YOU.fullmatch(text) or _YOU.search(text) or (_KNOWS.search(text) and not signs.in_trouble(text)):
        return True
    bare = _HAS_IT.sub("", text)
    return bool(_QUESTION.search(text)) and not _MINE.search(text) and not signs.asks_for_help(bare)


def praises(text: str) -> bool:
    """师傅手艺好, 到现在没堵过: about help that was, unless somebody is asked to come again."""
    if signs.asks_for_help(text):
        return False
    return bool(_NEVER_SINCE.search(text) or _PRAISE.search(text)) and not signs.in_trouble(text)


def advertises(text: str) -> bool:
    """Commerce and not a neighbour: two words of it at least and no word of one's own."""
    words = {found.group() for found in _COMMERCE.finditer(text)}
    return len(words) >= ADVERTISING and not re.search(r"(?<!加)(?<!联系)(?<!找)我(?!们)|谁|哪[个位]", text)


def advises(text: str) -> bool:
    """冻了的用温水浇, 记得关水: told to others, and nothing of one's own."""
    return bool(_ADVICE.search(text)) and not _MINE.search(text) and not signs.asks_for_help(text)


def asks_a_number(text: str) -> bool:
    """谁有桂兰家电话: only a number is wanted."""
    return bool(_NUMBER_OF.search(text))


def spreads(text: str) -> bool:
    """帮我转一下, 投个票: asked of the others' telephones, not of their hands."""
    return len(text) <= 40 and bool(_SPREADING.search(text)) and not signs.in_trouble(text)


def invites(text: str) -> bool:
    """哪家要犁地可以喊我, 老人家剪头发不要钱: whoever wants it may come."""
    return bool(_INVITES.search(text) or _CALLS_THEM.search(text)) and not _HIRES.search(text)


def has_means(text: str) -> bool:
    """我有旋耕机, 明天我去县里, 哪个车坏了喊我: what an offer stands on, and nothing is wanted for oneself."""
    return bool(_MEANS.search(text) or _CALLS_THEM.search(text)) and not _FOR_ME.search(text)


def works_again(text: str) -> bool:
    """能上了, 交好了, 好了好了谢谢: said by whoever had the need."""
    if len(text) > 40 or _NOT_YET.search(text):
        return False
    done = _RESULT.search(text) or _CURED.search(text) or _CAUSE.search(text) or _BETTER.search(text)
    return bool(done or _THANKED.search(text))


def fits(text: str, need: str) -> bool:
    """接回来了 ends what is to be fetched or brought, and no other need."""
    return not _FETCHED.search(text) or bool(_TO_FETCH.search(need))


def speaks_to(text: str, name: str) -> bool:
    """老向书记，我屋里… or 老石你那…: whoever is spoken to, where neither a place nor a phone of theirs follows."""
    spoken = text.lstrip(" @,，。")
    if not name or re.search(rf"{re.escape(name)}[\s,，]?[你您]", text):
        return bool(name)
    rest = spoken[len(name) :]
    if not spoken.startswith(name) or not re.match(r"[\s,，!！:：、]|能|在", rest):
        return False
    return not re.match(r"[\s,，!！:：、]*(?:电话|手机|\d|[\u4e00-\u9fff]{0,6}[村组社])", rest)


def tells_when(text: str, words: str) -> bool:
    """明天下午都在家, 后天上午: a time that answers, and not one that merely occurs."""
    return bool(_AT_HOME.search(text)) or len(text) - len(words) <= 4


def asks_when(text: str) -> bool:
    """几号到几号, 什么时候方便: the next time that is told is the answer."""
    return len(text) <= LONGEST_ASIDE and bool(_WHEN.search(text))


def corrects(text: str) -> bool:
    """不是三组，是五组."""
    return bool(_THINK.search(text))


def of_ones_own(text: str) -> bool:
    """我这边, 我家, 屋里: the matter is the speaker's."""
    return bool(_MINE.search(text))


def corrected(text: str) -> str:
    """What is right in 不是五组，是四组; why it was wrong, behind it, is no part of it."""
    found = _CORRECTED.search(text)
    right = (found.group("right") or found.group("mended")) if found else ""
    first, _, rest = right.replace("，", " ").partition(" ")
    return right if len(first) < SHORTEST_RIGHT or sum(map(str.isdigit, rest)) >= PHONE_LIKE else first


def gives(text: str) -> bool:
    """捡到一串钥匙, 柜子谁要白送, 谁家的羊赶紧牵走: something is to be fetched by others."""
    return bool(_GIVES.search(text)) and not re.search(r"帮我|给我(?!打)|求", text)

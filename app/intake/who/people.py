"""For whom it is, how many people are wanted, what they should bring, how pressing it is, and near what it is."""

from app.intake.text.numerals import NUMBER, number
from app.patterns import regex

_WITH = r"(?<![跟和同与])"
_RELATIONS = (
    (
        "neighbour",
        regex(
            r"隔壁|(?<!哪个)(?<!哪位)(?<!有没有)邻居|邻舍|对门|楼[上下](?:的?(?:邻居|那家|人家|老|阿姨|大爷|大妈|婆婆))|(?:替|帮)(?:别人|人家|他家|她家)(?:说|问|叫|报)|[给帮替][他她](?:报|安排|申请|约)"
        ),
    ),
    (
        "parent",
        regex(
            rf"{_WITH}(?:我|俺|咱|家里?)?(?:老爸|老妈|老爹|老娘|(?<!他)爸爸?|(?<!他)妈妈?|爹|娘亲|俺娘|我娘|父亲|母亲|岳父|岳母|丈母娘|老丈人|公公|阿爸|阿妈|双亲|爸妈|爹妈|父母)(?!说|讲|他们说)|[我俺额][爸妈](?:说|讲)[屋家][里头]|[我俺额](?:婆婆|大(?![家概门院队爷伯哥姐嫂舅姑姨妈娘娃女儿字学约声小体致]))"
        ),
    ),
    ("grandparent", regex(rf"{_WITH}(?:爷爷|奶奶|外公|外婆|阿公|阿婆|姥姥|姥爷|嘎嘎|家家|太婆|太爷)(?!说|讲)")),
    (
        "child",
        regex(
            rf"{_WITH}(?:儿子|女儿|闺女|娃|伢|孩子|小孩|孙子|孙女|外孙|(?<![猪羊狗牛鸡])崽|囡|细佬|幺儿|宝宝|嫁女|接亲|小子)(?!说|讲|都?在外|不在|给(?:我|额|俺)(?:们)?(?:寄|买|网购|发|带)|寄|网购)"
        ),
    ),
    (
        "spouse",
        regex(
            rf"{_WITH}(?:老伴(?!不在|过世|走了)|老公|老婆|堂客|我媳妇|媳妇儿|我家老汉|屋里人|爱人|婆姨|我男人|当家的|老头子|掌柜的)(?!吵|说|讲)"
        ),
    ),
    (
        "group",
        regex(r"村里(?:要|搞|的|人|有)|全村|我们村|大家的?路|路灯|我们组|咱村|咱们村|全组|村民们|大伙|几家人|整栋|整条"),
    ),
)
_ASK = r"(?:要|找|请|需要|需|来|喊|派|差|缺|叫|雇|寻|招|再找|想请|想找)"
_HELPER = (
    r"(?:个|名|位)?(?:壮|年轻)?(?:人(?!家)|师傅|师父|帮手|志愿者|小工|劳力|工人|帮工|帮厨|男劳力|男的|女的|妇女|后生|小伙子?|大师傅|厨师|电工|水工|水电工|木匠|瓦匠|泥瓦匠|"
    r"护工|保姆|兽医|医生|技术员|老师|律师|司机|理发师|端盘子?|洗碗|打杂|采茶工|厨子|木工|[\u4e00-\u9fff]{1,4}的(?<!大的)(?<!点的)(?<!车的))"
)
_COUNTED = regex(rf"{_ASK}(?:上|到|得|了|一共)?(?P<n>{NUMBER})(?:个|名|位|、|来个|多个)?(?:[\u4e00-\u9fff]{{0,3}}?){_HELPER}")
_ALONE = regex(rf"{_ASK}(?P<n>{NUMBER})[个名位](?=$|[\s,。;])")
_ONE = regex(rf"{_ASK}个(?:[\u4e00-\u9fff]{{0,3}}?)(?:{_HELPER})")
_AND = regex(rf"(?P<n>{NUMBER})个[\u4e00-\u9fff]{{1,4}}的(?=$|[\s,。;]|[一二两三四五六七八九十]个)")
_BARE = regex(rf"(?:^|(?<=[\s,。;]))(?P<n>{NUMBER})个(?:人|壮?劳力|后生|小工|师傅)(?!住|在家|吃|过|都|走)")
_RIDE = regex(r"车|坐|搭")
_MOST = 500

_NEEDS = (
    ("wheelchair", regex(r"轮椅")),
    ("stretcher", regex(r"担架|抬下(?:楼|来)")),
    ("ladder", regex(r"带[^,。 ]{0,4}梯|梯子|高梯")),
    ("female", regex(r"女(?:的|同志|师傅|志愿者|护工)(?:来|最好|更|方便|优先)?")),
    ("tools", regex(r"带[^,。 ]{0,4}(?:工具|家伙|扳手|电钻)")),
    ("truck", regex(r"(?:要|来|派|找|需要|带)[^,。 ]{0,4}(?:货车|卡车|三轮|大车|皮卡)|搬[^,。]{0,6}(?:辆|台)车")),
)
_URGENT = regex(
    r"(?<![不莫别甭])(?<!不着)(?<!不要)(?<!不用)急(?!救|诊|性)|赶紧|马上|尽快|尽早|快点|快些|加急|立刻|立马|等不得|等不了|火速|越快越好|爆了|爆管|到处是水|必须|今天就要|速来|催|要紧"
)
_LEISURE = regex(r"不[着]?急|莫急|不忙|慢慢来|不赶|随时|随便哪天|啥时候?(?:来)?都|什么时候(?:来)?都|时间你们定|有空再|得空再")
_LED_BY = regex(r"^(?:我|家)?(?:就|都)?(?:住|位)?[在于]")
_LANDMARK = regex(
    r"((?:[\u4e00-\u9fff]{0,4}?)(?:小学|中学|学校|卫生室|祠堂|庙|教堂|桥头|村口|超市|小卖部|商店|水井|樟树|槐树|柏树|礼堂|村委会|加油站|水库|晒场|戏台|牌坊|养老院|变压器|公交站|卫生院))"
    r"(旁边|对面|后头|后面|前面|前头|边上|隔壁|附近|斜对面|背后|跟前|往里|底下|那里|那儿)"
)


def _count(words: str) -> int:
    """三四个 are up to four."""
    value = number(words) or 0
    spoken = len(words) == 2 and not words.isdecimal() and "十" not in words
    return value % 10 if spoken and value % 10 == value // 10 + 1 else value


def for_whom(text: str) -> str:
    """self, parent, grandparent, child, spouse, neighbour or group; the first relation that the text helps."""
    return next((name for name, pattern in _RELATIONS if pattern.search(text)), "self")


def people(text: str) -> int | None:
    """How many helpers are wanted; passengers of a car are none."""
    counts = [_count(match.group("n")) for match in _COUNTED.finditer(text)]
    taken = [match.span() for match in _COUNTED.finditer(text)]
    ones = [match for match in _ONE.finditer(text) if not any(a < match.end() and match.start() < b for a, b in taken)]
    more = [
        match for match in _AND.finditer(text) if counts and not any(a < match.end() and match.start() < b for a, b in taken)
    ]
    total = sum(counts) + len(ones) + sum(number(match.group("n")) or 0 for match in more)
    if not total and (alone := _ALONE.search(text)) is not None:
        total = _count(alone.group("n"))
    if not total and not _RIDE.search(text):
        bare = _BARE.search(text)
        total = _count(bare.group("n")) if bare else 0
    return total if 0 < total <= _MOST else None


def needs(text: str) -> tuple[str, ...]:
    """What helpers must bring or be: wheelchair, stretcher, ladder, female, tools, truck."""
    return tuple(name for name, pattern in _NEEDS if pattern.search(text))


def urgency(text: str) -> str:
    """normal, urgent or flexible as the words say; emergencies are judged elsewhere."""
    if _LEISURE.search(text):
        return "flexible"
    return "urgent" if _URGENT.search(text) else "normal"


def landmark(text: str) -> str | None:
    """A school, temple or shop that the place lies by, with the word for how."""
    match = _LANDMARK.search(text)
    return _LED_BY.sub("", match.group()) if match else None

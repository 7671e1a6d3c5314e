"""The name to ask for: 刘德福, 老张, 赵老师, 姓周."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from app.intake.text.masks import GROUP, PHONE, PLACE, TIME
from app.patterns import regex

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安"
    "常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊"
    "胡凌霍虞万支柯管卢莫房丁邓郁单洪包诸左石崔吉龚程邢裴陆荣翁荀甄封储靳段焦巴牧车侯全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司黎薄印白蒲邰从鄂索赖卓屠池乔"
    "覃向冉谭游辜肖付邝阳尚闫涂易牟伍海敖丰全麦关麻晏瞿容喻粟简文欧阎代艾聂佘党晁冷辛阚饶曾沙鞠巢关查荆竺权盖仝苟缑郗寇苑岳佟帅隆蔺缪雒弥"
)
_S = f"[{SURNAMES}]"
_TITLE = (
    r"(?:老师|师傅|师父|阿公|阿婆|婆婆|爷爷|奶奶|大爷|大妈|大娘|大叔|大婶|大姐|大哥|大嫂|叔叔|阿姨|嫂子|叔|婶|嫂|姐|哥|伯伯|伯|姨|爹爹|爹|妈|老太太|老太|老汉|婆|爷|"
    r"老大|老二|老三|老四|老五|老六|老幺|主任|医生|书记|支书|队长|组长|会计|女士|先生|同志|老板|娃子)"
)
_NOT_AFTER_OLD = (
    "屋房院宅窑人家娘爹妈爸倌公婆伴汉年师鼠是化旧毛了头乡板百早大二三四五六表远爷奶弱少的都不两磨井桥祠街槐樟树供粮堤庙"
)
_NOT_AFTER_SMALL = "孩时心学卖组区娃伢车屋路工儿姐妹伙子朋气猪鸡麦事了雨年便河沟溪伙米菜花狗朋的手毛店桥卖问声吃"
_NICK = rf"(?:老(?![{_NOT_AFTER_OLD}])[\u4e00-\u9fff]|小(?![{_NOT_AFTER_SMALL}])[\u4e00-\u9fff]|阿(?![嬷嬢弟妹哥姐姨婆公爸妈爷奶叔伯])[\u4e00-\u9fff])"
_GIVEN = r"[\u4e00-\u9fff]{1,2}"
_EDGE = rf"(?:^|(?<=[\s,,。;;::!?()、{PHONE}{PLACE}{GROUP}{TIME}]))"
_STOP = rf"(?=$|[\s,,。;;::!?()、{PHONE}{TIME}]|家|屋里|的|电话|手机|收)"
_NO_NAMES = (
    "时间 方便 马上 高兴 明天 成不 和我 平时 安排 安装 全家 全村 强烈 何时 何况 常年 单子 单位 路灯 路上 车子 白天 黄昏 管道 水管 万一 温度 金额 石头 房子 房顶 文化 易坏 林场 田里 江边 花钱 米面 米油 毛病 "
    "包裹 包车 印证 章子 云南 从来 向上 项目 计划 计算 危险 简单 于是 任何 任务 许多 成年 宁可 时候 平安 尚未 管他 付钱 白事 席面 钟头 都行 左右 代办 代买 代取 黄叶 毛巾 武装 祝福 祝好 郎中 "
    "康复 全部 全是 强盗 方向 乐意 司机 支书 高桥 高处 高低 池塘 车站 皮肤 明早 明晚 明日 方案 常来 牧羊 麻烦 谢谢 谢了 平坝 金桔 古树 应该 连着 章程 路口 纪念 田地 费用 熊猫 花生 米酒 白菜 葛根 梅子 茅房 "
    "温水 童车 计生 单独 全身 汤锅 石磨 房门 蓝牙 和尚 文件 文书 程序 从前 卫生 卫生所 卫生间 莫来 莫急 甘蔗 龙头 喻 段时间 方法 高血 白内 金银 何时 常年 全都 马路 温馨 明白 安静 乐呵 成功 管饭 管吃 管住 管酒 管烟 管接 包吃 包住 包饭 包接 包送 包工 关门 关灯 关店"
)
_NO_NAME = frozenset(_NO_NAMES.split())
_NOT_GIVEN = frozenset("两餐块斤顿家的了要有在是来去请帮我你他她吗呢不就和们")

_TOLD = regex(
    rf"(?:我是[她他娃伢孩]{{1,2}}[爷爹妈爸奶婆公叔伯姨舅姑哥姐]{{1,2}}|我叫|名叫|名字叫|名字是|名字|叫做|联系人|姓名|我是|我爸叫|我妈叫|他叫|她叫|叫)\s?[::]?\s?({_S}{_GIVEN}|{_S}{_TITLE}|{_NICK}){_STOP}"
)
_SURNAMED = regex(rf"(?:我|免贵|本人)?姓({_S})")
_TITLED = regex(rf"(?<![\u4e00-\u9fff])(?:我是|我系|找|联系)?({_S}[\u4e00-\u9fff]?{_TITLE}|{_NICK}{_TITLE}?)")
_BEHIND = regex(
    rf"[{PLACE}{GROUP}{PHONE}]\s?(?:的|村民|邻居|隔壁|住户|五保户|低保户|贫困户|孤寡老人|独居老人|空巢老人|老人|老党员|村里|我是)?({_S}[\u4e00-\u9fff]?{_TITLE}|{_NICK}(?:{_TITLE})?)"
)
_RELATED = regex(rf"(?:邻居|隔壁|对门|楼上|楼下|邻舍)(?:的)?({_S}{_TITLE}|{_S}?{_NICK}|{_NICK})")
_FULL = regex(rf"{_EDGE}(?:我是|我叫|联系人|找)?({_S}{_GIVEN}){_STOP}")
_LONE = regex(rf"{PHONE}\s*({_S})\s*$|(?:^|\s)({_S})\s*{PHONE}")
_ALONE = regex(rf"[\s,。]*({_S}[\u4e00-\u9fff]{{2}})[\s,。]*")
_OF_A_PLACE = regex(rf"我是(?:[{PLACE}{GROUP}]+)(?:村|这边|那边)?的?({_S}{_GIVEN}|{_S}{_TITLE}|{_NICK})(?=[\s,。]|$)")
_WAYS = (_TOLD, _OF_A_PLACE, _BEHIND, _RELATED, _TITLED)


def find_contact(text: str) -> tuple[str, tuple[int, int]] | None:
    """The contact's name and where it stands; ``text`` has phones, places, groups and times covered."""
    for pattern in _WAYS:
        for match in pattern.finditer(text):
            name = match.group(1)
            verbal = pattern is _TOLD and not _NOT_GIVEN.isdisjoint(name[1:])  # 叫车来抽
            if name not in _NO_NAME and name[:2] not in _NO_NAME and not verbal:
                return name, match.span(1)
    surname = _SURNAMED.search(text)
    if surname:
        return f"姓{surname.group(1)}", surname.span()
    return _bare(text)


def _bare(text: str) -> tuple[str, tuple[int, int]] | None:
    """A full name that stands alone next to a group, a place or a phone; a lone surname next to the phone."""
    for match in _FULL.finditer(text):
        name = match.group(1)
        beside = text[max(0, match.start(1) - 2) : match.start(1)] + text[match.end(1) : match.end(1) + 2]
        known = any(mark in beside for mark in (PHONE, PLACE, GROUP)) and name not in _NO_NAME and name[:2] not in _NO_NAME
        known = known and _NOT_GIVEN.isdisjoint(name[1:])
        if known:
            return name, match.span(1)
    alone = _ALONE.fullmatch(text)
    if alone and alone.group(1)[:2] not in _NO_NAME and _NOT_GIVEN.isdisjoint(alone.group(1)[1:]):
        return alone.group(1), alone.span(1)  # the answer to 「怎么称呼」
    lone = _LONE.search(text)
    if lone:
        name = lone.group(1) or lone.group(2)
        return name, lone.span(1 if lone.group(1) else 2)
    return None

"""What each clause of a message does: names a service, says when or where, or only tells what happened."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.intake.clauses import JOINING, Clause, stretches_of
from app.intake.items.index import ItemIndex
from app.intake.items.match import NOTHING, Match, Spoken, match, phrase_scores
from app.intake.text.masks import MARKS, TIME, hide
from app.intake.times.find import Wish
from app.intake.times.weighing import foreign, weight
from app.patterns import regex

_CALL_ME = regex(r"[她他伊渠]?(?:没得?|没有|不会用?|不会打)(?:手机|电话)(?:(?=[^,。]{0,2}(?:打|找|联系|呼)我)|$)")
"""伊没手机,打我: no word about telephones as such."""
_DONE = regex(
    r"(?:[修弄搞接补装通办换做煮摆洗扫买拿取领送治]|打扫|收拾|安排|解决)(?:[好完成]|回来|掉)(?:了|过|的)|(?:已经|早就|都|也)[^,。没不要该想得]{0,6}[修弄搞接补装通办换做煮摆洗扫买拿取送请交缴][^,。]{0,2}了|"
    r"(?:替|帮|给)我[^,。要]{0,4}?[修弄搞接补装通办换做煮摆洗扫买拿取送交缴寄捎带][好完]?了(?!吧|嘛)|(?:自己|我)[^,。要想]{0,4}[修弄搞喂打做煮接送拿][好完过]?了"
)
_NEEDLESS = regex(
    r"(?:不用|不要|不必|用不着|不需要|甭|莫要|不劳|不麻烦)(?:再|你们?|人|麻烦)*(?:修|来|弄|管|帮|换|送|接|搞|买|做|装|扫|操心)|(?:都|倒|还|也)?(?:是好的|好的$|没有?(?:坏|漏|断|堵|破|倒|出事)|没事|没问题|不碍事|不要紧)|自己(?:会|能|来|可以)[做弄修搞煮办去]|(?<!人)[管包][吃饭中一两三]|有车接"
)
_HELPED = regex(r"^[ ,。]?[^,。]{0,4}?(?:昨|前[天晚几些夜日]|上[回次]|那[天回次])[^,。]{0,6}(?:帮|给|替)")
_AS_WELL = regex(r"^[ ,。]?(?:又|还|也)")
"""前几天帮我妈取药, 又帮修水龙头: help that was given."""
_AGENT = regex(r"(?:[被叫让给遭]|着)(?P<who>[^,。 ]{1,4}?)(?=(?:咬|冲|刮|吹|砸|压|撞|打)[^,。 ]{0,1}[断坏破烂裂倒垮歪])")
"""电线叫老鼠咬断了: who did it is not what is wanted."""
_ANNOUNCED = regex(r"[讲说有][^,。]{0,3}[两二三四2-4][件个样](?:事|活)")
_STILL = regex(r"再(?![说讲看])|以后|之后|还[要得想差没]|只[剩差]|就[剩差]|(?<![不莫])要人|还是[不没]|想|可是|但")
_SPOILT = regex(
    r"把[^,。]{1,6}?[都也]?(?:泡|淹|冲|崴|摔|砸|压|扯|吓|滑|糟蹋)|害得|弄得|搞得|吓得|漫[到得]|连[^,。]{1,6}[都也]|[^,。]{1,5}都(?:湿|泡|烂|臭|黑|没法|不敢|睡不|钻|爬|淹)|也?(?:没|不)敢|差点(?!忘)|到处|也?湿了"
)
"""What the trouble did: 把地板泡了, 害得 …"""
_PAST = regex(r"^[ ,。]?[^,。]{0,4}?(?:昨|前[天晚几些夜日]|上[回次]|去年|那[天回次]|刚才|以前|原来|上个?[月周礼])")
_FORBIDDEN = regex(r"改[到成在]|不是|或者|要不|也[行可成]|算了")
_ASKS = regex(
    r"帮|给(?:我|他|她|伊|爷|妈|爸|爹|婆|老)|请(?!客)|找|喊|派|麻烦(?!你们?了|了|你们?$)|寻|劳|叫(?!我|了)|(?<![回起出下过上])来(?![了过的])|要(?!去|走|到|是|紧|命|钱|报|过|吃|喝|出|回|上[街班课学工])|想(?!起|着)|(?:送|接|修|换|装|剃|剪|量|教|看看|搬|拉|取|拿|买|捎|带(?!个?[话路信])|扫|打扫|补|挖|抬|卖|代|陪|照[看应顾]|守|调解|评理|说和|寄|通[下一]|捉|捅|砌|割|摘|旋|犁|填|缴)(?![了过到在的坏]|[好完]了)"
)
_MY_PLAN = regex(r"[ ,。]?我们? *(?:自己)?(?:还)?(?:[要得想]|准备)? *(?:去|回|上)(?![^,。]{0,9}(?:车|人|帮|[接送][我他她]))")
_LACKS = regex(
    r"坏|漏|堵|滴|断(?!言)|不[亮通转冷热动灵走上出来吃收]|打不|[上下开关冲合进]不[了上下开来去住]|没(?:[电水网影声信图气油米药])|(?<![天月晌])没得?人(?!收$)|没得(?!空|关系)|破了|裂|脱落|松了|歪|塌|垮|陷|烂|不会|用不|长得|长了|完了$|(?<![就要才会])[到放搁存][了着][^,。]{0,3}[天个件]?|闹|有[个条窝一]?[^,。]{0,3}(?:蛇|蜂|鼠|蚁)|病|发烧|拉稀|没了|空了|满了|满出|跳闸|停[水电]|丢|熄|不得|晃|响|灌风|不清|不成|光有|欠|占|倒了|[卖吃睡]不[掉出动得着]|不拢|[锈卡]死"
)
_TROUBLE = regex(r"[坏漏滴断堵破裂跳闪卡死塌垮瘸蔫]")
"""The same in the phrases of an item: 电…跳."""
_OWN_MANNER = regex(
    r"不[着]?急|不忙|慢慢来|哪[天日][^,。]{0,3}[都]|随[时便]|马上|赶紧|赶快|尽快|越快|立刻|这会儿|现在就|有空|得空|时间随|等[^,。]{0,3}(?:晴|空)|每天|天天|每[周月个]"
)
_KIN = regex(
    r"(?:我|俺|他|她|伊)?(?:屋|家)?(?:里)?(爷|婆婆?|妈|爸|爹|娘|老伴|老头|老汉|老妈|孙[子女]?|娃|伢|囡|儿子|女儿|细妹|阿[公婆爷爸妈嬷姑姐])|(隔壁|邻居|对门|邻舍|自己|老表)"
)
_TIME_ONLY = regex(
    rf"[ ,。]*(?:也|都|就|那|是|要|定|在|放|还是|去|的|吧|来|最好|希望|弄|就是|先)*{TIME}[{TIME} 那天来去吧就行好的也可以弄要到前后内之]*[ ,。]*"
)
_EMPTY = regex(rf"[ ,。;!?{MARKS}]*")
_LEAST_WORDS = 2
_TELLING = 5
"""Characters from which a clause that asks (来修一下 does with fewer) may speak of another service."""
_LIKELY = 0.55
"""A chance of an item from which a clause names it, if it asks for something."""
_TOLD = -0.9
"""A time that weighs no more is only told."""


class Role(StrEnum):
    """What a clause is for."""

    NAMES = "names"
    WHEN = "when"
    WHERE = "where"
    BACKGROUND = "background"
    PLAIN = "plain"


@dataclass(frozen=True)
class Said:
    """A clause with its role, the service it speaks of, and what it says about a wish."""

    clause: Clause
    role: Role
    words: str
    match: Match = NOTHING
    asks: bool = False
    lacks: bool = False
    spoilt: bool = False
    manner: bool = False
    kin: str = ""
    wishes: tuple[Wish, ...] = ()

    @property
    def timed(self) -> bool:
        return bool(self.wishes) or self.manner

    @property
    def bare(self) -> bool:
        """Nothing but stops and joining words."""
        return not JOINING.sub("", self.words).strip(" ,。;!?啊哦嗯")


def words_of(text: str) -> str:
    """What a stretch of the covered text says, covers shown as blanks."""
    return hide(_AGENT.sub(lambda found: " " * len(found.group()), _CALL_ME.sub(" ", text)))


def roles_of(text: str, plain: str, wishes: Sequence[Wish], index: ItemIndex) -> tuple[Said, ...]:
    """The clauses of a covered text (``text``: times too; ``plain``: without) with their roles."""
    reader = _Reader(text, plain, wishes, index)
    stretches = list(stretches_of(text))
    if not reader.several(stretches):
        return (Said(Clause(0, len(text)), Role.PLAIN, words_of(text)),)
    said: list[Said] = []
    for stretch in stretches:
        carried = bool(said) and said[-1].bare and said[-1].clause.joined
        said += reader.stretch([replace(stretch[0], joined=stretch[0].joined or carried), *stretch[1:]], said)
    return _announced(said, plain)


@dataclass(frozen=True)
class _Reader:
    """Finds the role of each clause of one text; ``spoken`` keeps which phrases of items it has heard in which words."""

    text: str
    plain: str
    wishes: Sequence[Wish]
    index: ItemIndex
    spoken: dict[str, Spoken] = field(default_factory=dict)

    def several(self, stretches: Sequence[Sequence[Clause]]) -> bool:
        """Whether two clauses may name something, or one may be mere background: else nothing need be weighed."""
        if is_over(self.plain) or len(self.wishes) > 1:
            return True
        naming = 0
        for clause in (one for stretch in stretches for one in stretch):
            words = words_of(clause.of(self.text))
            long = len(words.replace(" ", "")) >= _TELLING
            naming += (
                clause.joined or bool(self.heard(words)[1]) or (long and bool(_ASKS.search(words) or _LACKS.search(words)))
            )
            if naming > 1:
                return True
        return False

    def heard(self, words: str) -> Spoken:
        if words not in self.spoken:
            self.spoken[words] = phrase_scores(words, self.index)
        return self.spoken[words]

    def item(self, words: str, *, telling: bool) -> Match:
        """The item of a clause; the classifier is asked where a phrase is heard or something is wished at all."""
        if len(words.replace(" ", "")) < _LEAST_WORDS:
            return NOTHING
        heard = self.heard(words)
        return match(words, self.index, heard) if heard[1] or telling else NOTHING

    def stretch(self, clauses: Sequence[Clause], before: Sequence[Said]) -> list[Said]:
        """The clauses between two stops: one after all (我要两个人后天挖红苕) where only all of it names something."""
        said: list[Said] = []
        for clause in clauses:
            said.append(self.clause(clause, [*before, *said]))
        if len(said) > 1 and all(one.role is Role.PLAIN for one in said):
            whole = self.clause(Clause(clauses[0].start, clauses[-1].end, clauses[0].joined), before)
            return [whole] if whole.role is Role.NAMES else said
        return said

    def clause(self, clause: Clause, before: Sequence[Said]) -> Said:
        shown, told = clause.of(self.text), clause.of(self.plain)
        words, own = words_of(shown), self._own(clause)
        if TIME not in shown and _EMPTY.fullmatch(shown):
            return Said(clause, Role.WHERE, words)
        if TIME in shown and _TIME_ONLY.fullmatch(shown):
            return Said(clause, Role.WHEN, words, asks="来" in words or "要" in words, wishes=own)
        asks = bool(_ASKS.search(words)) and not _MY_PLAN.match(words)
        lacks, kin = bool(_LACKS.search(words)), _KIN.search(words)
        matched = self.item(words, telling=asks or lacks or clause.joined)
        said = Said(
            clause,
            Role.PLAIN,
            words,
            matched,
            asks=asks,
            lacks=lacks or any(_TROUBLE.search(hit) for hit in matched.hits),
            spoilt=bool(_SPOILT.search(words)) or bool(_PAST.match(told) and not own),
            manner=bool(_OWN_MANNER.search(words)),
            kin=next((one for one in kin.groups() if one), "") if kin else "",
            wishes=own,
        )
        return replace(said, role=_role_of(said, told, before))

    def _own(self, clause: Clause) -> tuple[Wish, ...]:
        """The times in a clause that may be asked for."""
        inside = (wish for wish in self.wishes if clause.start <= wish.start < clause.end)
        return tuple(one for one in inside if not foreign(self.text, one) and weight(self.text, one) > _TOLD)


def _role_of(said: Said, told: str, before: Sequence[Said]) -> Role:
    helped = _HELPED.match(told) or (before and before[-1].role is Role.BACKGROUND and _AS_WELL.match(told))
    if is_background(told) or (helped and not said.wishes and not said.lacks):
        return Role.BACKGROUND
    found = said.match
    asked = said.asks and said.wishes
    likely = found.code is not None and (found.score >= _LIKELY or bool(asked and found.hits))
    likely = likely and bool(asked or (found.hits and (said.asks or said.lacks)))
    return Role.NAMES if found.sure or likely or (said.clause.joined and found.code) else Role.PLAIN


def _announced(said: Sequence[Said], plain: str) -> tuple[Said, ...]:
    """我跟你讲三件事: what was told before it is none of them."""
    at = next((at for at, one in enumerate(said) if not one.clause.joined and _ANNOUNCED.search(one.clause.of(plain))), 0)
    told = (replace(one, role=Role.BACKGROUND) if one.role is Role.NAMES else one for one in said[:at])
    return (*told, *said[at:])


def is_over(told: str) -> bool:
    """Words of what is done already or need not be done."""
    return bool(_DONE.search(told) or _NEEDLESS.search(told) or _ANNOUNCED.search(told) or _HELPED.search(told))


def is_background(told: str) -> bool:
    """What is done already or need not be done, and nothing that is still wished."""
    if not (_DONE.search(told) or _NEEDLESS.search(told)):
        return False
    return not (_STILL.search(told) or _FORBIDDEN.search(told))

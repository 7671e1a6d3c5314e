"""What puts a draft right: how many come, for whom it is, who holds the phone now, 「不对，是理发」."""

# ruff: noqa: E501  (patterns are data: breaking them helps nobody)

from dataclasses import replace
from datetime import timedelta

from app.chat.draft import Draft
from app.chat.turn import Stage, Turn
from app.intake.reading import read
from app.intake.text.numerals import NUMBER, number
from app.intake.who.people import for_whom
from app.patterns import regex

_KIN = (
    r"老伴|老公|老婆|爱人|媳妇|儿媳妇?|女婿|儿子|女儿|闺女|外孙女?|孙子|孙女|妈妈?|爸爸?|爷爷|奶奶|外公|外婆|弟弟|妹妹|哥哥|姐姐|侄子|侄女|"
    r"邻居|护工|保姆|亲戚"
)
_HANDED_ON = regex(rf"(?:换|让|叫|请)(?:我|俺|他|她)?(?P<who>{_KIN})(?:来|跟你|和你们?)*(?:说|讲|聊)(?:几句|两句|一下|吧)?")
_INTRODUCED = regex(
    rf"我(?:是|系)(?:他|她|机主|号主|[\u4e00-\u9fff]{{1,3}}(?:奶奶|爷爷|大爷|大妈|婶))(?:家)?的?(?P<who>{_KIN})"
)
_OWN_MATTER = regex(r"我(?:自己|本人)(?:的事|家里?的事|要|用|想|$)|是我(?:自己|本人)|给我(?:自己|本人)|不是(?:他|她)的事")
_NOT_MINE = regex(r"不是(?:给|替|帮)?我(?:自己|本人|家)?(?:的事?|要|用)?")
_MEANT = regex(
    r"(?:不对|错了)?[,, ]*(?:应该|改成|改为)?(?:是|给|替|帮)(?:给|替|帮)?(?:我|俺|咱)(?:家)?[\u4e00-\u9fff]{1,4}(?:的事?|要|用)?"
)
_COUNT = regex(
    rf"(?:不对|错了|改成|应该|还是)?[,, ]*(?:是|要|来|派|叫)?(?P<n>{NUMBER})(?:个|位|名)(?:人|师傅|志愿者|帮手)"
    r"(?:来|就行|就够了?|够了?|就好|吧|都?可以|帮忙|了)*"
)
_RATHER = regex(r"^(?:不是|不对|错了|搞错了|弄错了|说错了|不是的)[,,。 ]+|我要的是|(?:改成|换成|应该是)")
"""Before the right thing, when something wrong was understood."""
_INSTEAD = regex(r"^(?:是|要)[\u4e00-\u9fff]{1,8}[,,。 ]*不是|^不是[\u4e00-\u9fff]{1,8}[,,。 ]*是")
"""「是理发，不是修水管」."""
_DENIED = regex(r"不是[\u4e00-\u9fff]{1,8}")
_EXPLAINS = regex(r"^(?:就是|也就是|我是说|我说的是|我的意思|就那个|那个就是)(?!了|的$)")
_GOES_ON = regex(r"^(?:对了|还有(?:个|一个|一件|件)?事?|另外|再(?:有)?一个?(?:事|件事)|还要(?!等|多久)|顺便)")
_QUESTION = regex(r"什么|啥|谁|哪[个里位]|[吗么嘛]$|多少|几[个点时]|怎么|[?？]|[男女]的")
_UNKNOWING = regex(r"不(?:知道|晓得|清楚|认得|记得)|说不(?:清|好|准)|记不[得到清]|忘(?:了|记)")
HANDED_FOR = timedelta(hours=1)
"""So long the next need is that of whoever the phone was handed to."""


def explains(text: str) -> bool:
    """「就是烧饭的那个」: more about what was said, and no other matter."""
    return _EXPLAINS.match(text) is not None


def goes_on(text: str) -> bool:
    """「还有个事，…」: another matter, whatever it is."""
    return _GOES_ON.match(text) is not None


def is_question(text: str) -> bool:
    """What asks something answers nothing, however often it was asked; 「不晓得哪个村」 asks nothing."""
    return _QUESTION.search(text) is not None and not _UNKNOWING.search(text)


def speaker(text: str) -> str | None:
    """Who holds somebody else's phone, when this says so: 孙子, 老伴 …"""
    found = _HANDED_ON.search(text) or _INTRODUCED.search(text)
    return found.group("who") if found else None


def handed_on(turn: Turn) -> str | None:
    """「换我老伴说」 and nothing else: the answer, and the next need is that person's; ``None`` for everything else."""
    said = turn.text.strip(" ,。.!")
    if turn.stage is not Stage.IDLE or not (_HANDED_ON.fullmatch(said) or _only_introduced(said)):
        return None
    who = speaker(said) or ""
    turn.remember(Stage.IDLE, by=who)
    return f"好的，{who}请说：要办什么事、什么时候、在哪里。"


def _only_introduced(said: str) -> bool:
    return bool(_INTRODUCED.search(said)) and nothing_else(said)


def nothing_else(text: str) -> bool:
    """Whether a message speaks of nothing but people: how many, for whom, who holds the phone."""
    for pattern in (_INTRODUCED, _HANDED_ON, _COUNT, _NOT_MINE, _MEANT, _OWN_MATTER):
        text = pattern.sub("", text)
    return not text.strip(" ,。.!这次回是的事我")


def who_speaks(turn: Turn) -> str | None:
    """Whose need the next one is, when the phone was handed on in this message or a moment ago."""
    kept = turn.talk.memory.get("by") if turn.stage is Stage.IDLE else None
    fresh = kept and turn.now - turn.talk.updated_at < HANDED_FOR
    return speaker(turn.text) or (str(kept) if fresh else None)


def spoken_by(draft: Draft, who: str | None, text: str) -> Draft:
    """The draft of somebody who is not the owner of the phone: nothing of it is learned of the owner."""
    if who is None:
        return draft
    own = bool(_OWN_MATTER.search(text) or _HANDED_ON.search(text))
    aside = _INTRODUCED.sub("", _HANDED_ON.sub("", text))
    return replace(draft, by=who, for_whom="self" if own else for_whom(aside))


def corrected(draft: Draft, text: str) -> Draft:
    """The draft with what ``text`` says of people; the very same when it says nothing of them."""
    said = text.strip(" ,。.!")
    who = speaker(said)
    if who:
        own = bool(_OWN_MATTER.search(said) or _HANDED_ON.search(said))
        return replace(draft, by=who, for_whom="self" if own else draft.for_whom)
    count = _COUNT.fullmatch(said)
    if count:
        return replace(draft, people=number(count.group("n")) or draft.people)
    if _NOT_MINE.search(said) or _MEANT.fullmatch(said):
        meant = for_whom(_NOT_MINE.sub("", said))
        return replace(draft, for_whom=meant) if meant != "self" else draft
    return replace(draft, for_whom="self") if _OWN_MATTER.search(said) else draft


def puts_right(text: str) -> bool:
    return bool(_RATHER.search(text) or _INSTEAD.search(text))


def rather(turn: Turn, draft: Draft) -> Draft:
    """「不对，是理发」: the item that was meant, read without the words that deny."""
    if not puts_right(turn.text):
        return draft
    said = read(_DENIED.sub(" ", _RATHER.sub("", turn.text, count=1)).strip(" ,是"), now=turn.now, lexicon=turn.lexicon)
    request = said.requests[0] if said.requests else None
    if request is None or not request.category or request.category == draft.category:
        return draft
    put_right = replace(draft, category=request.category, category_name=request.category_name, parts=list(request.parts))
    return replace(put_right, words=request.what or draft.words)

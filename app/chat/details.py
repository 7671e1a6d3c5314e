"""What is asked of an order that runs: by a volunteer where, what, when, how far, whose number; by the villager who comes,
and how many."""

from app.chat.mine import running
from app.chat.turn import Stage, Turn
from app.db import vault_of
from app.dispatch import words
from app.dispatch.queries import latest_open, tasks_of
from app.escalation.standing import standing
from app.intake.text.numerals import NUMBER
from app.orders.model import Status
from app.patterns import regex

LONGEST = 16
MOST = 3
_ASKED = regex(
    r"(?:请问|[她他它那这人家活事在是的要问下,， ]|单子?|具体|到底)*"
    r"(?:哪里?|哪儿|什么地方|啥地方|哪个村|哪一?组|地址|位置|路?怎么走|路?咋走|怎么去|什么事|啥事|干什么|干啥|做什么|修什么|修啥|几点|什么时候|啥时候?|几时"
    r"|远不远|多远|远|(?:联系)?(?:电话|手机)(?:号码?)?是?(?:多少|几多)?|怎么联系|谁家|哪家|叫什么|什么人|带(?:什么|啥)(?:工具|东西)?)"
    r"[呢啊呀的去走吗么了来 ?？]*"
)


_WHO = regex(
    r"(?:请问|[她他那这人个来是的,， ]|师傅)*(?:姓(?:什么|啥)|叫(?:什么|啥)(?:名字)?|(?:什么|啥)名字|"
    r"(?:电话|手机)(?:号码?)?是?(?:多少|几多)?|怎么联系|是?谁来?|哪里人|哪个村的)[呢啊呀的吗么了 ?？]*"
)
_SOME = rf"(?:几|多少|{NUMBER})(?:个|位|名)?(?:人|师傅|志愿者|帮手)?"
_HOW_MANY = regex(
    rf"(?:请问|一共|总共|到底|能不能|可不可以|可以|能|再|多|要|想|得|最好|一个人?(?:不够|搬不动|弄不动|抬不动)|[,， ])*"
    rf"(?:(?:来|派|叫|要|有|安排|加|添){_SOME}(?:来|过来)?|{_SOME}(?:来|过来|上门)|不止一个人?)[呢啊呀的吗么吧了行不 ?？]*"
)
"""来几个人, 能不能来三个人, 再加两个人: no need of its own while an order runs."""


def answered(turn: Turn) -> str | None:
    """The tasks, or the order waiting for an answer, told once more; to a villager, who comes and how many. ``None`` for
    everything else."""
    said = turn.text.strip()
    if turn.stage not in {Stage.IDLE, Stage.PASSING} or len(said) > LONGEST:
        return None
    asked = turn.ties.volunteer and _ASKED.fullmatch(said)
    return _of_whoever_comes(turn, said) or _how_many(turn, said) or (_of_the_order(turn) if asked else None)


def _how_many(turn: Turn, said: str) -> str | None:
    """The number stands once an order is placed: how it can be changed all the same is said with it."""
    own = running(turn) if _HOW_MANY.fullmatch(said) else []
    if not own:
        return None
    lines = [f"{one.code}（{one.item_name}）要{one.needed}人，已有{one.accepted}人{one.wording.accept}。" for one in own[:MOST]]
    again = f"回「取消 {own[0].code}」再重新{turn.wording.place}" if not own[0].accepted else "跟来的人说"
    return "\n".join([*lines, f"人数要改，请{again}，或回「人工」请值班的人安排。"])


def _of_whoever_comes(turn: Turn, said: str) -> str | None:
    own = running(turn) if _WHO.fullmatch(said) else []
    coming = [order for order in own if order.status in {Status.ACCEPTED, Status.UNDER_WAY}]
    return "\n".join(f"{one.code} {standing(turn.session, one, now=turn.now)}" for one in coming[:MOST]) or None


def _of_the_order(turn: Turn) -> str | None:
    tasks = tasks_of(turn.session, turn.person.id)
    if tasks:
        vault = vault_of(turn.session)
        phones = [vault.open(order.phone_sealed) if order.phone_sealed else None for _, order in tasks[:MOST]]
        return "\n".join(words.task(order, made, phone=phone) for (made, order), phone in zip(tasks, phones, strict=False))
    offered = latest_open(turn.session, turn.person.id)
    return words.asked_again(offered[1], offered[0]) if offered else None

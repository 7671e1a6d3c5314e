"""What a volunteer asks about the order offered or promised: where, what, when, how far, whose number."""

from app.chat.mine import running
from app.chat.turn import Stage, Turn
from app.db import vault_of
from app.dispatch import words
from app.dispatch.queries import latest_open, tasks_of
from app.escalation.standing import standing
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


def answered(turn: Turn) -> str | None:
    """The tasks, or the order waiting for an answer, told once more; to a villager, who comes. ``None`` for everything else."""
    said = turn.text.strip()
    if turn.stage not in {Stage.IDLE, Stage.PASSING} or len(said) > LONGEST:
        return None
    asked = turn.ties.volunteer and _ASKED.fullmatch(said)
    return _of_whoever_comes(turn, said) or (_of_the_order(turn) if asked else None)


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

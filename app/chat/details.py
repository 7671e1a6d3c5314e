"""What a volunteer asks about the order offered or promised: where, what, when, how far, whose number."""

import re

from app.chat.turn import Stage, Turn
from app.db import vault_of
from app.dispatch import words
from app.dispatch.queries import latest_open, tasks_of

LONGEST = 16
MOST = 3
_ASKED = re.compile(
    r"(?:请问|[她他它那这人家活事在是的要问下,， ]|单子?|具体|到底)*"
    r"(?:哪里?|哪儿|什么地方|啥地方|哪个村|哪一?组|地址|位置|路?怎么走|路?咋走|怎么去|什么事|啥事|干什么|干啥|做什么|修什么|修啥|几点|什么时候|啥时候?|几时"
    r"|远不远|多远|远|(?:联系)?(?:电话|手机)(?:号码?)?是?(?:多少|几多)?|怎么联系|谁家|哪家|叫什么|什么人|带(?:什么|啥)(?:工具|东西)?)"
    r"[呢啊呀的去走吗么了来 ?？]*"
)


def answered(turn: Turn) -> str | None:
    """The tasks, or the order waiting for an answer, told once more; ``None`` for everything else."""
    said = turn.text.strip()
    if (
        not turn.ties.volunteer
        or turn.stage not in {Stage.IDLE, Stage.PASSING}
        or len(said) > LONGEST
        or not _ASKED.fullmatch(said)
    ):
        return None
    tasks = tasks_of(turn.session, turn.person.id)
    if tasks:
        vault = vault_of(turn.session)
        phones = [vault.open(order.phone_sealed) if order.phone_sealed else None for _, order in tasks[:MOST]]
        return "\n".join(words.task(order, made, phone=phone) for (made, order), phone in zip(tasks, phones, strict=False))
    offered = latest_open(turn.session, turn.person.id)
    return words.asked_again(offered[1], offered[0]) if offered else None

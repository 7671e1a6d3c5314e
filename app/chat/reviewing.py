"""审核: the county desk looks at what was masked, and lets it be shown or not."""

from app.chat.commands import Command, Verb
from app.chat.turn import Turn
from app.errors import NotAllowed
from app.orders.model import Order
from app.people.model import Role
from app.people.queries import duties_of
from app.review.actions import decide
from app.review.model import Review
from app.review.queries import how_many, original_of, waiting

KINDS = {"words": "{0.place}", "rating": "评价", "complaint": "投诉", "list": "接龙"}
DESK = frozenset({Role.DISPATCHER, Role.DIRECTOR})


def queue(turn: Turn) -> str:
    _only_the_desk(turn)
    rows = waiting(turn.session, turn.person.county)
    if not rows:
        return "没有要审核的内容。"
    lines = [_line(turn, row) for row in rows]
    count = how_many(turn.session, turn.person.county)
    return "\n".join(
        [f"待审核{count}条（别人看到的是打＊的）：", *lines, f"回「放行 {rows[0].id}」或「不放行 {rows[0].id}」。"]
    )


def _line(turn: Turn, row: Review) -> str:
    order = turn.session.get(Order, row.order_id) if row.order_id else None
    kind = KINDS[row.kind].format(turn.wording)
    return f"{row.id} {kind}{f' {order.code}' if order else ''}：{original_of(turn.session, row)[:70]}"


def decided(turn: Turn, command: Command) -> str:
    """放行 3, 不放行 3."""
    _only_the_desk(turn)
    passed = command.verb is Verb.LET_THROUGH
    row = decide(turn.session, turn.person.county, int(command.rest), passed=passed, actor_id=turn.person.id, now=turn.now)
    return f"第 {row.id} 条{'放行了，照原话显示' if passed else '不放行，一直打＊'}。\n{queue(turn)}"


def _only_the_desk(turn: Turn) -> None:
    if not DESK & {duty.role for duty in duties_of(turn.session, turn.person.id)}:
        raise NotAllowed("这是给县中心用的。要人帮忙，直接说一句话就行。")

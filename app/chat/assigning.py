"""Who shall go, said by those who may say so: 派 A07 给 a team, a member, or the desk's suggestion; and 为什么 A07."""

from sqlalchemy import select

from app.chat.commands import Command
from app.chat.station import own_area
from app.chat.turn import Turn
from app.dispatch.assigning import member_called, offer_member, offer_team, teams_led
from app.dispatch.desk import suggested, suggested_lines
from app.dispatch.explaining import explained
from app.errors import Refused
from app.orders.actions import lock_called
from app.orders.model import Form, Order
from app.orders.parts import part_lines, parts_of, untaken
from app.people.model import Team
from app.people.queries import duties_of


def assign(turn: Turn, command: Command) -> str:
    """派 A07 给 …: a unit may be tasked, each of its members may still decline (志愿服务条例 25, 40)."""
    if not command.code:
        raise Refused("请带上单号，比如「派 A07 给 城东志愿队」。")
    order = lock_called(turn.session, turn.person.county, command.code)
    if order.form == Form.WHOLE:
        lines = [f"派 {one.code} 给 …（{one.item_name}）" for one in untaken(parts_of(turn.session, order))]
        raise Refused(
            f"{order.code} 是套餐，请派其中一项：\n" + "\n".join(lines) if lines else f"{order.code} 各项都有人接了。"
        )
    picked = _member(turn, order, command.rest)
    if picked:
        return picked
    order = own_area(turn, command.code, whole=False)
    team = _team(turn, order, command.rest)
    asked = offer_team(turn.session, order, team, actor_id=turn.person.id, now=turn.now)
    return f"{order.code} 已派给「{team.name}」，通知了 {asked} 人，有人{order.wording.accept}会告诉群众。"


def _member(turn: Turn, order: Order, said: str) -> str | None:
    """A leader names somebody of the team; ``None`` when the speaker leads no team for this order, or means a team."""
    led = teams_led(turn.session, turn.person.id, order)
    found = member_called(turn.session, led, said.strip("「」 ")) if led else None
    if found is None:
        if led and not duties_of(turn.session, turn.person.id):
            raise Refused(f"您的队里没有叫「{said.strip()}」的队员，请说全名，比如「派 {order.code} 给 张三」。")
        return None
    person, team = found
    offer_member(turn.session, order, person, team, actor_id=turn.person.id, now=turn.now)
    return f"已请{person.name}去办 {order.code}。去不去由他定，接了会告诉群众。"


def _team(turn: Turn, order: Order, said: str) -> Team:
    """By its name, or by its number among those the desk was shown."""
    bare = said.strip("「」 ")
    if bare.isdecimal():
        return suggested(turn.session, order, int(bare))
    name = bare.strip("队")
    query = select(Team).where(Team.county == order.county, Team.name.contains(name, autoescape=True)).order_by(Team.name)
    teams = list(turn.session.scalars(query.limit(6))) if name else []
    exact = [team for team in teams if team.name.strip("队") == name]
    if not teams:
        raise Refused(f"没有找到叫「{said}」的队伍。")
    if len(teams) > 1 and not exact:
        raise Refused("是哪一支？\n" + "\n".join(f"派 {order.code} 给 {team.name}" for team in teams))
    return (exact or teams)[0]


def why(turn: Turn, command: Command) -> str:
    """为什么 A07: whom it was offered to and why them; at the desk, which teams are suggested and why (个人信息保护法 24)."""
    order = own_area(turn, command.code, whole=False)
    parts = parts_of(turn.session, order)
    if parts:
        return "\n".join(
            [f"{order.code}（{order.item_name}）分 {len(parts)} 项派：", *part_lines(parts), "问哪一项，回「为什么 单号」。"]
        )
    lines, teams = explained(turn.session, order), suggested_lines(turn.session, order)
    if lines:
        return "\n".join([f"{order.code}（{order.item_name}）问了这些人：", *lines])[:600]
    if teams:
        return "\n".join([f"建议 {order.code} 派给：", *teams, f"回「派 {order.code} 给 1」就派第一支。"])[:600]
    return f"{order.code} 还没有问过志愿者。"

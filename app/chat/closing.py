"""销号: a photo as evidence, 电话确认 by somebody on duty, and 统计 of what was closed and how (002-38)."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.chat.commands import Command
from app.chat.station import own_area, scopes
from app.chat.turn import Turn
from app.clock import in_shanghai
from app.dispatch.figures import Figures, figures
from app.dispatch.phoning import confirm_by_phone
from app.dispatch.queries import just_done
from app.errors import Refused
from app.intake.text.phones import without_phones
from app.orders.evidence import show
from app.orders.model import Order, Status, status_words
from app.orders.queries import still_open
from app.patterns import regex
from app.wording import Wording

JUST_NOW = timedelta(minutes=30)
STARS = regex(r"(?P<stars>[1-5])分?(?![\d])[ ,:]*(?P<said>.*)")
AGAIN = regex(r"重派|重新派|再派|再来")
LOW = 2


def photographed(turn: Turn) -> str | None:
    """A photo right after 完成, or at the place: evidence; ``None``: it is about something else."""
    order = just_done(turn.session, turn.person.id, since=turn.now - JUST_NOW) if turn.said.media_id else None
    if order is None:
        return None
    show(turn.session, order, person_id=turn.person.id, media_id=turn.said.media_id, now=turn.now)
    return f"照片收到，记在 {order.code} 的办结凭据里了。"


def phoned(turn: Turn, command: Command) -> str:
    """电话确认 A07 5 说修好了."""
    order = own_area(turn, command.code)
    heard = STARS.fullmatch(command.rest)
    if heard is None:
        raise Refused(f"请带上群众说的分数和一句话，比如「电话确认 {order.code} 5 说修好了」。")
    stars, said = int(heard["stars"]), without_phones(heard["said"])
    again = stars <= LOW and bool(AGAIN.search(said))
    confirm_by_phone(turn.session, order, actor_id=turn.person.id, rating=stars, said=said, again=again, now=turn.now)
    at = f"{in_shanghai(turn.now):%H:%M}"
    if again:
        return f"{order.code} 记下了：{at} 电话里说没办好，重新派人，时间仍从群众{order.wording.place}算起。"
    return f"{order.code} 已{order.wording.close}：{at} 电话确认，群众评 {stars} 分。"


def figures_of(turn: Turn, command: Command) -> str:
    """统计 of one's own area: today, this week or this month, and what is open now."""
    areas = scopes(turn)
    name, since = _period(command.rest, turn.now)
    counted = figures(turn.session, turn.person.county, areas, since=since)
    query = select(Order.status, func.count()).where(*still_open(turn.person.county, areas))
    counts = turn.session.execute(query.group_by(Order.status).order_by(Order.status))
    waiting = "\n".join(f"{status_words(Status(status), turn.wording)} {count}" for status, count in counts)
    return f"{name}：\n{_shown(counted, turn.wording)}\n现在没办完的单：\n{waiting or '没有'}"


def _period(said: str, now: datetime) -> tuple[str, datetime]:
    today = in_shanghai(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if "周" in said or "星期" in said:
        return "本周", today - timedelta(days=today.weekday())
    return ("本月", today.replace(day=1)) if "月" in said else ("今天", today)


def _shown(one: Figures, wording: Wording) -> str:
    minutes = "" if one.minutes_to_accept is None else f"，中位 {one.minutes_to_accept} 分钟"
    return (
        f"{wording.place} {one.placed}，{wording.accept} {one.accepted}（按时 {one.accepted_in_time}{minutes}）\n"
        f"办完 {one.done}（按时 {one.done_in_time}），重新派过 {one.reopened}\n"
        f"评价 {one.rated}（满意 {one.satisfied}），未评价 {one.unrated}\n"
        f"上门告诉 {one.told_at_the_door}，还要敲门 {one.still_to_knock}"
    )

"""Who is on duty: 值班 shows it, 排班 makes the week, 副班 names a deputy, 交班 hands it over at once."""

from app.chat.commands import Command
from app.chat.turn import Turn
from app.clock import in_shanghai
from app.db import vault_of
from app.errors import NotAllowed, Refused
from app.patterns import regex
from app.people import duty
from app.people.duty import Post, deputies, on_duty, rota_of
from app.people.model import Person, Role
from app.people.queries import duties_of, phone_of
from app.people.shifts import Span, said
from app.places.model import Area, Level
from app.places.queries import area_called, line_of

_AWAY = regex(r"请假|休假|不在岗|(?:替|顶|代)我(?:值|班|一下|一天|几天|$)")
PHONE = regex(r"1\d{10}")
ROLE_OF = {Level.VILLAGE: Role.STATION_CHIEF, Level.TOWN: Role.TOWN_HEAD, Level.COUNTY: Role.DISPATCHER}
HOW_TO_LEAVE = (
    "要别人替您值班：回「交班 姓名」，他（她）马上接班；每周怎么排，回「排班」看；值班的人没看消息时找谁，回「副班 姓名」。"
)
EXAMPLE = "请说哪几天、几点到几点、谁，比如「排班 周一到周五 8点到18点 李主任」；副班写「排班 周末 8点到18点 副班 老陈」。"
NONE = frozenset({"无", "没有", "取消", "不要", "不要了"})
CLEARED = frozenset({"清空", "取消", "删除", "全部删除"})


def hint(turn: Turn) -> str | None:
    """我明天请假, said by whoever holds a post: how others take over."""
    return HOW_TO_LEAVE if _AWAY.search(turn.text) and duties_of(turn.session, turn.person.id) else None


def who_is_on_duty(turn: Turn) -> str:
    """At one's own village, town and county now; whoever holds a post also sees the phones."""
    areas = _line(turn)
    staff = bool(duties_of(turn.session, turn.person.id))
    lines = [_one(turn, area, staff=staff) for area in areas]
    phone, desk = turn.book.spec.centre.phone, turn.book.spec.rungs.county
    return "\n".join(
        [f"现在值班（{in_shanghai(turn.now):%m月%d日 %H:%M}）：", *lines, *([f"{desk}电话 {phone}"] if phone else [])]
    )


def _line(turn: Turn) -> list[Area]:
    """Village, town and county of the post one holds, else of one's home."""
    held = [one.area_code for one in duties_of(turn.session, turn.person.id)]
    start = min(held, key=lambda code: code.endswith("000"), default=None) or turn.person.area_code
    whole = area_called(turn.session, f"{turn.person.county}000000")
    areas = line_of(turn.session, start) if start else [whole] if whole else []
    return [area for area in areas if area.level in ROLE_OF]


def _one(turn: Turn, area: Area, *, staff: bool) -> str:
    codes, role = [code for code in (area.code, area.served_by) if code], ROLE_OF[Level(area.level)]
    now = on_duty(turn.session, turn.person.county, codes, role, now=turn.now)
    standby = [one for one in deputies(turn.session, turn.person.county, codes, role, now=turn.now) if one not in now]
    behind = f"（副班 {_named(turn, standby, staff=staff)}）" if standby else ""
    return f"{area.name}：{_named(turn, now, staff=staff) or '无人值班'}{behind}"


def _named(turn: Turn, people: list[Person], *, staff: bool) -> str:
    phones = [f" {phone_of(turn.session, one) or ''}".rstrip() if staff else "" for one in people]
    return "、".join(f"{one.name or '值班的人'}{phone}" for one, phone in zip(people, phones, strict=True))


def hand_over(turn: Turn, command: Command) -> str:
    """交班 老陈: all posts one is on duty at, at once; both hear it, the new one with the open orders."""
    posts = _posts(turn)
    if not command.rest:
        raise Refused("交给谁？请说姓名，比如「交班 老陈」。")
    mine = (
        [post for post in posts if _is_on(turn, post)] or [post for post in posts if not _anybody_on(turn, post)] or posts[:1]
    )
    to = _called(turn, mine[0], command.rest)
    until = None
    for post in mine:
        until = duty.hand_over(turn.session, post, actor_id=turn.person.id, to=to, now=turn.now)
    ends = f"，到{in_shanghai(until):%m月%d日 %H:%M}下一班为止" if until else ""
    return f"好的，{_place(turn, mine)}的值班从现在起交给{to.name}{ends}，没办完的单已发给他（她）。"


def _is_on(turn: Turn, post: Post) -> bool:
    return any(one.id == turn.person.id for one in _present(turn, post))


def _anybody_on(turn: Turn, post: Post) -> bool:
    return bool(_present(turn, post))


def _present(turn: Turn, post: Post) -> list[Person]:
    return on_duty(turn.session, post.county, [post.area_code], post.role, now=turn.now)


def deputy(turn: Turn, command: Command) -> str:
    """副班 老陈: hears what is urgent when whoever is on duty has not looked."""
    post = _posts(turn)[0]
    if not command.rest:
        raise Refused("谁来副班？请说姓名，比如「副班 老陈」；不要副班回「副班 无」。")
    who = None if command.rest in NONE else _called(turn, post, command.rest)
    duty.name_deputy(turn.session, post, actor_id=turn.person.id, who=who, now=turn.now)
    if who is None:
        return f"好的，{_place(turn, [post])}没有副班了。"
    return f"好的，{_place(turn, [post])}的副班是{who.name}：急事值班的人没看，就告诉他（她）。"


def roster(turn: Turn, command: Command) -> str:
    """排班: shows the week, adds to it, or clears it."""
    post = _posts(turn)[0]
    if not command.rest:
        return _week(turn, post)
    if command.rest in CLEARED:
        duty.clear_roster(turn.session, post, actor_id=turn.person.id, now=turn.now)
        return f"好的，{_place(turn, [post])}的排班清空了，谁担任谁值班。"
    heard = said(command.rest)
    if heard is None or not heard[1].replace("副班", "").strip():
        raise Refused(EXAMPLE)
    times, name = heard
    who = _called(turn, post, name.replace("副班", "").strip())
    standby = "副班" in name
    duty.set_shift(turn.session, post, actor_id=turn.person.id, who=who, times=times, deputy=standby, now=turn.now)
    return _week(turn, post)


def _week(turn: Turn, post: Post) -> str:
    week = rota_of(turn.session, post)
    if not week:
        return f"{_place(turn, [post])}还没有排班，谁担任谁值班。\n{EXAMPLE}"
    lines = [
        f"{Span(one.days, one.begin, one.end).shown} {person.name}{'（副班）' if one.deputy else ''}" for one, person in week
    ]
    return "\n".join(
        [f"{_place(turn, [post])}排班：", *lines, "不在班上的时间没有人值班，单子会报上一级。清空回「排班 清空」。"]
    )


def _posts(turn: Turn) -> list[Post]:
    """Those the speaker holds. Raises ``NotAllowed`` for everybody else."""
    held = duties_of(turn.session, turn.person.id)
    if not held:
        raise NotAllowed("这是给值班的人用的。要人帮忙，直接说一句话就行。")
    return [Post.of(one) for one in held]


def _called(turn: Turn, post: Post, text: str) -> Person:
    phone = PHONE.search(text)
    name = PHONE.sub("", text).strip(" ,、:。")
    digest = vault_of(turn.session).digest(phone[0]) if phone else None
    return duty.somebody_called(turn.session, post, name, digest)


def _place(turn: Turn, posts: list[Post]) -> str:
    areas = (area_called(turn.session, post.area_code) for post in posts)
    return "、".join(dict.fromkeys(area.name for area in areas if area)) or "这里"

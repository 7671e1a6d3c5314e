"""What a volunteer says: accepting, declining, arriving, finishing, resting, and asking what they have done."""

from app.chat.commands import Command, Verb
from app.chat.turn import Turn
from app.clock import in_shanghai
from app.db import vault_of
from app.dispatch import actions as dispatch
from app.dispatch import words
from app.dispatch.queries import latest_open, served, tasks_of
from app.errors import NotAllowed, Refused
from app.intake.text.phones import without_phones
from app.orders.actions import find_called
from app.orders.evidence import show
from app.orders.model import Order, Status
from app.orders.queries import called, of_requester
from app.patterns import regex
from app.people import free
from app.people.actions import be_free
from app.people.actions import rest as set_resting
from app.people.model import Standing
from app.people.queries import volunteer_of

_PROPOSES = regex(r"行不行|行吗|可以吗|好不好|好吗|成不|[改换]|明天|后天|下午|晚上|[下这]周|再来|再去")
_SPENT = regex(r"(\d{1,4}(?:\.\d{1,2})?) ?[块元](?:钱)?")
HELPED = frozenset({Status.ACCEPTED, Status.UNDER_WAY, Status.DONE})


def meant(turn: Turn, command: Command | None) -> Command | None:
    """「完成 换了龙头」 says how it ended only when it comes from somebody with a task; else it is no command.

    「来不了, 明天行不行」 gives nothing back yet.
    """
    loose = command and command.verb in {Verb.FINISH, Verb.RELEASE} and command.rest and not command.code
    if not loose or command is None:
        return command
    if command.verb is Verb.RELEASE and _PROPOSES.search(command.rest):
        return None
    return command if tasks_of(turn.session, turn.person.id) else None


def answer(turn: Turn, command: Command) -> str:
    """接, 不接, 来不了, 到了, 完成 – with a code, or about the only order it can mean."""
    own = _own_order(turn, command) if command.verb is Verb.FINISH else None
    if own:
        return _confirmed(turn, own, command.rest)
    if volunteer_of(turn.session, turn.person.id) is None:
        raise NotAllowed("您还不是志愿者。想帮忙请回「我要当志愿者」，一分钟就好。")
    if command.verb in {Verb.ACCEPT, Verb.DECLINE}:
        return _of_an_offer(turn, command)
    order = _own_task(turn, command)
    if command.verb is Verb.RELEASE:
        dispatch.release(turn.session, order.id, turn.person.id, now=turn.now)
        return f"知道了，{order.code} 会另找人，谢谢您早说。"
    if command.verb is Verb.ARRIVE:
        dispatch.arrive(turn.session, order.id, turn.person.id, now=turn.now)
        return f"好的，{order.code} 已记下您到了。办完请回「完成」。"
    order = dispatch.finish(turn.session, order.id, turn.person.id, now=turn.now)
    if command.rest:
        show(turn.session, order, person_id=turn.person.id, words=without_phones(command.rest), now=turn.now)
    spent = _SPENT.search(command.rest)
    bill = f"\n花的{spent[1]}元要记上，请回「票据 {order.code} {spent[1]}」。" if spent else ""
    more = "已请群众评价，评完时长就记给您。" if order.status == Status.DONE else "还有人没办完，都完成后请群众评价。"
    return f"辛苦了！{order.code} 已完成。{more}{bill}"


def _own_order(turn: Turn, command: Command) -> Order | None:
    """The villager's own order that 完成 is said about: the named one, or the only one with somebody on it."""
    if command.code:
        named = called(turn.session, turn.person.county, command.code)
        return named if named and named.speaks(turn.person.id) else None
    if tasks_of(turn.session, turn.person.id):
        return None
    own = [one for one in of_requester(turn.session, turn.person.id, closed=0) if one.status in HELPED]
    return own[0] if len(own) == 1 else None


def _confirmed(turn: Turn, order: Order, said: str) -> str:
    if order.status == Status.DONE:
        return f"好的，{order.code} 办好了。满意吗？请回 1 到 5，5 最满意。"
    order = dispatch.confirm(turn.session, order.id, turn.person.id, now=turn.now)
    if said:
        show(turn.session, order, person_id=turn.person.id, words=without_phones(said), now=turn.now)
    return f"好的，{order.code} 记为办好了。满意吗？请回 1 到 5，5 最满意。"


def _of_an_offer(turn: Turn, command: Command) -> str:
    if command.code:
        order_id = find_called(turn.session, turn.person.county, command.code).id
    else:
        newest = latest_open(turn.session, turn.person.id)
        if newest is None:
            raise Refused("现在没有派给您的新单。回「我的任务」看看您接的单。")
        order_id = newest[1].id
    if command.verb is Verb.DECLINE:
        order = dispatch.decline(turn.session, order_id, turn.person.id, now=turn.now)
        return f"好的，{order.code} 不派给您了，没关系。"
    return accept(turn, order_id)


def accept(turn: Turn, order_id: int) -> str:
    order = dispatch.accept(turn.session, order_id, turn.person.id, now=turn.now)
    phone = vault_of(turn.session).open(order.phone_sealed) if order.phone_sealed else None
    return words.promised(order, phone=phone)


def _own_task(turn: Turn, command: Command) -> Order:
    if command.code:
        return find_called(turn.session, turn.person.county, command.code)
    tasks = tasks_of(turn.session, turn.person.id)
    if not tasks:
        raise Refused("您现在没有接着的单。")
    if len(tasks) > 1:
        verb = {Verb.RELEASE: "来不了", Verb.ARRIVE: "到了", Verb.FINISH: "完成"}[command.verb]
        listed = "\n".join(f"{verb} {order.code}({order.item_name})" for _, order in tasks)
        raise Refused(f"您接了{len(tasks)}个单，说的是哪一个？\n{listed}")
    return tasks[0][1]


def tasks(turn: Turn) -> str:
    own = tasks_of(turn.session, turn.person.id)
    newest = latest_open(turn.session, turn.person.id)
    lines = [f"{order.code} {order.item_name} {order.time_words} {order.place}" for _, order in own]
    if newest:
        lines.append(f"等您答复：{newest[1].code} {newest[1].item_name}，接回 1，不接回 2。")
    volunteer = volunteer_of(turn.session, turn.person.id)
    own_times = f"\n您有空的时间：{free.in_words(volunteer.free)}。" if volunteer and volunteer.free else ""
    return ("您的任务：\n" + "\n".join(lines) if lines else "您现在没有任务。有单会通知您。") + own_times


def hours(turn: Turn) -> str:
    """Actual minutes of services the villager has confirmed; travel is not counted."""
    spans = served(turn.session, turn.person.id)
    minutes = sum(int((end - start).total_seconds() // 60) for start, end in spans if start and end)
    since = f"{in_shanghai(turn.now):%Y年%m月%d日}"
    return f"到 {since}，您帮了 {len(spans)} 次，一共 {minutes // 60} 小时 {minutes % 60} 分钟。谢谢您！"


def told_free(turn: Turn, text: str) -> str | None:
    """周末有空 · 工作日晚上有空 · 周三下午没空 · 随时有空, said by a volunteer; ``None`` when it is something else."""
    spoken_of = turn.ties.volunteer and free.sounds_like(text)
    volunteer = volunteer_of(turn.session, turn.person.id) if spoken_of else None
    told = free.said(text, volunteer.free) if volunteer else None
    if volunteer is None or told is None:
        return None
    be_free(turn.session, volunteer, told)
    if not told:
        return "好的，随时有单都会通知您。要歇一歇回「休息」。"
    only = f"记下了，只在这些时间给您{turn.wording.offer}：{free.in_words(told)}。"
    return f"{only}\n要改直接再说，比如「周末有空」；都行就回「随时有空」。"


def rest(turn: Turn, *, resting: bool) -> str:
    volunteer = volunteer_of(turn.session, turn.person.id)
    if volunteer is None:
        raise NotAllowed("您还不是志愿者。想帮忙请回「我要当志愿者」，一分钟就好。")
    set_resting(turn.session, volunteer, resting=resting)
    if volunteer.standing == Standing.RESTING:
        return f"好的，您先休息，不再给您{turn.wording.offer}。想接着帮忙时回「上班」。"
    return "欢迎回来！附近有单会通知您。"

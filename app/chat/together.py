"""Orders that belong together: 合并 and 拆开 of the same thing, 合单 of small ones with its list, deliveries and bills."""

from app.chat import volunteering
from app.chat.commands import Command, Verb
from app.chat.station import scopes
from app.chat.turn import Turn
from app.db import vault_of
from app.dispatch.model import Answer
from app.dispatch.queries import offer_between, tasks_of
from app.errors import Conflict, NotAllowed, Refused
from app.escalation.queries import roles_over
from app.orders import billing, merging
from app.orders.actions import find_called, lock, lock_called
from app.orders.model import Form, Order, Status
from app.orders.rules import money
from app.places.model import Area
from app.places.queries import area_called
from app.rounds import actions as rounds
from app.rounds.queries import orders_of
from app.rounds.rules import in_words, wanted

ROOM = 520
"""Characters the list of households may fill of a reply."""


def merge(turn: Turn, command: Command) -> str:
    """合并 A12 A09, by whoever answers for the place: the earlier one stays."""
    other = command.rest.replace(" ", "").upper()
    found = [
        find_called(turn.session, turn.person.county, code) for code in (command.code, other[:1] + other[1:].replace("O", "0"))
    ]
    scopes(turn)
    for order in found:
        if not roles_over(turn.session, order, turn.person.id):
            raise NotAllowed(f"{order.code} 不在您管的地方。")
    merged, stays = merging.merge(turn.session, found[0].id, found[1].id, actor_id=turn.person.id, now=turn.now)
    return f"{merged.code} 已并到 {stays.code} 一起办，两边群众都会听到进展，都能评价。合错了请回「拆开 {merged.code}」。"


def same(turn: Turn) -> str:
    """同一件: the villager says that the own new order is what somebody has reported already."""
    found = merging.suggested_for(turn.session, turn.person.id)
    if found is None:
        raise Refused("现在没有要您看是不是同一件的单子。要人帮忙，直接说一句话就行。")
    own, other = found
    merged, stays = merging.merge(turn.session, other.id, own.id, actor_id=turn.person.id, now=turn.now)
    if merged.requester_id != turn.person.id:
        return f"好的，{merged.code} 并到您的 {stays.code} 一起办，谢谢您。"
    return (
        f"好的，您的 {merged.code} 和 {stays.code} 一起办，进展都会告诉您，办完您也可以评价。\n"
        f"不是同一件请回「拆开 {merged.code}」。"
    )


def split(turn: Turn, command: Command) -> str:
    """拆开 A12: by its villager, or by whoever answers for the place."""
    order = lock_called(turn.session, turn.person.county, command.code)
    if order.requester_id != turn.person.id and not roles_over(turn.session, order, turn.person.id):
        raise NotAllowed(f"{order.code} 不是您的单子，也不在您管的地方。")
    stays = merging.split(turn.session, order, actor_id=turn.person.id, now=turn.now)
    return f"{order.code} 已和 {stays.code} 拆开，单独办，时间仍从第一次{order.wording.place}算起。"


# -- rounds ------------------------------------------------------------------------------------------------------------


def compose(turn: Turn, command: Command) -> str:
    """合单 代买 城东社区: the small open orders of one item become one list and one delivery."""
    mine = scopes(turn)
    area = _area(turn, command.rest, mine)
    item = _item(turn, command.rest.replace(area.name, "").strip())
    call = rounds.Call(county=turn.person.county, item_code=item[0], item_name=item[1], area=area, actor_id=turn.person.id)
    round_, orders = rounds.compose(turn.session, call, now=turn.now)
    return (
        f"{len(orders)}单合成一单 {round_.code}（{item[1]}，{area.name}）：{'、'.join(one.code for one in orders)}。\n"
        f"{in_words([one.words for one in orders])}。\n已通知志愿者，各家也都告诉了。派队伍回「派 {round_.code} 给 某某队」。"
    )


def _area(turn: Turn, said: str, mine: list[str]) -> Area:
    """The village that is named, else one's own. Raises ``NotAllowed`` outside one's own area."""
    named = [place for place in turn.lexicon.places if any(name and name in said for name in (place.name, *place.aliases))]
    codes = [place.code for place in sorted(named, key=lambda one: one.level != "village")]
    code = codes[0] if codes else next((one for one in mine if len(one) >= 12), None)
    area = area_called(turn.session, code) if code else None
    if area is None:
        raise Refused("合哪个村（社区）的？比如「合单 代买 城东社区」。")
    if not any(area.code.startswith(one) for one in mine):
        raise NotAllowed(f"{area.name}不在您管的地方。")
    return area


def _item(turn: Turn, said: str) -> tuple[str, str]:
    """The item whose name or words begin best with what was said."""
    names = [(one.code, one.name, (one.name, *one.synonyms)) for one in turn.lexicon.items]
    found = [(code, name) for code, name, words in names if said and any(said in word or word in said for word in words)]
    if not found:
        raise Refused("合什么单？请说服务项目，比如「合单 代买 城东社区」。")
    return next((one for one in found if said in one[1]), found[0])


def purchase_list(turn: Turn, command: Command) -> str:
    """清单: totals first, then each household; names and numbers only for who has taken it."""
    round_ = _round(turn, command.code)
    helps = _helps(turn, round_)
    if not helps and not roles_over(turn.session, round_, turn.person.id):
        raise NotAllowed(f"{round_.code} 不在您的任务里。回「我的任务」看看您接的单。")
    everybody = orders_of(turn.session, round_)
    waiting = [one for one in everybody if one.status == Status.BUNDLED]
    head = f"{round_.code} {round_.item_name}，{in_words([one.words for one in waiting])}。" if waiting else "都送到了。"
    lines, more = [head], 0
    for one in sorted(everybody, key=lambda one: one.status != Status.BUNDLED):
        line = _household(turn, one, helps=helps)
        if sum(map(len, lines)) + len(line) > ROOM:
            more += 1
            continue
        lines.append(line)
    return "\n".join([*lines, *([f"……还有 {more} 家"] if more else []), "送到回「送到 单号」，没买到回「没买到 单号」。"])


def _household(turn: Turn, order: Order, *, helps: bool) -> str:
    if order.status != Status.BUNDLED:
        return f"{order.code} {'送到了' if order.status in {Status.DONE, Status.CLOSED} else order.shown}"
    phone = vault_of(turn.session).open(order.phone_sealed) if helps and order.phone_sealed else ""
    who = f"{order.contact or '群众'} {phone}".strip() if helps else ""
    return " ".join(part for part in (order.code, wanted(order.words), order.place, who) if part)


def _helps(turn: Turn, order: Order) -> bool:
    made = offer_between(turn.session, order.id, turn.person.id)
    return made is not None and made.status == Answer.ACCEPTED


def _round(turn: Turn, code: str) -> Order:
    """The round that is named, by its own code or a household's, else the only one among one's tasks."""
    if code:
        order = find_called(turn.session, turn.person.county, code)
        above = turn.session.get(Order, order.parent_id) if order.parent_id else None
        order = above if above and above.form == Form.ROUND else order
        if order.form != Form.ROUND:
            raise Conflict(f"{order.code} 不是合单。")
        return order
    own = [order for _, order in tasks_of(turn.session, turn.person.id) if order.form == Form.ROUND]
    if len(own) != 1:
        raise Refused("哪一单？请带上单号，比如「清单 A20」。" if own else "您现在没有接着的合单。")
    return own[0]


def delivered(turn: Turn, command: Command) -> str:
    """送到 A12 · 送到 全部; said of anything but a round it is done."""
    if _of_no_round(turn, command):
        return volunteering.answer(turn, Command(Verb.FINISH, command.code))
    round_ = _round(turn, command.code)
    named = find_called(turn.session, turn.person.county, command.code) if command.code else round_
    round_ = rounds.held_by(turn.session, round_, turn.person.id)
    if named.id == round_.id and not command.rest:
        raise Refused(f"送到哪一家？回「送到 单号」，都送到了回「送到 全部」。回「清单 {round_.code}」看各家。")
    orders = orders_of(turn.session, round_, Status.BUNDLED) if command.rest else [lock(turn.session, named.id)]
    rounds.deliver(turn.session, round_, orders, volunteer_id=turn.person.id, now=turn.now)
    left = orders_of(turn.session, round_, Status.BUNDLED)
    told = f"{'、'.join(one.code for one in orders)} 送到了，已告诉群众。"
    return f"{told}还有 {len(left)} 家。" if left else f"{told}全部送完，辛苦了！群众评完时长就记给您。"


def _of_no_round(turn: Turn, command: Command) -> bool:
    if command.code:
        order = find_called(turn.session, turn.person.county, command.code)
        return order.form != Form.ROUND and order.parent_id is None
    return not command.rest and not any(order.form == Form.ROUND for _, order in tasks_of(turn.session, turn.person.id))


def not_bought(turn: Turn, command: Command) -> str:
    """没买到 A12: that household's order is looked after by itself again."""
    order = lock_called(turn.session, turn.person.county, command.code)
    rounds.held_by(turn.session, order, turn.person.id)
    reason = f"没买到{command.rest}" if command.rest else "没买到"
    rounds.give_back(turn.session, order, reason=reason, actor_id=turn.person.id, now=turn.now)
    return f"知道了，{order.code} 单独另找人，已告诉群众。"


def bill(turn: Turn, command: Command) -> str:
    """票据 A12 36.5: noted by whoever bought, shown to the villager; without an amount, what is noted."""
    order = lock_called(turn.session, turn.person.county, command.code)
    above = order.parent_id or order.id
    helper = any(_bought(turn, one) for one in (order.id, above))
    if not command.rest:
        known = billing.bill_of(turn.session, order)
        if not (helper or order.requester_id == turn.person.id or roles_over(turn.session, order, turn.person.id)):
            raise NotAllowed(f"{order.code} 不是您的单子。")
        return f"{order.code} 的票据：{money(known.cents)}。" if known else f"{order.code} 还没有登记票据。"
    if not helper:
        raise NotAllowed(f"{order.code} 不是您办的，不能登记票据。")
    noted = billing.note(turn.session, order, billing.cents_of(command.rest), actor_id=turn.person.id, now=turn.now)
    return f"记下了，{order.code} 的票据 {money(noted.cents)}，已告诉群众。记错了再报一次就行。"


def _bought(turn: Turn, order_id: int) -> bool:
    made = offer_between(turn.session, order_id, turn.person.id)
    return made is not None and made.status in {Answer.ACCEPTED, Answer.FINISHED}

"""交班: whoever is on duty now hears it, with what is still open."""

from sqlalchemy.orm import Session

from app.catalogue.queries import county_of
from app.clock import in_shanghai
from app.orders.queries import not_closed
from app.orders.words import one_line
from app.outbox.actions import Notice, owe
from app.outbox.model import Lane
from app.people.events import DutyHandedOver
from app.people.model import Person
from app.places.queries import area_called, scope_of, served_from
from app.wording import wording_of

LISTED = 8
MOST = 50


def tell_who_is_on_duty_now(session: Session, event: DutyHandedOver) -> None:
    """The new one with the list of open orders; of those who had it the one who did not say so."""
    area = area_called(session, event.area_code)
    name = area.name if area else "值班"
    by = session.get(Person, event.actor_id) if event.actor_id else None
    to = session.get_one(Person, event.person_id)
    scopes = [scope_of(event.area_code), *served_from(session, [event.area_code])]
    orders = not_closed(session, event.county, scopes, limit=MOST)
    lines = "\n".join(one_line(order) for order in orders[:LISTED])
    wording = wording_of(county_of(session, event.county).policies)
    count = f"{len(orders)}{'+' if len(orders) == MOST else ''}"
    open_now = f"没办完的单{count}个：\n{lines}\n回「未{wording.close}」看全部。" if orders else "现在没有没办完的单。"
    codes = " ".join(order.code for order in orders[:3])
    until = f"到{in_shanghai(event.until):%m月%d日 %H:%M}，" if event.until else ""
    giver = (by.name if by else None) or "值班的人"
    for person_id in {event.person_id, *event.before} - {event.actor_id}:
        taker = "您" if person_id == event.person_id else to.name or "别人"
        text = f"【交班】{giver}把{name}的值班交给了{taker}，{until}马上算起。\n{open_now}"
        notice = Notice(
            county=event.county,
            person_id=person_id,
            kind="duty",
            lane=Lane.URGENT,
            card={"thing1": name, "thing2": f"{giver}交给{to.name or '您'}", "thing3": f"没办完{count}单 {codes}".strip()},
            text=text,
        )
        owe(session, notice, now=event.at)

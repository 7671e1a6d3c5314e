"""敲门: whom nothing reached, read by those who can go there; 敲到 3 says that it was told."""

from app.chat.commands import Command
from app.chat.station import scopes
from app.chat.turn import Turn
from app.escalation.reach import phone_for
from app.outbox import knocking
from app.outbox.knocking import Door
from app.places.queries import line_of

SHOWN = 5


def listed(turn: Turn) -> str:
    doors = knocking.doors(turn.session, turn.person.county, scopes(turn))
    if not doors:
        return "没有要敲门告诉的人，通知都送到了。"
    lines = [_line(turn, door) for door in doors[:SHOWN]]
    more = f"\n……共 {len(doors)} 户" if len(doors) > SHOWN else ""
    return "通知送不到，请上门或打电话告诉：\n" + "\n".join(lines) + f"{more}\n告诉了请回「敲到 {doors[0].number}」。"


def _line(turn: Turn, door: Door) -> str:
    areas = line_of(turn.session, door.person.area_code)[:-1] if door.person.area_code else []
    place = "".join(area.name for area in reversed(areas)) + (door.person.address or "")
    words = " ".join(door.words.split())
    phone = phone_for(turn.session, turn.person, door.person) or "没留电话"
    return f"{door.number} {door.person.name or '没留姓名'} {place} {phone}：{words[:60]}"


def told(turn: Turn, command: Command) -> str:
    number = int(command.rest)
    areas = scopes(turn)
    person = knocking.told(turn.session, turn.person.county, areas, number, actor_id=turn.person.id, now=turn.now)
    return f"好的，记下了：已告诉{person.name or '这位群众'}。谢谢您跑一趟！"

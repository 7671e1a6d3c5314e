"""Many people doing things at the same moment: a small county, a crowd of volunteers, and threads let loose together."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import func, select

from app.chat.actions import hear
from app.chat.said import Kind, Said
from app.county.loading import load
from app.db import Database
from app.dispatch.model import Answer, Offer
from app.errors import Refused
from app.escalation.queries import unguarded
from app.intake.lexicons import Lexicons
from app.orders.actions import Wish, place
from app.orders.model import Form, Order, Status
from app.orders.parts import TAKEN, parts_of
from app.people.enrolling import Entry, add
from app.people.model import Role
from tests.pushed_clock import PushedClock
from tests.stories.village import RURAL, SURE, VILLAGE, small_county

T = TypeVar("T")
AT_ONCE = 64
LEXICONS = Lexicons()
"""Built once for all tests: every house here holds the same county."""
SPEC = small_county()
HOME, FAR = (next(v for t in SPEC.towns for v in t.villages if v.name == name) for name in (VILLAGE, RURAL))
TOWN = next(t for t in SPEC.towns if HOME in t.villages)


def all_at_once(deeds: Iterable[Callable[[], T]], *, threads: int = AT_ONCE) -> list[T | Refused]:
    """Does all of them, ``threads`` at a time and the first ones let go together; what each gave, or how it was refused."""
    waiting = list(deeds)
    if not waiting:
        return []
    threads = min(threads, len(waiting))
    gate = Barrier(threads)

    def do(number: int) -> T | Refused:
        if number < threads:
            gate.wait(30)
        try:
            return waiting[number]()
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(do, range(len(waiting))))


class Crowd:
    """A small county with ``volunteers`` who all can do the water and the light, and one 王奶奶 who asks."""

    def __init__(self, db: Database, clock: PushedClock, *, volunteers: int) -> None:
        self._enter(db, clock)
        home = (HOME.lat or 0.0, HOME.lon or 0.0)
        skills = ("water_electric", "care")
        entries = [
            Entry("王奶奶", "13800000001", HOME.code, volunteer=False, openid="o-wang"),
            *(
                Entry(
                    f"志愿者{n}",
                    f"1380001{n:04d}",
                    HOME.code,
                    home=home,
                    skills=skills,
                    born=1980,
                    shown=SURE,
                    openid=f"o-vol-{n}",
                )
                for n in range(volunteers)
            ),
            self._post("李主任", 2, Role.STATION_CHIEF, HOME.code),
            self._post("赵所长", 3, Role.TOWN_HEAD, TOWN.area_code),
            self._post("钱调度", 4, Role.DISPATCHER, SPEC.area_code),
            self._post("孙书记", 5, Role.DIRECTOR, SPEC.area_code),
        ]
        with db.transaction() as session:
            load(session, SPEC, now=clock())
            ids = add(session, SPEC.code, entries, now=clock())
        self.wang, self.volunteers, self.chief = ids[0], ids[1 : volunteers + 1], ids[volunteers + 1]

    @classmethod
    def of(cls, db: Database, clock: PushedClock) -> "Crowd":
        """The crowd that lives in this database already."""
        crowd = cls.__new__(cls)
        crowd._enter(db, clock)
        return crowd

    def _enter(self, db: Database, clock: PushedClock) -> None:
        self.db, self.clock = db, clock
        self._keys = 0

    @staticmethod
    def _post(name: str, number: int, role: Role, area: str) -> Entry:
        openid = f"o-post-{number}"
        return Entry(name, f"1380000000{number}", area, volunteer=False, posts=((role, area),), openid=openid)

    def wish(self, **changes: Any) -> Wish:
        usual: dict[str, Any] = {
            "county": SPEC.code,
            "requester_id": self.wang,
            "door": "chat",
            "words": "水管爆了",
            "item_code": "water_electric",
            "area_code": HOME.code,
            "place": "昆阳镇城东社区3组",
            "time_words": "今天下午",
            "phone": "13800000001",
        }
        return Wish(**(usual | changes))

    def place(self, **changes: Any) -> int:
        with self.db.transaction() as session:
            return place(session, self.wish(**changes), now=self.clock()).id

    def says(self, openid: str, text: str, *, key: str = "") -> str:
        """One message and its reply, past the callback; a ``key`` of its own unless one is given."""
        self._keys += 1
        said = Said(
            app="service", openid=openid, key=key or f"{openid} {self._keys}", kind=Kind.TEXT, at=self.clock(), text=text
        )
        with self.db.transaction() as session:
            return hear(session, said, lexicons=LEXICONS, now=self.clock())

    def order(self, order_id: int) -> Order:
        with self.db.reading() as session:
            order = session.get_one(Order, order_id)
            session.expunge(order)
            return order

    def offers(self, order_id: int, *answers: Answer) -> int:
        query = select(func.count()).where(Offer.order_id == order_id, Offer.status.in_(answers or tuple(Answer)))
        with self.db.reading() as session:
            return session.execute(query).scalar_one()

    def sound(self) -> None:
        """What must be true at every moment: promises are counted right, and every open order has a deadline ahead."""
        with self.db.reading() as session:
            assert unguarded(session, now=self.clock()) == []
            standing = session.scalars(select(Offer.order_id).where(Offer.status.in_([Answer.ACCEPTED, Answer.FINISHED])))
            promised = Counter(standing)
            for order in session.scalars(select(Order)):
                if order.form == Form.WHOLE:
                    assert order.accepted == sum(Status(one.status) in TAKEN for one in parts_of(session, order))
                    continue
                assert order.accepted == promised[order.id], f"{order.code} {order.status}"
                assert 0 <= order.accepted <= order.needed

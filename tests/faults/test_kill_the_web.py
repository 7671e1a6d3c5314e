"""Two hundred villagers order at once, a fifth of the messages comes twice, and the web process is killed in between."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select

from app.chat.model import Inbound
from app.clock import wall_clock
from app.config import Settings
from app.db import Database
from app.escalation.queries import unguarded
from app.orders.model import Order
from app.people.model import Identity
from tests.faults.crowd import Crowd
from tests.faults.wire import Process, Silence, WeChat, answers, free_port, web
from tests.pushed_clock import PushedClock

pytestmark = pytest.mark.xdist_group("crowds")

VILLAGERS = 200
TWICE = 0.2
KILLED_AFTER = (90, 260)
"""Answered messages after which the web process dies; some 480 are exchanged in all."""
NEEDS = ("水管爆了，明天上午来人修", "灯不亮了，明天下午来看看", "水龙头漏水，明天上午来修一下")
PATIENCE = 150
"""Seconds: some ten on a quiet machine with two processors."""


class Villager:
    """Says what is needed, confirms the card, and says it again when WeChat shows that nobody answered."""

    def __init__(self, wechat: WeChat, number: int) -> None:
        self._wechat, self._number = wechat, number
        self._random = Random(number)
        self.repeats = 0

    def order(self) -> bool:
        need = f"{NEEDS[self._number % len(NEEDS)]}，城东社区三组，电话1380003{self._number:04d}"
        while "请您核对" not in self._say(need):
            sleep(0.2)
        while "点单成功" not in self._say("1") and "「" not in self._say("我的订单"):
            sleep(0.2)  # nobody answered, and she has no order: so she says it again
        return True

    def _say(self, text: str) -> str:
        """One message; a fifth of them WeChat sends twice, at the same moment or right after. ``""`` when it gave up."""
        document = self._wechat.message(f"o-villager-{self._number:04d}", text)
        heard: list[str] = []
        if self._random.random() < TWICE:
            self.repeats += 1
            twin = Thread(target=self._post, args=(document, heard))
            twin.start()
            if self._random.random() < 0.5:
                twin.join()
            self._post(document, heard)
            twin.join()
        else:
            self._post(document, heard)
        assert len(set(heard)) <= 1, heard
        return heard[0] if heard else ""

    def _post(self, document: str, heard: list[str]) -> None:
        try:
            heard.append(self._wechat.post(document))
        except Silence:
            return


def test_two_hundred_order_at_once_while_the_web_is_killed_twice(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    Crowd(database, PushedClock(wall_clock()), volunteers=40)
    port = free_port()
    process = web(settings, port, tmp_path / "web.log")
    try:
        assert answers(port), (tmp_path / "web.log").read_text()
        wechat = WeChat(settings, port)
        villagers = [Villager(wechat, number) for number in range(VILLAGERS)]
        with ThreadPoolExecutor(VILLAGERS) as pool:
            orders = [pool.submit(villager.order) for villager in villagers]
            for enough in KILLED_AFTER:
                _kill_after(enough, wechat, process)
            assert all(order.result(PATIENCE) for order in orders)
    finally:
        process.kill()
    assert sum(villager.repeats for villager in villagers) > VILLAGERS * 2 * TWICE / 2
    assert "Traceback" not in (tmp_path / "web.log").read_text()
    _exactly_one_each(database)


def _kill_after(enough: int, wechat: WeChat, process: Process) -> None:
    end = monotonic() + PATIENCE
    while wechat.carried < enough and monotonic() < end:
        sleep(0.01)
    process.kill()
    process.start()


def _exactly_one_each(database: Database) -> None:
    with database.reading() as session:
        query = select(Identity.openid).join(Order, Order.requester_id == Identity.person_id)
        ordered = Counter(session.scalars(query))
        assert ordered == {f"o-villager-{number:04d}": 1 for number in range(VILLAGERS)}
        assert session.scalar(select(func.count(Order.code.distinct()))) == VILLAGERS
        assert session.scalar(select(func.count()).where(Inbound.person_id.is_(None))) == 0
        assert unguarded(session, now=wall_clock()) == []

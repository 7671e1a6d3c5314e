"""Delivery to a provider that takes 50 ms: the Courier with the real TemplateChannel, a plain loop, and the limit."""

import os
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import delete, func, insert, select
from wechatpy import WeChatClient

from app.house import House
from app.outbox.actions import owe_all
from app.outbox.courier import Courier
from app.outbox.model import Delivery, Notification
from app.outbox.queries import tallies
from app.people.model import Identity, Volunteer
from bench.ground import ACCOUNT, Ground, free_port, house_on
from bench.outbox import CARD, notice
from bench.peers.provider import LATENCY
from bench.processes import running
from bench.report import Goal, figures, goals
from bench.rounds import Spread, interleaved, short
from wechat import edge

IN_FLIGHT = 64
LIMIT = IN_FLIGHT / LATENCY
MESSAGES = int(short(4_000, 1_000))
LOOPED = int(short(40, 10))
LOOP = "wechatpy, a plain loop"


def run(ground: Ground) -> None:
    print(
        f"\nDelivery: {MESSAGES:,} template messages, {IN_FLIGHT} in flight, a provider of {LATENCY * 1000:.0f} ms", flush=True
    )
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running("provider", sys.executable, "-m", "bench.peers.provider", str(port), environ=dict(os.environ), port=port):
        houses = {name: house_on(url, WECHAT_API_BASE=address) for name, url in ground.both().items()}
        contenders: dict[str, Callable[[], float]] = {LOOP: partial(_loop, address)}
        for name, house in houses.items():
            contenders[f"courier on {name}"] = partial(_courier, house, _followers(house))
        measured = interleaved(contenders)
        for house in houses.values():
            house.db.close()
    figures(f"messages a second (the limit is {LIMIT:,.0f})", measured)
    goals(
        Goal(f"{name} ÷ limit", Spread.of([rate / LIMIT for rate in rates]), 0.8)
        for name, rates in measured.items()
        if name != LOOP
    )


def _followers(house: House) -> list[int]:
    """As many volunteers as there are messages, made to follow the account."""
    with house.db.transaction() as session:
        query = select(Volunteer.person_id).order_by(Volunteer.person_id.desc()).limit(MESSAGES)
        people = list(session.scalars(query))
        first = (session.scalar(select(func.max(Identity.id))) or 0) + 1
        rows = [
            {"id": first + n, "person_id": one, "app": "service", "openid": f"oBench{one}", "following": True}
            for n, one in enumerate(people)
        ]
        session.execute(insert(Identity), rows)
    return people


def _courier(house: House, people: list[int]) -> float:
    """Messages a second, from the first claim to the last one settled."""
    before = _sent(house)
    with house.db.transaction() as session:
        for start in range(0, len(people), 1000):
            owe_all(session, notice(0), people[start : start + 1000], now=house.clock())
    channels = [channel for channel in edge.channels(house) if channel.name == "template"]
    stop = threading.Event()
    courier = Courier(house.db, channels, clock=house.clock, threads=IN_FLIGHT)
    worker = threading.Thread(target=courier.run, args=(stop,))
    start_at = time.perf_counter()
    worker.start()
    while (sent := _sent(house) - before) < len(people) and time.perf_counter() - start_at < 60:
        time.sleep(0.05)
    took = time.perf_counter() - start_at
    stop.set()
    worker.join()
    with house.db.transaction() as session:
        for table in (Delivery, Notification):
            session.execute(delete(table))
    if sent < len(people):
        raise RuntimeError(f"only {sent} of {len(people)} messages were sent")
    return sent / took


def _sent(house: House) -> int:
    with house.db.reading() as session:
        return sum(n for (_, what), n in tallies(session).items() if what == "sent")


def _loop(address: str) -> float:
    client: Any = WeChatClient(ACCOUNT["WECHAT_APPID"], ACCOUNT["WECHAT_SECRET"], access_token="bench")
    client.API_BASE_URL = f"{address}/cgi-bin/"
    card = {key: {"value": value} for key, value in CARD.items()}
    start = time.perf_counter()
    for number in range(LOOPED):
        client.message.send_template(f"oBench{number}", "bench", card)
    return LOOPED / (time.perf_counter() - start)

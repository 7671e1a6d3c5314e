"""A whole village for stories: phones on a simulated platform, the real service behind it, and a clock that is pushed."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint
from sqlalchemy import func, select, union_all

from app.chat.advising import Adviser
from app.chat.listening import Listener
from app.clock import in_shanghai
from app.config import Settings
from app.county.loading import load
from app.county.spec import CountySpec, read_county
from app.escalation.actions import meet_due
from app.escalation.manning import look_round
from app.escalation.model import Deadline
from app.house import House
from app.outbox.courier import deliver_due
from app.outbox.model import Notification, Status
from app.people.enrolling import Entry, add
from app.people.model import Proof, Role
from app.people.readiness import Shown
from app.voices.model import Voice
from app.web import create_app
from drivers.language_model import language_model
from drivers.speech import speech
from simulator.accounts import MiniProgram, ServiceAccount
from simulator.adapter import PlatformAdapter
from simulator.corp import Corporation
from simulator.kfphones import KfPhones
from simulator.phones import Phones
from simulator.platform import Platform
from simulator.robot import RobotGroup
from simulator.transports import WsgiTransport
from simulator.web import create_simulator
from tests.pushed_clock import PushedClock
from wechat import edge

CODE = re.compile(r"[A-Z]\d{2,6}")
TOWN, VILLAGE = "昆阳镇", "城东社区"
SURE = (Shown(Proof.INSURANCE), Shown(Proof.VETTING))
"""What lets somebody do risky work and look after children."""
RURAL_TOWN, RURAL = "麻步镇", "显桥村"


@dataclass(frozen=True)
class Stage:
    """In which county a story plays, and where: a place in town and a place in the country."""

    county: str
    town: str
    village: str
    rural_town: str
    rural: str


PINGYANG = Stage("pingyang", TOWN, VILLAGE, RURAL_TOWN, RURAL)


@cache
def whole_county(name: str) -> CountySpec:
    return read_county(Path(f"counties/{name}.yaml"))


@cache
def small_county(stage: Stage = PINGYANG) -> CountySpec:
    """A county with its clock and catalogue as they are, but only two towns of three villages and no teams."""
    spec = whole_county(stage.county)
    towns = []
    for town in spec.towns:
        wanted = {stage.town: stage.village, stage.rural_town: stage.rural}.get(town.name)
        if wanted:
            first = [one for one in town.villages if one.name == wanted]
            others = [one for one in town.villages if one.name != wanted and one.station][:2]
            towns.append(town.model_copy(update={"villages": tuple(first + others)}))
    without: dict[str, Any] = {"teams": (), "departments": (), "team_kinds": {}, "pairings": ()}
    return spec.model_copy(update=without | {"towns": tuple(towns)})


def staged(stage: Stage) -> CountySpec:
    """The small county with those of its teams, pairings and departments that concern what is left of it."""
    whole, small = whole_county(stage.county), small_county(stage)
    places = {whole.code} | {town.code for town in small.towns} | {one.code for town in small.towns for one in town.villages}
    pairings = tuple(one for one in whole.pairings if one.with_ in places)
    teams = tuple(team for team in whole.teams if team.at in places)
    kept = {"departments": whole.departments, "team_kinds": whole.team_kinds, "teams": teams, "pairings": pairings}
    return small.model_copy(update=kept)


def adviser(house: House) -> Adviser | None:
    """As the processes make it: only where a language model is configured."""
    model = language_model(house.settings)
    return Adviser(house, model) if model else None


def _doors(house: House, *, adapter: PlatformAdapter) -> list[Blueprint]:
    return edge.blueprints(house, adapter=adapter, adviser=adviser(house))


class Village:
    """Says, hears, waits. Names are the cast: 王奶奶 asks, 小张 and 老陈 help, 李主任 is the station chief."""

    def __init__(self, settings: Settings, clock: PushedClock, *, stage: Stage = PINGYANG) -> None:
        self.clock, self.stage = clock, stage
        account = ServiceAccount(
            appid=settings.wechat_appid,
            secret=settings.wechat_secret,
            token=settings.wechat_token,
            aes_key=settings.wechat_aes_key,
        )
        mini = MiniProgram(appid=settings.miniapp_appid, secret=settings.miniapp_secret)
        corp = Corporation(
            corpid=settings.wecom_corpid,
            kf_secret=settings.wecom_kf_secret,
            kf_token=settings.wecom_kf_token,
            kf_aes_key=settings.wecom_kf_aes_key,
            robot_token=settings.wecom_robot_token,
            robot_aes_key=settings.wecom_robot_aes_key,
        )
        self.platform = Platform(account, mini, clock, templates_on_use=True, corp=corp)
        self._adapter = PlatformAdapter(create_simulator(self.platform))
        self._open(settings)
        self.spec = small_county() if stage is PINGYANG else staged(stage)
        self._settle()

    def _open(self, settings: Settings) -> None:
        adapter = self._adapter
        app = create_app(settings, clock=self.clock, plugs=[partial(_doors, adapter=adapter)])
        self.web = app.test_client()
        self.house: House = app.extensions["yihu"]
        self.phones = Phones(self.platform, WsgiTransport(app))
        self.kf = KfPhones(self.platform, WsgiTransport(app))
        self.robot = RobotGroup(self.platform, WsgiTransport(app))
        self.channels = edge.channels(self.house, adapter=adapter)
        self.errands = edge.errands(self.house, adapter=adapter)
        self.listener = self.another_listener()

    def restart(self) -> None:
        """Nothing of the old processes is left: new ones on the same database."""
        settings = self.house.settings
        self.house.db.close()
        self._open(settings)

    def _settle(self) -> None:
        towns = {town.name: town for town in self.spec.towns}
        city, rural = towns[self.stage.town], towns[self.stage.rural_town]
        home, far = city.villages[0], rural.villages[0]
        chief = ((Role.STATION_CHIEF, home.code),)
        people = [
            self._entry(
                "小张", 1, home.code, (home.lat, home.lon), skills=("water_electric", "appliance"), born=1980, shown=SURE
            ),
            self._entry("老陈", 2, home.code, (home.lat, home.lon), skills=("water_electric", "care"), born=1980, shown=SURE),
            self._entry("李主任", 3, home.code, None, volunteer=False, posts=chief),
            self._entry("赵所长", 4, home.code, None, volunteer=False, posts=((Role.TOWN_HEAD, city.area_code),)),
            self._entry("钱调度", 5, home.code, None, volunteer=False, posts=((Role.DISPATCHER, self.spec.area_code),)),
            self._entry("孙书记", 6, home.code, None, volunteer=False, posts=((Role.DIRECTOR, self.spec.area_code),)),
            self._entry("周站长", 7, far.code, None, volunteer=False, posts=((Role.STATION_CHIEF, far.code),)),
        ]
        with self.house.db.transaction() as session:
            load(session, self.spec, now=self.clock())
            add(session, self.spec.code, people, now=self.clock())

    def _entry(
        self, name: str, number: int, area: str, home: tuple[float | None, float | None] | None, **more: object
    ) -> Entry:
        openid = self.phones.add(name, following=True).openid
        entry = Entry(name, f"1380000{number:04d}", area, home=home, openid=openid)  # type: ignore[arg-type]
        return replace(entry, **more)  # type: ignore[arg-type]

    def another_listener(self) -> Listener:
        """The jobs' errand for voices, as a process that has just started makes it."""
        media = edge.media(self.house, adapter=self._adapter)
        return Listener(self.house, media, speech=speech(self.house.settings), adviser=adviser(self.house))

    # -- what a county may change -------------------------------------------------------------------------------------

    def keeps(self, **changed: Any) -> None:
        """The county's file says this from now on: ``clock=`` a mapping of parts of its clock, else parts of the county."""
        document = self.spec.model_dump(mode="json")
        clock = document["clock"] | changed.pop("clock", {})
        self.spec = CountySpec.model_validate(document | changed | {"clock": clock})
        with self.house.db.transaction() as session:
            load(session, self.spec, now=self.clock(), apply=True)

    def joins(self, name: str, number: int, area: str, **more: Any) -> int:
        """Somebody new; returns their id."""
        entry = self._entry(name, number, area, more.pop("home", None), **more)
        with self.house.db.transaction() as session:
            return add(session, self.spec.code, [entry], now=self.clock())[0]

    # -- what people do ----------------------------------------------------------------------------------------------

    def says(self, name: str, *texts: str) -> str:
        """Says these one after another; returns the order's code in the last reply, or the whole reply if there is none."""
        reply = self.asks(name, *texts)
        found = CODE.search(reply)
        return found.group() if found else reply

    def asks(self, name: str, *texts: str) -> str:
        """The whole last reply."""
        if not self.phones.person(name).following:
            self.phones.follow(name)
        reply = self.phones.says(name, *texts)
        self.settle()
        return reply

    def opens(self, name: str) -> str:
        """The page behind the latest card of this phone."""
        page = self.web.get(urlsplit(self.phones.tap(name)).path)
        assert page.status_code == 200
        return page.get_data(as_text=True)

    def speaks(self, name: str, **how: Any) -> str:
        """A voice message; the reply to it at once."""
        if not self.phones.person(name).following:
            self.phones.follow(name)
        return self.phones.sends_voice(name, **how)

    def heard(self, name: str) -> list[str]:
        return self.phones.heard(name)

    def later(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass from one due moment to the next, with the jobs doing at each what they do."""
        end = self.clock.now + timedelta(days=days, hours=hours, minutes=minutes)
        while self.clock.now < end:
            self.clock.later(seconds=(min(end, self._next_due()) - self.clock.now).total_seconds())
            self.settle()

    def _next_due(self) -> datetime:
        """When the jobs have something to do next; a minute from now while something due could not be done."""
        waiting = (
            select(Deadline.due_at.label("at")).where(Deadline.met_at.is_(None)),
            select(Notification.due_at).where(Notification.status == Status.OWED),
            select(Voice.due_at).where(Voice.due_at.is_not(None)),
        )
        moments = union_all(*waiting).subquery()
        with self.house.db.reading() as session:
            due = session.scalar(select(func.count()).select_from(moments).where(moments.c.at <= self.clock.now))
            soonest = session.scalar(select(func.min(moments.c.at)).where(moments.c.at > self.clock.now))
        distant = self.clock.now + (timedelta(minutes=1) if due else timedelta(days=366))
        return min(distant, soonest or distant)

    def until(self, hour: int, minute: int = 0) -> None:
        moment = in_shanghai(self.clock.now).replace(hour=hour, minute=minute, second=0, microsecond=0)
        seconds = (moment - self.clock.now).total_seconds() % 86400
        self.later(minutes=seconds / 60)

    def looks_round(self) -> int:
        """The jobs see which townships have nobody on duty; returns how many."""
        with self.house.db.transaction() as session:
            found = look_round(session, now=self.clock())
        self.settle()
        return found

    def settle(self) -> None:
        """Meet what is due, listen to voices and deliver what is owed, until nothing is left to do now."""
        while True:
            with self.house.db.transaction() as session:
                met = meet_due(session, now=self.clock())
            listened = self.listener.listen()
            sent = deliver_due(self.house.db, self.channels, now=self.clock())
            run = sum(int(bool(errand())) for errand in self.errands.values())
            if not met and not listened and not sent and not run and not self.phones.settle():
                return

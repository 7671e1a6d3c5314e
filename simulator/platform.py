"""The platform: all that WeChat remembers of one service account, its mini-program, its corporation and its people."""

import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.clock import Clock, wall_clock
from simulator.accounts import MiniProgram, People, Person, ServiceAccount
from simulator.answers import Rejected
from simulator.chats import Chats
from simulator.codes import Codes
from simulator.corp import Corporation, CustomerDesk
from simulator.faults import Fault, FaultKind, Faults
from simulator.feed import Feed
from simulator.media import Media
from simulator.messages import Messages
from simulator.subscriptions import Subscriptions
from simulator.templates import ONE_TIME, Template, Templates
from simulator.tokens import Tokens
from simulator.window import CustomerWindow
from simulator.wire import WireLog


@dataclass(frozen=True)
class OwedEvent:
    """An event the platform will post to the service by itself, such as the end of a send job."""

    openid: str
    event: str
    fields: Mapping[str, Any] = field(default_factory=dict)


class Platform:
    """State and rules; ``lock`` guards all of it, for many threads call at once."""

    def __init__(
        self,
        account: ServiceAccount,
        mini: MiniProgram,
        clock: Clock = wall_clock,
        *,
        templates_on_use: bool = False,
        strangers: bool = False,
        corp: Corporation | None = None,
    ) -> None:
        self.account, self.mini, self.clock = account, mini, clock
        self.corp, self.desk = corp, CustomerDesk(clock)
        self.lock = threading.RLock()
        self.feed = Feed()
        self.people = People(account, mini, strangers=strangers)
        self.tokens = Tokens(clock)
        self.templates = Templates(on_use=templates_on_use)
        self.window = CustomerWindow(clock)
        self.subscriptions = Subscriptions()
        self.messages = Messages(clock)
        self.codes = Codes(clock)
        self.media = Media(clock)
        self.faults = Faults(clock)
        self.chats = Chats(clock, self.feed)
        self.wire = WireLog(clock, self.feed)
        self.session_keys: dict[str, str] = {}
        """Openid in the mini-program → the key of the last login."""
        self.scenes: dict[str, str] = {}
        """QR ticket → scene."""
        self.menu: dict[str, Any] | None = None
        self.owed: queue.SimpleQueue[OwedEvent] = queue.SimpleQueue()

    def register_template(self, template_id: str, title: str, fields: Mapping[str, str], *, kind: int = ONE_TIME) -> Template:
        """Grant a template; ``fields`` maps typed keys to labels: ``{"thing1": "服务内容", "time2": "时间"}``."""
        with self.lock:
            return self.templates.register(Template(template_id, title, dict(fields), kind))

    def fault(
        self,
        kind: FaultKind | str,
        *,
        endpoint: str = "*",
        code: int = -1,
        delay: float = 0.0,
        count: int | None = None,
        seconds: float | None = None,
    ) -> Fault:
        """Switch a fault on: see ``FaultKind``; ``endpoint`` is a path such as ``cgi-bin/message/template/send``."""
        with self.lock:
            fault = self.faults.switch_on(kind, endpoint=endpoint, code=code, delay=delay, count=count, seconds=seconds)
        self.feed.add("faults", {"faults": self.faults_now()})
        return fault

    def clear_faults(self, fault_id: int | None = None) -> None:
        with self.lock:
            self.faults.switch_off(fault_id)
        self.feed.add("faults", {"faults": self.faults_now()})

    def faults_now(self) -> list[dict[str, Any]]:
        with self.lock:
            return [fault.as_json() for fault in self.faults.in_force()]

    def check_credentials(self, appid: str, secret: str) -> str:
        """The appid when its secret is right; 40013 or 40125 otherwise."""
        secrets = {self.account.appid: self.account.secret, self.mini.appid: self.mini.secret}
        if not appid or appid not in secrets:
            raise Rejected(40013)
        if secret != secrets[appid]:
            raise Rejected(40125)
        return appid

    def follower(self, openid: str) -> Person:
        """Somebody of the service account who may be written to; 40003 or 43004 otherwise."""
        person = self.people.holding(openid)
        if person.openid != openid:
            raise Rejected(40003)  # an openid of the other account
        if not person.following:
            raise Rejected(43004)
        return person

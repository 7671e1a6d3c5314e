"""Whose WeChat it is: the service account, its mini-program, and the people who hold phones."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from simulator.answers import Rejected


@dataclass(frozen=True)
class ServiceAccount:
    """The 服务号, as its console page shows it."""

    appid: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    name: str = "平阳县新时代文明实践中心"
    original_id: str = "gh_5f7a9c0e21d4"


@dataclass(frozen=True)
class MiniProgram:
    """The 小程序 bound to the same open-platform account."""

    appid: str
    secret: str = field(repr=False)


@dataclass
class Person:
    """Somebody with a phone: one openid for each account, one unionid for both."""

    name: str
    openid: str
    mini_openid: str
    unionid: str
    role: str = ""
    about: str = ""
    following: bool = False
    followed_at: datetime | None = None
    scene: str = ""
    stranger: bool = False
    latitude: float = 27.6619
    longitude: float = 120.5656


def openid_for(appid: str, name: str) -> str:
    """A case-sensitive 28-character openid, the same for the same name for ever."""
    digest = hashlib.sha256(f"{appid}\n{name}".encode()).digest()
    return "o" + base64.urlsafe_b64encode(digest).decode()[:27]


class People:
    """Everybody the platform knows, found by name or by an openid of either account."""

    def __init__(self, account: ServiceAccount, mini: MiniProgram, *, strangers: bool = False) -> None:
        self._account, self._mini = account, mini
        self._welcome_strangers = strangers
        self._by_name: dict[str, Person] = {}
        self._by_openid: dict[str, Person] = {}

    def add(self, name: str, *, openid: str = "", role: str = "", about: str = "") -> Person:
        """Know this person; adding again updates the role and the remark and keeps the openid."""
        person = self._by_name.get(name)
        if person is None:
            person = self._by_openid.get(openid) if openid else None
        if person is None:
            return self._remember(name, openid or openid_for(self._account.appid, name), role, about)
        self._by_name.pop(person.name)
        person.name, person.stranger = name, False
        person.role, person.about = role or person.role, about or person.about
        self._by_name[name] = person
        return person

    def _remember(self, name: str, openid: str, role: str, about: str) -> Person:
        person = Person(
            name=name,
            openid=openid,
            mini_openid=openid_for(self._mini.appid, name),
            unionid=openid_for("unionid", name),
            role=role,
            about=about,
        )
        self._by_name[name] = person
        self._by_openid[openid] = self._by_openid[person.mini_openid] = person
        return person

    def named(self, name: str) -> Person:
        return self._by_name.get(name) or self.add(name)

    def holding(self, openid: str) -> Person:
        """The person with this openid, which may be of either account; 40003 when nobody has it."""
        person = self._by_openid.get(openid)
        if person is None and self._welcome_strangers and 16 <= len(openid) <= 40:
            person = self._remember(f"群众 {openid[-4:]}", openid, "其他人", "由服务首次联系")
            person.following = person.stranger = True
        if person is None:
            raise Rejected(40003)
        return person

    def display_name(self, openid: str) -> str:
        person = self._by_openid.get(openid)
        return person.name if person else ""

    def __iter__(self) -> Iterator[Person]:
        return iter(list(self._by_name.values()))

"""One thing found in a group talk, waiting for somebody to say that it shall be done: how it reads, how it waits."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.chat.draft import Draft
from app.chat.turn import Turn
from app.clock import in_shanghai
from app.db import vault_of
from app.intake.groups.findings import Emergency, Need
from app.people.queries import duties_of
from app.people.rules import masked
from app.places.model import Area, Level
from app.places.queries import area_called

MISSING = {"village": "哪个村", "time": "时间", "phone": "电话"}
NAME = 10


@dataclass(frozen=True)
class Found:
    """``digest`` is the mark of its first line; ``at`` when that was said."""

    draft: Draft
    speaker: str
    digest: str
    at: datetime | None = None
    alarm: bool = False

    @classmethod
    def kept(cls, turn: Turn, memory: dict[str, Any]) -> "Found":
        draft = Draft.kept(memory["draft"], vault_of(turn.session))
        at = datetime.fromisoformat(memory["at"]) if memory["at"] else None
        return cls(draft, memory["speaker"], memory["digest"], at, memory["alarm"])

    def memory(self, turn: Turn) -> dict[str, Any]:
        """Plain values for the talk's memory; the phone lies there sealed."""
        return {
            "draft": self.draft.memory(vault_of(turn.session)),
            "speaker": self.speaker,
            "digest": self.digest,
            "at": self.at.isoformat() if self.at else None,
            "alarm": self.alarm,
        }

    @property
    def who(self) -> str:
        """The name to ask for: the one that was told, or the nickname in the group."""
        return self.draft.contact or self.speaker or "群友"

    def line(self, number: int) -> str:
        """平安是福：水电维修，尽快，大湾村3组 张德明 138****0001；没说时间"""
        draft = self.draft
        said = f"（{in_shanghai(self.at):%m月%d日 %H:%M}说的）" if self.alarm and self.at else ""
        what = "【紧急】" if self.alarm else draft.category_name or "其他"
        words = f"（{draft.words[:16]}）" if self.alarm or not draft.category else ""
        name = f" {draft.contact}" if draft.contact and draft.contact != self.speaker else ""
        phone = f" {masked(draft.phone)}" if draft.phone else ""
        parts = [
            f"{what}{words}{said}",
            draft.when() if draft.time_words and not self.alarm else "",
            f"{draft.place}{name}{phone}",
        ]
        lacks = "、".join(MISSING[slot] for slot in draft.missing() if slot in MISSING)
        unsure = "；村名请核对" if draft.unsure_place else ""
        told = "，".join(part for part in parts if part)
        return f"{number} {self.speaker[:NAME] or '群友'}：{told}{f'；没说{lacks}' if lacks and not self.alarm else ''}{unsure}"


def home_of(turn: Turn) -> Area | None:
    """The village somebody relays for: of the station they are chief of, or where they live."""
    codes = [duty.area_code for duty in duties_of(turn.session, turn.person.id)] + [turn.person.area_code or ""]
    areas = (area_called(turn.session, code) for code in codes if code)
    return next((area for area in areas if area and area.level == Level.VILLAGE), None)


def from_need(turn: Turn, need: Need, *, digest: str, home: Area | None) -> Found:
    """A need of the talk as a draft; a time that is over is not kept, and an unsaid village is that of whoever pasted it."""
    draft = Draft.of(need.request, need.said)
    if draft.over(turn.now):
        draft = replace(draft, start=None, end=None, time_words=None)
    draft = _at_home(turn, replace(draft, unsure_place=draft.unsure_place or need.inferred), home)
    return Found(draft, need.speaker, digest, need.at)


def from_emergency(turn: Turn, one: Emergency, *, digest: str, home: Area | None) -> Found:
    draft = _at_home(turn, Draft.of(one.request, one.said).as_alarm(), home)
    return Found(draft, one.speaker, digest, one.at, alarm=True)


def _at_home(turn: Turn, draft: Draft, home: Area | None) -> Draft:
    if draft.village_code or home is None:
        return draft
    if draft.village and draft.village != home.name:
        return _same_town(turn, draft, home)
    town = area_called(turn.session, home.parent_code) if home.parent_code else None
    unsure = draft.village is None
    moved = draft.at(code=home.code, village=home.name, town=town.name if town else None)
    return replace(moved, group=draft.group, landmark=draft.landmark, unsure_place=unsure)


def _same_town(turn: Turn, draft: Draft, home: Area) -> Draft:
    """Of two villages of one name the one in the paster's own town is meant."""
    named = (place for place in turn.lexicon.places if place.level == "village" and place.name == draft.village)
    own = next((place for place in named if place.town_code == home.parent_code), None)
    return replace(draft, village_code=own.code, town=own.town_name, choices=[]) if own else draft

"""A need on its way to becoming an order: what is known of it, what is missing, and how it reads back."""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from app.intake.reading import Request
from app.intake.retelling import every
from app.intake.text.phones import without_phones
from app.orders.actions import Wish
from app.orders.words import when_words
from app.people.rules import masked
from app.vault import Vault

ASK_AT_MOST = 2
"""A slot is asked for this often; then it is taken in the person's own words."""
HELPED = {"parent": "爸妈", "grandparent": "老人", "child": "孩子", "spouse": "老伴", "neighbour": "邻居"}
SAFETY = "生命危险请直接打120 火警119 报警110"


@dataclass(frozen=True)
class Draft:
    """Plain values only, so that it can wait in the database for days. Times are ISO texts with their offset."""

    words: str
    category: str | None = None
    category_name: str | None = None
    candidates: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    """Of a package: what it is made of."""
    start: str | None = None
    end: str | None = None
    whole_days: bool = False
    recur: str | None = None
    time_words: str | None = None
    village_code: str | None = None
    village: str | None = None
    town: str | None = None
    group: int | None = None
    landmark: str | None = None
    contact: str | None = None
    phone: str | None = None
    own_phone: bool = False
    """Whether the phone is the writer's, filled in from the profile."""
    urgency: str = "normal"
    for_whom: str = "self"
    by: str | None = None
    """Who holds the phone, when it is not its owner: 孙子, 老伴 …; nothing said now is learned of the owner."""
    people: int | None = None
    asked: dict[str, int] = field(default_factory=dict)
    """How often each slot was asked for."""
    choices: list[str] = field(default_factory=list)
    """Where the village may be, when several have its name."""
    behalf: str = ""
    """For somebody else, by whom they told it: at the ``desk`` or by ``phone``."""
    for_id: int | None = None
    """Whom we know them to be."""
    unsure_place: bool = False
    """The village was heard, not spelt: the read-back must be looked at."""

    @classmethod
    def of(cls, request: Request, said: str, *, alone: bool = True) -> "Draft":
        """From one request of a message: in the writer's own words when it was the only one; never with a phone number."""
        return cls(words=without_phones(said) if alone or not request.what else request.what).merged(request)

    @classmethod
    def kept(cls, memory: dict[str, Any], vault: Vault) -> "Draft":
        """The draft a ``memory`` was made of; its phone lay there sealed."""
        phone = memory.get("phone")
        known = {one.name for one in fields(cls)}  # a draft may have waited while the program changed its shape
        kept = {name: value for name, value in memory.items() if name in known}
        return cls(**{"words": ""} | kept | {"phone": vault.open(bytes.fromhex(phone)) if phone else None})

    def memory(self, vault: Vault) -> dict[str, Any]:
        return asdict(self) | {"phone": vault.seal(self.phone).hex() if self.phone else None}

    def as_alarm(self) -> "Draft":
        """The same with all that makes it an emergency; nobody need fill in the rest first."""
        alarm = replace(self, category=None, category_name="紧急求助", urgency="emergency")
        return replace(alarm, time_words="马上", start=None, end=None, recur=None)

    def at(self, *, code: str | None, village: str | None, town: str | None) -> "Draft":
        """Somewhere else: a group and a landmark of the old village do not come along."""
        moved = self.village_code is not None and code != self.village_code
        here = replace(self, group=None, landmark=None) if moved else self
        return replace(here, village_code=code, village=village, town=town, unsure_place=False, choices=[])

    def merged(self, request: Request, *, item: bool = True) -> "Draft":
        """This draft with everything the request says in words; what it does not speak of stays."""
        heard: dict[str, Any] = {}
        here = self
        if item and request.category:
            heard |= {"category": request.category, "category_name": request.category_name, "parts": list(request.parts)}
        if item and request.candidates:
            heard |= {"candidates": list(request.candidates)}
        if request.time_kind:
            heard |= {
                "start": request.time_start.isoformat() if request.time_start else None,
                "end": request.time_end.isoformat() if request.time_end else None,
                "whole_days": request.whole_days,
                "recur": request.recur,
                "time_words": request.time_words,
            }
        if request.village:
            here = self.at(code=request.village_code, village=request.village, town=request.town)
            heard |= {"unsure_place": any(doubt.kind == "sounds_like" for doubt in request.doubts)}
            heard |= {"choices": [one for doubt in request.doubts if doubt.kind == "same_name" for one in doubt.choices]}
        for name in ("group", "landmark", "contact", "phone", "people"):
            value = getattr(request, name)
            if value:
                heard[name] = value
        if request.for_whom != "self":
            heard["for_whom"] = str(request.for_whom)
        if request.urgency in {"urgent", "emergency"}:
            heard["urgency"] = str(request.urgency)
        return replace(here, **heard)

    def missing(self) -> list[str]:
        """What must still be asked, in the order of asking: item, village, time, phone (002-33)."""
        wanted = {
            "item": self.category or self.category_name,
            "village": self.village_code or (self.landmark if self.asked.get("village", 0) >= ASK_AT_MOST else None),
            "time": self.time_words,
            "phone": self.phone,
        }
        return [name for name, value in wanted.items() if not value]

    def inheriting(self, before: "Draft") -> "Draft":
        """A second need of the same message happens at the same place, unless it was said otherwise."""
        here = self
        if not self.village:
            place = {name: getattr(before, name) for name in ("village_code", "village", "town", "group")}
            here = replace(self, **place)
        return replace(here, phone=here.phone or before.phone, contact=here.contact or before.contact)

    def without_phone(self) -> "Draft":
        """Not asked for again: what there is to say is said in the chat."""
        return replace(self, asked=self.asked | {"phone": ASK_AT_MOST})

    @property
    def who(self) -> str:
        if self.by and self.for_whom == "self":
            return f"{self.contact or '机主'}的{self.by}" if self.contact != self.by else self.by
        own = self.own_phone or self.for_whom in {"self", "group"}
        return self.contact or ("您本人" if own else "对方（您替他说的）")

    @property
    def place(self) -> str:
        group = f"{self.group}组" if self.group else ""
        return f"{self.town or ''}{self.village or ''}{group}{self.landmark or ''}"

    @property
    def starts_at(self) -> datetime | None:
        return datetime.fromisoformat(self.start) if self.start else None

    @property
    def ends_at(self) -> datetime | None:
        return datetime.fromisoformat(self.end) if self.end else None

    def card(self) -> str:
        """The read-back in four lines: what we understood, so that a wrong reading is seen before it costs."""
        people = f"，要{self.people}人" if self.people and self.people > 1 else ""
        lines = [
            "请您核对一下：",
            f"事项：{self.category_name or '其他'}（{self.words[:40]}{people}）",
            *([f"包含：{'；'.join(f'{n} {part}' for n, part in enumerate(self.parts, 1))}"] if self.parts else []),
            f"时间：{self.when()}",
            f"地点：{self.place or '未说'}{'（没听清，请看对不对）' if self.unsure_place else ''}",
            f"联系：{self.who} {masked(self.phone) if self.phone else ''}".rstrip() + self._helped(),
        ]
        return "\n".join(lines)

    def _helped(self) -> str:
        """For whom it is, when not for the writer."""
        return f"（替{HELPED[self.for_whom]}点的）" if self.for_whom in HELPED else ""

    def when(self) -> str:
        start = self.starts_at
        if self.recur and self.time_words:  # 每天中午 is not one day
            return every(self.recur, self.time_words)
        return when_words(start, self.ends_at, whole_days=self.whole_days) if start else self.time_words or "未说"

    def wish(self, county: str, requester_id: int, *, door: str, contact: str | None, urgency: str) -> Wish:
        """What an order is made of; who placed it for whom is the caller's to add."""
        return Wish(
            county=county,
            requester_id=requester_id,
            door=door,
            words=self.words,
            item_code=self.category,
            area_code=self.village_code,
            place=self.place,
            time_words=self.when(),
            phone=self.phone,
            contact=contact,
            time_start=self.starts_at,
            time_end=self.ends_at,
            urgency=urgency,
            needed=self.people or 1,
        )

    def over(self, now: datetime) -> bool:
        """Whether the wished time has passed while the draft waited."""
        last = self.ends_at or self.starts_at
        return last is not None and last < now

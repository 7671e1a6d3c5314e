"""A villager made of labels talks to the real chat: how many orders are right after how many more messages.

``python -m bench.villager tests/intake/*.jsonl`` prints a Markdown table. The villager says the sentence, answers every
question and puts every wrong line of the card right, as the labels of the sentence say: in two more messages at most.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import app.web  # every table  # noqa: F401
from app.chat.actions import hear
from app.chat.draft import Draft
from app.chat.model import Talk
from app.chat.said import Kind, Said
from app.chat.turn import Stage
from app.clock import SHANGHAI, in_shanghai
from app.county.loading import load
from app.county.spec import CountySpec, read_county
from app.db import Base, Database, vault_of
from app.intake.lexicons import Lexicons
from app.people.actions import learn_home, learn_phone
from app.people.queries import person_known_as
from app.reactions import REACTIONS
from app.vault import Vault

COUNTIES = Path("tests/counties")
MESSAGES = 2
"""So many more messages the villager has patience for."""
PHONE = "13800009999"
TIME = "明天上午"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Whether the card is right in the end, after how many more messages, and what is not."""

    right: bool
    messages: int
    wrong: str = ""


@dataclass(frozen=True)
class Wish:
    """What the villager means: as labelled; what the sentence does not tell, the villager knows all the same."""

    label: Row
    home: tuple[str, str]

    @property
    def place(self) -> tuple[str, str]:
        return (self.label["town"] or "", self.label["village"]) if self.label["village"] else self.home

    @property
    def phone(self) -> str:
        """Of several ways to write it the last, which has digits only."""
        return str(_either(self.label["phone"])[-1] or PHONE)

    def wrong(self, draft: Draft) -> list[str]:
        """Slots that are not as meant, in the order of asking."""
        label = self.label
        group = label["group"] if label["village"] else draft.group
        checks = {
            "item": draft.category in (label["category"], *label.get("category_alt", ())),
            "village": draft.village in _either(self.place[1]) and draft.group in _either(group) and bool(draft.village_code),
            "time": self._time_right(draft),
            "phone": draft.phone == self.phone,
        }
        return [slot for slot, right in checks.items() if not right]

    def _time_right(self, draft: Draft) -> bool:
        if not self.label["time_kind"]:
            return bool(draft.time_words)
        wanted = [self.label["time_start"], self.label["time_end"]]
        got = [_moment(draft.start, whole=draft.whole_days), _moment(draft.end, whole=draft.whole_days)]
        if _either(self.label["time_kind"])[0] == "deadline" and wanted[1] is None:
            return bool(draft.time_words)
        return bool(draft.time_words) and all(one in _either(want) for one, want in zip(got, wanted, strict=True))

    def says(self, slot: str, draft: Draft, names: Mapping[str, str], *, asked: bool) -> str:
        lead = "" if asked else "不对，是"
        if slot == "item":
            offered = [code for code in draft.candidates if code in names][:3]
            wanted = (self.label["category"], *self.label.get("category_alt", ()))
            picked = next((at for at, code in enumerate(offered, 1) if code in wanted), len(offered) + 1)
            return str(picked) if asked and offered else f"{lead}{names.get(wanted[0], '别的事')}"
        if slot == "village":
            group = _either(self.label["group"])[0]
            return f"{lead}{''.join(self.place)}{f'{group}组' if group and self.label['village'] else ''}"
        if slot == "phone":
            return f"{'' if asked else '电话错了，是'}{self.phone}"
        return f"{lead}{self._time_words()}"

    def _time_words(self) -> str:
        start, end = _either(self.label["time_start"])[0], _either(self.label["time_end"])[0]
        kind = _either(self.label["time_kind"])[0]
        if kind in {"asap", "flexible"}:
            return "越快越好" if kind == "asap" else "随时都行"
        if kind == "deadline" and end:
            return f"{_spoken(end)}以前"
        if kind == "after" and start:
            return f"{_spoken(start)}以后"
        if start and end and start[:10] != end[:10]:
            return f"{_spoken(start)}到{_spoken(end)}"
        return f"{_spoken(start)}{f'到{_hour(end)}' if end and 'T' in end else ''}" if start else TIME


def _either(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _moment(iso: str | None, *, whole: bool) -> str | None:
    if iso is None:
        return None
    local = in_shanghai(datetime.fromisoformat(iso))
    return local.date().isoformat() if whole else local.strftime("%Y-%m-%dT%H:%M")


def _spoken(iso: str) -> str:
    day = f"{int(iso[5:7])}月{int(iso[8:10])}日"
    return day + (_hour(iso) if "T" in iso else "")


def _hour(iso: str) -> str:
    hour, minute = int(iso[11:13]), int(iso[14:16])
    part = "早上" if hour < 9 else "上午" if hour < 12 else "中午" if hour < 13 else "下午" if hour < 18 else "晚上"
    return f"{part}{hour - 12 if hour > 12 else hour}点{f'{minute}分' if minute else ''}"


class Chat:
    """The service with one county in it, and nobody else there."""

    def __init__(self, spec: CountySpec, folder: Path) -> None:
        self.db = Database(
            f"sqlite:///{folder / spec.code}.db", vault=Vault("a secret only benchmarks know"), reactions=REACTIONS
        )
        Base.metadata.create_all(self.db.engine)
        with self.db.transaction() as session:
            load(session, spec, now=datetime(2026, 1, 1, tzinfo=SHANGHAI))
        self.lexicons, self.spec, self._numbers = Lexicons(spec.code), spec, count()
        self.names = {item.code: item.name for item in spec.items}
        town = spec.towns[0]
        self.home = (town.name, town.villages[0].name)

    def talk(self, row: Row, *, known: bool) -> Outcome:
        """One villager, one sentence, the questions after it."""
        wish = Wish(row["expect"]["requests"][0], self.home)
        now = datetime.fromisoformat(row.get("now", "2026-11-23T10:00:00")).replace(tzinfo=SHANGHAI)
        openid = f"o-{next(self._numbers)}"
        with self.db.transaction() as session:
            if known:
                self._introduce(session, openid, wish, now)
            self._say(session, openid, row["text"], now)
            for messages in range(MESSAGES + 1):
                draft, asked = self._draft(session, openid)
                if draft is None:
                    return Outcome(False, messages, "no draft")
                wrong = wish.wrong(draft)
                if not asked and not wrong:
                    return Outcome(True, messages)
                if messages < MESSAGES:
                    slot = asked or wrong[0]
                    self._say(session, openid, wish.says(slot, draft, self.names, asked=bool(asked)), now)
            return Outcome(False, MESSAGES, f"asks {asked}" if asked else f"wrong {wrong}")

    def _introduce(self, session: Session, openid: str, wish: Wish, now: datetime) -> None:
        """Home and phone are in the profile, as after a first order."""
        self._say(session, openid, "你好", now)
        person = person_known_as(session, "service", openid)
        town, village = wish.place
        towns = (one for one in self.spec.towns if one.name == town or not town)
        code = next((v.code for one in towns for v in one.villages if v.name in _either(village)), None)
        if person and code:
            learn_home(person, area_code=code)
            learn_phone(session, person, wish.phone if len(wish.phone) == 11 else PHONE)

    def _say(self, session: Session, openid: str, text: str, now: datetime) -> None:
        said = Said(app="service", openid=openid, key=f"k{next(self._numbers)}", kind=Kind.TEXT, at=now, text=text)
        hear(session, said, lexicons=self.lexicons, now=now)
        session.flush()

    def _draft(self, session: Session, openid: str) -> tuple[Draft | None, str]:
        person = person_known_as(session, "service", openid)
        talk = session.get(Talk, person.id) if person else None
        if talk is None or talk.stage != Stage.ORDERING:
            return None, ""
        return Draft.kept(talk.memory["draft"], vault_of(session)), str(talk.memory.get("asked") or "")


@contextmanager
def chats() -> Iterator[dict[str, Chat]]:
    with tempfile.TemporaryDirectory() as folder:
        stand = {file.stem: Chat(read_county(file), Path(folder)) for file in sorted(COUNTIES.glob("*.yaml"))}
        try:
            yield stand
        finally:
            for chat in stand.values():
                chat.db.close()


def needs(file: Path) -> list[Row]:
    """The sentences of a labelled file that hold exactly one need of the county's list."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    fit = (row for row in rows if "expect" in row and row["expect"]["intent"] == "request")
    return [row for row in fit if len(row["expect"]["requests"]) == 1 and row["expect"]["requests"][0]["category"]]


def measured(file: Path, stand: Mapping[str, Chat], *, known: bool) -> tuple[Counter[int], list[str]]:
    """How many orders were right after 0, 1, 2 more messages, and those that were not, in words."""
    right: Counter[int] = Counter()
    failed = []
    for row in needs(file):
        outcome = stand[row.get("county", "yunxi")].talk(row, known=known)
        if outcome.right:
            right[outcome.messages] += 1
        else:
            failed.append(f"{row['id']} {outcome.wrong} | {row['text']}")
    return right, failed


def main(names: list[str]) -> None:
    print("| set | sentences | who | nothing asked | after one | after two |\n|---|---|---|---|---|---|")
    failures = []
    with chats() as stand:
        for file in (Path(name) for name in names):
            many = len(needs(file))
            for who, known in (("somebody new", False), ("home and phone known", True)) if many else ():
                right, failed = measured(file, stand, known=known)
                shares = [f"{sum(right[n] for n in range(most + 1)) / many:.0%}" for most in range(MESSAGES + 1)]
                print(f"| {file.stem} | {many} | {who} | {' | '.join(shares)} |", flush=True)
                failures += [f"{who}: {one}" for one in failed]
    print("\n".join(failures))


if __name__ == "__main__":
    main(sys.argv[1:])

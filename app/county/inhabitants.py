"""Invented people for demonstrations and benchmarks: always the same for the same county file, none of them real.

Phone numbers are 1380 and seven digits, counted up: the first hundred thousand are the 138000xxxxx of demonstrations.
"""

import base64
import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate

from app.county.spec import CountySpec
from app.county.territory import TownSpec, VillageSpec
from app.people.enrolling import Entry
from app.people.model import Proof, Role
from app.people.readiness import Shown

SURNAMES = "陈林黄周郑李王张吴徐朱叶蔡杨苏温章吕谢池包项戴应倪鲍缪白方金许曾"
MALE = "国建志文海伟明军勇平峰永福德兴华荣林松涛健波斌辉"
FEMALE = "秀美丽芬芳玲英兰香梅珍萍燕红云娟琴霞敏洁慧莲凤菊"
COMMON = {
    "care": 18,
    "cooking": 14,
    "driving": 14,
    "digital": 12,
    "paperwork": 10,
    "water_electric": 9,
    "farming": 8,
    "performing": 7,
    "hair": 6,
    "appliance": 6,
    "mediation": 5,
    "rescue": 3,
    "medical": 2,
    "counsel": 1,
    "law": 1,
}
"""How often a skill is met; one that is not named here, 5."""
SPREAD = 0.006
"""How far from the middle of their village people live, in degrees: some 600 m."""
FIRST_CHIEF, FIRST_VOLUNTEER = 100, 10_000
PROFESSIONALS = 850
"""People in the professional teams together (002-16)."""
CERTIFIED = {"driving": "driver", "water_electric": "electrician", "medical": "first_aid", "mediation": "mediator"}
"""The certificate that goes with a skill, where the county knows it."""
INSURED = Shown(Proof.INSURANCE, valid_until=date(2035, 12, 31))


@dataclass(frozen=True)
class OnDesk:
    """Somebody with a phone on the simulator's desk."""

    role: str
    about: str
    entry: Entry


@dataclass(frozen=True)
class Inhabitants:
    """The invented people of one county. ``team_ids`` are the database's ids by team code."""

    spec: CountySpec
    team_ids: Mapping[str, int]

    @cached_property
    def places(self) -> list[tuple[TownSpec, VillageSpec]]:
        return [(town, village) for town in self.spec.towns for village in town.villages]

    def cast(self) -> list[OnDesk]:
        """王奶奶 asks, 小张 and 老陈 help, 李主任 decides; and whoever hears of it when nobody does."""
        town, village = self._stage()
        here, at = f"{town.name}{village.name}", _point(town, village)
        posts = self.spec.posts
        handy = ("water_electric", "driving", "digital", "care")
        skilled = ("water_electric", "appliance", "hair", "cooking", "mediation", "paperwork")
        neighbour = self._entry("王奶奶", 1, village.code, home=at, volunteer=False, born=1951)
        young = self._entry("小张", 2, village.code, home=at, skills=self._known(handy), born=1996)
        old = self._entry("老陈", 3, village.code, home=at, skills=self._known(skilled), born=1962)
        chief = self._entry("李主任", 4, village.code, posts=((Role.STATION_CHIEF, village.code),), volunteer=False)
        head = self._entry("陈所长", 5, village.code, posts=((Role.TOWN_HEAD, town.area_code),), volunteer=False)
        desk = self._entry("周管理员", 6, village.code, posts=((Role.DISPATCHER, self.spec.area_code),), volunteer=False)
        director = self._entry("黄主任", 7, village.code, posts=((Role.DIRECTOR, self.spec.area_code),), volunteer=False)
        teams = tuple(self._teams_at.get(village.code, ())[:1])
        young, old = (replace(one, shown=self._sure(one.skills)) for one in (young, old))
        return [
            OnDesk("村民", here, neighbour),
            OnDesk("志愿者", here, replace(young, team_ids=teams)),
            OnDesk("志愿者", here, replace(old, team_ids=teams)),
            *self._beside(town, village),
            OnDesk(posts.station_chief, here, chief),
            OnDesk(posts.town_head, town.name, head),
            OnDesk(posts.dispatcher, self.spec.centre.short, desk),
            OnDesk(posts.director, self.spec.centre.short, director),
        ]

    def _beside(self, town: TownSpec, village: VillageSpec) -> Iterator[OnDesk]:
        """Below the village the head of its first hamlet, beside it the contact of a unit it is paired with."""
        posts, here = self.spec.posts, f"{town.name}{village.name}"
        if village.hamlets:
            held = ((Role.HAMLET_HEAD, f"{village.code}01"),)
            head = self._entry("刘大伯", 8, village.code, posts=held, volunteer=False)
            yield OnDesk(posts.hamlet_head, here + village.hamlets[0], head)
        paired = next((one for one in self.spec.pairings if one.with_ in {village.code, town.code}), None)
        if paired:
            held = ((Role.PAIR_CONTACT, paired.with_.ljust(12, "0")),)
            contact = self._entry("吴联系人", 9, village.code, posts=held, volunteer=False)
            yield OnDesk(posts.pair_contact, paired.unit, contact)

    def chiefs(self) -> Iterator[Entry]:
        """Somebody on duty at every station, in every town, and two more at the county's desk."""
        stage_town, stage = self._stage()
        number = FIRST_CHIEF
        for town in self.spec.towns:
            number += 1
            if town is not stage_town:
                yield self._chief(number, Role.TOWN_HEAD, town.area_code, town.villages[0].code)
            for village in town.villages:
                number += 1
                if village.station and village is not stage:
                    yield self._chief(number, Role.STATION_CHIEF, village.code, village.code)
        yield from self._hamlet_heads(number + 1, stage)
        for number in (FIRST_VOLUNTEER - 2, FIRST_VOLUNTEER - 1):
            yield self._chief(number, Role.DISPATCHER, self.spec.area_code, stage.code)

    def _hamlet_heads(self, first: int, stage: VillageSpec) -> Iterator[Entry]:
        heads = ((one, place) for _, one in self.places for place in range(1, len(one.hamlets) + 1))
        for number, (village, place) in enumerate(heads, start=first):
            if village is not stage or place > 1:
                yield self._chief(number, Role.HAMLET_HEAD, f"{village.code}{place:02d}", village.code)

    def volunteer(self, number: int) -> Entry:
        """Volunteer ``number``, from 0: the first ones one in each village, the others where people live."""
        dice = random.Random(f"{self.spec.code} volunteer {number}")
        town, village = self._place(number, dice)
        teams, skills = self._joined(number, village, dice)
        lat, lon = _point(town, village) or (0.0, 0.0)
        home = (round(lat + dice.gauss(0, SPREAD / 2), 6), round(lon + dice.gauss(0, SPREAD / 2), 6)) if lat else None
        name, born = _name(dice), dice.randint(1950, 2006)
        entry = self._entry(name, FIRST_VOLUNTEER + number, village.code, home=home, skills=skills, born=born)
        return replace(entry, team_ids=teams, shown=self._shown(skills, dice))

    def _shown(self, skills: Sequence[str], dice: random.Random) -> tuple[Shown, ...]:
        """Most are insured and have the papers for what they can do; some may look after children."""
        shown = [INSURED] if dice.random() < 0.85 else []
        shown += [one for one in self._papers(skills) if dice.random() < 0.8]
        return (*shown, Shown(Proof.VETTING)) if dice.random() < 0.15 else tuple(shown)

    def _sure(self, skills: Sequence[str]) -> tuple[Shown, ...]:
        return INSURED, *self._papers(skills), Shown(Proof.VETTING)

    def _papers(self, skills: Sequence[str]) -> list[Shown]:
        codes = [CERTIFIED[skill] for skill in skills if skill in CERTIFIED]
        return [Shown(Proof.CERTIFICATE, code) for code in codes if code in self.spec.certificates]

    def _place(self, number: int, dice: random.Random) -> tuple[TownSpec, VillageSpec]:
        if number < len(self.places):
            return self.places[number]
        return dice.choices(self.places, cum_weights=self._crowd)[0]

    def _joined(self, number: int, village: VillageSpec, dice: random.Random) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The teams a volunteer is in and the skills they have: what a team does, its people can do."""
        skills = set(dice.choices(self._skills, cum_weights=self._skill_weights, k=dice.choice((0, 0, 0, 1, 1, 1, 1, 2, 2, 3))))
        near = self._teams_at.get(village.code, [])
        teams = set(near[:1])
        if len(near) > 1 and dice.random() < 0.2:
            teams.add(dice.choice(near[1:]))
        if self._wider and dice.random() < 0.08:
            teams.add(dice.choice(self._wider))
        if self._professional and number % 12 == 0 and number // 12 < PROFESSIONALS:
            teams.add(self._professional[number // 12 % len(self._professional)])
        for team in teams:
            skills.update(self._taught[team])
        return tuple(sorted(teams)), tuple(sorted(skills))

    def _chief(self, number: int, role: Role, area: str, home_code: str) -> Entry:
        dice = random.Random(f"{self.spec.code} chief {number}")
        return self._entry(
            _name(dice), number, home_code, posts=((role, area),), volunteer=False, born=dice.randint(1960, 1995)
        )

    def _entry(self, name: str, number: int, area_code: str, **more: object) -> Entry:
        openid = openid_of(self.spec.code, number)
        return replace(Entry(name, _phone(number), area_code, openid=openid), **more)  # type: ignore[arg-type]

    def _known(self, skills: Sequence[str]) -> tuple[str, ...]:
        return tuple(skill for skill in skills if skill in self.spec.skills)

    def _stage(self) -> tuple[TownSpec, VillageSpec]:
        """Where the story plays: 城东社区, else the first village with a station."""
        with_station = [(town, village) for town, village in self.places if village.station]
        return next((place for place in with_station if place[1].name == "城东社区"), with_station[0])

    @cached_property
    def _crowd(self) -> list[int]:
        """More people live where there are more groups, and twice as many in town."""
        return list(accumulate((village.groups or 4) * (2 if town.urban else 1) for town, village in self.places))

    @cached_property
    def _skills(self) -> list[str]:
        return list(self.spec.skills) or [""]

    @cached_property
    def _skill_weights(self) -> list[int]:
        return list(accumulate(COMMON.get(skill, 5) for skill in self._skills))

    @cached_property
    def _teams_at(self) -> dict[str, list[int]]:
        """Ids of the ordinary teams of each village, in the order of the file."""
        found: dict[str, list[int]] = {}
        for team in self.spec.all_teams:
            if len(team.at) == 12 and not self.spec.team_kinds[team.kind].professional:
                found.setdefault(team.at, []).append(self.team_ids[team.code])
        return found

    @cached_property
    def _wider(self) -> list[int]:
        """Teams of towns and departments."""
        kinds = self.spec.team_kinds
        return [
            self.team_ids[team.code] for team in self.spec.all_teams if len(team.at) < 12 and not kinds[team.kind].professional
        ]

    @cached_property
    def _professional(self) -> list[int]:
        return [self.team_ids[team.code] for team in self.spec.all_teams if self.spec.team_kinds[team.kind].professional]

    @cached_property
    def _taught(self) -> dict[int, Sequence[str]]:
        kinds = self.spec.team_kinds
        return {
            self.team_ids[team.code]: kinds[team.kind].skills if team.skills is None else team.skills
            for team in self.spec.all_teams
        }


def phone_of_volunteer(number: int) -> str:
    return _phone(FIRST_VOLUNTEER + number)


def _phone(number: int) -> str:
    return f"1380{number:07d}"


def openid_of(county: str, number: int) -> str:
    """The invented openid of a demonstration's person: 28 characters, the same for ever."""
    digest = hashlib.sha256(f"yihu demo {county} {number}".encode()).digest()
    return "o" + base64.urlsafe_b64encode(digest).decode()[:27]


def _name(dice: random.Random) -> str:
    given = dice.choice((MALE, FEMALE))
    return dice.choice(SURNAMES) + "".join(dice.sample(given, dice.choice((1, 2, 2, 2))))


def _point(town: TownSpec, village: VillageSpec) -> tuple[float, float] | None:
    for place in (village, town):
        if place.lat is not None and place.lon is not None:
            return place.lat, place.lon
    return None

"""The shape of a county file, and the one way to read it: ``read_county``. Every key is explained in docs/county.md."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

from app.county.checks import wrongs_of
from app.county.clock import CountyClock
from app.county.faults import CountyFault, Fault, fault_at, faults_of
from app.county.listing import Column, Framework, ItemSpec, Package
from app.county.reading import Source, Unreadable, read_source
from app.county.territory import Department, PairingSpec, TeamKind, TeamSpec, TownSpec, teams_everywhere
from app.county.values import CountyCode, Hour, Latitude, Longitude, LongName, Name, Slug, Strict, VillageCode
from app.people.model import RUNG_WORDS
from app.wording import USUAL


class Centre(Strict):
    """The county's centre (002-02)."""

    name: LongName
    short: Name
    phone: str | None = None
    """The number people may ring when the chat is not enough."""
    host: LongName | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None


class Levels(Strict):
    """What the levels of the tree are called."""

    county: Name = "县"
    town: Name = "镇"
    village: Name = "村"
    group: Name = "组"


class Posts(Strict):
    """What the people in charge are called."""

    hamlet_head: Name = "村落长"
    station_chief: Name = "站长"
    pair_contact: Name = "结对联系人"
    town_head: Name = "所长"
    department_head: Name = "分中心负责人"
    dispatcher: Name = "调度员"
    director: Name = "主任"


class RungWords(Strict):
    """What the rungs of the ladder are called in what people read: 市中心, 包联单位, 湾组 …"""

    hamlet: Name = RUNG_WORDS["hamlet"]
    village: Name = RUNG_WORDS["village"]
    paired: Name = RUNG_WORDS["paired"]
    neighbour: Name = RUNG_WORDS["neighbour"]
    town: Name = RUNG_WORDS["town"]
    department: Name = RUNG_WORDS["department"]
    county: Name = RUNG_WORDS["county"]
    director: Name = RUNG_WORDS["director"]

    def otherwise(self) -> dict[str, str]:
        """Only those that differ from the words of other counties."""
        return {rung: word for rung, word in self.model_dump().items() if word != RUNG_WORDS[rung]}


class StationWords(Strict):
    """What the doors are called; a place's name and this make the door's name."""

    hall: Name = "新时代文明实践所"
    station: Name = "新时代文明实践站"
    subcentre: Name = "分中心"


class Words(Strict):
    """What the steps of an order are called here."""

    place: Name = USUAL.place
    offer: Name = USUAL.offer
    accept: Name = USUAL.accept
    rate: Name = USUAL.rate
    close: Name = USUAL.close
    compose: Name = USUAL.compose
    climb: Name = USUAL.climb
    muster: Name = USUAL.muster

    def otherwise(self) -> dict[str, str]:
        """Only those that differ from the usual words."""
        return {step: word for step, word in self.model_dump().items() if word != getattr(USUAL, step)}


class CalendarSpec(Strict):
    """What the county adds to the country's public holidays and 调休; a day under ``work`` is worked, under ``rest`` not."""

    rest: tuple[date, ...] = ()
    work: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _told_once(self) -> "CalendarSpec":
        both = sorted(set(self.rest) & set(self.work))
        if both:
            raise ValueError(f"{both[0]} 又是休息又是上班|从 rest 或 work 里删去一处")
        return self


class PointsRule(Strict):
    """So many points for an hour, from a day on (X8)."""

    begin: date
    per_hour: Annotated[float, Field(ge=0, le=1000)]


class ScreenSpec(Strict):
    """The county's own words that are not shown to others, and those of the house it lets through."""

    words: tuple[Name, ...] = ()
    allow: tuple[Name, ...] = ()


class AnswerSpec(Strict):
    """What the county answers to a question about the service itself."""

    code: Slug
    asks: tuple[LongName, ...] = Field(min_length=1)
    says: Annotated[str, Field(min_length=1, max_length=200)]


class CountySpec(Strict):
    """One county. Area codes of the file are as typed; ``area_code`` properties give the twelve digits of the tree."""

    code: CountyCode
    name: Name
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    aliases: tuple[Name, ...] = ()
    centre: Centre
    levels: Levels = Levels()
    posts: Posts = Posts()
    stations: StationWords = StationWords()
    words: Words = Words()
    rungs: RungWords = RungWords()
    frameworks: tuple[Framework, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)
    items: tuple[ItemSpec, ...] = Field(min_length=1)
    packages: tuple[Package, ...] = ()
    skills: dict[Slug, Name] = Field(default_factory=dict)
    certificates: dict[Slug, Name] = Field(default_factory=dict)
    parts_of_day: dict[Name, tuple[Hour, Hour]] = Field(default_factory=dict)
    towns: tuple[TownSpec, ...] = Field(min_length=1)
    departments: tuple[Department, ...] = ()
    team_kinds: dict[Slug, TeamKind] = Field(default_factory=dict)
    teams: tuple[TeamSpec, ...] = ()
    pair_kinds: dict[Slug, Name] = Field(default_factory=dict)
    pairings: tuple[PairingSpec, ...] = ()
    successors: dict[VillageCode, VillageCode] = Field(default_factory=dict)
    """Villages that are no more, and the one each went into: history keeps the way."""
    calendar: CalendarSpec = CalendarSpec()
    screen: ScreenSpec = ScreenSpec()
    answers: tuple[AnswerSpec, ...] = ()
    clock: CountyClock
    points: tuple[PointsRule, ...] = ()

    @property
    def area_code(self) -> str:
        return self.code + "000000"

    @property
    def all_teams(self) -> tuple[TeamSpec, ...]:
        """Those the file names one by one, and those every township or village has."""
        everywhere = (team for kind, one in self.team_kinds.items() for team in teams_everywhere(kind, one, self.towns))
        return (*self.teams, *everywhere)

    def policy_for(self, *, urban: bool, urgency: str = "normal", named: str | None = None) -> dict[str, Any]:
        """The clock of one order, to be frozen into it; its keys are listed at ``CountyClock.policy``."""
        return self.clock.policy(urban=urban, urgency=urgency, named=named)


def read_county(path: Path | str) -> CountySpec:
    """The county of a file. Raises ``CountyFault`` with everything that is wrong with it, each with line and remedy."""
    path = Path(path)
    try:
        source = read_source(path)
    except FileNotFoundError as wrong:
        raise CountyFault([Fault(str(path), 1, "", "没有这个文件", "检查文件名")]) from wrong
    except OSError as wrong:
        raise CountyFault([Fault(str(path), 1, "", f"文件打不开({wrong.strerror})", "检查文件名和读取权限")]) from wrong
    except Unreadable as wrong:
        raise CountyFault([Fault(str(path), wrong.line, "", wrong.what, wrong.remedy)]) from wrong
    return _spec_of(source)


def _spec_of(source: Source) -> CountySpec:
    faults = [fault_at(source, path, "这一项写了两遍", "留下一个") for path in source.twice]
    if not isinstance(source.values, dict):
        raise CountyFault([fault_at(source, (), "文件里没有内容", "照 counties/pingyang.yaml 的样子写"), *faults])
    try:
        spec = CountySpec.model_validate(source.values)
    except ValidationError as wrong:
        raise CountyFault([*faults, *faults_of(source, wrong)]) from wrong
    faults += [fault_at(source, path, what, remedy) for path, what, remedy in wrongs_of(spec)]
    if faults:
        raise CountyFault(faults)
    return spec

"""What can be asked for in a county: columns, services, packages."""

from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from app.county.values import LongName, Name, Slug, Strict, Urgency

Age = Annotated[int, Field(ge=14, le=120)]


class Column(Strict):
    code: Slug
    name: Name


class GuardSpec(Strict):
    """Who must not be asked for a service (志愿服务条例 15–17)."""

    age: tuple[Age, Age] | None = None
    """Full years, least and most; whoever's year of birth is not known is not asked then."""
    certificate: Slug | None = None
    risky: bool = False
    """Only insured adults."""
    minors: bool = False
    """Helps children: two vetted adults (001-03)."""

    @model_validator(mode="after")
    def _ordered(self) -> "GuardSpec":
        if self.age and self.age[0] > self.age[1]:
            raise ValueError("age 的前一个数不能大于后一个|写成 [18, 70]")
        return self


class ItemSpec(Strict):
    """One service that can be asked for (002-43)."""

    code: Slug
    name: Name
    column: Slug
    synonyms: tuple[Name, ...] = Field(min_length=1)
    """Words that point to it."""
    spoken: tuple[LongName, ...] = ()
    """How villagers say it: whole phrases."""
    never: tuple[Name, ...] = ()
    """Phrases that look like it and are not."""
    questions: tuple[LongName, ...] = ()
    """What to ask when it matters and was not said."""
    skill: Slug | None = None
    professional: bool = False
    private: bool = False
    urgency: Urgency = "normal"
    minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    people: Annotated[int, Field(ge=1, le=50)] = 1
    clock: Slug | None = None
    """One of ``clock.named``; its area's when not said."""
    guard: GuardSpec | None = None


class PartSpec(Strict):
    """One item of a package: who does it, how many, and in which step."""

    item: Slug
    name: Name | None = None
    """What it is in this package, such as 买食材; the item's own name when not said."""
    people: Annotated[int, Field(ge=1, le=50)] = 1
    step: Annotated[int, Field(ge=1, le=20)] | None = None
    """Parts of one step go on at the same time; its place in the list when not said."""


class Package(Strict):
    """Several items under one name, such as 宝宝餐 (002-49). An item may be written as its code alone."""

    code: Slug
    name: Name
    items: tuple[PartSpec, ...] = Field(min_length=1, max_length=10)
    synonyms: tuple[Name, ...] = ()

    @field_validator("items", mode="before")
    @classmethod
    def _spelt_out(cls, given: Any) -> Any:
        if not isinstance(given, list | tuple):
            return given
        return [{"item": one} if isinstance(one, str) else one for one in given]


class Framework(Strict):
    """What a county counts its work by: 六大活动, 八有标准 … (000-16, 003-01, 004-26)."""

    code: Slug
    name: Name
    count: Annotated[int, Field(ge=1, le=99)]
    entries: tuple[Name, ...] = ()
    """Those that are known by name; the others are not made up (X11)."""

    @model_validator(mode="after")
    def _not_too_many(self) -> "Framework":
        if len(self.entries) > self.count:
            raise ValueError(f"entries 有 {len(self.entries)} 个,比 count 多|改正 count,或删去多余的")
        return self

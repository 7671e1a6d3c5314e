"""The shapes of the mini-program's API: what comes in, what goes out. Times are ISO 8601 with offset."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field

from app.api.described import Described

UNSEEN = {"Cc", "Zl", "Zp"}
"""Control characters and odd line ends: nobody types them, and a database need not take them."""
TURNERS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the direction of what follows, also of what is not theirs."""


def legible(given: Any) -> Any:
    """Text without what cannot be seen; a line feed stays. Anything but text is left to the field's own check."""
    if not isinstance(given, str):
        return given
    plain = given.replace("\r\n", "\n").replace("\t", " ")
    return "".join(one for one in plain if one == "\n" or (unicodedata.category(one) not in UNSEEN and one not in TURNERS))


def one_line(given: Any) -> Any:
    """The same on one line."""
    return " ".join(legible(line) for line in given.splitlines()) if isinstance(given, str) else given


Text = Annotated[str, BeforeValidator(legible)]
Line = Annotated[str, BeforeValidator(one_line)]


class Shape(Described):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NewOrder(Shape):
    """Only ``words`` is required: what is not given is read out of them, or taken from the profile (002-33)."""

    words: Text = Field(min_length=1, max_length=2000, examples=["我家水管爆了，明天上午来人修"])
    item_code: Line | None = Field(None, max_length=40, description="One of ``GET /catalogue``.")
    village_code: str | None = Field(None, pattern=r"^[0-9]{12}$", description="A village of this county.")
    group: int | None = Field(None, ge=1, le=99)
    landmark: Line = Field("", max_length=60)
    time_start: AwareDatetime | None = Field(None, description="With its offset; not past.")
    time_end: AwareDatetime | None = Field(None, description="After ``time_start``.")
    contact: Line | None = Field(None, max_length=40)
    phone: Line | None = Field(None, max_length=20)
    people: int = Field(1, ge=1, le=500)
    from_group: str | None = Field(
        None, max_length=80, description="The `ticket` of ``POST /groups``: its village, if none is said."
    )


class Step(Shape):
    at: datetime
    words: str


class PartShape(Shape):
    code: str = Field(examples=["A08"])
    item: str
    step: int
    status: str
    status_words: str
    helpers: list[str] = Field(default_factory=list, description="Own orders only.")


class OrderShape(Shape):
    numbers: list[str] = Field(
        default_factory=list,
        description="To be called before anything else: the words tell of danger.",
        examples=[["120"]],
    )
    notice: str = Field(default="", description="To be shown first, as it is, when not empty.")
    number: str = Field(examples=["PY-20261124-0007"])
    code: str = Field(examples=["A07"])
    status: str = Field(examples=["offering"])
    status_words: str = Field(examples=["派单中"])
    item: str
    words: str
    time: str
    place: str
    needed: int
    accepted: int
    due_at: datetime
    placed_at: datetime
    rating: int | None
    helpers: list[str] = Field(default_factory=list, description="Who comes, with the number to call; own orders only.")
    contact: str | None = Field(None, description="Name and number; only for who has accepted, and for oneself.")
    timeline: list[Step] = Field(default_factory=list)
    parts: list[PartShape] = Field(
        default_factory=list, description="Of a package, in the order of its steps; then needed and accepted count parts."
    )
    goes_with: str | None = Field(None, description="The code of the order or round it is done together with.")
    bill: str | None = Field(None, description="What the goods cost, as whoever bought them noted it.", examples=["36.50 元"])


class Orders(Shape):
    orders: list[OrderShape]


class Rating(Shape):
    stars: int = Field(ge=1, le=5)
    words: Text = Field("", max_length=500)
    again: bool = Field(False, description="Not satisfied: have it done again, with the old clock.")


class ItemShape(Shape):
    code: str
    name: str
    column: str


class PackageShape(Shape):
    code: str = Field(description="To be given as ``item_code``.")
    name: str
    parts: list[str]


class Catalogue(Shape):
    items: list[ItemShape]
    packages: list[PackageShape]


class Me(Shape):
    name: str | None
    phone: str | None = Field(description="Masked.")
    village_code: str | None
    volunteer: bool
    skills: list[str]
